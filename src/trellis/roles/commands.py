"""The commands about roles: show, diff, path, impact, graph, roles, export.

A command here finds the handbook and the roles that were named, asks one question of the role graph and hands
the answer to a module of `printing`, or to JSON. Where a name was not the role's own, a line on standard
error says what it was taken for.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from trellis.roles import asking, exports
from trellis.roles.asking import Asked
from trellis.roles.completion import complete_department, complete_family, complete_role
from trellis.roles.definitions import drawing, filtering
from trellis.roles.definitions.compare import compare
from trellis.roles.definitions.dossier import everything_about
from trellis.roles.definitions.finding import find_family
from trellis.roles.definitions.gaps import gaps
from trellis.roles.definitions.graph import KINDS, REPORTS_TO
from trellis.roles.definitions.history import compare_revisions
from trellis.roles.definitions.impact import impact as impact_of
from trellis.roles.definitions.paths import MOST_STEPS, MOST_WAYS, reachable, ways
from trellis.roles.definitions.reporting import reporting_tree
from trellis.roles.definitions.sharing import shared
from trellis.roles.definitions.svg import svg
from trellis.roles.printing import about, comparing, consequences, data, journeys, listing

EPILOG = """\
\b
A ROLE is a title, part of one, or an address such as it/it-management#manager-it.
A PATH is a folder, a file, or a revision of a repository (PATH@REVISION). Without any: the current
folder if it is a handbook, else TRELLIS_HANDBOOK.
"""

_handbook = click.option(
    "--handbook", multiple=True, metavar="PATH", help="The handbook, in place of a PATH behind the arguments."
)
_json = click.option("--json", "as_json", is_flag=True, help="For programs.")


def _tell(as_json: bool, facts: Any, lines: Callable[[], Iterable[str]]) -> None:
    """Print an answer: its data, or its lines."""
    if as_json:
        click.echo(json.dumps(facts, ensure_ascii=False, indent=2))
    else:
        for line in lines():
            click.echo(line, color=True)  # the screen has decided; click would look at the terminal alone


@click.command(epilog=EPILOG)
@click.argument("words", nargs=-1, required=True, metavar="ROLE [PATH]...", shell_complete=complete_role)
@_handbook
@_json
@click.pass_context
def show(context: click.Context, words: tuple[str, ...], handbook: tuple[str, ...], as_json: bool) -> None:
    """Everything about ROLE, and where it comes from.

    Whom it reports to and who reports to it; responsibilities and requirements, its own and those it
    inherits, each with the role and line that states it; hiring process, indicators, career.
    """
    titles, paths = asking.split_words(words, 1, 1)
    found = asking.ask(context, paths, handbook)
    dossier = everything_about(found.graph, found.role(titles[0]))
    _tell(as_json, data.dossier(found.graph, dossier), lambda: about.lines(found.teller(), dossier))


@click.command(epilog=EPILOG)
@click.argument("words", nargs=-1, metavar="ROLE ROLE [PATH]...", shell_complete=complete_role)
@click.option(
    "--revisions",
    nargs=2,
    metavar="A B",
    help="Compare two revisions of the handbook in place of two roles. “.” is the files as they are.",
)
@click.option("--all", "everything", is_flag=True, help="What is in both, and every line of new roles.")
@_handbook
@_json
@click.pass_context
def diff(
    context: click.Context,
    words: tuple[str, ...],
    revisions: tuple[str, str] | None,
    everything: bool,
    handbook: tuple[str, ...],
    as_json: bool,
) -> None:
    """What changes between two roles, or between two revisions of the handbook.

    \b
    trellis diff "IT Program Manager" "Senior IT Program Manager"
    trellis diff --revisions HEAD~20 HEAD
    """
    if revisions is not None:
        _diff_revisions(context, words, revisions, handbook, as_json, everything)
        return
    titles, paths = asking.split_words(words, 2, 2)
    found = asking.ask(context, paths, handbook)
    one, other = (found.role(title) for title in titles)
    made = compare(found.graph, one.id, other.id)
    _tell(
        as_json,
        data.comparison(made),
        lambda: comparing.of_roles(found.teller(), made, everything=everything),
    )


def _diff_revisions(
    context: click.Context,
    paths: Sequence[str],
    names: tuple[str, str],
    handbook: tuple[str, ...],
    as_json: bool,
    everything: bool,
) -> None:
    before, after = (asking.ask(context, words) for words in asking.revisions(paths, handbook, names))
    made = compare_revisions(before.graph, after.graph)
    _tell(
        as_json,
        data.history(made),
        lambda: comparing.of_revisions(after.teller(), made, names, everything=everything),
    )


@click.command(epilog=EPILOG)
@click.argument(
    "words", nargs=-1, required=True, metavar="ROLE [ROLE] [PATH]...", shell_complete=complete_role
)
@click.option(
    "--most", type=click.IntRange(1, 1000), default=MOST_WAYS, show_default=True, help="Ways at most."
)
@click.option(
    "--steps", type=click.IntRange(1, 50), default=MOST_STEPS, show_default=True, help="Steps at most."
)
@_handbook
@_json
@click.pass_context
def path(
    context: click.Context,
    words: tuple[str, ...],
    most: int,
    steps: int,
    handbook: tuple[str, ...],
    as_json: bool,
) -> None:
    """The ways from one role to another, and what each step adds.

    With one ROLE: where one can go from it.
    """
    titles, paths = asking.split_words(words, 1, 2, all_titles=bool(handbook))
    found = asking.ask(context, paths, handbook)
    start = found.role(titles[0])
    if len(titles) == 1:
        places = reachable(found.graph, start.id, longest=steps)
        facts = {
            "start": data.role(start),
            "reachable": [data.destination(found.graph, one) for one in places],
        }
        _tell(as_json, facts, lambda: journeys.destinations(found.teller(), start, places))
        return
    end = found.role(titles[1])
    made = ways(found.graph, start.id, end.id, most=most, longest=steps)
    answer = {"ways": [data.way(way) for way in made.found], "complete": made.complete}
    _tell(as_json, answer, lambda: journeys.ways(found.teller(), start, end, made))


@click.command(epilog=EPILOG)
@click.argument("words", nargs=-1, required=True, metavar="ROLE [PATH]...", shell_complete=complete_role)
@click.option("--all", "everything", is_flag=True, help="Every line that would be lost.")
@_handbook
@_json
@click.pass_context
def impact(
    context: click.Context, words: tuple[str, ...], everything: bool, handbook: tuple[str, ...], as_json: bool
) -> None:
    """What breaks if ROLE goes or gets another name.

    In place of ROLE: the path of a page, or of a heading (page.md#heading).
    """
    titles, paths = asking.split_words(words, 1, 1)
    found = asking.ask(context, paths, handbook)
    made = impact_of(found.graph, found.handbook, found.place(titles[0]))
    _tell(
        as_json,
        data.impact(found.graph, made),
        lambda: consequences.lines(found.teller(), made, everything=everything),
    )


@click.command(epilog=EPILOG)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["tree", "dot", "svg", "mermaid", "json"]),
    default="tree",
    show_default=True,
    help="A reporting tree as text; the graph for Graphviz, a browser, Markdown, a program.",
)
@click.option(
    "--kind", "ties", multiple=True, type=click.Choice(KINDS), help="Ties of this kind only; repeatable."
)
@click.option(
    "--family", "families", multiple=True, shell_complete=complete_family, help="These families only."
)
@click.option(
    "--loose-ends", is_flag=True, help="What does not hold together: undefined titles, circles, orphans."
)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to a file.")
@_handbook
@_json
@click.pass_context
def graph(
    context: click.Context,
    paths: tuple[str, ...],
    form: str,
    ties: tuple[str, ...],
    families: tuple[str, ...],
    loose_ends: bool,
    output: Path | None,
    handbook: tuple[str, ...],
    as_json: bool,
) -> None:
    """Draw the role graph.

    \b
    trellis graph                                      who reports to whom, as text
    trellis graph --format svg --output roles.svg      the same as a picture
    trellis graph --format mermaid --kind next --kind moves-to --family "IT Support"
    """
    found = asking.ask(context, paths, handbook)
    if loose_ends:
        loose = gaps(found.graph)
        _tell(as_json, data.gaps(found.graph, loose), lambda: listing.gaps(found.teller(), loose))
        return
    chosen = [find_family(found.graph, name).slug for name in families] or None
    if form == "tree" and not as_json:
        if set(ties) - {REPORTS_TO}:
            raise click.UsageError(
                "A tree shows who reports to whom. For other ties choose another --format."
            )
        _put(_tree(found, chosen), output)
        return
    picture = drawing.picture(
        found.graph, ties or (KINDS if as_json or form == "json" else (REPORTS_TO,)), chosen
    )
    writers: dict[str, Callable[[drawing.Picture], str]] = {
        "dot": drawing.dot,
        "mermaid": drawing.mermaid,
        "svg": lambda made: svg(made, "Roles"),
    }
    if as_json or form not in writers:
        _put(json.dumps(drawing.as_data(picture), ensure_ascii=False, indent=2) + "\n", output)
    else:
        _put(writers[form](picture), output)


def _tree(found: Asked, families: Sequence[str] | None) -> str:
    """The reporting trees as text; with families, the trees that hold a role of them."""
    branches = reporting_tree(found.graph)
    if families is not None:
        wanted = set(families)
        branches = tuple(
            top
            for top in branches
            if any(b.role is not None and b.role.id.family in wanted for b, _ in top.walk())
        )
    return "".join(f"{line}\n" for line in listing.tree(found.teller(), branches))


@click.command(epilog=EPILOG)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option("--grade", help="7, 7-9, >=8, or none.")
@click.option("--department", shell_complete=complete_department, help="A department.")
@click.option("--family", shell_complete=complete_family, help="A family.")
@click.option("--text", help="Words in title, family, responsibilities or requirements.")
@click.option(
    "--requirement", help="Roles that ask for this, in these or nearly these words, inherited or not."
)
@click.option("--reports-to", "leader", metavar="ROLE", shell_complete=complete_role, help="Below this role.")
@click.option(
    "--sort", type=click.Choice(filtering.SORTS), default="handbook", show_default=True, help="Order."
)
@click.option(
    "--shared", "show_shared", is_flag=True, help="What several families ask for, in place of roles."
)
@_handbook
@_json
@click.pass_context
def roles(
    context: click.Context,
    paths: tuple[str, ...],
    grade: str | None,
    department: str | None,
    family: str | None,
    text: str | None,
    requirement: str | None,
    leader: str | None,
    sort: str,
    show_shared: bool,
    handbook: tuple[str, ...],
    as_json: bool,
) -> None:
    """List roles, by grade, department, family or text."""
    found = asking.ask(context, paths, handbook)
    if show_shared:
        items = shared(found.graph)
        _tell(as_json, data.shared(items), lambda: listing.shared(found.teller(), items))
        return
    above = found.role(leader).id if leader else None
    wanted = filtering.Wanted(grade, department, family, text, requirement, above)
    rows = filtering.sorted_roles(filtering.filtered(found.graph, wanted), sort)
    _tell(
        as_json, [data.row(found.graph, role) for role in rows], lambda: listing.table(found.teller(), rows)
    )


@click.group()
def export() -> None:
    """Write job families or job postings to a file."""


@export.command("job-families", epilog=EPILOG)
@click.argument("paths", nargs=-1, metavar="[PATH]...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "csv", "xlsx"]),
    default="json",
    show_default=True,
    help="Form.",
)
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to a file.")
@_handbook
@click.pass_context
def export_job_families(
    context: click.Context,
    paths: tuple[str, ...],
    form: str,
    as_json: bool,
    output: Path | None,
    handbook: tuple[str, ...],
) -> None:
    """Every job family below PATH as JSON, CSV or a workbook.

    The JSON is a list with an object for each page; its `path` is the page's place in PATH.
    """
    families = exports.job_families(context, asking.handbook_words(paths, handbook))
    chosen = "json" if as_json else form
    if chosen == "xlsx" and output is None and sys.stdout.isatty():
        raise click.UsageError("A workbook is no text. Name a file with --output, or send it down a pipe.")
    _put(exports.rendered(families, chosen), output)


@export.command("jobposting", epilog=EPILOG)
@click.argument("words", nargs=-1, metavar="[ROLE] [PATH]...", shell_complete=complete_role)
@click.option("--all", "everyone", is_flag=True, help="Every role of the handbook.")
@click.option("--date", "posted", type=click.DateTime(["%Y-%m-%d"]), help="The day on which it is published.")
@click.option(
    "--valid-through", "until", type=click.DateTime(["%Y-%m-%d"]), help="The day on which it closes."
)
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to a file.")
@click.option("--json", "as_json", is_flag=True, hidden=True, help="It is JSON anyway.")
@_handbook
@click.pass_context
def export_jobposting(
    context: click.Context,
    words: tuple[str, ...],
    everyone: bool,
    posted: datetime | None,
    until: datetime | None,
    output: Path | None,
    as_json: bool,
    handbook: tuple[str, ...],
) -> None:
    """A role as a job posting in JSON-LD (schema.org/JobPosting).

    With --all a list of all roles. The employer's name and address come from handbook.yml.
    """
    titles, paths = asking.Words((), words) if everyone else asking.split_words(words, 1, 1)
    found = asking.ask(context, paths, handbook)
    chosen = list(found.graph) if everyone else [found.role(titles[0])]
    made = exports.postings_of(
        found, chosen, posted.date() if posted else None, until.date() if until else None
    )
    _put(exports.json_for_html(made if everyone else made[0]), output)


def _put(content: str | bytes, output: Path | None) -> None:
    """Write to a file, or to standard output. Raises click's error where that cannot be done."""
    binary = content if isinstance(content, bytes) else content.encode("utf-8", "backslashreplace")
    if output is None:
        click.echo(content, nl=False)
        return
    try:
        output.write_bytes(binary)
    except OSError as error:
        raise click.FileError(str(output), error.strerror or "") from error
