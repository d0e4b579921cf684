"""Documents: which there are, of what they can be made, who may sign."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from trellis.contracts.definitions import templates
from trellis.contracts.definitions.templates import EMPLOYEE, Template
from trellis.contracts.models import OPEN, Document, Signature
from trellis.contracts.rules import Account, Person, seen_by
from trellis.core import defined, positions, sealing
from trellis.core import queries as core
from trellis.core.objects import Described
from trellis.people import terms
from trellis.people.days import today
from trellis.people.queries.directory import position_on
from trellis.people.queries.records import employment_of
from trellis.work import holders
from trellis.work.holders import MOST_HOLDERS

NARROWED_BY = ("state", "kind", "entity")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for: words of the title or the name, and values of `NARROWED_BY`; of one person."""

    text: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    person: UUID | None = None


def found(seen: QuerySet[Document], wanted: Wanted) -> QuerySet[Document]:
    """Of the documents that somebody sees (`rules.seen_by`) those that fit, the newest first.

    Old versions are left out unless one person's are asked for.
    """
    rows = seen.select_related("person", "made_by", "file", "evidence")
    rows = rows.filter(superseded_by=None) if wanted.person is None else rows.filter(person=wanted.person)
    for word in wanted.text.split():
        rows = rows.filter(Q(person__name__icontains=word) | Q(title__icontains=word))
    for name, value in wanted.values.items():
        if name not in NARROWED_BY:
            raise LookupError(name)
        if value:
            rows = rows.filter(**{name: value})
    return rows.order_by("-made_at", "-pk")


def counted(seen: QuerySet[Document], wanted: Wanted) -> dict[str, dict[str, int]]:
    """For each thing that documents are narrowed by, how many there would be with each of its values. One query."""
    rows = found(seen, replace(wanted, values={})).select_related(None).order_by().values_list(*NARROWED_BY)
    counts: dict[str, dict[str, int]] = {name: {} for name in NARROWED_BY}
    for *values, n in rows.annotate(Count("pk", distinct=True)):
        said = dict(zip(NARROWED_BY, values, strict=True))
        for name, value in said.items():
            others = (each for each in NARROWED_BY if each != name)
            if all(said[each] == wanted.values.get(each, said[each]) for each in others):
                counts[name][value] = counts[name].get(value, 0) + n
    return counts


def document_for(who: Account, key: UUID) -> Document | None:
    """A document that somebody sees."""
    rows = seen_by(who).filter(pk=key)
    return rows.select_related(
        "person__profile", "person__account", "employment", "made_by", "approved_by", "file__stored",
        "evidence__stored", "supersedes", "superseded_by",
    ).first()  # fmt: skip


def signatures_of(document: Document) -> list[Signature]:
    """Who is to sign, in order."""
    return list(document.signatures.select_related("account").order_by("order"))


def series_of(who: Account, document: Document) -> list[Document]:
    """All versions of a document that somebody sees, the newest first."""
    return list(seen_by(who).filter(series=document.series).order_by("-number"))


def open_of(person: Person) -> int:
    """How many documents of somebody wait for something."""
    return Document.objects.filter(person=person, state__in=OPEN).count()


def values_of(document: Document) -> dict[str, str]:
    """What the fields of a document say; nothing where the secret key is another one by now."""
    text = sealing.unseal(document.values)
    found: dict[str, str] = json.loads(text) if text else {}
    return found


def all_templates() -> Mapping[str, Template]:
    """The templates of the handbook, by path."""
    assembled = defined.defined(templates.NAME)
    return assembled.by_path if assembled is not None else {}


def template_at(path: str) -> Template | None:
    """The template at a path."""
    return all_templates().get(path)


def templates_for(entity: str, contract_type: str) -> list[Template]:
    """The templates that fit an employment, contracts first."""
    order = [kind.value for kind in Document.Kind]
    fitting = [each for each in all_templates().values() if each.fits(entity, contract_type)]
    return sorted(fitting, key=lambda each: (order.index(each.contract.kind), each.title.casefold()))


def law_of(entity: str) -> Mapping[str, object]:
    """What the law asks of documents of an entity."""
    rules = terms.rules_of(entity)
    return rules.law if rules is not None else {}


def employment_for(person: Person) -> tuple[Any, str] | None:
    """The last employment of somebody, and its type of contract now; `None` for who has none."""
    employment = employment_of(person)
    if employment is None:
        return None
    day = max(today(), employment.starts_on)
    day = day if employment.ends_on is None else min(day, employment.ends_on)
    position = position_on(person, day)
    return employment, position.contract_type if position is not None else ""


def employed_as(person: Person, position: Any) -> tuple[str, str] | None:
    """The entity and the type of contract of a position; without one, those of the last employment of somebody."""
    if position is not None:
        return position.employment.entity, position.contract_type
    found = employment_for(person)
    return (found[0].entity, found[1]) if found is not None else None


def able_to_sign(signature: Signature, person: Person) -> list[Account]:
    """Who can be chosen to sign for a part: holders of the role or the duty, never the person themselves."""
    kind, _colon, name = signature.of.partition(":")
    if kind == EMPLOYEE:
        account = getattr(person, "account", None)
        return [account] if account is not None and account.is_active else []
    if kind == "role":
        holding = list(core.active().filter(positions.holders([name])).order_by("name", "pk")[:MOST_HOLDERS])
    else:
        holding = holders.holders_of_duty(name)
    return [each for each in holding if each.person_id != person.pk]


def described(keys: Collection[UUID]) -> dict[UUID, Described]:
    """Documents for lists of work and the log: never whose they are, or what they say."""
    rows = Document.objects.filter(pk__in=keys).values_list("pk", "kind")
    labels = dict(Document.Kind.choices)
    return {
        key: Described(
            _("a document: %(kind)s") % {"kind": labels[kind]}, reverse("contracts:document", args=[key])
        )
        for key, kind in rows
    }


def described_to(who: Account, keys: Collection[UUID]) -> dict[UUID, Described]:
    """The same, of those that somebody sees."""
    return described(list(seen_by(who).filter(pk__in=keys).values_list("pk", flat=True)))
