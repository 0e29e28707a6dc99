"""Which text of a Word paragraph is set off from the rest, so that its style follows the words."""

from __future__ import annotations

from collections import Counter
from typing import Final

from mtkit.formats._docx_steps import Step, style_key

_BASE_SHARE: Final = 0.25


def styled(steps: list[Step]) -> list[Step]:
    """Mark stretches whose style is not that of most of the text around them, as elements named "style"."""
    bases = _bases(steps)
    before: dict[int, Step] = {}
    after: dict[int, Step] = {}
    container: list[object] = [None]
    group: tuple[bytes, int, int] | None = None  # style key, first and last step

    def end_group() -> None:
        if group and group[0] != style_key(bases.get(container[-1], b"")):
            key = object()
            before[group[1]] = Step("open", style=steps[group[1]].style, key=key, name="style")
            after[group[2]] = Step("close", key=key, name="style")

    for index, step in enumerate(steps):
        if step.kind in ("open", "close") or step.name in ("tab", "break"):
            end_group()
            group = None
            if step.kind == "open":
                container.append(step.key)
            elif step.kind == "close" and len(container) > 1:
                container.pop()
        elif step.kind == "text" and step.text.strip():
            key = style_key(step.style)
            if group and group[0] == key:
                group = (key, group[1], index)
            else:
                end_group()
                group = (key, index, index)
    end_group()
    out = []
    for index, step in enumerate(steps):
        if index in before:
            out.append(before[index])
        out.append(
            Step("open", step.bits, style=bases.get(step.key, b""), key=step.key, name=step.name)
            if step.kind == "open"
            else step
        )
        if index in after:
            out.append(after[index])
    out.insert(0, Step("open", style=bases.get(None, b""), key=None, name="root"))
    return out


def _bases(steps: list[Step]) -> dict[object, bytes]:
    """The style of text in each container, and in the paragraph itself (None), where no span changes it."""
    direct: dict[object, Counter[bytes]] = {}
    whole: dict[object, Counter[bytes]] = {}
    first: dict[bytes, bytes] = {}
    container: list[object] = [None]
    for step in steps:
        if step.kind == "open":
            container.append(step.key)
        elif step.kind == "close" and len(container) > 1:
            container.pop()
        elif step.kind == "text" and step.text.strip():
            key = style_key(step.style)
            first.setdefault(key, step.style)
            direct.setdefault(container[-1], Counter())[key] += len(step.text)
            for one in container:
                whole.setdefault(one, Counter())[key] += len(step.text)
    return {one: first[_base(direct.get(one, count))] for one, count in whole.items()}


def _base(characters: Counter[bytes]) -> bytes:
    """The plainest style among those of a good part of the text: what is added to it is a span."""
    total = characters.total()
    frequent = [style for style, count in characters.items() if count >= _BASE_SHARE * total]
    return min(frequent or characters, key=lambda style: (len(style), -characters[style]))
