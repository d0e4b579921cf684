"""What is kept of people: each model of each room says once whose data it holds, what for and how long.

A room declares its models in its module `personal_data`, when Django starts:

    declare(
        Declaration(
            "core.SignIn", _("Where somebody is signed in, so that they can end it."),
            basis=Basis.CONTRACT, data=Data.PERSONAL, accounts=("account",),
            personal=("device", "address"), withheld=("session_key",),
        )
    )

The catalogue, a person's export, erasure and retention are made of these declarations alone. A test fails for a model,
or a field that may hold words or lead to people, of which nobody has said anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Model, Q, QuerySet
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise
PEOPLE = ("core.Account", "core.Person")
"""The models whose rows are people."""
LEFT = _("Somebody who has left")
"""The name of whoever was erased; `left` gives it as it is stored."""


class Basis(models.TextChoices):
    """Why data may be kept (GDPR, article 6)."""

    CONTRACT = "contract", _("contract")
    LEGAL_DUTY = "legal-duty", _("legal duty")
    LEGITIMATE_INTEREST = "legitimate-interest", _("legitimate interest")
    CONSENT = "consent", _("consent")
    NONE = "none", _("not personal")


class Data(models.TextChoices):
    """How far data may go."""

    PUBLIC = "public", _("public")
    INTERNAL = "internal", _("internal")
    PERSONAL = "personal", _("personal")
    CONFIDENTIAL = "confidential", _("confidential")
    SECRET = "secret", _("secret")


class Fate(models.TextChoices):
    """What becomes of rows when the person is erased."""

    DELETE = "delete", _("deleted")
    ANONYMISE = "anonymise", _("made anonymous")
    KEEP = "keep", _("kept")


@dataclass(frozen=True, slots=True)
class Lapse:
    """What ends by time: the rule `key` of `retention.yml` says how long after the moment in the field `since`.

    `only` narrows the rows. They are deleted, or, where `anonymous`, lose what `Declaration.blanks` says.
    """

    key: str
    since: str
    only: Q = field(default_factory=Q)
    anonymous: bool = False


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a model keeps. `label` is that of Django, such as `core.Account`.

    `accounts` and `people` are lookups that lead to the account or the person whose data a row is; `named` are fields
    that lead to others who are named in it. Fields of words are `personal`; or `plain`, which say nothing of anybody;
    or `withheld` from exports, because they are secret or of somebody else.

    When a person is erased, `fate` happens to their rows: for each lookup of `blanks`, the fields below it get the
    values there. In fields that are `scrubbed` their name and address are looked for in the rows of all; a name of one
    word, which may be any word, only in rows that lead to them by `spoken_of`. What is kept says `why`. Files hang on
    a row by the kind of object `files` (see `core.attaching`): they are part of a person's copy.
    """

    label: str
    purpose: Text
    basis: Basis = Basis.NONE
    data: Data = Data.INTERNAL
    accounts: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    personal: tuple[str, ...] = ()
    plain: tuple[str, ...] = ()
    withheld: tuple[str, ...] = ()
    scrubbed: tuple[str, ...] = ()
    spoken_of: tuple[str, ...] = ()
    fate: Fate = Fate.DELETE
    blanks: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    why: Text = ""
    lapse: Lapse | None = None
    files: str = ""

    @property
    def model(self) -> type[Model]:
        """The model itself."""
        return apps.get_model(self.label)

    @property
    def title(self) -> str:
        """What people call it: what it is there for. Names of models are for those who write them."""
        return str(self.purpose).removesuffix(".")

    @property
    def rows(self) -> QuerySet[Any]:
        """All rows, past any manager that refuses changes: what the law has changed is changed."""
        return QuerySet(self.model)

    @property
    def is_personal(self) -> bool:
        """Whether it holds data of somebody."""
        return bool(self.accounts or self.people)

    def of(self, subject: Subject) -> QuerySet[Any]:
        """The rows that are somebody's own."""
        return self.rows.filter(self.condition(subject)) if self.is_personal else self.rows.none()

    def condition(self, subject: Subject) -> Q:
        """That a row is somebody's own."""
        found = Q(pk__in=())
        for lookup in self.people:
            found |= Q(**{f"{lookup}__in": subject.people})
        for lookup in self.accounts if subject.accounts else ():
            found |= Q(**{f"{lookup}__in": subject.accounts})
        return found


@dataclass(frozen=True, slots=True)
class Subject:
    """Whose data is meant: the keys of their records as a person, with those merged into it, and of their account."""

    people: tuple[UUID, ...]
    accounts: tuple[UUID, ...] = ()


_declared: dict[str, Declaration] = {}


def declare(*declarations: Declaration) -> None:
    """Say what models keep; the same model again replaces it. Called when Django starts."""
    _declared.update((each.label, each) for each in declarations)


def declared() -> tuple[Declaration, ...]:
    """All declarations, by label."""
    return tuple(_declared[label] for label in sorted(_declared))


def declaration_of(label: str) -> Declaration | None:
    """What was said of a model."""
    return _declared.get(label)


def undeclared() -> list[str]:
    """The models of which nobody has said anything."""
    return [
        each._meta.label
        for each in apps.get_models(include_auto_created=True)
        if each._meta.managed and each._meta.label not in _declared
    ]


def unsaid(declaration: Declaration) -> list[str]:
    """The fields of a model that may hold words or lead to people, and of which its declaration says nothing."""
    said = {
        *declaration.named, *declaration.personal, *declaration.plain, *declaration.withheld,
        *(lookup.partition("__")[0] for lookup in (*declaration.accounts, *declaration.people)),
    }  # fmt: skip
    return [
        each.name
        for each in declaration.model._meta.concrete_fields
        if _may_tell(each) and each.name not in said
    ]


def known_fields(declaration: Declaration) -> Iterable[str]:
    """Every field that a declaration speaks of, to hold them against the model."""
    yield from (*declaration.named, *declaration.personal, *declaration.plain, *declaration.withheld)
    yield from declaration.scrubbed
    for values in declaration.blanks.values():
        yield from values
    if declaration.lapse is not None:
        yield declaration.lapse.since


def left() -> str:
    """The name of whoever was erased, in the language of the site: it is the same for all who read it."""
    with translation.override(settings.LANGUAGE_CODE):
        return str(LEFT)


def person_model(field: Any) -> type[Model] | None:
    """The model of people that a field leads to; `None` for one that leads to no people."""
    model: type[Model] | None = field.related_model
    return model if model is not None and model._meta.label in PEOPLE else None


def _may_tell(each: Any) -> bool:
    if each.is_relation:
        return person_model(each) is not None
    if each.choices:
        return False
    return isinstance(
        each,
        models.CharField
        | models.TextField
        | models.JSONField
        | models.BinaryField
        | models.GenericIPAddressField,
    )
