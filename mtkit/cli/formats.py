"""`mtkit formats`: what can be read and written."""

from __future__ import annotations

import json

import click


@click.command()
@click.option(
    "--json", "as_json", is_flag=True, help="Print a list of objects: name, title, suffixes, options."
)
def command(as_json: bool) -> None:
    """List the document formats; the suffix of a file chooses, and unknown suffixes are plain text.

    \b
    Examples:
      mtkit formats
      mtkit translate page.tmpl --from html
    """
    from mtkit import formats, registry

    members = [formats.get(name) for name in registry.names(formats.PACKAGE)]
    if as_json:
        rows = [
            {
                "name": m.name,
                "title": m.title,
                "suffixes": list(m.suffixes),
                "options": list(getattr(m, "options", ())),
            }
            for m in members
        ]
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for member in members:
        options = ", ".join(getattr(member, "options", ()))
        note = f" (options: {options})" if options else ""
        click.echo(f"{member.name:<10} {' '.join(member.suffixes):<42} {member.title}{note}")
