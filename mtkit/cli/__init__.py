"""The command line: `mtkit COMMAND`. Each command is one module of this folder, with a `command` in it."""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
from typing import Any

import click

from mtkit import __version__
from mtkit.cli._group import Group
from mtkit.errors import ExitStatus, MtkitError


class Commands(Group):
    """Finds the commands in this folder: a module without a leading underscore is a command."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        found = (m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
        return sorted(name.replace("_", "-") for name in found)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        module = importlib.import_module(f"mtkit.cli.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="mtkit")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def program(debug: bool) -> None:
    """Translate Danish to English, align sentences, score translations.

    Data goes to standard output, everything else to standard error.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run the command line: the ONE place that turns an exception into a line and an exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    debug = "--debug" in given[:1]
    _open_closed_streams()
    try:
        sys.exit(_run(given, debug))
    except BrokenPipeError:  # nobody reads any more
        _abandon_stdout()
        sys.exit(ExitStatus.OK)


def _abandon_stdout() -> None:
    """Point stdout at nothing, or the interpreter complains when it flushes at the end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _open_closed_streams() -> None:
    """A standard stream that the caller closed is empty, and writing results into it fails as it should."""
    if sys.stdin is None:
        sys.stdin = open(os.devnull)  # noqa: PTH123, SIM115
    if sys.stdout is None:
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_RDONLY), "w")
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: PTH123, SIM115


def _run(arguments: list[str], debug: bool) -> int:
    try:
        result: Any = program.main(arguments, prog_name="mtkit", standalone_mode=False)
        sys.stdout.flush()
        return int(result) if isinstance(result, int) else ExitStatus.OK
    except MtkitError as error:
        if debug:
            raise
        return _say(error.message, error.hint, error.status)
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.ctx.get_help() if error.ctx else error.format_message())
        return ExitStatus.OK
    except click.UsageError as error:
        hint = f"try '{error.ctx.command_path} --help'" if error.ctx else ""
        return _say(error.format_message(), hint, ExitStatus.USAGE)
    except click.ClickException as error:
        return _say(error.format_message(), "", ExitStatus.USAGE)
    except (click.Abort, KeyboardInterrupt):
        return _say("interrupted", "run the same command again to go on", ExitStatus.INTERRUPTED)
    except BrokenPipeError:
        raise
    except OSError as error:
        if debug:
            raise
        try:
            sys.stdout.flush()
        except OSError:
            _abandon_stdout()
        what = f"{error.filename}: {error.strerror}" if error.filename else str(error.strerror or error)
        return _say(what, "check the path, its permissions and the free space", ExitStatus.FAILED)
    except MemoryError:
        if debug:
            raise
        return _say("out of memory", "give it smaller files, or fewer threads", ExitStatus.FAILED)
    except Exception as error:
        if debug:
            raise
        what = f"{type(error).__name__}: {error}".splitlines()[0]
        return _say(
            f"unexpected error: {what}",
            "this is a bug: run 'mtkit --debug …' and report it",
            ExitStatus.FAILED,
        )


def _say(message: str, hint: str, status: int) -> int:
    click.echo(f"error: {message}", err=True)
    if hint:
        click.echo(f"  {hint}", err=True)
    return status
