"""Gettext catalogues: what is missing is filled in, and the rest stays."""

from __future__ import annotations

import contextlib

import polib
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtkit.core import Segment
from mtkit.errors import FormatError, UsageError
from mtkit.formats._po_syntax import quote, unquote, write_string

HEADER = (
    'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n'
    '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
)
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters='\n\t"\\'), max_size=120)


def read_back(data: bytes) -> polib.POFile:
    """The catalogue as another reader sees it."""
    return polib.pofile(data.decode())


def test_only_the_empty_msgstr_changes(rewrite) -> None:
    done = '#: a.c:1\n#, c-format\nmsgid   "Åbn %s"\nmsgstr "Open %s"\n\n'
    got = rewrite("po", HEADER + done + 'msgid "Luk"\nmsgstr ""\n', str.upper)
    assert got.text == HEADER + done + 'msgid "Luk"\nmsgstr "LUK"\n'


def test_what_is_translated_is_shown_and_not_touched(rewrite) -> None:
    got = rewrite("po", 'msgid "Luk"\nmsgstr "Close"\n', str.upper)
    assert [(s.kind, s.text, s.target) for s in got.segments] == [("literal", "Luk", "Close")]
    assert got.text == 'msgid "Luk"\nmsgstr "Close"\n'


def test_what_is_translated_is_translated_again_when_asked(rewrite) -> None:
    got = rewrite("po", 'msgid "Luk"\nmsgstr "Close"\n', str.upper, existing="translate")
    assert got.text == 'msgid "Luk"\nmsgstr "LUK"\n'
    assert got.segments[0].target == "Close"


def test_a_fuzzy_message_is_translated_again_and_stays_fuzzy(rewrite) -> None:
    source = '#, fuzzy, c-format\n#| msgid "Lukke"\nmsgid "Luk %d"\nmsgstr "Shut"\n'
    got = rewrite("po", source, str.upper)
    assert got.text == source.replace("Shut", "LUK %D")
    assert got.segments[0].target == "Shut"


def test_all_that_is_translated_can_be_flagged_for_review(rewrite) -> None:
    source = 'msgid "a"\nmsgstr ""\n\n#, c-format\nmsgid "b"\nmsgstr ""\n\nmsgid "c"\nmsgstr "x"\n'
    entries = read_back(rewrite("po", source, str.upper, mark="fuzzy").data)
    assert [e.flags for e in entries] == [["fuzzy"], ["fuzzy", "c-format"], []]


def test_singular_and_plural_fill_their_forms(rewrite) -> None:
    source = HEADER + 'msgid "%d fil"\nmsgid_plural "%d filer"\nmsgstr[0] ""\nmsgstr[1] ""\n'
    got = rewrite("po", source, lambda t: t.replace("fil", "file"))
    assert got.texts == ["%d fil", "%d filer"]
    assert read_back(got.data)[0].msgstr_plural == {0: "%d file", 1: "%d fileer"}


@pytest.mark.parametrize(("forms", "wanted"), [(1, ["B"]), (2, ["A", "B"]), (3, ["A", "B", "B"])])
def test_the_header_says_how_many_forms_there_are(rewrite, forms, wanted) -> None:
    header = HEADER.replace("nplurals=2", f"nplurals={forms}")
    got = rewrite("po", header + 'msgid "a"\nmsgid_plural "b"\nmsgstr[0] ""\n', str.upper)
    assert list(read_back(got.data)[0].msgstr_plural.values()) == wanted


def test_only_the_empty_form_is_filled(rewrite) -> None:
    source = HEADER + 'msgid "a"\nmsgid_plural "b"\nmsgstr[0] "x"\nmsgstr[1] ""\n'
    assert rewrite("po", source, str.upper).text == source.replace('[1] ""', '[1] "B"')


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Hej %s og %d", ["%s", "%d"]),
        ("Hej %(name)s, {0} og {{ user }}", ["%(name)s", "{0}", "{{ user }}"]),
        ("%1$s af %2$d: %.2f %ld", ["%1$s", "%2$d", "%.2f", "%ld"]),
        ("50 % sikker, 100 % dansk", []),
        ("50% sikker {navn} ${user} %1", ["{navn}", "${user}", "%1"]),
        ("{count:>10} %@", ["{count:>10}", "%@"]),
    ],
)
def test_placeholders_are_kept(rewrite, text, kept) -> None:
    segment = rewrite("po", f'msgid "{text}"\nmsgstr ""\n').segments[0]
    assert [segment.text[a:b] for a, b in segment.keep] == kept


def test_tags_in_a_message_are_markup(rewrite) -> None:
    source = 'msgid "<p>Tryk <b>her</b> nu</p>"\nmsgstr ""\n'
    got = rewrite("po", source, str.upper)
    assert got.texts == ["Tryk her nu"]
    assert 'msgstr "<p>TRYK <b>HER</b> NU</p>"' in got.text


