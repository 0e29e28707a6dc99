"""A run: what is done, what is done again, what fails alone."""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

import mtkit
from mtkit.batch import run as batch_run
from mtkit.batch.control import Control, Progress
from mtkit.batch.run import run
from mtkit.batch.status import status
from mtkit.batch.summary import Summary
from mtkit.batch.task import Task
from mtkit.core import Decoding, Translation
from mtkit.decoding import Policy
from mtkit.engines.echo import EchoEngine
from mtkit.errors import ExitStatus, FormatError, InputError, OutputError, UsageError
from tests.batch.conftest import echo, outputs, program, write_tree


def test_the_tree_and_the_names_stay(source: Path, target: Path) -> None:
    summary = mtkit.translate_dir(source, target, engine="echo")
    assert outputs(target) == outputs(source)
    assert (summary.documents, summary.sentences, summary.status) == (3, 5, ExitStatus.OK)


def test_a_model_translates_every_format(
    source: Path, target: Path, dictionary: Callable[..., Summary]
) -> None:
    assert dictionary(source, target).documents == 3
    assert outputs(target) == {
        b"a.txt": b"Hunden sleeps. Katten sleeps.\n",
        b"sub/b.html": b"<p>Hunden <b>sleeps</b>.</p>\n",
        b"sub/c.csv": b"id,text\n1,Hunden sleeps.\n2,Huset.\n",
    }


def test_nothing_is_done_twice(source: Path, target: Path) -> None:
    echo(source, target)
    before = {p: p.stat().st_mtime_ns for p in target.rglob("*.*") if ".mtkit" not in p.parts}
    again = echo(source, target)
    assert (again.documents, again.unchanged, again.done) == (0, 3, 3)
    assert before == {p: p.stat().st_mtime_ns for p in before}


def test_only_what_changed_is_done_again(source: Path, target: Path) -> None:
    echo(source, target)
    (source / "a.txt").write_text("Nyt.\n")
    (source / "d.txt").write_text("Mere.\n")
    again = echo(source, target)
    assert (again.documents, again.unchanged) == (2, 2)
    assert outputs(target) == outputs(source)


def test_a_touched_file_is_not_done_again(source: Path, target: Path) -> None:
    echo(source, target)
    os.utime(source / "a.txt", ns=(1, 1))
    os.utime(target / "a.txt", ns=(1, 1))
    assert echo(source, target).unchanged == 3
    assert echo(source, target).unchanged == 3


def test_a_change_that_keeps_size_and_name_is_seen(source: Path, target: Path) -> None:
    echo(source, target)
    (source / "a.txt").write_text("Hunden sover. Hesten sover.\n")
    assert echo(source, target).documents == 1
    assert outputs(target) == outputs(source)


def test_a_missing_output_is_made_again(source: Path, target: Path) -> None:
    echo(source, target)
    (target / "a.txt").unlink()
    shutil.rmtree(target / "sub")
    assert echo(source, target).documents == 3
    assert outputs(target) == outputs(source)


def test_other_settings_make_everything_again(source: Path, target: Path) -> None:
    echo(source, target)
    assert echo(source, target, fast=True).documents == 3
    assert echo(source, target, fast=True).documents == 0


def test_a_column_makes_only_tables_again(source: Path, target: Path) -> None:
    echo(source, target)
    assert echo(source, target, column="text").documents == 1
    assert echo(source, target, column="text").unchanged == 3
    dry = program(source, target, "--engine", "echo", "--dry-run")
    assert (
        "changed  sub/c.csv: model, settings or corrections changed\nto translate: 1 document" in dry.stdout
    )


def test_a_format_that_is_not_there_is_said_at_once(source: Path, target: Path) -> None:
    with pytest.raises(UsageError, match="no format is called 'dox'"):
        echo(source, target, format_name="dox")
    assert not target.exists()


def test_force_makes_everything_again(source: Path, target: Path) -> None:
    echo(source, target)
    assert echo(source, target, force=True).documents == 3


