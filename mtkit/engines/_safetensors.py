"""Read a .safetensors file into float32 arrays: a JSON header with offsets, then the raw tensors.

Read here and not by the safetensors package because numpy has no bfloat16, which checkpoints use.
"""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mtkit.errors import ModelError

if TYPE_CHECKING:
    import numpy as np

_DTYPES = {
    "F64": "<f8",
    "F32": "<f4",
    "F16": "<f2",
    "BF16": "<u2",
    "I64": "<i8",
    "I32": "<i4",
    "I16": "<i2",
    "I8": "i1",
    "U8": "u1",
    "BOOL": "?",
}
_MAX_HEADER_BYTES = 100 << 20  # the format's own limit
_HINT = "the file is damaged or of another kind: get it again with 'mtkit models pull', or verify it"


def read_safetensors(path: Path) -> dict[str, np.ndarray[Any, Any]]:
    """Every tensor of the file by name, floating point as float32, integers as they are.

    Raises ModelError where the header, an offset or a shape does not hold together.
    """
    import numpy as np

    header, start = _header(path)
    data = (
        np.memmap(path, dtype=np.uint8, mode="r", offset=start)
        if path.stat().st_size > start
        else np.empty(0, np.uint8)
    )
    tensors: dict[str, np.ndarray[Any, Any]] = {}
    for name, entry in header.items():
        if name != "__metadata__":
            tensors[name] = _tensor(data, name, entry, path)
    return tensors


def _header(path: Path) -> tuple[dict[str, Any], int]:
    with path.open("rb") as stream:
        prefix = stream.read(8)
        length = struct.unpack("<Q", prefix)[0] if len(prefix) == 8 else 0
        if not 2 <= length <= min(_MAX_HEADER_BYTES, path.stat().st_size - 8):
            raise ModelError(f"{path} is not a safetensors file: its header has no valid length", hint=_HINT)
        try:
            header = json.loads(stream.read(length))
        except ValueError:
            raise ModelError(
                f"{path} is not a safetensors file: its header is not JSON", hint=_HINT
            ) from None
    if not isinstance(header, dict):
        raise ModelError(f"{path} is not a safetensors file: its header is not an object", hint=_HINT)
    return header, 8 + length


def _tensor(data: np.ndarray[Any, Any], name: str, entry: Any, path: Path) -> np.ndarray[Any, Any]:
    import numpy as np

    try:
        kind = str(entry["dtype"])
        shape = [int(size) for size in entry["shape"]]
        begin, end = (int(offset) for offset in entry["data_offsets"])
    except (KeyError, TypeError, ValueError):
        raise ModelError(f"{path} describes the tensor {name!r} badly", hint=_HINT) from None
    if kind not in _DTYPES:
        raise ModelError(
            f"{path} holds {name!r} as {kind}, which is not supported",
            hint="use a checkpoint in F32, F16 or BF16",
        )
    dtype = np.dtype(_DTYPES[kind])
    count = 1
    for size in shape:
        count *= size
    if (
        min(shape, default=0) < 0
        or not 0 <= begin <= end <= data.size
        or end - begin != count * dtype.itemsize
    ):
        raise ModelError(f"{path} is cut short or damaged: {name!r} does not fit into it", hint=_HINT)
    values = np.frombuffer(data[begin:end], dtype=dtype).reshape(shape)
    return as_float32(values, bfloat16=kind == "BF16")


def as_float32(values: np.ndarray[Any, Any], *, bfloat16: bool = False) -> np.ndarray[Any, Any]:
    """A copy, floating point as float32 (exact for 16-bit values); `bfloat16`: the bits stand in uint16."""
    import numpy as np

    if bfloat16:  # a bfloat16 is the upper half of a float32
        return (values.astype(np.uint32, order="C") << np.uint32(16)).view(np.float32)
    return values.astype(
        np.float32 if values.dtype.kind == "f" else values.dtype.newbyteorder("="), order="C"
    )
