"""Known models: names, licences, sizes and published scores, from models/registry.toml."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any

from mtkit.errors import ModelError
from mtkit.store.locations import bundled_root

_OPUS = re.compile(r"opus-mt-[A-Za-z0-9_]+(-[A-Za-z0-9_]+)+")


@dataclass(frozen=True, slots=True)
class PublishedScore:
    """A score that a model's makers published: on which test set, by which metric, and where it stands."""

    test_set: str
    metric: str
    score: float
    source: str


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A model of the registry. repository: its name on the hub or empty; size: bytes to download."""

    name: str
    repository: str
    source_lang: str
    target_lang: str
    licence: str
    size: int
    about: str
    scores: tuple[PublishedScore, ...]


@cache
def known_models() -> dict[str, KnownModel]:
    """The registry's models by name. Raises ModelError where the registry is missing or damaged."""
    import tomllib

    path = bundled_root() / "registry.toml"
    try:
        entries = tomllib.loads(path.read_text(encoding="utf-8"))["models"]
        return {name: _model(name, entry) for name, entry in entries.items()}
    except OSError as error:
        raise ModelError(f"{path} cannot be read: {error.strerror}", hint="install mtkit again") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"{path} is damaged: {error}", hint="install mtkit again") from None


def _model(name: str, entry: dict[str, Any]) -> KnownModel:
    scores = [
        PublishedScore(str(s["test_set"]), str(s["metric"]), float(s["score"]), str(s["source"]))
        for s in entry.get("scores", [])
    ]
    return KnownModel(
        name=name,
        repository=str(entry.get("repository", "")),
        source_lang=str(entry["source_lang"]),
        target_lang=str(entry["target_lang"]),
        licence=str(entry["licence"]),
        size=int(entry.get("size", 0)),
        about=str(entry.get("about", "")),
        scores=tuple(scores),
    )


def repository_of(name: str) -> str:
    """The hub repository of a name: itself, the registry's, Helsinki-NLP's for opus-mt-…, or none."""
    if "/" in name:
        return name
    known = known_models().get(name)
    if known:
        return known.repository
    return f"Helsinki-NLP/{name}" if _OPUS.fullmatch(name) else ""


def known_by_any_name(name: str) -> KnownModel | None:
    """The registry's entry for a name or a hub repository."""
    models = known_models()
    return models.get(name) or next(
        (m for m in models.values() if m.repository and m.repository == name), None
    )
