"""Which files a pattern means."""

from __future__ import annotations

import re
from functools import lru_cache


def matches(path: str, patterns: tuple[str, ...]) -> bool:
    """Whether a relative path fits one of the patterns, or there are none.

    `*` and `?` stay within a name, `**` goes through folders; one without a slash is about the name alone.
    """
    if not patterns:
        return True
    name = path.rpartition("/")[2]
    return any(_compiled(p).fullmatch(path if "/" in p else name) for p in patterns)


_PARTS = re.compile(r"\*\*/|\*\*|\*|\?|\[!?\]?[^\]]*\]|.", re.DOTALL)


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile("".join(map(_expression, _PARTS.findall(pattern.removeprefix("./")))), re.DOTALL)


def _expression(part: str) -> str:
    fixed = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    if part in fixed:
        return fixed[part]
    if len(part) > 1:
        inside = part[1:-1].replace("\\", "\\\\")
        return f"[^{inside[1:]}]" if inside.startswith("!") else f"[{inside}]"
    return re.escape(part)
