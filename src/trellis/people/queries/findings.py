"""What in the organisation is to be looked at: where records and the handbook do not fit together, and what ends soon.

Each kind of finding is a function over the same few facts; a list of them takes a bounded number of queries, however
many people there are.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, reduce
from operator import or_
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.core import defined
from trellis.core.granted import Somebody
from trellis.core.rules import Account
from trellis.people import fitting, rules, terms
from trellis.people.models import DepartmentDuty, Employment, Part, Position, Seat, SeatState
from trellis.people.queries.chart import Tree, names_of, tree_on
from trellis.people.remembering import UntilPositionsChange, state_of_positions
from trellis.people.rules import Person

PROBATION_DAYS = 30
CONTRACT_DAYS = 60
"""A contract that ends is renewed or not at least 30 days ahead (PRACTICE, section 8); half of these days to decide."""

KINDS: dict[str, Promise] = {
    "line": gettext_lazy("Reporting line"),
    "role": gettext_lazy("Role not in the handbook"),
    "manager-leaves": gettext_lazy("Manager leaves"),
    "no-manager": gettext_lazy("No manager"),
    "department": gettext_lazy("Department"),
    "entity": gettext_lazy("Entity"),
    "probation": gettext_lazy("Probation ends"),
    "contract": gettext_lazy("Contract ends"),
    "span": gettext_lazy("Span of control"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to be looked at: `person` or, of what is of nobody, `about`; `since` when it is or until when it lasts.

    `advice` says what to do, `address` where: by default on the page of the person.
    """

    kind: str
    about: str
    what: str
    since: date | None
    advice: str
    place: str
    person: UUID | None = None
    department: str = ""

    @property
    def address(self) -> str:
        """Where it is looked at. Made for those that are shown: of thousands, the addresses took longest."""
        return self.place or reverse("people:person", args=[self.person])

    @property
    def key(self) -> str:
        """Tells it apart from all others of a day."""
        return f"{self.kind}:{self.person or self.about}:{self.what}"


def may_see_findings(who: Somebody) -> bool:
    """As `sees_findings`, of whoever asks."""
    return isinstance(who, Account) and sees_findings(who)


def sees_findings(who: Account) -> bool:
    """Whether somebody sees findings: who sees records of all, and who manages or looks after somebody. Two queries."""
    if not rules.can_see_directory(who):
        return False
    if _sees_all(who):
        return True
    return Person.objects.filter(rules.seen_records(who), ~Q(pk=who.person_id)).exists()


def findings_for(who: Account, day: date) -> list[Finding]:
    """What somebody may see of what is to be looked at on a day: of all, or of those in their line; by kind."""
    if _sees_all(who):
        return all_findings(day)
    found = all_findings(day, of_people_only=True)
    seen = set(Person.objects.filter(rules.seen_records(who)).values_list("pk", flat=True)) - {who.person_id}
    return [each for each in found if each.person in seen]


def all_findings(day: date, *, of_people_only: bool = False) -> list[Finding]:
    """Everything to be looked at on a day, or only what is of somebody. Thirteen queries at most."""
    look = _Look(day)
    kinds = [kind for kind in KINDS if not (of_people_only and kind == "department")]
    return [each for kind in kinds for each in _FINDERS[kind](look) if each.person or not of_people_only]


def _sees_all(who: Account) -> bool:
    return rules.sees_all_records(who)


class _Held(NamedTuple):
    """A position of today or to come, as far as findings tell of it."""

    person: UUID
    name: str
    title: str
    entity: str
    department: str
    starts_on: date
    ends_on: date | None


