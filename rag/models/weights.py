"""Model files whose bytes are known: found, checked by SHA-256, written whole or not at all."""

import os
import tempfile
from hashlib import file_digest, sha256
from pathlib import Path

from platformdirs import user_cache_path

from rag.errors import ModelUnusable

MODEL_SUFFIXES = frozenset({".safetensors", ".bin", ".onnx", ".json", ".txt", ".model"})
"""Files that decide a model's vectors: weights, vocabulary and configuration."""
GRAPH_NAME, WEIGHTS_NAME = "graph.onnx", "weights.bin"
"""A derived model is these two files in a folder: its structure and its tensors."""


def cache_folder() -> Path:
    """Where derived model files are kept between runs; it may be deleted at any time."""
    return user_cache_path("pincite", appauthor=False)


def digest_of(file: Path) -> str:
    """SHA-256 of the file's bytes, in lower-case hexadecimal."""
    with file.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def checked(file: Path, digest: str, remedy: str) -> Path:
    """The file, once its bytes are known to be the recorded ones; else raises `ModelUnusable`."""
    if not file.is_file():
        raise ModelUnusable(f"{file} is missing: {remedy}")
    found = digest_of(file)
    if found != digest:
        raise ModelUnusable(f"{file} has SHA-256 {found}, not {digest}: {remedy}")
    return file


def digest_of_folder(folder: Path) -> str:
    """SHA-256 over the names and digests of a model folder's files."""
    files = sorted(
        file for file in folder.rglob("*") if file.is_file() and file.suffix in MODEL_SUFFIXES
    )
    lines = [f"{file.relative_to(folder).as_posix()} {digest_of(file)}\n" for file in files]
    return sha256("".join(lines).encode()).hexdigest()


def write_whole(file: Path, content: bytes) -> None:
    """Replace the file in one step, so that no reader ever sees half of it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    partial = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)
