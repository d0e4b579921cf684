"""The command line's front door: which commands there are, and how expected trouble is told.

A command's module is imported when the command runs, not before: `--help`, completion and a misspelt name need neither
Django nor the compiler, and answer at once.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem, shell_complete

from trellis.config.environment import COMPLETION
from trellis.handbook.errors import TrellisError
from trellis.version import VERSION

if TYPE_CHECKING:
    from trellis.handbook.kinds import Kind

COMMANDS: dict[str, tuple[str, str]] = {
    "backup": ("trellis.config.commands:backup", "Put everything that Trellis keeps into one file."),
    "check": ("trellis.handbook.commands:check", "Find the faults of a handbook."),
    "completion": ("trellis.config.commands:completion", "Print the set-up for completion in a shell."),
    "demo": ("trellis.config.commands:demo", "Make up the people of the example company."),
    "diff": ("trellis.roles.commands:diff", "What changes between two roles."),
    "doctor": ("trellis.config.commands:doctor", "What is configured, reachable or missing."),
    "export": ("trellis.roles.commands:export", "Write job families or job postings to a file."),
    "export-all": ("trellis.config.commands:export_all", "Write all records and files to one file."),
    "graph": ("trellis.roles.commands:graph", "Draw the role graph."),
    "impact": ("trellis.roles.commands:impact", "What breaks when a role goes or gets another name."),
    "import": ("trellis.config.commands:import_", "Import records from a file."),
    "import-all": ("trellis.config.commands:import_all", "Take in a whole organisation that was exported."),
    "lock": ("trellis.config.commands:lock", "Lock the dependencies of Trellis again."),
    "new": ("trellis.courses.commands:new", "Begin a course: its files, with text that says what to write."),
    "path": ("trellis.roles.commands:path", "The ways from one role to another."),
    "questions": (
        "trellis.assessments.commands:questions",
        "Take questions from other systems, or give them.",
    ),
    "reindex": ("trellis.config.commands:reindex", "Make the index of the search again."),
    "restore": ("trellis.config.commands:restore", "Put a backup back, into an empty place."),
    "roles": ("trellis.roles.commands:roles", "List roles, by grade or department."),
    "show": ("trellis.roles.commands:show", "Everything about a role, and where it comes from."),
    "sync": ("trellis.config.commands:sync", "Bring the handbook and its upstream in step."),
    "test": ("trellis.config.commands:test", "Check the code and run the tests."),
    "translate": (
        "trellis.config.commands:translate",
        "Bring the translations up to date with the code.",
    ),
    "trend": ("trellis.config.commands:trend", "Fill in how healthy the handbook was on past days."),
    "up": ("trellis.config.commands:up", "Open a handbook in the browser."),
    "worker": ("trellis.config.commands:worker", "Do jobs, beside the processes that answer."),
}
"""Every command: where it is, and what `--help` says about it."""

NAME = "trellis"
FINE, FINDINGS, UNUSABLE = 0, 1, 2
INTERRUPTED = 130  # 128 + SIGINT
OUTPUT_CLOSED = 141  # 128 + SIGPIPE

EPILOG = """\
\b
Exit status: 0 fine, 1 findings, 2 wrong usage or input.
More about a command: trellis COMMAND --help"""


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports one only to run it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of the alphabet."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command itself; None for an unknown name."""
        return _load(cmd_name) if cmd_name in COMMANDS else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does it, with suggestions from the table of names."""
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as error:
            raise click.NoSuchCommand(error.command_name, possibilities=COMMANDS, ctx=ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands in the help, from the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in sorted(COMMANDS.items())])

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Names for the shell's completion, from the table alone."""
        return [
            CompletionItem(name, help=summary)
            for name, (_, summary) in sorted(COMMANDS.items())
            if name.startswith(incomplete)
        ]


@click.group(
    cls=LazyGroup,
    epilog=EPILOG,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(VERSION, message="Trellis %(version)s")
@click.pass_context
def trellis(context: click.Context) -> None:
    """Trellis reads the handbook of a company and runs the company from it."""
    context.obj = _Doors()


class _Doors:
    """What a command is given, because it stands below what it needs; see `trellis.handbook.loading.Doors`."""

    def kinds(self) -> Sequence[Kind]:
        """All kinds of definition."""
        from trellis.config.kinds import all_kinds  # noqa: PLC0415 - `--help` needs no compiler

        return all_kinds()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and give its exit status. Expected trouble becomes one or two lines, never a traceback."""
    try:
        status = _run(list(sys.argv[1:] if arguments is None else arguments))
        sys.stdout.flush()
        return status
    except click.ClickException as error:
        error.show()
        return UNUSABLE
    except TrellisError as error:
        _tell(error)
        return UNUSABLE
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        # Python writes what is left when it ends; let that go nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OUTPUT_CLOSED


def _run(arguments: list[str]) -> int:
    """What click's own `main` does, but for its ways to end the process."""
    if COMPLETION in os.environ:
        return shell_complete(trellis, {}, NAME, COMPLETION, os.environ[COMPLETION])
    try:
        with trellis.make_context(NAME, arguments) as context:
            result = trellis.invoke(context)
    except click.exceptions.Exit as ended:
        return ended.exit_code
    return result if isinstance(result, int) else FINE


def _load(name: str) -> click.Command:
    where, _, attribute = COMMANDS[name][0].partition(":")
    try:
        module = importlib.import_module(where)
    except ModuleNotFoundError as error:
        if error.name is None or not (where == error.name or where.startswith(f"{error.name}.")):
            raise
        raise TrellisError(
            f"This build of Trellis has no `{name}` command.", code="no-such-command"
        ) from None
    command = getattr(module, attribute, None)
    if not isinstance(command, click.Command):
        raise TrellisError(f"This build of Trellis has no `{name}` command.", code="no-such-command")
    return command


def _tell(error: TrellisError) -> None:
    click.echo(f"{click.style('Error:', fg='red', bold=True)} {error.message}", err=True)
    if error.hint:
        click.echo(error.hint, err=True)
