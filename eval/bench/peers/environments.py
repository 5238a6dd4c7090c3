"""An environment for each system, made as its documentation says: how long it takes, how large."""

import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.bench.peers.measuring import bytes_below
from eval.bench.peers.systems import PINCITE, TORCH, WEIGHTS, System

REPOSITORY = Path(__file__).parents[3]
WATCHED = frozenset(
    [
        "bm25s",
        "faiss-cpu",
        "faiss-haystack",
        "haystack-ai",
        "haiku-rag",
        "langchain-community",
        "langchain-core",
        "langchain-huggingface",
        "llama-index-core",
        "llama-index-vector-stores-faiss",
        "numpy",
        "onnxruntime",
        "pincite",
        "sentence-transformers",
        "tantivy",
        "torch",
        "transformers",
        "txtai",
    ]
)
"""Packages whose versions the report shows."""


@dataclass(frozen=True, slots=True)
class Installed:
    """What an installation took."""

    seconds: float
    bytes: int
    versions: dict[str, str]
    packages: int
    """How many distributions there are."""
    error: str | None = None
    """The last line of pip where it failed."""


def install(system: System, folder: Path) -> Installed:
    """Make the system's environment anew; nothing is taken from pip's cache."""
    shutil.rmtree(folder, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
    bare = bytes_below(folder)
    started = time.perf_counter()
    for packages in _steps(system):
        if error := _pip(folder, packages):
            return Installed(time.perf_counter() - started, 0, {}, 0, error)
    seconds = time.perf_counter() - started
    versions = versions_in(folder)
    shown = {name: version for name, version in versions.items() if name in WATCHED}
    return Installed(seconds, bytes_below(folder) - bare, shown, len(versions))


def refresh_pincite(folder: Path) -> None:
    """Put the code of this checkout into an environment that has all it needs."""
    _pip(folder, ("--no-deps", "--force-reinstall", str(REPOSITORY)))


def versions_in(folder: Path) -> dict[str, str]:
    """What is installed, by name."""
    listed = subprocess.run(
        [str(python_of(folder)), "-m", "pip", "list", "--format=freeze"],
        check=True,
        capture_output=True,
        text=True,
    )
    return read_freeze(listed.stdout)


def read_freeze(lines: str) -> dict[str, str]:
    """Versions by lower-case name, from `name==version` lines; others are no releases."""
    pairs = (line.split("==", 1) for line in lines.splitlines() if "==" in line)
    return {name.lower().replace(".", "-"): version for name, version in pairs}


def python_of(folder: Path) -> Path:
    """The environment's interpreter."""
    return folder / "bin" / "python"


def _steps(system: System) -> Sequence[tuple[str, ...]]:
    """Torch first, so that nothing else chooses its build."""
    if system.name == PINCITE:
        pinned = ("--constraint", str(REPOSITORY / "constraints.txt"))
        return ((*pinned, "torch"), (*pinned, str(REPOSITORY)))
    if not system.dense:
        return (system.packages,)
    return ((TORCH,), (*system.packages, WEIGHTS, TORCH))


def _pip(folder: Path, arguments: Sequence[str]) -> str | None:
    command = [str(python_of(folder)), "-m", "pip", "install", "--quiet", "--no-cache-dir"]
    done = subprocess.run([*command, *arguments], capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return None
    errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
    return errors[-1] if errors else done.stderr.strip().splitlines()[-1]
