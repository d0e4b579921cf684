"""What is checked in `rights.yml` without knowing the job families: names of permissions, workspaces and duties."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from trellis.core.definitions import permissions
from trellis.core.definitions import rightscodes as codes
from trellis.core.definitions.rights import EVERYBODY, Duty, Grant, Holders, Rights
from trellis.handbook.declared import Declared
from trellis.handbook.diagnostics import Code, Reporter
from trellis.handbook.settings import Settings
from trellis.handbook.text import Span


def is_clear(grant: Grant, reporter: Reporter) -> bool:
    """Whether a grant says whom it is for; reports where not."""
    if grant.to == EVERYBODY or (isinstance(grant.to, Holders) and grant.to.is_whole):
        return True
    reporter.report(
        codes.TO_NOBODY, grant.span_of("to"), "It is not clear whom this grant is for, so it is left out."
    )
    return False


def check_given(given: Duty | Grant, what: str, reporter: Reporter) -> None:
    """Report permissions and workspaces that there are not, and what gives nothing."""
    by_name = {each.name: each for each in permissions.permissions()}
    spaces = [each.name for each in permissions.workspaces()]
    _check_names(given, "permissions", given.permissions, by_name, codes.UNKNOWN_PERMISSION, reporter)
    _check_names(given, "workspaces", given.workspaces, spaces, codes.UNKNOWN_WORKSPACE, reporter)
    for at, name in enumerate(given.permissions):
        found = by_name.get(name)
        if found is not None and not found.is_grantable:
            told = f"“{name}” comes with “access: {found.level}” and is not given alone."
            reporter.report(codes.NOT_GRANTABLE, given.span_of("permissions", at), told)
    if isinstance(given, Grant) and not given.gives_anything:
        reporter.report(codes.GIVES_NOTHING, given.node.span, f"{what} gives nothing.")


def check_duties(rights: Rights, grant: Grant, reporter: Reporter) -> None:
    """Report the duties of a grant that are not described."""
    _check_names(grant, "duties", grant.duties, rights.duties, codes.UNKNOWN_DUTY, reporter)


def check_idle(rights: Rights, settings: Settings, name: str, duty: Duty, reporter: Reporter) -> None:
    """Report a duty that permits nothing and opens no page."""
    named = {each for rule in settings.visibility for each in rule.duties}
    if not duty.permissions and not duty.workspaces and name not in named:
        told = f"The duty “{name}” gives nothing, and no rule of visibility names it."
        reporter.report(codes.GIVES_NOTHING, duty.node.span, told)


def check_visibility(rights: Rights, settings: Settings, reporter: Reporter) -> None:
    """Report the duties that rules of visibility name and nobody describes: what they protect is seen by nobody."""
    for rule in settings.visibility:
        for name in rule.duties:
            if name not in rights.duties:
                _report(codes.UNKNOWN_DUTY, name, rights.duties, rule.span, reporter)


def _check_names(
    given: Declared, key: str, names: Iterable[str], known: Iterable[str], code: Code, reporter: Reporter
) -> None:
    known = list(known)
    for at, name in enumerate(names):
        if name not in known:
            _report(code, name, known, given.span_of(key, at), reporter)


def _report(code: Code, name: str, known: Iterable[str], span: Span, reporter: Reporter) -> None:
    what = code.name.removeprefix("unknown-")
    near = get_close_matches(name, list(known), 1, 0.6)
    hint = f"Did you mean “{near[0]}”?" if near else f"There are: {', '.join(sorted(known)) or 'none'}."
    reporter.report(code, span, f"There is no {what} “{name}”.", hint=hint)
