import os
import sys
from pathlib import Path

import pytest

from eval.bench.peers.measuring import CommandFailed, bytes_below, measure, resident

pytestmark = pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="reads Linux's /proc")
HELD = 64 * 2**20


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_counts_the_memory_of_a_process_below_the_command() -> None:
    inner = f"x = b'x' * {HELD}; import time; time.sleep(2)"
    cost = measure(
        python(f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}])"),
        os.environ,
        60,
    )
    assert cost.peak_bytes > HELD


def test_a_command_that_fails_says_what_it_said() -> None:
    with pytest.raises(CommandFailed, match=r"exit code 1.*no such index"):
        measure(python("raise SystemExit('no such index')"), os.environ, 60)


def test_a_command_that_never_ends_is_stopped() -> None:
    with pytest.raises(CommandFailed, match=r"not done after 0\.2 s"):
        measure(python("import time; time.sleep(60)"), os.environ, 0.2)


def test_adds_up_the_files_below_a_folder(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "one").write_bytes(b"12345")
    (tmp_path / "two").write_bytes(b"123")
    (tmp_path / "link").symlink_to(tmp_path / "two")
    assert bytes_below(tmp_path) == 8


def test_a_process_that_has_ended_holds_nothing() -> None:
    assert resident(2**22 + 1) == 0
