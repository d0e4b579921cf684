"""What automations can do. Each action is a declared class with a `do` of one word, and says which events come of it.

A room adds its own with `register`, and says when Django starts what is done for it (`automations.acting`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from trellis.handbook.declared import Between, Declared, Slug


@dataclass(frozen=True, slots=True, kw_only=True)
class Whom(Declared):
    """Somebody: who holds a role or a duty, the person with an address, or whom a field of the event names."""

    role: str = ""
    duty: Slug = ""
    person: str = ""
    field: str = ""

    @property
    def is_clear(self) -> bool:
        """Whether it says in one way who that is."""
        return sum(map(bool, (self.role, self.duty, self.person, self.field))) == 1


To = Literal["actor", "owner"] | Whom
"""The one who did it, the owner of the automation, or somebody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell(Declared):
    """Tell somebody, in the application and by mail as they wish."""

    do: Literal["tell"]
    to: To
    subject: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateTask(Declared):
    """Give somebody a task, each of them one, due after working days of theirs."""

    do: Literal["create-task"]
    to: To
    title: str
    text: str = ""
    due_in_working_days: Annotated[int, Between(0, 250)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AskApproval(Declared):
    """Ask for an approval by a rule of `approvals.yml`, about whom a field names, or about the owner."""

    do: Literal["ask-approval"]
    rule: Slug
    title: str
    text: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SayComment(Declared):
    """Say something about what it happened to, in its discussion."""

    do: Literal["comment"]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallWebhook(Declared):
    """Send a webhook that administrators have set up a message, signed as all of them.

    It has no words of its own: it is an event, and what stands in the log is there for good.
    """

    do: Literal["call-webhook"]
    webhook: str


Action = Declared


@dataclass(frozen=True, slots=True)
class ActionKind:
    """An action: its word, how it is written down, the events that come of it, its texts with places.

    `needs_object` says that something must have happened to an object for it to be done.
    """

    name: str
    declared: type[Declared]
    emits: tuple[str, ...] = ()
    texts: tuple[str, ...] = field(default=())
    needs_object: bool = False


_kinds: dict[str, ActionKind] = {}


def register(kind: ActionKind) -> None:
    """Add an action; the same word again replaces it. For the definitions of rooms."""
    _kinds[kind.name] = kind


def kinds() -> Mapping[str, ActionKind]:
    """All actions, by their words."""
    return _kinds


for _each in (
    ActionKind("tell", Tell, texts=("subject", "text")),
    ActionKind("create-task", CreateTask, emits=("work.task-given",), texts=("title", "text")),
    ActionKind(
        "ask-approval",
        AskApproval,
        emits=("work.approval-asked", "work.approval-changed", "work.approval-granted"),
        texts=("title", "text"),
    ),
    ActionKind(
        "comment", SayComment, emits=("discussions.comment-made",), texts=("text",), needs_object=True
    ),
    ActionKind("call-webhook", CallWebhook),
):
    register(_each)
