"""Whether a stop ends a sentence: rules over the words beside it, in a window of bounded size."""

from __future__ import annotations

import re

from mtkit.text.language import Kind, Language

# A run of terminators and the closing marks that stick to it, before white space (or a letter, glued on).
# Possessive, and never begun inside a run, so that the search is linear on any text.
CANDIDATE = re.compile(
    r"""(?<![.!?…])[.!?…‽؟۔।]++ ["'”“’‘»«)\]}*_]*+ (?:\[\d{1,3}\])*+ (?=\s|[^\W\d_])
      | [。！？｡]++ [”’」』）】]*+ """,
    re.VERBOSE,
)

_CLOSERS = "\"'”“’‘»«)]}*_"
_DASHES = "-–—―"
_LEAD = "\"'“”„‟‘’‚«»‹›([{¿¡*_/-–—"  # what may stand before a word and is no part of it
_SKIPPED = _LEAD + "~… ."
_REACH = 64  # how far the rules look to either side, in characters
_LABELLED = 16  # the longest label of a paragraph ("Kapitel 5.") and the space after it
_QUOTED = 1000  # how far back a quotation is looked for, where a mark could open or close it

_WORD = re.compile(r"[^\W\d_]+")
_INITIALS = re.compile(r"(?:[^\W\d_a-zæøåäöüé][a-z]?\.-?)*[^\W\d_a-zæøåäöüéß]\Z")
_NAME_STEM = re.compile(
    r"[BCDFGHJ-NP-TVWXZ][bcdfghj-np-tvwxz]{1,3}\Z|(?:Aug|Alb|Alex|Edv|Emm|Eug|Ferd|Rob)\Z"
)
_ROMAN = re.compile(r"[IVX]+\Z")
_STEM = re.compile(r"[bcdfghj-np-tvwxz]{2,5}\Z")
_DOTTED = re.compile(r"[^\W\d_]{1,5}(?:\.[^\W\d_]{1,5})+\Z")
_DOMAIN = re.compile(
    r"www\.|@|/|.\.(?:dk|com|org|net|se|no|de|uk|eu|nu|info|fr|io|tv|gl|fo|is|fi|us|edu|gov)\Z"
)
_SMALL_NUMBER = re.compile(r"(?:\d{1,2}\.?[-–/])?\d{1,2}\Z")
_LABEL = re.compile(
    r"(?:§+|stk\.|kap\.|kapitel|art\.|artikel|pkt\.|punkt|afsnit|figur|fig\.|tabel|trin|del|nr\.|no\.)\s*\Z",
    re.I,
)
_BYLINE = re.compile(r"/\w[\w /.]{0,40}/|\(ritzau|https?://|www\.", re.I)
_CAMEL = re.compile(r"[a-zæøå]{1,2}[A-ZÆØÅ]")