class _Look:
    """The facts that findings are made of, each read once."""

    def __init__(self, day: date) -> None:
        self.day = day
        self._written: dict[date, str] = {}

    @cached_property
    def state(self) -> Hashable:
        """What differs as soon as a position does."""
        return state_of_positions()

    @cached_property
    def tree(self) -> Tree:
        return tree_on(self.day)

    @cached_property
    def departments(self) -> dict[str, str]:
        return {name: each.title for name, each in terms.all_departments().by_name.items()}

    @cached_property
    def living(self) -> list[_Held]:
        """Positions of today and to come whose title or entity is not in the handbook, or whose entity has closed.

        What is wrong with any is told of titles and entities alone, of which there are few: rows are read where it is.
        """
        held = Position.objects.filter(self.current).order_by()
        pairs = _pairs.get(
            self.day, lambda: list(held.values_list("title", "entity").distinct()), state=self.state
        )
        gone = [title for title in {title for title, _entity in pairs} if terms.role_titled(title) is None]
        known, wrong = terms.all_entities(), list[Q]()
        if gone:
            wrong.append(Q(title__in=gone))
        for name in {entity for _title, entity in pairs}:
            found = terms.rules_of(name)
            if name not in known:
                wrong.append(Q(entity=name))
            elif found is not None and found.closed_on is not None:
                wrong.append(Q(entity=name) & (Q(ends_on=None) | Q(ends_on__gt=found.closed_on)))
        if not wrong:
            return []
        rows = held.filter(reduce(or_, wrong)).order_by("person__name", "starts_on")
        columns = ("person", "person__name", "title", "entity", "department", "starts_on", "ends_on")
        return [_Held(*row) for row in rows.values_list(*columns)]

    @cached_property
    def misfits(self) -> dict[UUID, tuple[str, tuple[str, ...]]]:
        """Whose manager is on no rung of the line above their role, and what that line says instead."""
        return _misfits.get((self.day, defined.state()), lambda: _misfits_in(self.tree), state=self.state)

    @cached_property
    def unmanaged(self) -> list[UUID]:
        """Who reports to nobody, beside the top of the longest line."""
        return [key for key in self.tree.tops[1:] if self.tree.nodes[key].manager is None]

    @cached_property
    def beyond(self) -> list[UUID]:
        """The managers to whom more or fewer report than the handbook has it."""
        span, tree = terms.all_departments().span, self.tree
        if span is None:
            return []
        return [
            key for key in tree.managers
            if tree.direct(key) < span.least or (span.most is not None and tree.direct(key) > span.most)
        ]  # fmt: skip

    @cached_property
    def names(self) -> dict[UUID, str]:
        """What those are called of whom the tree alone says something."""
        return names_of({*self.misfits, *self.unmanaged, *self.beyond})

    def written(self, day: date) -> str:
        """A day as it is written: of hundreds of findings, few are of another day than the one before."""
        if day not in self._written:
            self._written[day] = date_format(day)
        return self._written[day]

    @property
    def current(self) -> Q:
        return Q(ends_on=None) | Q(ends_on__gte=self.day)


_pairs: UntilPositionsChange[list[tuple[str, str]]] = UntilPositionsChange(most=2)
_misfits: UntilPositionsChange[dict[UUID, tuple[str, tuple[str, ...]]]] = UntilPositionsChange(most=2)


def _misfits_in(tree: Tree) -> dict[UUID, tuple[str, tuple[str, ...]]]:
    """Asked for each pair of titles, not each person."""
    nodes, verdicts = tree.nodes, dict[tuple[str, str], tuple[str, ...]]()
    found: dict[UUID, tuple[str, tuple[str, ...]]] = {}
    for node in nodes.values():
        above = nodes.get(node.manager) if node.manager is not None else None
        if above is None:
            continue
        pair = (node.title, above.title)
        if pair not in verdicts:
            verdicts[pair] = fitting.expected_instead(*pair)
        if verdicts[pair]:
            found[node.person] = (above.title, verdicts[pair])
    return found


def _line(look: _Look) -> Iterator[Finding]:
    """Whose manager is on no rung of the line that the handbook has above their role."""
    told = _("%(title)s reports to %(held)s; the handbook says %(wanted)s.")
    advice = _("Look at the position")
    for person, (held, wanted) in look.misfits.items():
        node = look.tree.nodes[person]
        what = told % {"title": node.title, "held": held, "wanted": " / ".join(wanted)}
        yield _of(person, look.names[person], node.department, "line", what, node.since, advice)


