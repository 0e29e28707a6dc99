"""Read pytorch_model.bin without torch, in its zip form and in the older one, admitting tensors only.

The file is a pickle, and a pickle can name any function to call. So the unpickler below knows three functions
that rebuild tensors, the storage classes and OrderedDict, and refuses every other name without a look.
"""

from __future__ import annotations

import errno
import pickle
import struct
import zipfile
from collections import Counter, OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

from mtkit.engines._safetensors import as_float32
from mtkit.errors import ModelError

if TYPE_CHECKING:
    import numpy as np

_DTYPES = {
    "DoubleStorage": "f8",
    "FloatStorage": "f4",
    "HalfStorage": "f2",
    "BFloat16Storage": "u2",
    "LongStorage": "i8",
    "IntStorage": "i4",
    "ShortStorage": "i2",
    "CharStorage": "i1",
    "ByteStorage": "u1",
    "BoolStorage": "?",
}
_LEGACY_MAGIC = 0x1950A86A20F9469CFC6C
_LEGACY_PROTOCOL = 1001
_HINT = "the file is damaged or no checkpoint: get it again with 'mtkit models pull', or verify it"


@dataclass(frozen=True, slots=True)
class _StorageClass:
    name: str


@dataclass(frozen=True, slots=True)
class _Storage:
    """A stretch of memory that tensors share: `count` items, from `offset` of the storage called `key`."""

    kind: str
    key: str
    count: int
    offset: int = 0


@dataclass(frozen=True, slots=True)
class _Tensor:
    storage: _Storage
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


class _RebuildTensor:
    """Stands in for torch._utils._rebuild_tensor and its second version; further arguments do not matter."""

    __slots__ = ()

    def __call__(self, storage: Any, offset: Any, shape: Any, strides: Any, *_: Any) -> _Tensor:
        numbers = (offset, *shape, *strides)
        if not isinstance(storage, _Storage) or not all(type(n) is int and n >= 0 for n in numbers):
            raise pickle.UnpicklingError("a tensor is described badly")
        return _Tensor(storage, offset, tuple(shape), tuple(strides))


class _RebuildParameter:
    """Stands in for torch._utils._rebuild_parameter: a parameter is its tensor."""

    __slots__ = ()

    def __call__(self, tensor: Any, *_: Any) -> _Tensor:
        if not isinstance(tensor, _Tensor):
            raise pickle.UnpicklingError("a parameter holds no tensor")
        return tensor


class _TensorUnpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if module == "torch._utils" and name in ("_rebuild_tensor", "_rebuild_tensor_v2"):
            return _RebuildTensor()
        if module == "torch._utils" and name == "_rebuild_parameter":
            return _RebuildParameter()
        if module == "torch" and name in _DTYPES:
            return _StorageClass(name)
        raise _RefusedError(f"{module}.{name}")

    def persistent_load(self, pid: Any) -> _Storage:
        if not isinstance(pid, tuple) or len(pid) not in (5, 6) or pid[0] != "storage":
            raise pickle.UnpicklingError("a storage is described badly")
        kind, key, count = pid[1], str(pid[2]), pid[4]
        if not isinstance(kind, _StorageClass) or type(count) is not int or count < 0:
            raise pickle.UnpicklingError("a storage is described badly")
        view = pid[5] if len(pid) == 6 else None
        if view is None:
            return _Storage(kind.name, key, count)
        _, offset, size = view
        return _Storage(kind.name, key, int(size), int(offset))


class _RefusedError(pickle.UnpicklingError):
    """The pickle asks for something that is no tensor."""


def read_torch(path: Path) -> dict[str, np.ndarray[Any, Any]]:
    """Every tensor of a state dictionary saved by torch, floating point as float32; runs no code in it.

    Raises ModelError where the file asks for anything but tensors, or does not hold together.
    """
    try:
        with path.open("rb") as stream:
            if zipfile.is_zipfile(stream):
                stream.seek(0)
                return _read_zip(stream)
            stream.seek(0)
            return _read_legacy(stream)
    except _RefusedError as error:
        raise ModelError(
            f"{path} is refused: it holds {error}, and a checkpoint holds only tensors",
            hint="such a file can run programs: use a .safetensors checkpoint from somebody you trust",
        ) from None
    except ModelError:
        raise
    # A damaged pickle raises nearly anything: IndexError, KeyError, UnicodeDecodeError, AttributeError, …
    except Exception as error:
        # A damaged archive can point before the file's beginning; other errors of the system are the disk's.
        if isinstance(error, OSError) and error.errno != errno.EINVAL:
            raise
        raise ModelError(
            f"{path} cannot be read as a PyTorch checkpoint: {_line(error)}", hint=_HINT
        ) from None


