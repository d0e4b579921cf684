"""What this room keeps of people, model by model: see `core.personal`."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from trellis.core.personal import Basis, Data, Declaration, Fate, declare

_PERSONS = (
    Declaration(
        "people.Profile", _("What somebody wants to be called, and how to reach them."), Basis.CONTRACT,
        Data.PERSONAL, people=("person",),
        personal=(
            "legal_name", "pronunciation", "pronouns", "about", "work_phone", "private_phone", "private_email",
            "private_address", "languages", "time_zone", "photo", "custom",
        ),
        fate=Fate.DELETE,
    ),
    Declaration(
        "people.EmergencyContact", _("Whom to call when something has happened at work."),
        Basis.LEGITIMATE_INTEREST, Data.CONFIDENTIAL, people=("person",),
        personal=("name", "relation", "phone"), fate=Fate.DELETE,
    ),
)  # fmt: skip

_POSITIONS = (
    Declaration(
        "people.Employment", _("Who was employed, from when until when, by which entity."), Basis.LEGAL_DUTY,
        Data.PERSONAL, people=("person",), accounts=(), named=("recorded_by",), personal=("number",),
        plain=("entity", "reason", "revision"), fate=Fate.KEEP,
        why=_("Law asks for it for years, and numbers of past years stay right; the person is a number in it."),
    ),
    Declaration(
        "people.PositionChange", _("What was said of positions, from which day on."), Basis.CONTRACT, Data.PERSONAL,
        people=("employment__person",), named=("recorded_by", "withdrawn_by", "manager"), personal=("reason",),
        plain=(
            "title", "role", "department", "contract_type", "cost_centre", "location", "sets", "revision", "rank",
        ),
        fate=Fate.KEEP, why=_("The history of the organisation stays right; the person is a number in it."),
        scrubbed=("reason",),
    ),
    Declaration(
        "people.Position", _("Which position somebody has or had when."), Basis.CONTRACT, Data.PERSONAL,
        people=("person",), named=("manager",),
        plain=("title", "role", "department", "contract_type", "cost_centre", "location", "entity", "revision"),
        fate=Fate.KEEP, why=_("The history of the organisation stays right; the person is a number in it."),
    ),
    Declaration(
        "people.Leave", _("When somebody is away, and why."), Basis.LEGAL_DUTY, Data.CONFIDENTIAL,
        people=("employment__person",), named=("recorded_by",), personal=("kind", "note"), fate=Fate.DELETE,
    ),
)  # fmt: skip

_ORGANISATION = (
    Declaration("people.Organisation", _("How often positions changed."), plain=()),
    Declaration(
        "people.DepartmentDuty", _("Who looks after which department."), Basis.CONTRACT, Data.PERSONAL,
        people=("person",), named=("recorded_by",), plain=("department",), fate=Fate.KEEP,
        why=_("The history of the organisation stays right; the person is a number in it."),
    ),
    Declaration(
        "people.Seat", _("Which positions are planned."), Basis.LEGITIMATE_INTEREST, Data.INTERNAL,
        named=("manager", "recorded_by"), plain=("title", "role", "department", "entity", "location", "revision"),
        personal=("note",), scrubbed=("note",),
    ),
    Declaration(
        "people.EntityOpening", _("Which entities were opened."), Basis.LEGITIMATE_INTEREST, Data.INTERNAL,
        accounts=(), named=("started_by",), plain=("entity", "country", "revision"), personal=("because",),
        scrubbed=("because",),
    ),
    Declaration(
        "people.OpeningStep", _("What was done to open an entity."), Basis.LEGITIMATE_INTEREST, Data.INTERNAL,
        accounts=(), named=("ended_by",),
        plain=("slug", "title", "description", "role", "duty", "after"), personal=("note",), scrubbed=("note",),
    ),
)  # fmt: skip


def register() -> None:
    """Called when Django starts."""
    declare(*_PERSONS, *_POSITIONS, *_ORGANISATION)
