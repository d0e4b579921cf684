"""Completion in the shell: titles of roles and families, from the handbook that the cache holds."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

import click
from click.shell_completion import CompletionItem

from trellis.handbook.errors import TrellisError
from trellis.roles import asking
from trellis.roles.definitions.compare import grade_text
from trellis.roles.definitions.finding import mentions_all
from trellis.roles.definitions.graph import Role, RoleGraph
from trellis.roles.definitions.names import words

_MOST = 60
_SHELL = "_TRELLIS_COMPLETE"


def complete_role(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Titles that begin with what was typed; where none does, titles with words that begin so."""
    graph = _graph(context)
    titles = {role.full_title: _note(role) for role in graph}
    return list(_items(titles, incomplete))


def complete_family(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Titles of families."""
    families = _graph(context).families.values()
    return list(_items({family.title: family.department for family in families}, incomplete))


def complete_department(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Names of departments."""
    departments = sorted({family.department for family in _graph(context).families.values()} - {""})
    return list(_items(dict.fromkeys(departments, ""), incomplete))


def _graph(context: click.Context) -> RoleGraph:
    """The roles of the handbook that the options so far name; none where there is trouble: a shell wants no
    messages.
    """
    option = context.params.get("handbook") or ()
    try:
        return asking.ask(context, (), (option,) if isinstance(option, str) else option).graph
    except TrellisError:
        return RoleGraph()


def _items(titles: dict[str, str], incomplete: str) -> Iterator[CompletionItem]:
    start = incomplete.casefold()
    fitting: Iterable[str] = [title for title in titles if title.casefold().startswith(start)]
    if not fitting:
        fitting = [title for title in titles if mentions_all(title, words(incomplete))]
    for title in list(fitting)[:_MOST]:
        yield CompletionItem(_as_typed(title), help=titles[title] or None)


def _note(role: Role) -> str:
    grade = grade_text(role.grade)
    return f"grade {grade}, {role.family.title}" if grade else role.family.title


def _as_typed(title: str) -> str:
    """A title as the shell needs it on the line: bash puts in what it is given, so blanks are escaped unless
    quoted.
    """
    if not os.environ.get(_SHELL, "").startswith("bash"):
        return title
    if _in_quotes(os.environ.get("COMP_WORDS", "")):
        return title
    return "".join(c if c.isalnum() or c in "-_./,:+@%" else f"\\{c}" for c in title)


def _in_quotes(line: str) -> bool:
    """Whether a line ends within quotes."""
    quote, escaped = "", False
    for c in line:
        if escaped:
            escaped = False
        elif c == "\\" and quote != "'":
            escaped = True
        elif quote:
            quote = "" if c == quote else quote
        elif c in "'\"":
            quote = c
    return bool(quote)
