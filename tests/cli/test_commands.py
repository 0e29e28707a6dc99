"""What all commands share."""

import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from mtkit.cli import program

HEAVY = (
    "numpy",
    "lxml",
    "docx",
    "ctranslate2",
    "sacrebleu",
    "torch",
    "transformers",
    "rich",
    "sentencepiece",
)


def commands() -> list[tuple[str, click.Command]]:
    context = click.Context(program)
    found = []
    for name in program.list_commands(context):
        command = program.get_command(context, name)
        assert command is not None
        found.append((name, command))
    return found


@pytest.mark.parametrize(("name", "command"), commands())
def test_every_command_says_what_it_does_and_shows_an_example(name: str, command: click.Command) -> None:
    assert command.get_short_help_str(), name
    if isinstance(command, click.Group):
        assert command.help
        return
    assert "Example" in (command.help or ""), name
    assert f"mtkit {name}" in (command.help or "")
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, f"{name} {option.name}"


def loaded_by(code: str) -> set[str]:
    script = f"import sys; {code}; print(' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in done.stdout.splitlines()[-1].split()}


def test_help_loads_nothing_heavy() -> None:
    code = "from mtkit.cli import program; program.main(['--help'], standalone_mode=False)"
    assert not loaded_by(code) & set(HEAVY)


def test_importing_mtkit_loads_nothing_heavy() -> None:
    assert not loaded_by("import mtkit; dir(mtkit)") & {*HEAVY, "click"}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [(["--version"], 0), (["--help"], 0), ([], 0), (["no-such-command"], 2), (["translate", "--no-such"], 2)],
)
def test_exit_codes_of_the_program_itself(arguments: list[str], code: int) -> None:
    done = subprocess.run([sys.executable, "-m", "mtkit", *arguments], capture_output=True, text=True)
    assert done.returncode == code
    assert "Traceback" not in done.stderr


def test_debug_shows_the_traceback() -> None:
    call = [sys.executable, "-m", "mtkit", "--debug", "translate", "no-such-file"]
    done = subprocess.run(call, capture_output=True, text=True)
    assert "Traceback" in done.stderr


def test_doctor_says_what_a_bug_report_needs() -> None:
    import json

    call = [sys.executable, "-m", "mtkit", "doctor", "--json"]
    done = subprocess.run(call, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert {"mtkit", "machine", "packages", "places", "models"} <= set(found)
    assert "da-en-small" in found["models"]


@pytest.mark.parametrize("group", [[], ["models"], ["memory"], ["testsets"]])
def test_the_help_of_a_group_cuts_no_sentence(group: list[str]) -> None:
    shown = CliRunner().invoke(program, [*group, "--help"]).output
    assert "..." not in shown[shown.index("Commands:") :]


@pytest.mark.parametrize(
    "arguments",
    [
        ["align", "a", "b", "--min-confidence", "nan"],
        ["evaluate-alignment", "a", "b", "--fail-under", "nan"],
        ["bench", "--speed-tolerance", "inf"],
    ],
)
def test_no_gate_takes_what_is_no_number(arguments: list[str]) -> None:
    found = CliRunner().invoke(program, arguments)
    assert found.exit_code == 2
