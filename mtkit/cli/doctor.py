"""`mtkit doctor`: what a bug report needs."""

from __future__ import annotations

import json
from typing import Any

import click

_PACKAGES = (
    "ctranslate2",
    "sentencepiece",
    "transformers",
    "torch",
    "sacrebleu",
    "huggingface-hub",
    "numpy",
    "click",
    "lxml",
    "python-docx",
)


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(as_json: bool) -> None:
    """Print versions, CPU features, caches and models: what a bug report needs.

    \b
    Examples:
      mtkit doctor
      mtkit doctor --json
    """
    found = _gather()
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False))
        return
    for heading, facts in found.items():
        click.echo(heading)
        for name, value in facts.items():
            click.echo(f"  {name:<18} {value}")


def _gather() -> dict[str, dict[str, Any]]:
    import locale
    import os
    import platform
    import sys

    import mtkit
    from mtkit.engines._processor import vector_instructions
    from mtkit.engines.ctranslate2 import available_cores

    return {
        "mtkit": {"version": mtkit.__version__, "installed in": os.path.dirname(mtkit.__file__)},  # noqa: PTH120
        "machine": {
            "python": f"{platform.python_version()} ({sys.executable})",
            "system": platform.platform(),
            "CPU": vector_instructions(),
            "cores": available_cores(),
            "memory": _memory(),
            "encoding": f"{sys.stdout.encoding}, locale {locale.getlocale()[1]}",
        },
        "packages": {name: _version(name) for name in _PACKAGES},
        "CUDA": {"devices": _cuda_devices()},
        "places": _places(),
        "models": _models(),
        "environment": {
            name: "set" if "TOKEN" in name else value
            for name, value in sorted(os.environ.items())
            if name.startswith(("MTKIT_", "HF_", "CT2_", "OMP_"))
        },
    }


def _version(package: str) -> str:
    from importlib import metadata

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"


def _memory() -> str:
    import os

    try:
        return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.1f} GiB"
    except (ValueError, OSError, AttributeError):
        return "unknown"


def _cuda_devices() -> int | str:
    try:
        import ctranslate2

        return int(ctranslate2.get_cuda_device_count())
    except Exception as error:  # a broken installation is what this command is there to show
        return f"ctranslate2 cannot be used: {error}"


def _places() -> dict[str, str]:
    from mtkit import store

    return {name: f"{path} ({_state(path)})" for name, path in store.places().items()}


def _state(path: Any) -> str:
    import os

    if not path.exists():
        return "not there yet"
    return "writable" if os.access(path, os.W_OK) else "READ-ONLY"


def _models() -> dict[str, str]:
    from mtkit import store

    return {model.name: f"{model.origin}, {model.path}" for model in store.models()}
