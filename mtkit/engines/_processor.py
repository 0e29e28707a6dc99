"""What the CPU can do, as far as it decides which kernels run."""

from __future__ import annotations

import platform
from functools import cache
from pathlib import Path

# In CTranslate2's own order of preference; AVX-512 VNNI changes int8 arithmetic inside its libraries.
_INTERESTING = ("avx512_vnni", "avx512_bf16", "avx512f", "avx_vnni", "avx2", "avx", "sse4_1", "asimd")


@cache
def cpu_flags() -> frozenset[str]:
    """The processor's feature flags as Linux names them; empty where the system does not tell."""
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines():
            key, _, value = line.partition(":")
            if key.strip() in ("flags", "Features"):
                return frozenset(value.split())
    except OSError:
        pass
    return frozenset()


def vector_instructions() -> str:
    """The machine type and the vector extensions that matter ("x86_64 avx512_vnni avx512f avx2")."""
    return " ".join([platform.machine(), *(flag for flag in _INTERESTING if flag in cpu_flags())])
