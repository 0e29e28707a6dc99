"""Opening, decoding and writing files."""

import io
import subprocess
import sys
from pathlib import Path

import pytest

from mtkit.errors import FormatError, InputError, OutputError
from mtkit.files import atomic_write, decode, open_source


@pytest.mark.parametrize(
    ("data", "text", "codec", "said"),
    [
        ("Rød grød".encode(), "Rød grød", "utf-8", ""),
        (b"\xef\xbb\xbf" + "Rød".encode(), "Rød", "utf-8", ""),
        ("Rødgrød med fløde på øen".encode("latin-1"), "Rødgrød med fløde på øen", "cp1252", "Latin-1"),
        ("“Rød” – sagde hun på åen".encode("cp1252"), "“Rød” – sagde hun på åen", "cp1252", "Windows-1252"),
        ("Rød".encode("utf-16"), "Rød", "utf-16-le", "UTF-16"),
        ("Rødgrød".encode("utf-16-be"), "Rødgrød", "utf-16-be", "UTF-16"),
        (b"", "", "utf-8", ""),
    ],
)
def test_encodings_are_recognised_and_said(data: bytes, text: str, codec: str, said: str) -> None:
    found, encoding = decode(data, "f.txt")
    assert (found, encoding.codec) == (text, codec)
    assert (said in encoding.note) if said else not encoding.note


@pytest.mark.parametrize(
    "data",
    [
        b"a\0b\0\0c",
        bytes(range(256)) * 4,
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
        b"\x01\x02\x03\x04" * 9,
        b"\0\1\2",
    ],
)
def test_what_is_not_text_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError, match="not text"):
        decode(data, "f.txt")


def test_a_few_bad_bytes_do_not_make_utf8_another_encoding() -> None:
    with pytest.raises(FormatError, match=r"f\.txt is not valid UTF-8 on line 2"):
        decode("Rødgrød med fløde på øen.\n".encode() + b"Ogs\xe5 her.\n", "f.txt")
    found, _ = decode(
        "Mest Latin: på øen, rød, blå, grøn, æble ".encode("cp1252") + "Ã¥".encode("cp1252"), "f"
    )
    assert found.startswith("Mest Latin: på øen")


def test_a_folder_and_a_missing_file_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder"):
        open_source(tmp_path)
    with pytest.raises(InputError, match="does not exist"):
        open_source(tmp_path / "nowhere.txt")


def test_a_name_with_a_zero_byte_is_an_input_error() -> None:
    with pytest.raises(InputError):
        open_source("a\0b")


def test_a_write_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "out.txt"

    def fail_half_way() -> None:
        with atomic_write(target) as stream:
            stream.write(b"half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail_half_way()
    assert list(tmp_path.iterdir()) == []


def test_an_existing_file_is_kept_unless_forced(tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    target.write_bytes(b"old")
    with pytest.raises(OutputError, match="exists"), atomic_write(target):
        pass
    assert target.read_bytes() == b"old"
    with atomic_write(target, force=True) as stream:
        stream.write(b"new")
    assert target.read_bytes() == b"new"


def test_a_file_that_appears_meanwhile_is_not_replaced(tmp_path: Path) -> None:
    target = tmp_path / "out.txt"

    def lose_the_race() -> None:
        with atomic_write(target) as stream:
            stream.write(b"ours")
            target.write_bytes(b"theirs")

    with pytest.raises(OutputError, match="exists"):
        lose_the_race()
    assert target.read_bytes() == b"theirs"
    assert len(list(tmp_path.iterdir())) == 1


def test_permissions_of_a_replaced_file_are_kept(tmp_path: Path) -> None:
    target = tmp_path / "out.txt"
    target.write_bytes(b"old")
    target.chmod(0o640)
    with atomic_write(target, force=True) as stream:
        stream.write(b"new")
    assert target.stat().st_mode & 0o777 == 0o640


def test_a_full_disk_leaves_nothing_and_says_so(tmp_path: Path) -> None:
    # A limit on file size makes the kernel refuse the write as a full disk does, in a process of its own.
    script = (
        "import resource, signal, sys\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "from mtkit.errors import OutputError\nfrom mtkit.files import atomic_write\n"
        "try:\n    with atomic_write(sys.argv[1]) as s:\n        s.write(b'x' * 100000)\n"
        "except OutputError as error:\n    print(error.message)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "out")], capture_output=True, text=True, check=True
    )
    assert "cannot be written" in done.stdout
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/sys/kernel").is_dir(), reason="needs a place that even root cannot write to")
def test_a_place_that_cannot_be_written_is_said() -> None:
    with pytest.raises(OutputError, match=r"permission denied|read-only"), atomic_write("/sys/kernel/out"):
        pass


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="folder does not exist"), atomic_write(tmp_path / "no" / "out"):
        pass


def test_standard_input_can_be_read_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"hej")))
    with open_source("-") as stream:
        assert (stream.read(), stream.seek(0), stream.read()) == (b"hej", 0, b"hej")
