"""A group of commands whose help shows what each is for, in a whole sentence."""

from __future__ import annotations

import click


class Group(click.Group):
    """Lists each command's first sentence whole, where click would cut it at the line's end."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        found = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("Commands"):
            formatter.write_dl([(name, c.get_short_help_str(limit=200)) for name, c in found if c])