class Judge:
    """Decides for one text in one language."""

    def __init__(self, text: str, language: Language) -> None:
        self.text = text
        self.language = language

    def is_list_number(self, after: str) -> bool:
        """Whether "1. " before the word `after` numbers a line, and is not an ordinal ("9. august")."""
        return not after[:1].islower() and after.lower() not in self.language.ordinal_nouns

    def following(self, match: re.Match[str], start: int, end: int) -> tuple[int, int] | None:
        """Where the sentence that `match` ends stops and the next begins; None when it ends none.

        start, end: the sentence's beginning and the end of its line, which holds no white space there.
        """
        text = self.text
        stop = match.end()
        if stop >= end:
            return None
        if not text[stop].isspace():
            return self._glued(match, start, end)
        resume = self._after_space(stop, end)
        if self._is_closing(resume, end):
            stop = resume + 1
            resume = self._after_space(stop, end)
        first = resume
        while first < end and text[first] in _SKIPPED and first - resume < 8:
            first += 1
        if (
            first >= end
            or not self._may_begin(resume, first, end)
            or not self._ends(match, start, resume, first, end)
        ):
            return None
        return stop, self._after_dash(resume, end)

    def _after_space(self, position: int, end: int) -> int:
        while position < end and self.text[position].isspace():
            position += 1
        return position

    def _is_closing(self, position: int, end: int) -> bool:
        """Whether a closing mark stands alone at `position`, set off from the stop: `Kom . " Han gik`."""
        mark = self.text[position]
        if mark not in '"”»«' or position + 1 >= end or not self.text[position + 1].isspace():
            return False
        window = self.text[max(0, position - _QUOTED) : position].rpartition("\n")[2]
        if mark in "«»":
            return window.count("»" if mark == "«" else "«") > window.count(mark)
        return mark == "”" or window.count(mark) % 2 == 1

    def _may_begin(self, resume: int, first: int, end: int) -> bool:
        """Whether a sentence can begin at `resume`, whose first letter, digit or sign is at `first`."""
        char = self.text[first]
        if self.text[resume] in ",;:%&)]" or self.text[resume : resume + 2] == ". ":
            return False
        if char.islower():
            return bool(_BYLINE.match(self.text, resume, end) or _CAMEL.match(self.text, first, end))
        return True

    def _after_dash(self, resume: int, end: int) -> int:
        """Past the dash of a dialogue, where one stands at `resume`."""
        if self.text[resume] not in _DASHES:
            return resume
        after = self._after_space(resume + 1, end)
        if after < end and (after > resume + 1 or self.text[after].isupper()):
            return after
        return resume

    def _glued(self, match: re.Match[str], start: int, end: int) -> tuple[int, int] | None:
        """`… er slut.Det …`: a stop without white space, before a word that begins sentences."""
        stop = match.end()
        if match[0][0] in "。！？｡":
            return stop, stop
        before = self.text[max(start, match.start() - _REACH) : match.start()].rsplit(None, 1)
        word = _WORD.match(self.text, stop, min(end, stop + 20))
        if not before or word is None or len(word[0]) < 2 or match[0][-1] in _CLOSERS:
            return None
        plain = before[-1].strip(_LEAD + _CLOSERS)
        begins = word[0][0].isupper() and word[0].lower() in self.language.starters
        ends = plain.isalpha() and plain[-2:].islower() and (len(plain) > 2 or match[0] in "!?")
        return (stop, stop) if begins and ends else None

    def _ends(self, match: re.Match[str], start: int, resume: int, first: int, end: int) -> bool:
        """Whether the terminator ends a sentence, given that one could begin at `first`."""
        lang, text = self.language, self.text
        mark = match[0]
        at = match.start()
        window = text[max(start, at - _REACH) : at].rsplit(None, 2)
        token = window[-1].lstrip(_LEAD) if window and not text[at - 1].isspace() else ""
        previous = window[-2] if token and len(window) > 1 else ""
        after = _WORD.match(text, first, min(end, first + _REACH))
        following = after[0] if after else ""
        if mark.rstrip(_CLOSERS) != ".":
            if mark[-1] in ")]" and (not token or window[-1][0] in "(["):
                return False  # "(!)", "(sic!)"
            return self._ends_marked(mark, token, following, first, end)
        if not token:
            return True
        if token[-1].isdigit():
            if mark[1:2] == ")" and window[-1][0] == "(":
                return False  # "1-0 (12.) Hansen"
            return self._ends_number(token, previous, at, start, first, following)
        low = token.lower()
        if (
            not following
            and low in lang.before_number
            and not previous[-1:].isdigit()
            and text[first].isdigit()
        ):
            return False
        if low in lang.amounts and previous.rstrip(".")[-1:].isdigit():
            return (
                following != ""
                and (len(following) == 1 or not following.isupper())
                and text[first + len(following) : first + len(following) + 1] != "-"
            )
        kind = lang.kinds.get(token) or lang.kinds.get(low)
        if kind is None or (low in lang.capitalised and token[0].islower()):
            kind = self._kind(token, low, previous)
        elif kind is Kind.OFTEN and not previous:
            kind = Kind.RARELY  # "Kr. Thorup" begins with a name
        elif token.isupper() and len(token) > 1 and "." not in token and not (following + previous).isupper():
            kind = Kind.WORD  # "i DR." is a broadcaster, and only in a line of capitals a title
        if kind is Kind.WORD or (following and mark[1:2] not in ("", ")", "]") and kind is not Kind.NEVER):
            return True
        return self._ends_abbreviation(kind, resume, first, following, end)

    def _ends_abbreviation(self, kind: Kind, resume: int, first: int, following: str, end: int) -> bool:
        """For a stop that an abbreviation of this kind has anyway."""
        if kind is Kind.NEVER:
            return False
        begins = self._begins(following, first, end)
        if kind is Kind.RARELY or self.text[resume] == "(":
            return begins
        if kind is Kind.OFTEN:
            return bool(following) or self.text[first].isdigit()
        return begins or following.lower() in self.language.common

    def _ends_marked(self, mark: str, token: str, following: str, first: int, end: int) -> bool:
        """For "!", "?" and the ellipsis."""
        lang = self.language
        if token.lower() in lang.marked_names and following.lower() not in lang.starters:
            return False
        if not lang.speech or "." in mark or "…" in mark:
            return True
        # `"Why?" Peter asked`, `"Why?" Peter Hall asked`; without a closing mark only the first.
        words = self.text[first : min(end, first + _REACH)].split()[1:3]
        said = [word.strip(".,:;") in lang.speech for word in words]
        if mark[-1] not in _CLOSERS:
            return said[:1] != [True]
        return not (said[:1] == [True] or (said[1:] == [True] and words[0][0].isupper()))

    def _ends_number(
        self, token: str, previous: str, at: int, start: int, first: int, following: str
    ) -> bool:
        """For a stop after digits: the end of a sentence, or an ordinal?"""
        lang = self.language
        text = self.text
        begin = at - len(token)
        if (
            begin <= start
            or (previous[-1:] == ":" and len(token) < 3)
            or (begin - start < _LABELLED and _LABEL.match(text, start, begin))
        ):
            return False  # the number counts what follows
        if not lang.ordinal_nouns or not _SMALL_NUMBER.match(token):
            return True
        before = previous.strip(_LEAD + ",").rstrip(".").lower()
        chained = before in ("og", "eller", "til", "-", "–") and _chained(text, start, begin)
        if not following:  # a number or a sign comes next
            dated = (previous[-1:] == "." and previous[:-1].isdigit()) or text[first - 2] in _DASHES
            return not (dated or chained or before in ("d", "den", "kl"))
        low = following.lower()
        if low in lang.ordinal_nouns or (len(following) == 1 and following in "ABCDEFGXY"):
            return False
        if chained or before in lang.before_ordinal:
            return self._begins(following, first, len(text))
        if before in lang.regnal:
            return self._begins(following, first, len(text)) or low in lang.common
        return True

    def _begins(self, following: str, first: int, end: int) -> bool:
        """Whether the word at `first` begins a sentence: it is of a closed class, and not part of a name."""
        low = following.lower()
        if low not in self.language.starters:
            return False
        after = first + len(following)
        rest = self.text[after : min(end, after + 3)]
        if len(following) == 1 and rest[:1] == ".":
            return False  # an initial
        return low not in self.language.name_like or (rest[:1].isspace() and not rest[1:2].isupper())

    def _kind(self, token: str, low: str, previous: str) -> Kind:
        """What a word is that stands in no list, from its shape and the word before it."""
        lang = self.language
        if "-" in low and (kind := lang.kinds.get(low.rpartition("-")[2])):
            return kind
        if len(low) > 5 and low.isalpha():
            return Kind.WORD
        before = previous.strip(_LEAD + ",.").lower()
        if _ROMAN.match(token) and before in lang.regnal:
            return Kind.OFTEN
        if _INITIALS.match(token):
            if len(token) > 1:
                return Kind.RARELY
            if before in lang.lettered:
                return Kind.SOMETIMES
            # The pronoun and the river, after a word of small letters; else an initial.
            return Kind.OFTEN if token in ("I", "Å") and previous[-1:].islower() else Kind.RARELY
        if low in lang.words or _DOMAIN.search(low):
            return Kind.WORD
        if previous.lower() in lang.degrees:
            return Kind.SOMETIMES
        if len(low) == 1 and low.isalpha():
            return Kind.OFTEN if previous[-1:].isdigit() else Kind.SOMETIMES
        if _NAME_STEM.match(token):
            return Kind.RARELY
        if _DOTTED.match(token) or (_STEM.match(low) and not token.isupper()):
            return Kind.SOMETIMES
        return Kind.WORD


def _chained(text: str, start: int, begin: int) -> bool:
    """Whether the word before `begin` joins a number with a stop to the one there: `1. og 3.`."""
    words = text[max(start, begin - 24) : begin].split()
    return len(words) > 1 and words[-2][-1:] == "." and words[-2][:-1].isdigit()
