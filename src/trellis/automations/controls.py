"""The fields of the form for automations: what each offers, how it is labelled, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from django.utils import translation
from django.utils.translation import gettext as _

from trellis.automations import wording
from trellis.automations.clock import WEEKDAYS
from trellis.automations.definitions import actions, catalogue, texts
from trellis.automations.definitions.catalogue import Sort
from trellis.automations.definitions.codes import UNCLEAR_WHOM, WRONG_COMPARISON
from trellis.automations.definitions.conditions import FITTING, tells_changes
from trellis.automations.definitions.sheets import (
    WHOM,
    ActionRow,
    Cell,
    ConditionRow,
    Sheet,
    WhenCells,
    cells_of,
)
from trellis.automations.queries.forming import Faults
from trellis.core import assigning, defined, positions
from trellis.handbook.diagnostics import Diagnostic
from trellis.work.definitions import approvals

Options = Sequence[tuple[str, str]]


class Group(NamedTuple):
    """Options under a heading; without a heading they stand by themselves."""

    title: str
    options: Options


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """A field. `sort` is `select`, `area` or the type of an input; `reshapes`: other fields depend on what it holds."""

    name: str
    label: str
    value: str
    sort: str = "text"
    groups: tuple[Group, ...] = ()
    listed: str = ""
    help: str = ""
    faults: tuple[Diagnostic, ...] = ()
    reshapes: bool = False
    is_wide: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RowOfControls:
    """A condition or an action: its fields, and where it stands among the others."""

    name: str
    number: int
    was: str
    title: str
    controls: tuple[Control, ...]
    faults: tuple[Diagnostic, ...]
    is_first: bool
    is_last: bool
    act: str


class Controls:
    """All fields of a sheet. What is wrong with something that has no field is told above the form, see `rest`."""

    def __init__(self, sheet: Sheet, faults: Faults) -> None:
        self.sheet = sheet
        self._left = dict(faults)
        fields = sheet.when.fields
        self.about = tuple(self._about())
        self.when = tuple(self._when(sheet.when))
        self.all = self._conditions("all", sheet.all, fields)
        self.any = self._conditions("any", sheet.any, fields)
        self.then = tuple(self._action(at, row, len(sheet.then), fields) for at, row in enumerate(sheet.then))
        self.of_when = self._under("when")
        self.rest = tuple(each for several in self._left.values() for each in several)

    @cached_property
    def titles(self) -> list[str]:
        """The titles of roles that somebody holds: for owners, and for whom something is."""
        return sorted(positions.titles(), key=str.casefold)

    @property
    def told_at(self) -> str:
        """The elements that tell what is wrong, and which text the form was made of: taken anew after each change."""
        rows = (*self.all, *self.any, *self.then)
        controls = (*self.about, *self.when, *(each for row in rows for each in row.controls))
        names = ("rest", "when", *(row.name for row in rows), *(each.name for each in controls))
        return ",".join(("#t-seen", *(f"#x-{name}" for name in names)))

    @property
    def places(self) -> Options:
        """What can stand in braces, and what it becomes."""
        words = {
            "actor": _("who did it"),
            "object": _("what it happened to"),
            "automation": _("the title of the automation"),
            "day": _("the day on which it happened"),
        }
        found = [(f"{{{{ {name} }}}}", words.get(name, texts.WORDS[name])) for name in texts.WORDS]
        return [
            *found,
            *((f"{{{{ {texts.EVENT}{name} }}}}", _field_label(name)) for name in self.sheet.when.fields),
        ]

    def _take(self, key: str) -> tuple[Diagnostic, ...]:
        return self._left.pop(key, ())

    def _under(self, key: str) -> tuple[Diagnostic, ...]:
        """What is wrong with a row, and with what in it has no field."""
        own = [each for each in self._left if each == key or each.startswith(f"{key}-")]
        found = tuple(fault for each in own for fault in self._take(each))
        # Where a word is missing, the row also compares nothing, or names nobody: one sentence about it is enough.
        return (
            tuple(each for each in found if each.code not in (WRONG_COMPARISON.id, UNCLEAR_WHOM.id)) or found
        )

    def _about(self) -> Iterator[Control]:
        sheet = self.sheet
        yield Control(name="title", label=_("Title"), value=sheet.title, faults=self._take("title"))
        yield Control(
            name="owner", label=_("In the name of"), value=sheet.owner, listed="t-titles",
            help=_("An address, or the title of a role. It acts with their rights, and no more."),
            faults=self._take("owner"),
        )  # fmt: skip
        yield Control(
            name="description", label=_("Description"), value=sheet.description, is_wide=True, optional=True,
            faults=self._take("description"),
        )  # fmt: skip

    def _when(self, when: WhenCells) -> Iterator[Control]:
        kinds = (
            ("event", _("when something happens")),
            ("day", _("every day")),
            ("week", _("every week")),
            ("days", _("days before or after a day of records")),
        )
        yield Control(
            name="when-kind", label=_("It begins"), value=when.kind, sort="select", groups=(Group("", kinds),),
            reshapes=True, is_wide=when.kind == "event", faults=self._take("when-every"),
        )  # fmt: skip
        if when.kind == "event":
            yield Control(
                name="when-event", label=_("What happens"), value=when.event, sort="select", reshapes=True,
                groups=_with(when.event, tuple(_events())), is_wide=True, faults=self._take("when-event"),
            )  # fmt: skip
            return
        if when.kind == "week":
            days = [(day, wording.weekday(day)) for day in WEEKDAYS]
            yield self._select("when-on", _("On"), when.on, days)
        if when.kind == "days":
            yield Control(
                name="when-days",
                label=_("Days"),
                value=when.days,
                sort="number",
                faults=self._take("when-days"),
            )
            sides = [("before", _("before")), ("after", _("after"))]
            yield self._select("when-side", _("Before or after"), when.side, sides)
            known = [(each.name, translation.gettext(each.means)) for each in catalogue.days()]
            yield self._select("when-day", _("Which day"), when.day, known, reshapes=True)
        yield Control(name="when-at", label=_("At"), value=when.at, sort="time", faults=self._take("when-at"))
        yield Control(
            name="when-zone", label=_("Time zone"), value=when.zone, optional=True, faults=self._take("when-zone"),
            help=_("Such as Europe/Berlin. Without one it is that of the organisation."),
        )  # fmt: skip

    def _select(
        self, name: str, label: str, value: str, options: Options, *, reshapes: bool = False
    ) -> Control:
        return Control(
            name=name, label=label, value=value, sort="select", reshapes=reshapes, faults=self._take(name),
            groups=_with(value, (Group("", options),)),
        )  # fmt: skip

    def _conditions(
        self, group: str, rows: Sequence[ConditionRow], fields: Mapping[str, Sort]
    ) -> tuple[RowOfControls, ...]:
        found = []
        for at, row in enumerate(rows):
            controls = tuple(self._condition(f"{group}-{at}", row, fields))
            faults = self._under(f"{group}-{at}")
            found.append(_row(group, at, row.was, len(rows), _("Condition"), controls, faults))
        return tuple(found)

    def _condition(self, name: str, row: ConditionRow, fields: Mapping[str, Sort]) -> Iterator[Control]:
        key = row.field.replace("-", "_")
        known = [(each, _field_label(each)) for each in fields]
        yield self._select(
            f"{name}-field", _("Field"), key if key in fields else row.field, known, reshapes=True
        )
        sort = fields.get(key)
        ways = [*(FITTING[sort] if sort is not None else ())]
        ways += ["changed", "unchanged"] if tells_changes(key, fields) else []
        labels = _way_labels()
        offered = [(way, labels[way]) for way in ways]
        yield Control(
            name=f"{name}-way", label=_("Comparison"), value=row.way, sort="select", reshapes=True,
            groups=_with(row.way, (Group("", offered),), labels),
        )  # fmt: skip
        if row.way in ("changed", "unchanged"):
            return
        value, label = f"{name}-value", _("Value")
        if sort == "yes-no":
            yield self._select(value, label, row.value, [("true", _("yes")), ("false", _("no"))])
        elif key == "duty" and row.way in ("is", "is-not"):
            yield self._select(value, label, row.value, _duties())
        else:
            said = _("Several, with commas between them.") if row.way == "one-of" else ""
            said = said or (_("An identifier, as the log of events shows it.") if sort == "id" else "")
            is_number = sort == "number" and row.way != "one-of"
            yield Control(
                name=value, label=label, value=row.value, sort="number" if is_number else "text", help=said
            )

    def _action(self, at: int, row: ActionRow, count: int, fields: Mapping[str, Sort]) -> RowOfControls:
        name = f"then-{at}"
        cells = tuple(self._cells(name, row, fields))
        return _row("then", at, row.was, count, _("Action"), cells, self._under(name))

    def _cells(self, name: str, row: ActionRow, fields: Mapping[str, Sort]) -> Iterator[Control]:
        labels = _action_labels()
        known = [(each, labels.get(each, each)) for each in actions.kinds()]
        yield Control(
            name=f"{name}-do", label=_("What is done"), value=row.do, sort="select", reshapes=True, is_wide=True,
            groups=_with(row.do, (Group("", known),)), faults=self._take(f"{name}-do"),
        )  # fmt: skip
        ids = [(each, _field_label(each)) for each, sort in fields.items() if sort == "id"]
        for cell in cells_of(row.do):
            if cell.sort == "whom":
                yield from self._whom(f"{name}-{cell.key}", cell, row, fields, ids)
            else:
                yield self._cell(f"{name}-{cell.key}", cell, row.cells.get(cell.key, ""), ids)

    def _whom(
        self, name: str, cell: Cell, row: ActionRow, fields: Mapping[str, Sort], ids: Options
    ) -> Iterator[Control]:
        kind, who = row.cells.get(cell.key, ""), row.cells.get(f"{cell.key}-name", "")
        labels = _whom_labels()
        offered = [(each, labels[each]) for each in WHOM if each != "actor" or "by" in fields]
        yield Control(
            name=name, label=_cell_label(cell.key), value=kind, sort="select", reshapes=True,
            groups=_with(kind, (Group("", offered),), labels),
        )  # fmt: skip
        said = f"{name}-{kind}"
        if kind == "role":
            yield Control(name=said, label=_("Role"), value=who, listed="t-titles")
        elif kind == "person":
            yield Control(name=said, label=_("Address"), value=who, sort="email")
        elif kind == "duty":
            yield self._select(said, _("Duty"), who, _duties())
        elif kind == "field":
            yield self._select(said, _("Field"), who.replace("-", "_"), ids)

    def _cell(self, name: str, cell: Cell, value: str, ids: Options) -> Control:
        label = _cell_label(cell.key)
        if cell.sort == "field":
            return self._select(name, label, value.replace("-", "_"), [("", _("the owner")), *ids])
        if cell.sort == "rule":
            return self._select(name, label, value, [(each, each) for each in sorted(_rules())])
        sort = {"number": "number", "area": "area"}.get(cell.sort, "text")
        return Control(
            name=name, label=label, value=value, sort=sort, is_wide=sort != "number", optional=not cell.needed,
            faults=self._take(name),
        )  # fmt: skip


def _row(
    rows: str,
    at: int,
    was: int | None,
    count: int,
    title: str,
    controls: Iterable[Control],
    faults: tuple[Diagnostic, ...],
) -> RowOfControls:
    return RowOfControls(
        name=f"{rows}-{at}",
        number=at + 1,
        was="" if was is None else str(was),
        title=f"{title} {at + 1}",
        controls=tuple(controls),
        faults=faults,
        is_first=at == 0,
        is_last=at == count - 1,
        act=f"{rows} {at}",
    )


def _events() -> Iterator[Group]:
    """The events by rooms, each as its sentence."""
    rooms: dict[str, list[tuple[str, str]]] = {}
    for name in catalogue.EVENTS:
        rooms.setdefault(name.partition(".")[0], []).append((name, wording.trigger_of(name)))
    labels = {
        "pages": _("Handbook"),
        "work": _("Tasks and approvals"),
        "discussions": _("Discussions"),
        "core": _("Accounts, duties and files"),
    }
    ordered = [*(each for each in labels if each in rooms), *sorted(set(rooms) - set(labels))]
    for room in ordered:
        yield Group(labels.get(room, room), sorted(rooms[room], key=lambda each: each[1].casefold()))


def _with(
    value: str, groups: tuple[Group, ...], labels: Mapping[str, str] | None = None
) -> tuple[Group, ...]:
    """Groups with what is chosen now, also where it is nothing that there is."""
    if any(value == each for group in groups for each, _label in group.options):
        return groups
    said = (labels or {}).get(value, value) or _("Choose")
    return (Group("", [(value, said)]), *groups)


def _field_label(name: str) -> str:
    return _("by: who did it") if name == "by" else name.replace("_", " ")


def _way_labels() -> dict[str, str]:
    return {
        "is": _("is"),
        "is-not": _("is not"),
        "one-of": _("is one of"),
        "contains": _("contains"),
        "more-than": _("is more than"),
        "less-than": _("is less than"),
        "changed": _("changed"),
        "unchanged": _("did not change"),
    }


def _action_labels() -> dict[str, str]:
    return {
        "tell": _("tell somebody"),
        "create-task": _("give somebody a task"),
        "ask-approval": _("ask for an approval"),
        "comment": _("say something in its discussion"),
        "call-webhook": _("call a webhook"),
    }


def _whom_labels() -> dict[str, str]:
    return {
        "actor": _("who did it"),
        "owner": _("the owner"),
        "role": _("who holds a role"),
        "duty": _("who has a duty"),
        "person": _("the person with an address"),
        "field": _("whom a field names"),
    }


def _cell_label(key: str) -> str:
    labels = {
        "to": _("Whom"),
        "subject": _("Subject"),
        "title": _("Title"),
        "text": _("Text"),
        "due-in-working-days": _("Due in working days"),
        "rule": _("Rule of approval"),
        "about": _("About whom"),
        "webhook": _("Webhook"),
    }
    return labels.get(key, key.replace("-", " "))


def _duties() -> list[tuple[str, str]]:
    return [(name, duty.title) for name, duty in sorted(assigning.duties().items())]


def _rules() -> Iterable[str]:
    found = defined.defined(approvals.NAME)
    return found.approvals if isinstance(found, approvals.Approvals) else ()
