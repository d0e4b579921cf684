import subprocess
import sys
from types import ModuleType

import click
import pytest

from trellis.config import cli
from trellis.handbook.errors import TrellisError


@pytest.fixture
def command(monkeypatch):
    """Adds a command to the table for one test."""

    def add(function):
        module = ModuleType("trellis_sample_commands")
        module.sample = click.command("sample")(function)
        monkeypatch.setitem(sys.modules, module.__name__, module)
        monkeypatch.setitem(cli.COMMANDS, "sample", (f"{module.__name__}:sample", "A sample."))

    return add


def test_help_lists_every_command(capsys):
    assert cli.main(["--help"]) == cli.FINE

    printed = capsys.readouterr().out
    for name, (_, summary) in cli.COMMANDS.items():
        assert f"  {name} " in printed
        assert summary in printed
    assert "0 fine, 1 findings, 2 wrong usage or input" in printed


def test_help_imports_neither_django_nor_the_compiler():
    script = (
        "import sys; from trellis.config import cli; cli.main(['--help']);"
        "heavy = ('django', 'pydantic', 'pyromark', 'yaml', 'trellis.handbook.compiler', 'trellis.roles');"
        "sys.exit(','.join(name for name in heavy if name in sys.modules) or 0)"
    )

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("name", sorted(cli.COMMANDS))
def test_every_command_explains_itself(name, capsys):
    assert cli.main([name, "--help"]) == cli.FINE
    assert f"Usage: trellis {name}" in capsys.readouterr().out


def test_misspelt_command_gets_a_suggestion(capsys):
    assert cli.main(["chekc"]) == cli.UNUSABLE
    assert "Did you mean 'check'?" in capsys.readouterr().err


def test_misspelt_option_gets_a_suggestion(capsys):
    assert cli.main(["up", "--hanbook", "x"]) == cli.UNUSABLE
    assert "--handbook" in capsys.readouterr().err


def test_missing_room_is_told_without_a_traceback(monkeypatch, capsys):
    monkeypatch.setitem(cli.COMMANDS, "fly", ("trellis.nowhere.commands:fly", "Fly."))

    assert cli.main(["fly"]) == cli.UNUSABLE
    assert capsys.readouterr().err == "Error: This build of Trellis has no `fly` command.\n"


def test_exit_status_is_what_the_command_returns(command):
    command(lambda: 1)

    assert cli.main(["sample"]) == cli.FINDINGS


def test_expected_trouble_is_two_lines(command, capsys):
    def sample():
        raise TrellisError("The page cannot be read.", hint="Look at its rights.")

    command(sample)

    assert cli.main(["sample"]) == cli.UNUSABLE
    assert capsys.readouterr().err == "Error: The page cannot be read.\nLook at its rights.\n"


def test_unexpected_trouble_is_not_hidden(command):
    def sample():
        raise ZeroDivisionError

    command(sample)

    with pytest.raises(ZeroDivisionError):
        cli.main(["sample"])


def test_interruption_is_quiet(command, capsys):
    def sample():
        raise KeyboardInterrupt

    command(sample)

    assert cli.main(["sample"]) == cli.INTERRUPTED
    assert capsys.readouterr().err.strip() == ""


def test_reader_that_stops_reading_is_no_trouble():
    program = [sys.executable, "-m", "trellis", "--help"]

    with subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.close()
        stderr = process.stderr.read()

    assert (process.returncode, stderr) == (cli.OUTPUT_CLOSED, b"")


def test_version(capsys):
    assert cli.main(["--version"]) == cli.FINE
    assert capsys.readouterr().out.startswith("Trellis ")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_set_up_is_printed(shell, capsys):
    assert cli.main(["completion", shell]) == cli.FINE
    assert f"_TRELLIS_COMPLETE={shell}_complete" in capsys.readouterr().out


def test_completion_knows_the_commands():
    context = click.Context(cli.trellis)

    assert [item.value for item in cli.trellis.shell_complete(context, "d")] == ["demo", "diff", "doctor"]
