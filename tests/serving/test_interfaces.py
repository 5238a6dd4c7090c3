import asyncio
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

from tests.serving.corpus import write_corpus
from tests.serving.live import free_port, process

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
TABLE = README.split("| interface | for | start it with |\n|---|---|---|\n")[1].split("\n\n")[0]
ROWS = [line.strip("| ").split(" | ") for line in TABLE.splitlines()]
CALLS = [row[2].strip("`") for row in ROWS if row[2].startswith("`curl ")]


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    port = free_port()
    with process(tmp_path_factory.mktemp("interfaces"), port):
        yield port


def test_each_interface_has_a_purpose_and_one_command() -> None:
    assert len(ROWS) >= 7
    for row in ROWS:
        assert len(row) == 3
        assert len(re.findall(r"`[^`]+`", row[2])) == 1


@pytest.mark.slow
@pytest.mark.parametrize("call", CALLS)
def test_the_command_works_as_it_is_written(port: int, call: str) -> None:
    assert call.count("localhost:8765") == 1
    here = call.replace("localhost:8765", f"127.0.0.1:{port}") + " --fail-with-body"
    done = subprocess.run(["bash", "-c", here], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert done.stdout


@pytest.mark.slow
def test_agents_are_answered_as_it_is_written(tmp_path: Path) -> None:
    assert "`rag mcp`" in {row[2] for row in ROWS}
    rag = Path(sys.executable).with_name("rag")
    folder = write_corpus(tmp_path / "corpus")
    chosen = ["--index", str(tmp_path / "index")]
    subprocess.run([rag, "index", folder, *chosen, "--quiet"], check=True, capture_output=True)

    async def scenario() -> str:
        server = StdioServerParameters(command=str(rag), args=["mcp", *chosen])
        async with Client(stdio_client(server)) as client:
            asked = {"question": "Who designed the bridge?"}
            return str((await client.call_tool("ask", asked)).structured_content)

    with ThreadPoolExecutor() as thread:  # the browser's tests leave a loop in the main one
        assert "Ida Moreau" in thread.submit(asyncio.run, scenario()).result()
