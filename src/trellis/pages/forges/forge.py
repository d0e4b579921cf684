"""What Trellis asks of a server for merge requests, whichever it is. Its own folder; no database, no settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from trellis.handbook.errors import TrellisError


class ForgeError(TrellisError):
    """The server refuses, or does not answer as its interface is described; the token is never in the message."""

    code = "upstream.api"


class Kind(StrEnum):
    """Which interface the upstream's server has."""

    GITLAB = "gitlab"
    GITHUB = "github"
    NONE = "none"


class RequestState(StrEnum):
    """Where a merge request stands at the server."""

    OPEN = "open"
    MERGED = "merged"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Access:
    """How to reach the interface: its root address, the project there, and the token."""

    kind: Kind
    root: str
    project: str
    token: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Request:
    """A merge request as the server has it. `merged_as` are the commits that brought it in, the likeliest first."""

    number: int
    url: str
    state: RequestState
    title: str
    tip: str
    by: str = ""
    merged_as: tuple[str, ...] = ()


class Forge(Protocol):
    """A server with merge requests. Each call is one or two requests, and raises ForgeError."""

    def check(self) -> str:
        """The name of the project, where the token may read it."""

    def find(self, source: str, target: str) -> Request | None:
        """The newest merge request from one branch to another, an open one before all others."""

    def open(self, source: str, target: str, title: str, text: str) -> Request:
        """Open a merge request; the one that is open already is as good."""

    def look(self, number: int) -> Request:
        """A merge request as it is now."""

    def approvals(self, number: int) -> tuple[str, ...]:
        """Who approves it as it is, by the names that the server shows."""

    def describe(self, number: int, title: str, text: str) -> Request:
        """Give it another title and text."""

    def end(self, number: int) -> Request:
        """Close it without merging."""

    def reopen(self, number: int) -> Request:
        """Open it again."""