def _role(look: _Look) -> Iterator[Finding]:
    planned = _("“%(title)s” is planned, and the handbook has no such role.")
    held = _("“%(title)s” is held, and the handbook has no such role any more.")
    advice = _("Give them a role of the handbook")
    for each in look.living:
        if terms.role_titled(each.title) is None:
            told = (planned if each.starts_on > look.day else held) % {"title": each.title}
            yield _of(each.person, each.name, each.department, "role", told, each.starts_on, advice)
    for seat in Seat.objects.filter(state__in=(SeatState.PLANNED, SeatState.OPEN)).order_by(
        "starts_on", "pk"
    ):
        if terms.role_titled(seat.title) is None:
            yield Finding(
                "role", seat.title, _("A position is planned whose role the handbook does not have."), seat.starts_on,
                _("Change the plan"), reverse("people:seat", args=[seat.pk]), department=seat.department,
            )  # fmt: skip


def _manager_leaves(look: _Look) -> Iterator[Finding]:
    """Whose manager has left, or leaves before they do: by the last employment of each that ends."""
    later = Employment.objects.filter(person=OuterRef("person"), starts_on__gt=OuterRef("starts_on"))
    ending = Employment.objects.filter(ends_on__isnull=False).exclude(Exists(later))
    last = ending.filter(person=OuterRef("manager")).values("ends_on")[:1]
    rows = Position.objects.filter(look.current, manager__in=ending.values("person"))
    rows = rows.annotate(last=Subquery(last)).filter(Q(ends_on=None) | Q(ends_on__gt=F("last")))
    columns = ("person", "person__name", "department", "manager__name", "last")
    left = _("Their manager %(name)s left on %(day)s.")
    leaves = _("Their manager %(name)s leaves on %(day)s.")
    advice = _("Choose their next manager")
    for person, name, department, manager, last_day in rows.order_by("person__name", "starts_on").values_list(
        *columns
    ):
        told = (left if last_day < look.day else leaves) % {"name": manager, "day": look.written(last_day)}
        yield _of(person, name, department, "manager-leaves", told, last_day, advice)


def _no_manager(look: _Look) -> Iterator[Finding]:
    for key in look.unmanaged:
        node = look.tree.nodes[key]
        yield _of(
            key, look.names[key], node.department, "no-manager",
            _("Reports to nobody, and is not the top of the line."), node.since, _("Choose their manager"),
        )  # fmt: skip


def _department(look: _Look) -> Iterator[Finding]:
    departments, tree = terms.all_departments(), look.tree
    duties = list(DepartmentDuty.objects.on(look.day).select_related("person").order_by("department", "pk"))
    has = {(each.department, each.part) for each in duties}
    peopled = {node.department for node in tree.nodes.values()}
    covered = {each.department for each in duties if each.part == Part.PEOPLE_PARTNER}
    for name, each in departments.by_name.items():
        if each.head and terms.role_titled(each.head) is None:
            told = _("It is headed by “%(title)s”, a role that the handbook does not have.") % {
                "title": each.head
            }
            yield _of_department(name, told, None, _("Look at the department"))
        if name in peopled and (name, Part.HEAD) not in has:
            yield _of_department(name, _("Nobody heads it."), None, _("Say who heads it"))
        above = list(departments.above(name))
        if name in peopled and not covered.intersection(above) and not peopled.intersection(above[1:]):
            yield _of_department(
                name, _("It has no people partner."), None, _("Say who its people partner is")
            )
    for duty in duties:
        if duty.person_id not in tree.nodes:
            told = _("%(name)s is its %(part)s, and is not employed any more.") % {
                "name": duty.person.name, "part": duty.get_part_display(),
            }  # fmt: skip
            yield _of_department(duty.department, told, duty.starts_on, _("End their duty"))
    for name in sorted(peopled - set(departments.by_name)):
        yield _of_department(
            name, _("People are in it, and the handbook has no such department."), None, _("Look at it")
        )


