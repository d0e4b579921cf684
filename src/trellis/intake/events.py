"""What happens to requests for courses. No event holds words of them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from trellis.core.events import recorded


@recorded("intake.asked", about="intake", says=_("asked for a course"))
@dataclass(frozen=True, slots=True)
class RequestAsked:
    """Somebody asked for a course; `kind` is what kind of thing."""

    intake: UUID
    by: UUID
    kind: str


@recorded("intake.moved", about="intake", says=_("moved a request for a course on"))
@dataclass(frozen=True, slots=True)
class RequestMoved:
    """A request came into a stage, the `state`; without `by` the handbook had the course."""

    intake: UUID
    by: UUID | None
    state: str


@recorded("intake.changed", about="intake", says=_("changed a request for a course"))
@dataclass(frozen=True, slots=True)
class RequestChanged:
    """Words, marks, scope, days, reviewers or links of a request were changed; `way` says which."""

    intake: UUID
    by: UUID
    way: str


@recorded("intake.voted", about="intake", says=_("needs a course, too"))
@dataclass(frozen=True, slots=True)
class RequestVoted:
    """Somebody said that they need it, too, or no more."""

    intake: UUID
    by: UUID
    on: bool


@recorded("intake.update-raised", about="content_update", says=_("had a course looked at"))
@dataclass(frozen=True, slots=True)
class UpdateRaised:
    """A course is to be looked at; `cause` is why: `release`, `page` or `review`."""

    content_update: UUID
    by: UUID | None
    course: str
    cause: str


@recorded("intake.update-ended", about="content_update", says=_("looked at a course"))
@dataclass(frozen=True, slots=True)
class UpdateEnded:
    """A course was looked at: it was changed, or stays as it is, which is the `state`."""

    content_update: UUID
    by: UUID | None
    course: str
    state: str
