"""Whether a stop ends a sentence: the rules, read off the characters around it."""

from __future__ import annotations

import re

from mtkit.text.language import Language

# A run of terminators with the closing marks that stick to it, before white space (or a capital, glued on).
# Possessive, and not begun within a run, so that the search is linear on any text.
CANDIDATE = re.compile(
    r"""(?<![.!?…])[.!?…‽؟۔।]++ ["'”“’‘»«)\]}*_]*+ (?:\[\d{1,3}\])*+ (?=\s|[^\W\d_a-zæøå]|[«»"“„–-])
      | [。！？｡]++ [”’」』）】]*+ """,
    re.VERBOSE,
)

_OPENERS = "\"'“”„‟‘’‚«»‹›([{¿¡*_"
_DASHES = "-–—―"
_LETTERS = re.compile(r"[^\W\d_]+")
_TOKEN = re.compile(r"\S{1,40}\Z")
_INITIALS = re.compile(
    r"(?:[A-ZÆØÅÄÖÜÉ][a-zæøå]?\.)*[A-ZÆØÅÄÖÜÉ]\Z|(?:Th|Ch|Ph|Chr|Fr|Kr|St|Joh|Aug|Vald|Alb|Jr)\Z"
)
_DOTTED = re.compile(r"[^\W\d_]{1,5}(?:\.[^\W\d_]{1,5})+\Z")
_DOMAIN = re.compile(
    r"(?:www\.|@|/)|\.(?:dk|com|org|net|se|no|de|uk|eu|nu|info|fr|io|tv|gl|fo|is|fi|us|edu|gov|biz)\Z"
)
_NO_VOWEL = re.compile(r"[b-df-hj-np-tv-xzB-DF-HJ-NP-TV-XZ][b-df-hj-np-tv-xz]{0,4}\Z")
_NUMBER = re.compile(r"\d[\d.,:]*\Z")
_BYLINE = re.compile(r"/\w[\w /.]{0,40}/|\(ritzau|https?://|www\.", re.IGNORECASE)
_LEAD = "\"'“”„‟‘’‚«»‹›([{¿¡*_§/-–—"