def _entity(look: _Look) -> Iterator[Finding]:
    known, advice = terms.all_entities(), _("Move or end the employment")
    for each in look.living:
        found = terms.rules_of(each.entity)
        closed_on = found.closed_on if found is not None else None
        if each.entity not in known:
            told = _("%(entity)s employs them, and the handbook has no such entity.") % {
                "entity": each.entity
            }
            since = each.starts_on
        elif closed_on is not None and (each.ends_on is None or each.ends_on > closed_on):
            told = _("%(entity)s closes on %(day)s, and they stay beyond.") % {
                "entity": each.entity, "day": look.written(closed_on),
            }  # fmt: skip
            since = closed_on
        else:
            continue
        yield _of(each.person, each.name, each.department, "entity", told, since, advice)


def _probation(look: _Look) -> Iterator[Finding]:
    until = look.day + timedelta(days=PROBATION_DAYS)
    rows = Employment.objects.filter(probation_ends_on__gte=look.day, probation_ends_on__lte=until)
    rows = rows.filter(look.current, starts_on__lte=look.day).order_by("probation_ends_on", "person__name")
    told, advice = _("Probation ends on %(day)s."), _("Decide whether they stay")
    for person, name, ends_on in rows.values_list("person", "person__name", "probation_ends_on"):
        node = look.tree.nodes.get(person)
        what = told % {"day": look.written(ends_on or look.day)}
        yield _of(person, name, node.department if node else "", "probation", what, ends_on, advice)


def _contract(look: _Look) -> Iterator[Finding]:
    ending = [name for name, each in terms.words().contract_types.items() if each.ends]
    until = look.day + timedelta(days=CONTRACT_DAYS)
    rows = Position.objects.on(look.day).filter(
        contract_type__in=ending, employment__ends_on__gte=look.day, employment__ends_on__lte=until
    )
    columns = ("person", "person__name", "department", "employment__ends_on")
    told, advice = _("The contract ends on %(day)s."), _("Renew it at least 30 days ahead, or let it end")
    for person, name, department, ends_on in rows.order_by("employment__ends_on", "person__name").values_list(
        *columns
    ):
        what = told % {"day": look.written(ends_on)}
        yield _of(person, name, department, "contract", what, ends_on, advice)


def _span(look: _Look) -> Iterator[Finding]:
    span, tree = terms.all_departments().span, look.tree
    if span is None:
        return
    names = look.names
    for key in sorted(look.beyond, key=lambda each: (-tree.direct(each), names[each].casefold())):
        number = tree.direct(key)
        told = (
            _("%(number)d people report to them; the handbook says at least %(limit)d.")
            if number < span.least
            else _("%(number)d people report to them; the handbook says at most %(limit)d.")
        )
        limit = span.least if number < span.least else span.most
        yield _of(
            key, names[key], tree.nodes[key].department, "span", told % {"number": number, "limit": limit}, None,
            _("Look at the line"), address=f"{reverse('people:chart')}?at={key}&open={key}",
        )  # fmt: skip


def _of(
    person: UUID,
    name: str,
    department: str,
    kind: str,
    what: str,
    since: date | None,
    advice: str,
    address: str = "",
) -> Finding:
    return Finding(
        kind,
        name,
        what,
        since,
        advice,
        address,
        person,
        department,
    )


def _of_department(name: str, what: str, since: date | None, advice: str) -> Finding:
    title = terms.all_departments().title_of(name)
    address = reverse("people:department", args=[name])
    return Finding("department", title, what, since, advice, address, department=name)


_FINDERS: dict[str, Callable[[_Look], Iterator[Finding]]] = {
    "line": _line, "role": _role, "manager-leaves": _manager_leaves, "no-manager": _no_manager,
    "department": _department, "entity": _entity, "probation": _probation, "contract": _contract, "span": _span,
}  # fmt: skip
