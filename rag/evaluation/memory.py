"""What the harness takes of memory, as the operating system counts it."""

import sys


def peak_memory() -> dict[str, float]:
    """`peak_memory_bytes` of this process so far; nothing where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return {}
    unit = 1 if sys.platform == "darwin" else 1024
    return {"peak_memory_bytes": float(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit)}
