"""The lines of a text, where nothing but a line feed or a carriage return ends one."""

from __future__ import annotations

import re


def lines_of(text: str) -> list[str]:
    """Lines with their ends; only \\r\\n, \\n and \\r end one (str.splitlines knows more)."""
    return re.findall(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+", text)
