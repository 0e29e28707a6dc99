"""What HTML's elements and attributes are to a translation: data, and the questions asked of it."""

from __future__ import annotations

import re
from typing import Final

from mtkit.formats._html_tokens import Attribute, Token


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


VOID: Final = _names(
    "area base br col embed hr img input link meta param source track wbr keygen basefont frame"
)
BLOCK: Final = _names(
    "html head body title address article aside blockquote button canvas caption center colgroup datalist"
    " dd details dialog dir div dl dt fieldset figcaption figure footer form frameset h1 h2 h3 h4 h5 h6"
    " header hgroup hr legend li main menu nav noscript object ol optgroup option p pre search section select"
    " summary table tbody td template textarea tfoot th thead tr ul video audio marquee slot svg text desc"
    " foreignobject textpath plaintext listing"
)
# Content that is no language: kept as it is, and shown to the translator where it stands in a sentence.
CODE: Final = _names("code kbd samp var math")
OPAQUE: Final = _names("script style iframe noembed noframes xmp")
DRAWN_TEXT: Final = _names("text title desc foreignobject")  # in SVG
KINDS: Final = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "title"), "heading"),
    **dict.fromkeys(("li", "dt", "dd", "option"), "list-item"),
    **dict.fromkeys(("td", "th"), "cell"),
    **dict.fromkeys(("caption", "figcaption", "summary", "legend"), "caption"),
}
# Start tags that end an element whose end tag was left out: (which, what bounds the search for it).
_SECTIONS: Final = frozenset({"thead", "tbody", "tfoot"})
_CELLS: Final = frozenset({"td", "th"})
_SCOPE: Final = _names("table td th caption template button object marquee select html body")
_ENDS_P: Final = _names(
    "address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer form"
    " h1 h2 h3 h4 h5 h6 header hgroup hr main menu nav ol p pre search section summary table ul li dd"
    " dt"
)
_TABLE_PARTS: Final = _names("table thead tbody tfoot tr td th caption html body template")

_TRANSLATED_EVERYWHERE: Final = _names(
    "title aria-label aria-description aria-placeholder aria-roledescription aria-valuetext"
)
_TRANSLATED_ON: Final = {
    "alt": {"img", "area", "input"},
    "placeholder": {"input", "textarea"},
    "label": {"option", "optgroup", "track"},
    "summary": {"table"},
}
_META_NAMES: Final = _names(
    "description keywords abstract twitter:title twitter:description twitter:image:alt og:title"
    " og:description og:image:alt dc.title dc.description dcterms.title dcterms.description"
)
_CODE_CLASS: Final = re.compile(
    r"\b(?:code|language-\w+|lang-\w+|highlight|hljs|prettyprint|brush|sourceCode|programlisting)\b"
)


def ended_by(name: str) -> tuple[frozenset[str], frozenset[str]] | None:
    """Open elements that the start tag `name` ends, and those beyond which it does not reach."""
    if name == "li":
        return frozenset({"li"}), frozenset({"ul", "ol", "menu", "dir"}) | _SCOPE
    if name in ("dt", "dd"):
        return frozenset({"dt", "dd"}), frozenset({"dl"}) | _SCOPE
    if name in _CELLS:
        return _CELLS, frozenset({"table", "template"})
    if name == "tr":
        return frozenset({"tr"}), frozenset({"table", "template"})
    if name in _SECTIONS:
        return _SECTIONS, frozenset({"table", "template"})
    if name in ("option", "optgroup"):
        ended = {"option", "optgroup"} if name == "optgroup" else {"option"}
        return frozenset(ended), frozenset({"select", "datalist", "template"})
    return None


def ends_paragraph(name: str) -> bool:
    """Whether the start tag `name` ends an open <p>."""
    return name in _ENDS_P


def bounds_scope(name: str) -> bool:
    """Whether end tags do not reach out of the element `name`."""
    return name in _SCOPE


def reaches_out(name: str) -> bool:
    """Whether the end tag `name` ends cells and buttons that are still open in it."""
    return name in _TABLE_PARTS or name in ("select", "button", "object", "marquee")


def says_translate(token: Token) -> bool | None:
    """What a start tag says of translating its content: yes, no, or nothing."""
    said = token.get("translate")
    if said is not None and said.strip().lower() in ("no", "yes", ""):
        return said.strip().lower() != "no"
    classes = (token.get("class") or "").split()
    if "notranslate" in classes:
        return False
    if token.name in CODE or (token.name == "pre" and _CODE_CLASS.search(" ".join(classes))):
        return False
    return None


def is_translated(token: Token, attribute: Attribute) -> bool:
    """Whether an attribute of a start tag holds text for readers."""
    name, tag = attribute.name, token.name
    if not any(c.isalpha() for c in attribute.value):
        return False
    if name in _TRANSLATED_EVERYWHERE:
        return tag not in ("link", "style")
    if name == "value":
        return tag == "input" and (token.get("type") or "").lower() in ("submit", "button", "reset")
    if name == "content":
        what = token.get("name") or token.get("property") or ""
        return tag == "meta" and what.lower() in _META_NAMES
    return tag in _TRANSLATED_ON.get(name, ())


def names_language(token: Token, attribute: Attribute) -> bool:
    """Whether an attribute says which language the content is in."""
    if attribute.name in ("lang", "xml:lang"):
        return True
    equivalent = (token.get("http-equiv") or "").lower()
    is_meta = attribute.name == "content" and token.name == "meta"
    return is_meta and (equivalent == "content-language" or is_locale(token))


def is_locale(token: Token) -> bool:
    """Whether a tag names the page's language and region (Open Graph: da_DK)."""
    return token.name == "meta" and (token.get("property") or "").lower() == "og:locale"