class Judge:
    """Decides for one text and language; every decision looks at a bounded window around the stop."""

    def __init__(self, text: str, language: Language) -> None:
        self.text = text
        self.language = language

    def is_list_number(self, after: str) -> bool:
        """Whether "1. " before the word `after` numbers a line, and is not an ordinal ("9. august")."""
        return not after[:1].islower() and after.lower() not in self.language.ordinal_nouns

    def following(self, match: re.Match[str], start: int, end: int) -> tuple[int, int] | None:
        """Where the sentence that `match` ends stops and the next begins; None when it ends none.

        start, end: the sentence's beginning and the end of its line.
        """
        text = self.text
        stop = match.end()
        if stop >= end:
            return None
        if not text[stop].isspace():
            if match[0][0] in "。！？｡":
                return stop, stop
            return self._glued(match, start, end)
        resume = stop + 1
        while text[resume].isspace():  # the line was stripped, so this ends before `end`
            resume += 1
        if (
            text[resume] in "\"”“»«'’"
            and (resume + 1 >= end or text[resume + 1].isspace())
            and self._open(start, resume)
        ):
            stop = resume + 1  # a closing mark set apart: `ord . "  Det`
            if stop >= end:
                return None
            resume = stop
            while text[resume].isspace():
                resume += 1
        first = resume
        while first < end and (text[first] in _OPENERS or text[first] in _DASHES or text[first] in " .…/"):
            if first - resume > 8:
                break
            first += 1
        if first >= end:
            return None
        if not self._may_begin(resume, first, end):
            return None
        if not self._ends(match, start, first, end):
            return None
        return stop, self._after_dash(resume, end)

    def _open(self, start: int, position: int) -> bool:
        quote = self.text[position]
        return self.text.count(quote, max(start, position - 2000), position) % 2 == 1 or quote in "”»'’"

    def _may_begin(self, resume: int, first: int, end: int) -> bool:
        """Whether a sentence can begin at `resume`; its first letter or digit is at `first`."""
        char = self.text[first]
        if char.isalpha():
            return not char.islower() or _BYLINE.match(self.text, resume, end) is not None
        return True

    def _after_dash(self, resume: int, end: int) -> int:
        """Skip a dialogue dash."""
        text = self.text
        if text[resume] in _DASHES:
            after = resume + 1
            while after < end and text[after].isspace():
                after += 1
            if after < end and (after > resume + 1 or text[after].isupper()):
                return after
        return resume

    def _glued(self, match: re.Match[str], start: int, end: int) -> tuple[int, int] | None:
        """`… er slut.Det …`: a stop without a space, before a word that begins sentences."""
        stop = match.end()
        before = _TOKEN.search(self.text, max(start, match.start() - 40), match.start())
        word = _LETTERS.match(self.text, stop, min(end, stop + 20))
        if before is None or word is None or not before[0][-2:].islower() or not before[0][-2:].isalpha():
            return None
        if len(word[0]) < 2 or word[0].lower() not in self.language.starters or not word[0][1:].islower():
            return None
        if "." in before[0] or "@" in before[0] or "/" in before[0]:
            return None
        return stop, stop

    def _ends(self, match: re.Match[str], start: int, first: int, end: int) -> bool:
        """Whether the terminator ends a sentence, given that one could begin at `first`."""
        text, lang = self.text, self.language
        mark = match[0]
        stops = mark.rstrip("\"'”“’‘»«)]}*_")
        token_match = _TOKEN.search(text, max(start, match.start() - 40), match.start())
        token = token_match[0].lstrip(_LEAD) if token_match else ""
        next_match = _LETTERS.match(text, first, min(end, first + 40))
        following = next_match[0] if next_match else ""
        if stops != ".":
            return self._ends_marked(stops, mark, token, following, first, end)
        if not token:
            return True
        if len(mark) > 1 and mark[1] in '"”“»«)':
            # `… og mænd osv."` and `(f.eks.)`: an abbreviation before a closing mark.
            return not self._is_abbreviation(token) or following.lower() in lang.starters or not following
        if token[-1].isdigit():
            return self._ends_number(token, match.start() - len(token), start, first, following, end)
        return self._ends_word(token, match.start() - len(token), start, first, following, end)

    def _ends_marked(self, stops: str, mark: str, token: str, following: str, first: int, end: int) -> bool:
        if not token and mark.endswith(")"):
            return False  # "(!)", "(?)"
        if (
            stops in "!?"
            and token.lower() in self.language.marked_names
            and following.lower() not in self.language.starters
        ):
            return False
        if stops in "!?" and len(mark) > 1 and self.language.speech:
            window = self.text[first : min(end, first + 60)].split()[:4]
            return not any(w.strip(".,:;") in self.language.speech for w in window[1:])
        return True

    def _is_abbreviation(self, token: str) -> bool:
        lang = self.language
        low = token.lower()
        return low in lang.never_final or low in lang.sometimes_final or low in lang.often_final

    def _starts(self, following: str, first: int, end: int) -> bool:
        """Whether the word at `first` is one that begins sentences and is no name."""
        if following.lower() not in self.language.starters:
            return False
        after = first + len(following)
        return not (len(following) == 1 and after < end and self.text[after] == ".")

    def _ends_number(self, token: str, at: int, start: int, first: int, following: str, end: int) -> bool:
        lang = self.language
        if at <= start:
            return False  # the number is all there is: it counts what follows
        before = _TOKEN.search(self.text, max(start, at - 40), self._rstrip(start, at))
        previous = before[0].lstrip(_LEAD).rstrip(",").lower() if before else ""
        small = token.isdigit() and len(token) <= 2
        if not small:
            return True
        if not following:  # a number or a sign comes next
            return not (int(token) <= 31 and previous.rstrip(".") in ("d", "den", "kl", "til", "og", "-"))
        if following.lower() in lang.ordinal_nouns:
            return False
        if previous.rstrip(".") in lang.before_ordinal or previous in lang.regnal:
            return self._starts(following, first, end)
        return bool(lang.starters)

    def _rstrip(self, start: int, at: int) -> int:
        while at > start and self.text[at - 1].isspace():
            at -= 1
        return at

    def _ends_word(self, token: str, at: int, start: int, first: int, following: str, end: int) -> bool:
        lang = self.language
        low = token.lower()
        starts = self._starts(following, first, end)
        if low in lang.never_final and not (token.isupper() and len(token) > 1):
            return False
        if not following and self.text[first].isdigit() and low in lang.before_number:
            return False
        if low in lang.often_final:
            return (
                bool(following) or not self.text[first].isdigit() or low.startswith(("os", "m", "etc", "o"))
            )
        if _INITIALS.search(token) and (len(token) < 3 or "." in token or not token.isupper()):
            return starts and low not in ("h", "j", "p")
        if low in lang.sometimes_final:
            return starts or self.text[first - 1] in '"“„»«(-–'
        if low in lang.words or "_" in token:
            return True
        if _DOTTED.match(token) and not _DOMAIN.search(low):
            return starts
        if _NO_VOWEL.match(token):
            return starts
        return True