def test_a_translation_that_a_person_edited_is_left_alone(source: Path, target: Path) -> None:
    echo(source, target)
    (target / "a.txt").write_text("By hand.\n")
    again = echo(source, target)
    assert (again.unchanged, again.status) == (3, ExitStatus.OK)
    (source / "a.txt").write_text("Nyt.\n")
    again = echo(source, target)
    assert (again.refused, again.documents, again.status) == (1, 0, ExitStatus.PARTIAL)
    assert "was edited since it was written" in again.reasons[0]
    assert (target / "a.txt").read_text() == "By hand.\n"
    assert echo(source, target, force=True).documents == 3
    assert (target / "a.txt").read_text() == "Nyt.\n"


def test_files_of_other_programs_are_not_replaced(source: Path, target: Path) -> None:
    write_tree(target, {"a.txt": "mine"})
    first = echo(source, target)
    assert (first.documents, first.refused, first.status) == (2, 1, ExitStatus.PARTIAL)
    assert echo(source, target).refused == 1
    assert (target / "a.txt").read_text() == "mine"
    assert echo(source, target, force=True).documents == 3
    assert echo(source, target).unchanged == 3


def test_a_source_that_went_leaves_its_translation(source: Path, target: Path) -> None:
    echo(source, target)
    (source / "a.txt").unlink()
    again = echo(source, target)
    assert (again.gone, again.unchanged) == (1, 2)
    assert (target / "a.txt").exists()
    (source / "a.txt").write_text("Hunden sover. Katten sover.\n")
    assert echo(source, target).unchanged == 3


def test_a_pattern_leaves_the_rest_alone(source: Path, target: Path) -> None:
    echo(source, target)
    again = echo(source, target, glob="*.txt")
    assert (again.unchanged, again.gone, again.notes) == (1, 0, [])
    (note,) = echo(source, target, glob=["*.text", "*.TXT"]).notes
    assert note.endswith("holds no file that fits *.text or *.TXT")


def test_one_bad_document_fails_alone(source: Path, target: Path) -> None:
    write_tree(
        source, {"bad.txt": b"\0" * 100, "bad.docx": b"no zip", "bad.jsonl": "[", "picture.png": b"\x89\0\0"}
    )
    summary = echo(source, target)
    assert (summary.documents, summary.failed, summary.skipped) == (3, 3, 1)
    assert summary.status == ExitStatus.PARTIAL
    assert any("bad.docx is not a Word" in reason for reason in summary.reasons)
    assert set(outputs(target)) == {b"a.txt", b"sub/b.html", b"sub/c.csv"}
    again = echo(source, target)
    assert (again.unchanged, again.failed, again.skipped, again.planned) == (3, 3, 1, 0)
    assert echo(source, target, retry_failed=True).planned == 3
    write_tree(source, {"bad.txt": "Godt.\n"})
    assert echo(source, target).documents == 1


def test_a_bad_document_that_was_removed_is_no_longer_told_of(source: Path, target: Path) -> None:
    write_tree(source, {"bad.docx": b"no zip", "sub/worse.docx": b"no zip", "photo.png": b"\x89PNG\0\0\0"})
    echo(source, target)
    assert status(target).states == {"done": 3, "failed": 2, "skipped": 1}
    (source / "bad.docx").unlink()
    (source / "photo.png").unlink()
    assert echo(source, target, glob="*.txt").failed == 0
    assert status(target).states == {"done": 3, "failed": 1}
    (source / "sub/worse.docx").unlink()
    echo(source, target)
    assert (status(target).states, status(target).problems) == ({"done": 3}, [])


def test_bytes_that_break_a_file_far_inside_fail_it_alone(tmp_path: Path, target: Path) -> None:
    broken = b"Hunden sover.\n" * 20_000 + b"\xff\xfe\xff\n"
    source = write_tree(tmp_path / "da", {"a.txt": "Hej.\n", "b.txt": broken, "c.txt": "Hej.\n"})
    summary = echo(source, target)
    assert summary.documents + summary.failed == 3
    assert {b"a.txt", b"c.txt"} <= set(outputs(target))


def test_a_file_in_the_way_of_a_folder_fails_its_documents_alone(source: Path, target: Path) -> None:
    write_tree(target, {"sub": "a file"})
    summary = echo(source, target)
    assert (summary.documents, summary.failed) == (1, 2)
    assert "a file stands where a folder is needed" in summary.reasons[0]


