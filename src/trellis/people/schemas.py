"""What programs read and write of the team."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from ninja import Field, Schema
from pydantic import ConfigDict

_WORDS = r"\S"


class EmploymentDetail(Schema):
    """An employment, with the part of the position that is not for everybody."""

    id: UUID
    entity: str
    number: str
    starts_on: date
    ends_on: date | None
    probation_ends_on: date | None
    contract_type: str
    fte: Decimal
    cost_centre: str
    location_factor: Decimal | None
    version: int = Field(
        description="Grows with each change; send it back, and nothing of others is overwritten."
    )


class TeamMember(Schema):
    """Somebody who works here, in their position on a day."""

    id: UUID = Field(description="Of the person.")
    name: str
    email: str
    title: str = Field(description="The title of their role; empty for whoever has left or is to come.")
    role: str = Field(description="The address of the role in the handbook, `family#level`.")
    department: str
    entity: str
    location: str
    manager: UUID | None
    since: date | None = Field(description="The first day of this position.")
    employment: EmploymentDetail | None = Field(description="Null for callers who do not see the record.")


class PositionDetail(Schema):
    """What was, is or will be so of somebody in a period in which nothing of it changes."""

    id: UUID
    employment: UUID
    starts_on: date
    ends_on: date | None
    is_planned: bool = Field(description="Whether it begins after today.")
    title: str
    role: str
    department: str
    entity: str
    manager: UUID | None
    contract_type: str
    fte: Decimal
    cost_centre: str
    location: str
    location_factor: Decimal | None
    revision: str = Field(description="The revision of the handbook under which the role was meant.")


class ChangeDetail(Schema):
    """Something that was said of a position, whether it counts still or not."""

    id: UUID
    employment: UUID
    effective_on: date
    sets: dict[str, Any] = Field(description="The fields that it sets.")
    reason: str
    corrects: UUID | None = Field(description="The change in whose place it stands.")
    counts: bool = Field(description="False for what was corrected or withdrawn.")


class ProfileDetail(Schema):
    """What is known of somebody. What is private is null for callers who do not see it."""

    pronunciation: str
    pronouns: str
    about: str
    languages: str
    time_zone: str
    work_phone: str
    legal_name: str | None
    private_phone: str | None
    private_email: str | None
    private_address: str | None


class Facts(Schema):
    """What can be said of a position, from a day on."""

    model_config = ConfigDict(extra="forbid")

    title: str | None = Field(None, max_length=300, description="A title of the job families.")
    department: str | None = Field(None, max_length=60)
    manager: UUID | None = None
    contract_type: str | None = Field(None, max_length=60)
    fte: Decimal | None = Field(None, gt=0, le=Decimal("1.5"))
    cost_centre: str | None = Field(None, max_length=40)
    location: str | None = Field(None, max_length=120)
    location_factor: Decimal | None = Field(None, ge=Decimal("0.1"), le=3)
    reason: str = Field("", max_length=500, description="Why; it stands in the record.")


class NewTeamMember(Facts):
    """Somebody to hire: a person who is known, or a name. What is left out follows from the handbook."""

    person: UUID | None = Field(
        None, description="Somebody who is known: a candidate, or who worked here before."
    )
    name: str = Field("", max_length=200)
    email: str = Field("", max_length=254)
    entity: str = Field(min_length=1, max_length=200, pattern=_WORDS)
    starts_on: date
    ends_on: date | None = None
    probation_ends_on: date | None = None
    number: str = Field("", max_length=40)


class PositionToChange(Facts):
    """What of a position is another from a day on; what is not named stays."""

    effective_on: date
    version: int | None = Field(None, description="That of the employment that was read.")
    no_manager: bool = Field(False, description="True: from then on they report to nobody.")


class Withdrawing(Schema):
    """That a change is taken back."""

    model_config = ConfigDict(extra="forbid")

    version: int | None = None


class EndToCome(Schema):
    """When an employment ends, and why."""

    model_config = ConfigDict(extra="forbid")

    ends_on: date
    reason: str = Field(max_length=60, description="One of employment.yml.")
    voluntary: bool | None = Field(None, description="Null: as the reason says.")
    growth_related: bool | None = None
    notice_given_on: date | None = None
    successor: UUID | None = Field(None, description="Who manages their team from the day after.")
    version: int | None = None


class ProfileToChange(Schema):
    """What is said of somebody; what is not named stays."""

    model_config = ConfigDict(extra="forbid")

    pronunciation: str | None = Field(None, max_length=200)
    pronouns: str | None = Field(None, max_length=60)
    about: str | None = Field(None, max_length=500)
    languages: str | None = Field(None, max_length=200)
    time_zone: str | None = Field(None, max_length=60)
    work_phone: str | None = Field(None, max_length=60)
    legal_name: str | None = Field(None, max_length=200)
    private_phone: str | None = Field(None, max_length=60)
    private_email: str | None = Field(None, max_length=254)
    private_address: str | None = Field(None, max_length=500)


class TeamFilters(Schema):
    """Which team members are wanted."""

    on: date | None = Field(
        None, description="As of a day; another than today for those who see the records."
    )
    department: str = Field("", max_length=60, description="With all below it.")
    entity: str = Field("", max_length=200)
    title: str = Field("", max_length=200)
    location: str = Field("", max_length=120)
    manager: UUID | None = Field(None, description="Everybody in the line of this person.")
    q: str = Field("", max_length=200, description="Words in names, roles and places.")


class AsOf(Schema):
    """As of which day."""

    on: date | None = Field(None, description="As of a day; another than today for those who see the record.")
