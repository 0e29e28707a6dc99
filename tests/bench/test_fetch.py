"""Downloads over real HTTP on loopback, sets of the user's own, and checks of both."""

from __future__ import annotations

import gzip
import io
import tarfile
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from mtkit.bench import add, catalogue, definition, definitions, pull, read_set, verify
from mtkit.errors import InputError, UsageError
from tests.bench.conftest import REFERENCES, SOURCES, write


class Site:
    """Files by path, over HTTP; `short` makes it send less than it says."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.short = False
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                data = site.files.get(self.path)
                self.send_response(200 if data is not None else 404)
                self.send_header("Content-Length", str(len(data or b"")))
                self.end_headers()
                self.wfile.write((data or b"")[: 5 if site.short else None])

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


@pytest.fixture
def defined(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A catalogue that the test fills itself."""
    folder = tmp_path / "catalogue"
    folder.mkdir()
    monkeypatch.setattr(catalogue, "sets_folder", lambda: folder)
    return folder


def text(lines: list[str]) -> bytes:
    return "".join(line + "\n" for line in lines).encode()


def define(folder: Path, source: str, reference: str, segments: int = 5) -> None:
    head = f'title = "a set"\nlicence = "CC0"\nsegments = {segments}\n'
    (folder / "remote.toml").write_text(f"{head}[source]\n{source}\n[reference]\n{reference}\n", "utf-8")


def plain(site: Site, defined: Path, extra: str = "") -> None:
    site.files |= {"/s.txt": text(SOURCES), "/r.txt": text(REFERENCES)}
    define(defined, f'url = "{site.address}/s.txt"\n{extra}', f'url = "{site.address}/r.txt"')


def test_a_pulled_set_can_be_read_and_records_its_checksums(site: Site, defined: Path) -> None:
    plain(site, defined)
    _, notes = pull("remote")
    assert len(notes) == 2
    assert all("recorded" in note for note in notes)
    assert list(read_set("remote").sources) == SOURCES
    assert read_set("remote").licence == "CC0"
    assert verify("remote") == []
    assert pull("remote")[1] == []


def test_a_file_that_is_not_what_was_recorded_is_refused_and_the_old_one_stays(
    site: Site, defined: Path
) -> None:
    plain(site, defined)
    pull("remote")
    site.files["/s.txt"] = text([line.upper() for line in SOURCES])
    with pytest.raises(InputError, match="is not what it was"):
        pull("remote")
    assert list(read_set("remote").sources) == SOURCES


def test_a_checksum_of_the_definition_is_held_against_the_first_download(site: Site, defined: Path) -> None:
    plain(site, defined, f'sha256 = "{"0" * 64}"')
    with pytest.raises(InputError, match="is not what it was"):
        pull("remote")
    assert not definition("remote").here


def tar(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as archive:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return out.getvalue()


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


@pytest.mark.parametrize(("suffix", "pack"), [(".tar.gz", tar), (".zip", zipped)])
def test_members_of_an_archive(site: Site, defined: Path, suffix: str, pack: object) -> None:
    assert callable(pack)
    site.files[f"/a{suffix}"] = pack({"d/s": text(SOURCES), "d/r": text(REFERENCES)})
    url = f'url = "{site.address}/a{suffix}"\n'
    define(defined, f'{url}member = "d/s"', f'{url}member = "d/r"')
    pull("remote")
    assert list(read_set("remote").references[0]) == REFERENCES
    define(defined, f'{url}member = "d/none"', f'{url}member = "d/r"')
    with pytest.raises(InputError, match="cannot be unpacked"):
        pull("remote")


def test_columns_of_a_compressed_table(site: Site, defined: Path) -> None:
    rows = [f"dan\teng\t{s}\t{r}" for s, r in zip(SOURCES, REFERENCES, strict=True)]
    site.files["/t.txt.gz"] = gzip.compress(text(rows))
    url = f'url = "{site.address}/t.txt.gz"\n'
    define(defined, f"{url}column = 3", f"{url}column = 4")
    pull("remote")
    assert (list(read_set("remote").sources), list(read_set("remote").references[0])) == (SOURCES, REFERENCES)


def test_what_goes_wrong_on_the_way_is_told(site: Site, defined: Path) -> None:
    plain(site, defined)
    site.short = True
    with pytest.raises(InputError, match=r"only 5 of \d+ bytes came|cannot be fetched"):
        pull("remote")
    site.short = False
    del site.files["/r.txt"]
    with pytest.raises(InputError, match=r"r\.txt cannot be fetched: 404"):
        pull("remote")
    site.files["/r.txt"] = text(REFERENCES[:3])
    with pytest.raises(InputError, match=r"remote \(reference\) has 3 lines, remote \(source\) has 5"):
        pull("remote")
    site.close()
    with pytest.raises(InputError, match="cannot be fetched"):
        pull("remote")
    assert not definition("remote").here
    site.thread = threading.Thread(target=lambda: None)
    site.__init__()  # type: ignore[misc]  # so that the fixture has something to close


def test_a_folder_gets_a_name_and_is_watched(folder: Path) -> None:
    added = add("mine", str(folder), licence="my own")
    assert (added.origin, added.segments, added.here) == ("added", 5, True)
    assert read_set("mine").licence == "my own"
    assert verify("mine") == []
    write(folder / "x.en", [*REFERENCES[:-1], "changed"])
    assert "was changed" in verify("mine")[0]


def test_a_tables_columns_get_a_name(tmp_path: Path) -> None:
    (tmp_path / "t.tsv").write_text("a\tb\nhej\thello\n", "utf-8")
    add("table", f"{tmp_path / 't.tsv'}:a,b")
    assert read_set("table").references == (("hello",),)
    assert verify("table") == []


@pytest.mark.parametrize("name", ["", "../up", "a/b", ".hidden", "a b"])
def test_a_name_that_is_a_path_is_refused(folder: Path, name: str) -> None:
    with pytest.raises(UsageError, match="cannot be a test set's name"):
        add(name, str(folder))


def test_a_set_that_is_here_already_is_not_downloaded() -> None:
    with pytest.raises(UsageError, match="need not be downloaded"):
        pull("mtkit-news")


def test_sets_of_sacrebleu_are_known_by_their_own_names() -> None:
    found = definition("wmt19/de-en")
    assert (found.origin, found.source_lang, found.target_lang, found.here) == ("download", "de", "en", False)
    with pytest.raises(UsageError, match="sacreBLEU has no test set"):
        pull("wmt19/da-xx")


def test_every_definition_that_comes_with_mtkit_says_where_from_and_on_what_terms() -> None:
    found = {d.name: d for d in definitions()}
    assert {"flores200-dev", "flores200-devtest", "ntrex-128", "tatoeba-v2021-08-07", "mtkit-news"} <= set(
        found
    )
    for each in found.values():
        assert each.licence != "unknown"
        assert each.segments > 0
        assert each.here or each.homepage.startswith("https://")
        for _, remote in each.files:
            assert remote.url.startswith("https://")
            assert remote.sha256 or "could not be verified" in each.note
    assert verify("mtkit-news") == []