def test_views_put_their_suffix_behind_the_name(tmp_path: Path, target: Path) -> None:
    """So two documents that differ in their suffix alone never meet."""
    source = write_tree(tmp_path / "da", {"a.txt": "Hej.", "a.md": "Hej.", "a.html": "<p>Hej.</p>"})
    for view, suffix in (("segments", "jsonl"), ("side-by-side", "html"), ("tmx", "tmx")):
        assert echo(source, target / view, view=view).documents == 3
        names = [f"a.{s}.{suffix}".encode() for s in ("html", "md", "txt")]
        assert sorted(outputs(target / view)) == names


def test_views_that_meet_a_document_are_refused(tmp_path: Path, target: Path) -> None:
    source = write_tree(tmp_path / "da", {"a.txt": "Hej.", "a.txt.jsonl": '{"text": "Hej."}\n'})
    assert echo(source, target).documents == 2
    summary = echo(source, target, view="segments")
    assert (summary.documents, summary.refused) == (1, 1)
    assert "is the translation of a.txt.jsonl" in summary.reasons[0]
    assert (target / "a.txt.jsonl").read_text() == '{"text": "Hej."}\n'
    assert echo(source, target).unchanged == 2


def test_folders_that_cannot_be(source: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="same folder"):
        echo(source, source)
    with pytest.raises(InputError, match="does not exist"):
        echo(tmp_path / "missing", tmp_path / "en")
    with pytest.raises(OutputError, match="is a file"):
        echo(source, source / "a.txt")
    with pytest.raises(UsageError, match="no view"):
        echo(source, tmp_path / "en", view="upside-down")


def test_one_target_takes_one_source(source: Path, target: Path, tmp_path: Path) -> None:
    echo(source, target)
    other = write_tree(tmp_path / "other", {"a.txt": "Andet."})
    with pytest.raises(OutputError, match="holds the translations of"):
        echo(other, target)
    dry = program(other, target, "--engine", "echo", "--dry-run")
    assert dry.returncode == 1
    assert "holds the translations of" in dry.stderr
    moved = source.rename(tmp_path / "moved")
    assert echo(moved, target).unchanged == 3


def test_a_link_back_to_the_sources_is_not_written_through(source: Path, target: Path) -> None:
    target.mkdir()
    (target / "sub").symlink_to(source / "sub")
    before = outputs(source)
    assert echo(source, target, force=True).refused == 2
    assert outputs(source) == before


def test_an_empty_folder_and_an_empty_file(tmp_path: Path, target: Path) -> None:
    source = tmp_path / "da"
    source.mkdir()
    nothing = echo(source, target)
    assert (nothing.documents, nothing.status) == (0, 0)
    assert nothing.notes == [f"{source} holds no file"]
    (source / "empty.txt").touch()
    summary = echo(source, target)
    assert (summary.documents, summary.notes) == (1, ["empty.txt is empty"])
    assert outputs(target) == {b"empty.txt": b""}


class Stubborn(EchoEngine):
    """Fails on a certain word, as an engine may on a text that nobody foresaw."""

    def translate(self, sentences: Iterable[str], decoding: Decoding) -> list[Translation]:
        asked = list(sentences)
        if any("gift" in sentence for sentence in asked):
            raise ValueError("poisoned")
        return super().translate(asked, decoding)


def test_a_text_that_breaks_the_engine_fails_alone(source: Path, target: Path) -> None:
    write_tree(source, {"poison.txt": "Det er gift.\n"})
    summary = run(Task(source, target), Stubborn)
    assert (summary.documents, summary.failed) == (3, 1)
    assert "poison.txt: unexpected error: ValueError: poisoned" in summary.reasons[0]


def test_an_engine_that_is_broken_stops_the_run(source: Path, target: Path) -> None:
    for path in source.rglob("*.*"):
        path.write_text(path.read_text().replace("sover", "gift"))
    with pytest.raises(ValueError, match="poisoned"):
        run(Task(source, target), Stubborn)


