"""Matrices in 8-bit integers: a quarter of the bytes, and products on the processor's own units.

One scale a row or column (Wu et al. 2020, "Integer Quantization for Deep Learning Inference").
Activations are rounded when they come, with one scale for all of a call.
"""

import platform
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_PROCESSOR = Path("/proc/cpuinfo")
_MULTIPLY_EXACTLY = frozenset({"avx512_vnni", "avx_vnni", "amx_int8"})
"""Flags of processors, as Linux names them. x86 without one adds in 16 bits, which overflow."""


def rounded(matrix: NDArray[np.float32], axis: int) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """The matrix in whole numbers from -127 to 127, and the scales along `axis` (kept)."""
    scales = np.abs(matrix).max(axis=axis, keepdims=True) / 127.0
    scales = np.maximum(scales, np.finfo(np.float32).tiny).astype(np.float32)
    return np.clip(np.rint(matrix / scales), -127, 127).astype(np.int8), scales


def exact() -> bool:
    """Does this processor multiply 8-bit integers without overflow? Unknown ones: no."""
    return platform.machine() in {"arm64", "aarch64"} or bool(processor_flags() & _MULTIPLY_EXACTLY)


def processor_flags() -> frozenset[str]:
    """What Linux says that the processor can; empty elsewhere."""
    if platform.system() != "Linux":
        return frozenset()
    for line in _PROCESSOR.read_text(encoding="utf-8", errors="replace").splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "flags":
            return frozenset(value.split())
    return frozenset()
