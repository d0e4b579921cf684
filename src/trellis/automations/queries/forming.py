"""What the form for automations shows: cells with what is wrong with them, the sentence, what differs in the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from trellis.automations.definitions.automations import NAME, Automation
from trellis.automations.definitions.kind import AutomationsKind
from trellis.automations.definitions.sheets import Sheet, node_of, places_of, sheet_of
from trellis.automations.queries import dry
from trellis.automations.queries.dry import DryRun
from trellis.core.rules import Account
from trellis.handbook.diagnostics import Diagnostic
from trellis.handbook.handbook import Handbook
from trellis.handbook.yaml import Node
from trellis.pages.fingerprints import fingerprint
from trellis.pages.queries import editing
from trellis.pages.queries.current import Edition, try_out
from trellis.pages.queries.editing import Desk, difference
from trellis.web.diffs import Row, changed_lines, diff_rows

MOST_ELSEWHERE = 20
Faults = Mapping[str, tuple[Diagnostic, ...]]
"""What is wrong, by cell or row: `owner`, `when-event`, `all-0`, `then-1-subject`; by no name what concerns all."""


@dataclass(frozen=True, slots=True)
class FormPage:
    """All that the form shows. `automation` is what the text makes; none while something is wrong with it."""

    desk: Desk
    seen: str
    sheet: Sheet
    faults: Faults
    elsewhere: tuple[Diagnostic, ...]
    automation: Automation | None
    rows: tuple[Row, ...]
    added: int
    removed: int
    is_new: bool


def form_page(edition: Edition, desk: Desk, text: str) -> FormPage:
    """What the form shows of the text on somebody's desk. Compiles the handbook with it.

    Raises CannotRewriteError where the text cannot be shown in a form.
    """
    node = node_of(text)
    after = _tried(desk.path, text)
    before = editing.committed(edition, desk.path, desk.commit).text or ""
    own = tuple(each for each in after.diagnostics if each.path == desk.path)
    elsewhere = tuple(each for each in difference(edition.handbook, after).new if each.path != desk.path)
    added, removed = changed_lines(before, desk.text)
    made: Mapping[str, Automation] = after.assembled.get(NAME) or {}
    return FormPage(
        desk=desk,
        seen=fingerprint(desk.text),
        sheet=sheet_of(node),
        faults=_placed(node, own),
        elsewhere=elsewhere[:MOST_ELSEWHERE],
        automation=next((each for each in made.values() if each.path == desk.path), None),
        rows=tuple(diff_rows(before, desk.text)),
        added=added,
        removed=removed,
        is_new=not before,
    )


def dry_run_of(page: FormPage, reader: Account, now: datetime) -> DryRun | None:
    """What the automation of the form would have done in the past month, of what its reader may see."""
    return dry.dry_run(page.automation, now, reader) if page.automation is not None else None


def is_automation(handbook: Handbook, path: str) -> bool:
    """Whether a path is that of a file of an automation."""
    return AutomationsKind().is_of(path, handbook.mounts)


def _tried(path: str, text: str) -> Handbook:
    return try_out({path: text.encode("utf-8", "surrogatepass")})


def _placed(node: Node, own: Iterable[Diagnostic]) -> Faults:
    """Each fault at the smallest cell or row that it stands in."""
    places = sorted(places_of(node), key=lambda each: each.span.end - each.span.start)
    found: dict[str, tuple[Diagnostic, ...]] = {}
    for fault in own:
        at = fault.span.start
        key = next((each.key for each in places if each.span.start <= at <= each.span.end), "")
        found[key] = (*found.get(key, ()), fault)
    return found