@pytest.mark.parametrize(
    ("source", "target", "wanted"),
    [
        ("_Fil", "File", "_File"),
        ("Gem _som", "Save as", "_Save as"),
        ("&Luk", "Close", "&Close"),
        ("_Åbn", "Open", "_Open"),
    ],
)
def test_an_accelerator_is_taken_out_and_put_back(rewrite, source, target, wanted) -> None:
    got = rewrite("po", f'msgid "{source}"\nmsgstr ""\n', lambda t: target)
    assert got.texts == [source.replace("_", "").replace("&", "")]
    assert read_back(got.data)[0].msgstr == wanted


def test_white_space_at_the_ends_stays(rewrite) -> None:
    got = rewrite("po", 'msgid "\\nHej \\n"\nmsgstr ""\n', lambda t: t.strip() + "!")
    assert read_back(got.data)[0].msgstr == "\nHej! \n"


@given(text=TEXT.filter(str.strip))
def test_every_text_is_written_as_gettext_reads_it(rewrite, text) -> None:
    source = HEADER + f'msgid {quote("Hej")}\nmsgstr ""\n'
    got = rewrite("po", source, segment=lambda s: Segment(text.strip(), kind=s.kind))
    assert read_back(got.data)[0].msgstr == text.strip()


@given(text=TEXT)
def test_quoting_is_undone_by_unquoting(text) -> None:
    assert unquote(quote(text)) == text


@given(text=st.text("abc \n", max_size=300))
def test_long_strings_are_wrapped_and_lose_nothing(text) -> None:
    lines = write_string("msgstr", text, "\n")
    assert (
        "".join(unquote(line.partition(" ")[2] if n == 0 else line) for n, line in enumerate(lines)) == text
    )
    assert all(len(line) <= 80 or " " not in line.strip() for line in lines[1:])


@given(data=st.binary(max_size=100))
def test_any_bytes_are_read_or_refused(rewrite, data) -> None:
    with contextlib.suppress(FormatError):
        rewrite("po", data)


def test_the_header_names_the_new_language_where_it_named_none(rewrite) -> None:
    source = 'msgid ""\nmsgstr ""\n"Language: \\n"\n\nmsgid "Luk"\nmsgstr ""\n'
    assert '"Language: en\\n"' in rewrite("po", source, str.upper).text


def test_a_header_with_another_language_stays(rewrite) -> None:
    source = 'msgid ""\nmsgstr ""\n"Language: en_GB\\n"\n\nmsgid "Luk"\nmsgstr ""\n'
    assert '"Language: en_GB\\n"' in rewrite("po", source, str.upper).text


def test_another_charset_is_read_and_the_header_then_says_utf8(rewrite) -> None:
    source = HEADER.replace("UTF-8", "ISO-8859-1") + 'msgid "Gå"\nmsgstr ""\n'
    got = rewrite("po", source.encode("latin-1"), str.upper)
    assert got.text == HEADER + 'msgid "Gå"\nmsgstr "GÅ"\n'
    assert "written as UTF-8" in got.notes[0]


def test_windows_line_ends_stay(rewrite) -> None:
    source = 'msgid "a"\r\nmsgstr ""\r\n\r\nmsgid "b"\r\nmsgstr ""'
    assert rewrite("po", source, str.upper).text == source.replace('msgstr ""', 'msgstr "A"', 1)[:-2] + '"B"'


@pytest.mark.parametrize(
    "source",
    [
        "Bare en tekst\n",
        'msgid "a\nmsgstr ""\n',
        'msgid "a"\nmsgid "b"\nmsgstr ""\n',
        'msgstr "a"\nhallo',
        "# kun en kommentar\n",
    ],
)
def test_what_is_no_catalogue_is_refused(rewrite, source) -> None:
    with pytest.raises(FormatError):
        rewrite("po", source)


def test_a_wrong_choice_is_wrong_usage(rewrite) -> None:
    with pytest.raises(UsageError):
        rewrite("po", 'msgid "a"\nmsgstr ""\n', existing="yes")


def test_the_plural_formula_of_a_template_is_filled_in(rewrite) -> None:
    header = (
        'msgid ""\nmsgstr ""\n"Language: \\n"\n"Plural-Forms: nplurals=INTEGER; plural=EXPRESSION;\\n"\n\n'
    )
    source = header + 'msgid "%d fil"\nmsgid_plural "%d filer"\nmsgstr[0] ""\nmsgstr[1] ""\n'
    text = rewrite("po", source, str.upper).text
    assert '"Language: en\\n"\n"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n' in text
    assert "nplurals=INTEGER" in rewrite("po", source, str.upper, langs=("da", "ru")).text


def test_what_stands_in_tags_of_code_is_kept(rewrite) -> None:
    source = 'msgid "Tryk <kbd class=\\"x\\">Ctrl+S</kbd> eller <code>git add</code> nu"\nmsgstr ""\n'
    kept = [s.text[a:b] for s in rewrite("po", source).segments for a, b in s.keep]
    assert kept == ["Ctrl+S", "git add"]
    got = rewrite("po", source, lambda text: text.replace("Tryk", "Press").replace("eller", "or"))
    assert 'msgstr "Press <kbd class=\\"x\\">Ctrl+S</kbd> or <code>git add</code> nu"' in got.text
