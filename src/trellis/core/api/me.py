"""Who calls: the account and the token behind a call."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Schema

from trellis.core import queries
from trellis.core.api.calls import caller_in
from trellis.core.api.rooms import Room
from trellis.core.granted import access_of

room = Room("Me")


class TokenSummary(Schema):
    """The token or client that calls."""

    id: UUID
    kind: str = Field(description="`personal` or `client`.")
    name: str
    expires_at: datetime


class Me(Schema):
    """Whoever calls, and how far they reach."""

    id: UUID
    email: str
    name: str
    access: str = Field(description="`reader`, `contributor`, `approver` or `administrator`.")
    is_owner: bool
    roles: list[str] = Field(description="The titles of the roles of the handbook that they hold.")
    scopes: list[str] = Field(description="What this call may do, as far as the account may.")
    token: TokenSummary | None = Field(description="The token that calls; null for a browser.")


@room.read("/me", Me)
def get_me(request: HttpRequest) -> Me:
    """Who calls, and how far they reach."""
    caller = caller_in(request)
    own, key = caller.account, caller.key
    token = TokenSummary(id=key.pk, kind=key.kind, name=key.name, expires_at=key.expires_at) if key else None
    return Me(
        id=own.pk, email=own.email, name=own.name, access=access_of(own).value, is_owner=own.is_owner,
        roles=list(queries.titles_held(own)), scopes=sorted(caller.scopes), token=token,
    )  # fmt: skip