def test_a_run_that_is_asked_to_stop_keeps_what_is_done(tmp_path: Path, target: Path) -> None:
    text = "".join(f"Sætning nummer {i} her.\n\n" for i in range(1500))
    source = write_tree(tmp_path / "da", {f"{n}.txt": text.replace("her", f"her {n}") for n in range(9)})
    calls: list[Progress] = []
    control = Control(calls.append, lambda: any(call.sentences > 6000 for call in calls[-1:]))
    summary = run(Task(source, target), EchoEngine, control)
    assert summary.interrupted
    assert summary.status == ExitStatus.INTERRUPTED
    assert 0 < summary.documents < 9
    assert set(outputs(target).items()) < set(outputs(source).items())
    again = echo(source, target)
    assert again.documents == 9 - summary.documents
    assert outputs(target) == outputs(source)


class Forgetful(EchoEngine):
    """Loses every number, so that each sentence with one fails its guards in whatever way it is tried."""

    name = "forgetful"
    calls = 0

    def translate(self, sentences: Iterable[str], decoding: Decoding) -> list[Translation]:
        Forgetful.calls += 1
        return [Translation(s, "The dog sleeps in its house.", -0.1) for s in sentences]


def test_second_tries_are_told_and_can_be_stopped(tmp_path: Path) -> None:
    source = write_tree(
        tmp_path / "da", {"a.txt": "".join(f"Hund {i} sover i huset.\n\n" for i in range(90))}
    )
    told: list[int] = []
    summary = run(Task(source, tmp_path / "whole"), Forgetful, Control(lambda p: told.append(p.again)))
    assert (summary.documents, summary.flagged) == (1, 90)
    assert max(told) >= 90
    assert told[-1] == 0  # it is over
    whole, Forgetful.calls = Forgetful.calls, 0
    stop = Control(lambda p: told.append(p.again), lambda: told[-1] > 0)
    assert run(Task(source, tmp_path / "stopped"), Forgetful, stop).interrupted
    assert 0 < Forgetful.calls < whole


def test_progress_reaches_the_end(source: Path, target: Path) -> None:
    shares: list[float] = []
    echo(source, target, progress=lambda p: shares.append(p.share))
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_a_source_that_changes_while_it_is_read_fails(
    tmp_path: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = write_tree(tmp_path / "da", {"big.txt": "Hunden sover.\n\n" * 100_000})
    real = batch_run.LanguageWatch.watch

    def watch(self: object, translated: object) -> object:
        with (source / "big.txt").open("a") as stream:
            stream.write("Mere.\n")
        return real(self, translated)  # type: ignore[arg-type]

    monkeypatch.setattr(batch_run.LanguageWatch, "watch", watch)
    summary = echo(source, target)
    assert summary.failed == 1
    assert "changed while it was read" in summary.reasons[0]
    assert outputs(target) == {}
    monkeypatch.undo()
    assert echo(source, target).documents == 1


def test_a_damaged_journal_is_said(source: Path, target: Path) -> None:
    echo(source, target)
    journal = target / ".mtkit" / "journal.db"
    journal.write_bytes(b"rubbish" * 1000)
    with pytest.raises(InputError, match=r"the journal .* is damaged") as caught:
        echo(source, target)
    assert "--force" in caught.value.hint


def test_many_documents_share_batches(tmp_path: Path, target: Path) -> None:
    sizes = []

    class Watching(EchoEngine):
        def translate(self, sentences: Iterable[str], decoding: Decoding) -> list[Translation]:
            asked = list(sentences)
            sizes.append(len(asked))
            assert len(set(asked)) == len(asked)
            return super().translate(asked, decoding)

    files = {f"{i}.txt": f"Sætning {i} er ny.\n\nDenne står overalt.\n" for i in range(300)}
    run(Task(write_tree(tmp_path / "da", files), target, policy=Policy(beam=1)), Watching)
    assert sizes == [64, 237]  # the first call is short: it tells the pace


def test_sources_and_outputs_are_hashed_as_they_are(source: Path, target: Path) -> None:
    from mtkit.batch.journal import Journal

    echo(source, target)
    with Journal(target / ".mtkit" / "journal.db") as journal:
        entry = journal.entry(b"a.txt")
    assert entry is not None
    digest = hashlib.sha256((source / "a.txt").read_bytes()).hexdigest()
    assert (entry.source_hash, entry.output_hash, entry.state) == (digest, digest, "done")
    assert entry.seconds > 0


def test_a_format_error_is_no_engine_failure() -> None:
    assert batch_run._is_about_documents(FormatError("x"))
    assert not batch_run._is_about_documents(OutputError("x"))
