"""What the forms of the studio offer to choose by title, and whom an audience in a form would be for today."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from trellis.courses import studio_words, wording
from trellis.courses.queries.catalogue import courses_now
from trellis.courses.studio import groups
from trellis.courses.studio.acts import ADD, Act
from trellis.courses.studio.groups import AudienceCells, Row
from trellis.courses.studio.picking import Known as Known
from trellis.courses.studio.picking import Option, SettingError, title_of
from trellis.courses.studio.settings import resolved_audience
from trellis.handbook.declared import read
from trellis.handbook.diagnostics import Reporter
from trellis.handbook.text import SourceText
from trellis.handbook.yaml import parse
from trellis.pages.queries.current import current_edition
from trellis.people import terms
from trellis.people.days import today
from trellis.people.definitions.audiences import Audience, Facts, Group, fits, groups_of
from trellis.people.queries import audiences
from trellis.people.queries.chart import names_of
from trellis.roles.queries.competencies import competencies_of

MOST_NAMES = 8
"""People of an audience whose names are shown."""
FEW = 5
"""Below this, it is not said how many people have a kind of contract, or began then: that would say it of each."""


def known() -> Known:
    """Everything that can be chosen, by what it is."""
    courses = courses_now()
    entities = terms.all_entities().values()
    roles = terms.role_titles()
    said = {
        "courses": ((each.key, each.title) for each in courses.by_key.values()),
        "competencies": (
            (each.key, each.title) for each in competencies_of(current_edition()).by_key.values()
        ),
        "roles": ((each, each) for each in roles),
        "families": ((each.title, each.title) for each in terms.graph().families.values()),
        "departments": ((key, each.title) for key, each in terms.all_departments().by_name.items()),
        "entities": ((each.name, each.name) for each in entities),
        "countries": ((each.country, each.country) for each in entities if each.country),
        "contract-types": ((key, each.title) for key, each in terms.words().contract_types.items()),
        "topics": ((each, each) for course in courses.by_key.values() for each in course.topics),
        "tags": ((each, each) for course in courses.by_key.values() for each in course.tags),
        "languages": ((key, str(words)) for key, words in wording.LANGUAGES.items()),
    }
    return {name: _options(several) for name, several in said.items()}


def _options(several: Iterable[tuple[str, str]]) -> tuple[Option, ...]:
    """Each once, by title; of two with the same title, each says its key as well."""
    found = [Option(value, title) for value, title in dict.fromkeys(several)]
    titles = [each.title for each in found]
    told = [
        each._replace(title=f"{each.title} ({each.value})") if titles.count(each.title) > 1 else each
        for each in found
    ]
    return tuple(sorted(told, key=lambda each: each.title.casefold()))


class Pick(NamedTuple):
    """A field that is filled in by choosing: its name in the form, what is chosen, and the list it is chosen from."""

    name: str
    chosen: tuple[Option, ...]
    known: str
    is_one: bool = False
    is_free: bool = False


def pick(name: str, values: Iterable[str], kind: str, options: Known, sort: str = "several") -> Pick:
    """A field with what is chosen in it."""
    found = tuple(Option(each, title_of(each, options.get(kind, ()))) for each in values)
    return Pick(name, found, kind, sort == "one", sort == "free" or not options.get(kind))


# -- audiences


class RowShown(NamedTuple):
    """A condition as a form shows it. `place` is its group and its number there, for the button that removes it."""

    name: str
    field: str
    way: str
    pick: Pick | None
    value: str
    place: str
    label: str
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Whom:
    """How many people an audience is for today, of how many; names of some of them. `None`: too few to say."""

    count: int | None
    of: int
    names: tuple[str, ...] = ()

    @property
    def more(self) -> int:
        """How many there are besides those whose names are said."""
        return max(0, (self.count or 0) - len(self.names))


@dataclass(frozen=True, slots=True)
class AudienceShown:
    """An audience in a form: its rows, and whom it would be for."""

    name: str
    cells: AudienceCells
    all: tuple[RowShown, ...]
    any: tuple[RowShown, ...]
    whom: Whom | None
    written: str = ""
    trouble: str = ""
    fields: Mapping[str, str | Promise] = field(default_factory=dict)


def audience_of(value: Any) -> Audience:
    """An audience as it is written, read; one that cannot be read is nobody."""
    node = parse(json.dumps(value, ensure_ascii=False)).node
    if node is None or not isinstance(node.value, dict):
        return "everybody" if value in (None, "everybody") else Group()
    return read(node, Group, Reporter("", SourceText(""))) or Group()


class Audiences:
    """Audiences of one page, shown: who works here is asked once for all of them, in two queries; names in one more."""

    def __init__(self, options: Known, *, with_names: bool) -> None:
        self.options = options
        self.with_names = with_names

    @cached_property
    def facts(self) -> dict[UUID, Facts]:
        """What audiences ask of everybody who works here today."""
        return audiences.facts_on(today())

    def shown(
        self, several: Mapping[str, tuple[AudienceCells, AudienceCells]], act: Act | None = None
    ) -> dict[str, AudienceShown]:
        """Audiences by their names in the form, each with the one that the text says; a row of `act` gets the focus."""
        added = f"{act.name} {act.group}" if act is not None and act.what == ADD else ""
        told = {name: self._resolved(cells, before) for name, (cells, before) in several.items()}
        fitting = {name: self._fitting(cells) for name, (cells, _trouble) in told.items()}
        wanted = {each for found in fitting.values() if found is not None for each in found[0][:MOST_NAMES]}
        names = names_of(wanted) if self.with_names and wanted else {}
        return {
            name: AudienceShown(
                name, cells, tuple(self._rows(name, groups.ALL, cells.all, added)),
                tuple(self._rows(name, groups.ANY, cells.any, added)), self._whom(fitting[name], names),
                written(cells.written) if cells.whom == groups.WRITTEN else "", trouble,
                studio_words.AUDIENCE_FIELDS,
            )
            for name, (cells, trouble) in told.items()
        }  # fmt: skip

    def _resolved(self, cells: AudienceCells, before: AudienceCells) -> tuple[AudienceCells, str]:
        try:
            return resolved_audience(cells, self.options, before), ""
        except SettingError as error:
            return cells, f"{error.message} {error.hint or ''}".strip()

    def _fitting(self, cells: AudienceCells) -> tuple[list[UUID], bool] | None:
        """Those whom an audience is for, and whether it asks for what not everybody may know of others."""
        if cells.whom == groups.SOME and not (cells.said.all or cells.said.any):
            return None
        audience = audience_of(groups.value_of(cells))
        private = any(
            each.contract_types or each.hired_from or each.hired_until for each in groups_of(audience)
        )
        return [person for person, facts in self.facts.items() if fits(audience, facts)], private

    def _whom(self, fitting: tuple[list[UUID], bool] | None, names: Mapping[UUID, str]) -> Whom | None:
        if fitting is None:
            return None
        people, private = fitting
        if private:
            return Whom(len(people) if len(people) >= FEW or not people else None, len(self.facts))
        called = sorted(names[each] for each in people[:MOST_NAMES] if each in names)
        return Whom(len(people), len(self.facts), tuple(called))

    def _rows(self, name: str, group: str, rows: tuple[Row, ...], added: str) -> Iterator[RowShown]:
        for at, row in enumerate(rows):
            own = f"{name}-{group}-{at}"
            several = (
                pick(f"{own}-value", row.values, row.field, self.options)
                if row.field in groups.SEVERAL
                else None
            )
            yield RowShown(
                own, row.field, row.way, several, row.values[0] if row.values else "", f"{name} {group} {at}",
                _("Condition %(n)d") % {"n": at + 1}, added == f"{name} {group}" and at == len(rows) - 1,
            )  # fmt: skip


def written(value: Any) -> str:
    """A value as a text has it, for who cannot change it in a form."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {written(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(written, value)) + "]"
    return ("true" if value else "false") if isinstance(value, bool) else str(value)