def _line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def _read_zip(stream: BinaryIO) -> dict[str, np.ndarray[Any, Any]]:
    with zipfile.ZipFile(stream) as archive:
        names = [name for name in archive.namelist() if name.endswith("/data.pkl") or name == "data.pkl"]
        if len(names) != 1:
            raise pickle.UnpicklingError("the archive has no data.pkl")
        root = names[0][: -len("data.pkl")]
        marked = f"{root}byteorder" in archive.namelist()
        order = _order(little=not marked or archive.read(f"{root}byteorder") != b"big")
        with archive.open(names[0]) as data:
            state = _TensorUnpickler(data).load()

        def storage(kind: str, key: str) -> bytes:
            entry = archive.getinfo(f"{root}data/{key}")
            if entry.file_size > 2 * entry.compress_size + 1024:  # torch stores, it does not compress
                raise pickle.UnpicklingError("a storage is compressed")
            return archive.read(entry)

        return _arrays(state, storage, order)


def _read_legacy(stream: BinaryIO) -> dict[str, np.ndarray[Any, Any]]:
    if _TensorUnpickler(stream).load() != _LEGACY_MAGIC:
        raise pickle.UnpicklingError("it does not begin as one")
    if _TensorUnpickler(stream).load() != _LEGACY_PROTOCOL:
        raise pickle.UnpicklingError("its protocol is unknown")
    system = _TensorUnpickler(stream).load()
    order = _order(little=bool(system.get("little_endian", True)))
    state = _TensorUnpickler(stream).load()
    keys = [str(key) for key in _TensorUnpickler(stream).load()]
    kinds = {tensor.storage.key: tensor.storage.kind for tensor in _tensors(state).values()}
    found: dict[str, bytes] = {}
    for key in keys:
        (count,) = struct.unpack(f"{order}q", stream.read(8))
        size = count * _item_bytes(kinds.get(key, "FloatStorage"))
        content = stream.read(size) if count >= 0 else b""
        if len(content) != size:
            raise pickle.UnpicklingError("it is cut short")
        found[key] = content
    return _arrays(state, lambda kind, key: found.pop(key), order)


def _order(*, little: bool) -> Literal["<", ">"]:
    return "<" if little else ">"


def _item_bytes(kind: str) -> int:
    import numpy as np

    return np.dtype(_DTYPES[kind]).itemsize


def _tensors(state: Any) -> dict[str, _Tensor]:
    if not isinstance(state, dict):
        raise pickle.UnpicklingError("it is no dictionary of tensors")
    return {str(name): value for name, value in state.items() if isinstance(value, _Tensor)}


def _arrays(
    state: Any, read: Callable[[str, str], bytes], order: Literal["<", ">"]
) -> dict[str, np.ndarray[Any, Any]]:
    """Lay the tensors over their storages: `read(kind, key)` gives a storage's bytes, asked for once each."""
    tensors = _tensors(state)
    waiting = Counter(tensor.storage.key for tensor in set(tensors.values()))
    storages: dict[str, bytes] = {}
    arrays: dict[_Tensor, np.ndarray[Any, Any]] = {}  # tied tensors are one array
    for name, tensor in tensors.items():
        if tensor in arrays:
            continue
        key = tensor.storage.key
        if key not in storages:
            storages[key] = read(tensor.storage.kind, key)
        arrays[tensor] = _array(name, tensor, storages[key], order)
        waiting[key] -= 1
        if not waiting[key]:  # or the whole file would be in memory twice
            del storages[key]
    return {name: arrays[tensor] for name, tensor in tensors.items()}


def _array(name: str, tensor: _Tensor, storage: bytes, order: Literal["<", ">"]) -> np.ndarray[Any, Any]:
    """One tensor as a float32 array of its own."""
    import numpy as np

    place = tensor.storage
    whole = np.frombuffer(storage, dtype=np.dtype(_DTYPES[place.kind]).newbyteorder(order))
    flat = whole[place.offset : place.offset + place.count]
    last = sum((size - 1) * stride for size, stride in zip(tensor.shape, tensor.strides, strict=True))
    if flat.size != place.count or (0 not in tensor.shape and tensor.offset + last >= flat.size):
        raise pickle.UnpicklingError(f"{name!r} does not fit into its storage")
    strides = [stride * whole.itemsize for stride in tensor.strides]
    view = np.lib.stride_tricks.as_strided(flat[tensor.offset :], tensor.shape, strides, writeable=False)
    return as_float32(view, bfloat16=place.kind == "BFloat16Storage")
