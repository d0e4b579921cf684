"""`trellis check`: find the faults of a handbook, report them in several forms, mend those that can be mended
safely.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import click

from trellis.handbook import codes as all_codes
from trellis.handbook import fixes, loading
from trellis.handbook.codes_docs import page_of
from trellis.handbook.diagnostics import Code, Diagnostic, Severity
from trellis.handbook.errors import TrellisError
from trellis.handbook.handbook import Handbook
from trellis.handbook.report import gitlab, json, sarif
from trellis.handbook.report import text as text_report
from trellis.handbook.report.model import Report
from trellis.handbook.source import SourceError
from trellis.handbook.text import SourceText
from trellis.handbook.watch import watch
from trellis.handbook.workspace import Workspace
from trellis.version import VERSION

FINE, FINDINGS = 0, 1
FORMATS = ("text", "json", "sarif", "gitlab")

EPILOG = """\
\b
A PATH is a folder, a file, or a revision of a repository: PATH@REVISION. Several make one handbook.
CODE is a code (HB110), the beginning of codes (HB1, JF), a name (doubled-word) or ALL; commas part several.

\b
Exit status: 0 nothing at or above the failing severity, 1 findings, 2 wrong usage or input.
"""


@dataclass(frozen=True)
class Options:
    """What the command line says about showing: the form, and what counts."""

    format: str
    output: Path | None
    min_severity: Severity
    fail_on: Severity
    statistics: bool
    quiet: bool
    exit_zero: bool


def _severity(_: click.Context, __: click.Parameter, value: str) -> Severity:
    return Severity(value)


_SEVERITY = click.Choice([severity.value for severity in Severity])


@click.command(epilog=EPILOG)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--select", multiple=True, metavar="CODE", help="Report these codes only.")
@click.option("--ignore", multiple=True, metavar="CODE", help="Do not report these codes.")
@click.option(
    "--format",
    "format_",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="Form of the report.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the report to a file.")
@click.option("--fix", is_flag=True, help="Mend what can be mended safely, then report the rest.")
@click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing.")
@click.option("--watch", "watching", is_flag=True, help="Report again whenever a file changes.")
@click.option("--statistics", is_flag=True, help="Count by code instead of showing each fault.")
@click.option(
    "--min-severity",
    type=_SEVERITY,
    default="note",
    show_default=True,
    callback=_severity,
    help="Report nothing less grave.",
)
@click.option(
    "--fail-on",
    type=_SEVERITY,
    default="warning",
    show_default=True,
    callback=_severity,
    help="Exit with 1 from here on.",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 whatever is found.")
@click.option("--no-cache", is_flag=True, help="Compile everything anew.")
@click.option("--quiet", "-q", is_flag=True, help="One line for each fault, and no summary.")
@click.option("--explain", metavar="CODE", help="Print the documentation of a code and stop.")
@click.option("--codes", "list_codes", is_flag=True, help="List all codes and stop.")
@click.pass_context
def check(
    context: click.Context,
    paths: tuple[str, ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    format_: str,
    as_json: bool,
    output: Path | None,
    fix: bool,
    diff: bool,
    watching: bool,
    statistics: bool,
    min_severity: Severity,
    fail_on: Severity,
    exit_zero: bool,
    no_cache: bool,
    quiet: bool,
    explain: str | None,
    list_codes: bool,
) -> int:
    """Find the faults of the handbook at PATH (the current folder unless given)."""
    kinds = loading.kinds_of(context)
    known = all_codes.all_codes(kinds)
    if list_codes or explain is not None:
        return _tell_about_codes(known, explain)
    if watching and (fix or diff or output is not None):
        raise click.UsageError("--watch cannot be combined with --fix, --diff or --output.")
    form = "json" if as_json else format_
    options = Options(form, output, min_severity, fail_on, statistics, quiet, exit_zero)
    workspace = loading.open_workspace(
        paths,
        kinds,
        select=all_codes.resolve(select, known),
        ignore=all_codes.resolve(ignore, known),
        use_cache=not (no_cache or fix or diff),
    )
    run = _Run(workspace, {code.id: code for code in known}, options)
    if fix or diff:
        return run.fix(write=not diff)
    if watching:
        return run.watch()
    _require_something(workspace.handbook)
    return run.show(workspace.handbook)


def _require_something(handbook: Handbook) -> None:
    """Refuse a folder without a file to read: in CI it is a wrong path, and "no faults" would pass for ever."""
    if not (handbook.pages or handbook.data or handbook.diagnostics):
        raise SourceError(
            f"There is nothing to read in “{handbook.source.name}”: no Markdown and no YAML file.",
            hint="Give the path of the handbook.",
            code="handbook.empty",
        )


def _tell_about_codes(known: Sequence[Code], explain: str | None) -> int:
    if explain is not None:
        click.echo(page_of(all_codes.find(explain, known)), nl=False)
        return FINE
    for code in known:
        marks = f"{'fix' if code.fixable else '':<4}{'' if code.enabled else 'off'}".rstrip()
        click.echo(f"{code.id}  {code.severity.value:<8} {code.name:<32} {marks}".rstrip())
    return FINE


class _Run:
    """One run of the command over one workspace."""

    def __init__(self, workspace: Workspace, codes: dict[str, Code], options: Options) -> None:
        self.workspace = workspace
        self.codes = codes
        self.options = options

    def show(self, handbook: Handbook) -> int:
        """Report what is wrong with a handbook; the exit status."""
        report = self.report(handbook)
        text = self.rendered(report)
        if self.options.output is not None:
            self.write(text)
        else:
            click.echo(text, nl=False, color=True)  # decided already; click would look at the terminal alone
        return self.status(handbook.diagnostics)

    def report(self, handbook: Handbook) -> Report:
        """The diagnostics that are grave enough to be shown."""
        least = self.options.min_severity.rank
        found = [each for each in handbook.diagnostics if each.severity.rank <= least]
        files = len(handbook.pages) + len(handbook.data)
        shown = partial(loading.name_on_disk, handbook.source)
        source_of = partial(_source_of, handbook)
        hidden = len(handbook.diagnostics) - len(found)
        unread = self.unread(handbook)
        return Report(found, self.codes, source_of, shown, files, handbook.revision, unread, hidden)

    def unread(self, handbook: Handbook) -> int:
        """How many links could not be judged, where the summary is shown and `handbook.yml` could settle it."""
        settings, options = handbook.settings, self.options
        is_summed_up = options.format == "text" and not options.quiet and not options.statistics
        may_be_all = settings.path is not None and not settings.complete
        return handbook.links_unread() if is_summed_up and may_be_all else 0

    def rendered(self, report: Report) -> str:
        """The report in the form that was asked for."""
        if self.options.format == "json":
            return json.render(report)
        if self.options.format == "sarif":
            return sarif.render(report, VERSION)
        if self.options.format == "gitlab":
            return gitlab.render(report)
        colour = self.options.output is None and _wants_colour()
        paint = text_report.in_colour if colour else text_report.plain
        if self.options.statistics:
            lines = text_report.statistics(report)
        else:
            lines = text_report.render(report, paint=paint, width=_width(), quiet=self.options.quiet)
        return "".join(f"{line}\n" for line in lines)

    def write(self, text: str) -> None:
        """Write the report to the file that was named. Raises click's error where that cannot be done."""
        output = self.options.output
        if output is not None:
            try:
                output.write_text(text, encoding="utf-8", errors="surrogateescape", newline="")
            except OSError as error:
                raise click.FileError(str(output), error.strerror) from error

    def status(self, diagnostics: Sequence[Diagnostic]) -> int:
        """The exit status for what was found, shown or not."""
        failing = any(found.severity.rank <= self.options.fail_on.rank for found in diagnostics)
        return FINDINGS if failing and not self.options.exit_zero else FINE

    def fix(self, *, write: bool) -> int:
        """Mend what can be mended, on the disk or as a diff; then report the rest."""
        source, least = self.workspace.source, self.options.min_severity.rank
        fixed = fixes.fix(
            source, self.workspace.compiler, self.codes, lambda found: found.severity.rank <= least
        )
        if not write:
            for change in fixed.changes:
                click.echo(change.diff(loading.name_on_disk(source, change.path)), nl=False)
            return FINDINGS if fixed.changes and not self.options.exit_zero else FINE
        fixes.write(fixed.changes, source)
        status = self.show(fixed.handbook)
        if self.options.format == "text" and not self.options.quiet:
            click.echo(_summary_of(fixed), err=True)
        return status

    def watch(self) -> int:
        """Report now and after each change until interrupted."""
        self.show(self.workspace.handbook)
        with suppress(KeyboardInterrupt):
            watch(self.workspace, self.show_again, on_trouble=_tell_trouble)
        return FINE

    def show_again(self, handbook: Handbook) -> None:
        """The report after a change, set off from the one before it."""
        if self.options.format == "text":
            click.echo("─" * min(_width(), 60))
        self.show(handbook)


def _summary_of(fixed: fixes.Fixed) -> str:
    made = fixed.made.total()
    files = len(fixed.changes)
    faults, places = "fault" if made == 1 else "faults", "file" if files == 1 else "files"
    text = f"Mended {made:,} {faults} in {files:,} {places}."
    if fixed.refused:
        text += f" {len(fixed.refused):,} left alone: mending would have broken a link or the page."
    return text


def _tell_trouble(error: TrellisError) -> None:
    click.echo(error.message, err=True)


def _source_of(handbook: Handbook, path: str) -> SourceText | None:
    if path in handbook.pages:
        return handbook.pages[path].source
    return handbook.data[path].source if path in handbook.data else None


def _wants_colour() -> bool:
    """Whether to colour: on a terminal, unless `NO_COLOR` is set; always with `FORCE_COLOR`."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (sys.stdout.isatty() and os.environ.get("TERM") != "dumb")


def _width() -> int:
    """The terminal's width, between 40 and 160 columns; what nobody reads at a terminal is 100 wide."""
    if not sys.stdout.isatty():
        return text_report.WIDTH
    try:
        return max(40, min(160, os.get_terminal_size().columns))
    except OSError:
        return text_report.WIDTH
