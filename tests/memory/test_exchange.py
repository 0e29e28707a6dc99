"""TMX into a memory and out of it; what a person corrected wins."""

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from mtkit.batch.summary import Summary
from mtkit.cli.memory import command
from mtkit.core import Translation
from mtkit.errors import FormatError
from mtkit.memory import TranslationMemory
from mtkit.memory.exchange import export_tmx, import_tmx
from tests.batch.conftest import dictionary, outputs, write_tree  # noqa: F401  (a fixture)

HEAD = '<?xml version="1.0"?>\n<tmx version="1.4"><header srclang="da"/><body>'


def unit(source: str, target: str, source_lang: str = "da", target_lang: str = "en") -> str:
    return (
        f'<tu><tuv xml:lang="{source_lang}"><seg>{source}</seg></tuv>'
        f'<tuv xml:lang="{target_lang}"><seg>{target}</seg></tuv></tu>'
    )


def tmx(*units: str) -> io.BytesIO:
    return io.BytesIO(f"{HEAD}{''.join(units)}</body></tmx>".encode())


@pytest.fixture
def memory(tmp_path: Path) -> TranslationMemory:
    return TranslationMemory(tmp_path / "m.db", "c")


def text_of(memory: TranslationMemory, source: str) -> str | None:
    (found,) = memory.lookup([source])
    return found.text if found else None


def test_corrections_come_in(memory: TranslationMemory) -> None:
    found = import_tmx(memory, tmx(unit("Hej &amp; hå.", "Hi."), unit("Ja.", "Yes.", "da-DK", "EN_gb")), "x")
    assert (found.units, found.taken, found.without) == (2, 2, 0)
    assert memory.lookup(["Hej & hå."]) == [Translation("Hej & hå.", "Hi.", origin="person")]
    assert text_of(memory, "Ja.") == "Yes."
    memory.close()


def test_inline_codes_are_no_text(memory: TranslationMemory) -> None:
    source = 'Hej <bpt i="1">&lt;b&gt;</bpt>du<ept i="1">&lt;/b&gt;</ept> <hi>der</hi>.'
    import_tmx(memory, tmx(unit(source, "Hi <ph>x</ph>you there.")), "x")
    assert text_of(memory, "Hej du der.") == "Hi you there."
    memory.close()


def test_several_sentences_are_also_taken_one_by_one(memory: TranslationMemory) -> None:
    import_tmx(memory, tmx(unit("Hunden sover. Katten er vågen.", "The dog sleeps. The cat is up.")), "x")
    assert text_of(memory, "Katten er vågen.") == "The cat is up."
    memory.close()


def test_units_without_both_languages_are_counted(memory: TranslationMemory) -> None:
    other = unit("Hej.", "Hallo.", "da", "de")
    assert import_tmx(memory, tmx(other, unit("Ja.", "Yes."), unit("Nej.", "")), "x").without == 2
    with pytest.raises(FormatError, match="no unit with both da and en"):
        import_tmx(memory, tmx(other), "x.tmx")
    memory.close()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no xml",
        b"<html/>",
        (HEAD + unit("Ja.", "Yes.")).encode(),  # cut off
        b'<!DOCTYPE tmx [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><tmx><body>&b;</tmx>',
    ],
)
def test_what_is_no_tmx_is_refused_and_nothing_taken(memory: TranslationMemory, content: bytes) -> None:
    with pytest.raises(FormatError):
        import_tmx(memory, io.BytesIO(content), "x.tmx")
    assert memory.statistics().corrected == 0
    memory.close()


