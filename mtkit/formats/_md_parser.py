"""markdown-it, set up so that its tokens can be traced back to the characters that they came from."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

_ATTRIBUTE = r"(?:[.#][\w:-]+|[\w-]+=(?:\"[^\"\n{}]{0,200}\"|[^\s{}\"]{1,200}))"
# Inline text that is no words: footnote marks, values and commands of template languages, attributes (of
# Pandoc and kramdown), formulas, emoji.
_OPAQUE = re.compile(
    r"(?P<footnote>\[\^[^\]\s]{1,80}\])"
    r"|(?P<command>\{%[^\n]{0,400}?%\}|\{\{[<%][^\n]{0,400}?[>%]\}\})"
    rf"|(?P<attributes>\{{:?[ \t]{{0,9}}{_ATTRIBUTE}(?:[ \t]{{1,9}}{_ATTRIBUTE}){{0,20}}[ \t]{{0,9}}\}})"
    r"|(?P<emoji>(?<![\w:]):[a-z+-][a-z0-9_+-]{1,40}:(?![\w:]))"
    r"|(?P<value>\{\{[^\n{}]{1,200}\}\}|\$\$[^$\n]{1,400}\$\$|\$(?![\s$])[^$\n]{0,400}(?<![\s\\$])\$(?!\d))"
)
# Links of notes and wikis: [[page]], [[page|what is shown]], ![[what is shown here]].
_WIKI = re.compile(r"!?\[\[(?P<page>[^\[\]|\n]{1,200})(?:\|(?P<shown>[^\[\]\n]{1,200}))?\]\]")


@functools.cache
def parser() -> MarkdownIt:
    """CommonMark with tables and strikethrough; escapes and entities stay tokens, links know where they
    end."""
    from markdown_it import MarkdownIt

    md = MarkdownIt("commonmark").enable(["table", "strikethrough"]).disable("text_join")
    for name in ("link", "image"):
        rule = next(r.fn for r in md.inline.ruler.__rules__ if r.name == name)
        md.inline.ruler.at(name, _remembering_its_end(rule))
    md.inline.ruler.before("escape", "opaque", _opaque)
    md.inline.ruler.before("opaque", "wiki_link", _wiki_link)
    reference = next(r.fn for r in md.block.ruler.__rules__ if r.name == "reference")
    md.block.ruler.at("reference", _no_footnote(reference))
    interrupts: Any = {"alt": ["paragraph", "reference", "blockquote", "list"]}
    md.block.ruler.before("fence", "verbatim", _verbatim_lines, interrupts)
    return md


def _remembering_its_end(rule: Any) -> Any:
    def remembering(state: StateInline, silent: bool) -> bool:
        done: bool = rule(state, silent)
        if done and not silent:
            state.tokens[-1].meta["end"] = state.pos
        return done

    return remembering


def _opaque(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] not in "[{$:":
        return False
    match = _OPAQUE.match(state.src, state.pos, state.posMax)
    if not match:
        return False
    if not silent:
        token = state.push(f"opaque_{match.lastgroup}", "", 0)
        token.content = match[0]
    state.pos = match.end()
    return True


def _wiki_link(state: StateInline, silent: bool) -> bool:
    """A link to a page keeps the page's name, which is that of a file; the words shown for it are text."""
    if not state.src.startswith(("[[", "![["), state.pos):
        return False
    match = _WIKI.match(state.src, state.pos, state.posMax)
    if not match or _is_defined(match["page"], state):
        return False
    if not silent:
        if match["shown"] is None or match[0].startswith("!"):
            state.push("opaque_value", "", 0).content = match[0]
        else:
            state.push("wiki_open", "a", 1).markup = match[0][: match.start("shown") - match.start()]
            state.pos, end, state.posMax = match.start("shown"), state.posMax, match.end("shown")
            state.md.inline.tokenize(state)
            state.posMax = end
            state.push("wiki_close", "a", -1).markup = "]]"
    state.pos = match.end()
    return True


def _is_defined(label: str, state: StateInline) -> bool:
    from markdown_it.common.utils import normalizeReference

    return normalizeReference(label) in state.env.get("references", {})


def _no_footnote(rule: Any) -> Any:
    def reference(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        at = state.bMarks[start] + state.tShift[start]
        return not state.src.startswith("[^", at) and rule(state, start, end, silent)

    return reference


def _verbatim_lines(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Lines of colons, which fence containers, and formulas between lines of $$."""
    if state.is_code_block(start):
        return False
    line = _line(state, start)
    if line.startswith(":::"):
        last = start
    elif line.startswith("$$") and not line[2:].rstrip().endswith("$$"):
        last = next((n for n in range(start + 1, end) if _line(state, n).rstrip().endswith("$$")), -1)
        if last < 0:
            return False
    else:
        return False
    if not silent:
        state.line = last + 1
    return True


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]