def test_no_entity_fetches_a_file(memory: TranslationMemory, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("secret")
    content = f'<!DOCTYPE tmx [<!ENTITY x SYSTEM "{secret.as_uri()}">]><tmx><body>{unit("Ja.", "Yes &x;.")}'
    import_tmx(memory, io.BytesIO(f"{content}</body></tmx>".encode()), "x.tmx")
    assert "secret" not in (text_of(memory, "Ja.") or "")
    memory.close()


def test_a_round_trip_takes_only_what_was_edited(memory: TranslationMemory) -> None:
    memory.store([Translation("Hej.", "Hello.", -0.1), Translation("Nej.", "Not.", -2.0, ("number",))])
    memory.correct([("Ja.", "Yes.")])
    out = io.StringIO()
    assert export_tmx(memory, out) == 3
    edited = out.getvalue().replace("<seg>Not.</seg>", "<seg>No.</seg>")
    found = import_tmx(memory, io.BytesIO(edited.encode()), "x.tmx")
    assert (found.units, found.taken, found.unchanged) == (3, 2, 1)
    assert memory.lookup(["Hej."]) == [Translation("Hej.", "Hello.", -0.1, origin="memory")]
    assert memory.lookup(["Nej."]) == [Translation("Nej.", "No.", origin="person")]
    memory.close()


@pytest.mark.parametrize("space", ["\n", "  ", "\N{NO-BREAK SPACE}", "\t", " \r\n  "])
def test_a_round_trip_is_no_matter_of_spaces(memory: TranslationMemory, space: str) -> None:
    source, other = f"Hunden{space}sover.", f"Katten{space}er{space}væk."
    memory.store([Translation(source, "The\N{NO-BREAK SPACE}dog.", -0.1), Translation(other, "Cat.", -0.1)])
    out = io.StringIO()
    export_tmx(memory, out)
    edited = out.getvalue().replace("<seg>Cat.</seg>", "<seg>The cat is away.</seg>")
    found = import_tmx(memory, io.BytesIO(edited.encode()), "x.tmx")
    assert (found.units, found.taken, found.unchanged) == (2, 1, 1)
    assert memory.lookup([source, other]) == [
        Translation(source, "The\N{NO-BREAK SPACE}dog.", -0.1, origin="memory"),
        Translation(other, "The cat is away.", origin="person"),
    ]
    memory.close()


def invoke(*arguments: str | Path) -> str:
    result = CliRunner().invoke(command, [*map(str, arguments)], standalone_mode=False)
    assert result.exception is None, result.exception
    return result.stdout


def test_the_command(tmp_path: Path) -> None:
    path, corrected = tmp_path / "m.db", tmp_path / "c.tmx"
    corrected.write_bytes(tmx(unit("Ja.", "Yes.")).getvalue())
    assert "1 corrections taken" in invoke("import", path, corrected)
    with TranslationMemory(path, "c") as memory:
        memory.store([Translation("Hej.", "Hello.", -0.1)])
    found = json.loads(invoke("stats", path, "--json"))
    assert (found["made"], found["corrected"]) == ({"c": 1}, 1)
    assert "<seg>Hello.</seg>" in invoke("export", path)
    assert "<seg>Hello.</seg>" not in invoke("export", path, "--corrections")
    assert invoke("prune", path, "--configuration", "c") == "1 sentences forgotten\n"
    assert "Usage:" in invoke()
    result = CliRunner().invoke(command, ["stats", str(tmp_path / "no.db")], standalone_mode=False)
    assert "does not exist" in str(result.exception)
    assert not (tmp_path / "no.db").exists()


def test_an_edited_article_costs_only_its_edited_sentences(
    tmp_path: Path,
    dictionary: Callable[..., Summary],  # noqa: F811
) -> None:
    source = write_tree(tmp_path / "da", {"a.txt": "Hunden sover. Katten sover.\n"})
    options = {"memory": tmp_path / "m.db", "view": "segments"}
    assert dictionary(source, tmp_path / "en", **options).from_memory == 0
    (source / "a.txt").write_text("Hunden sover. Katten sover. Hunden og katten sover.\n")
    summary = dictionary(source, tmp_path / "en", **options)
    assert (summary.sentences, summary.from_memory) == (3, 2)
    with TranslationMemory(tmp_path / "m.db") as memory:
        memory.correct([("Katten sover.", "The cat is asleep.")])
    assert dictionary(source, tmp_path / "en", **options).from_memory == 3
    records = [json.loads(line) for line in outputs(tmp_path / "en")[b"a.txt.jsonl"].splitlines()]
    assert [(r["hypothesis"], r["origin"]) for r in records] == [
        ("Hunden sleeps.", "memory"),
        ("The cat is asleep.", "person"),
        ("Hunden and cat sleeps.", "memory"),
    ]
