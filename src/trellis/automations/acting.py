"""What is done for each action, in the name of the owner and with no more than their rights.

A room that has an action of its own (`definitions.actions.register`) says here what is done for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.automations.definitions import texts
from trellis.automations.definitions.actions import (
    Action,
    AskApproval,
    CallWebhook,
    CreateTask,
    SayComment,
    Tell,
    To,
    Whom,
)
from trellis.automations.definitions.automations import Automation
from trellis.automations.definitions.notices import TOLD
from trellis.automations.events import AutomationCalled
from trellis.automations.models import AutomationRun
from trellis.core import calendars, objects, queries
from trellis.core.objects import Described
from trellis.core.rules import Account
from trellis.core.services import notices, webhooks
from trellis.core.services.events import publish
from trellis.core.witnessing import witnessing
from trellis.discussions.services import comments
from trellis.handbook.errors import TrellisError
from trellis.work import dues, holders
from trellis.work.rules import can_have_work
from trellis.work.services import approvals, tasks

MOST_PEOPLE = 50
"""People whom one action tells or gives a task; a role that more hold is meant for none of them."""
_MARKDOWN = frozenset("\\`*_{}[]()<>#+-.!|~@&")


class NobodyError(TrellisError):
    """An action is for nobody who is there, or for too many."""

    code = "automation-nobody"


@dataclass(frozen=True, slots=True)
class Doing:
    """A run that is being done: for which automation, in whose name, when. `described` is its object, where seen."""

    run: AutomationRun
    automation: Automation
    owner: Account
    now: datetime
    described: Described | None

    @property
    def about(self) -> tuple[str, UUID] | None:
        """What it is about, where its kind says who sees it, so that others can be asked whether they do."""
        kind = objects.kind_named(self.run.about)
        if self.run.object is None or kind is None or kind.seen is None:
            return None
        return self.run.about, self.run.object

    @property
    def address(self) -> str:
        """Where it leads: to the object, or to the automation."""
        if self.described is not None and self.described.address:
            return self.described.address
        return reverse("automations:automation", args=[self.automation.name])

    def text(self, template: str, escape: Callable[[str], str] = str) -> str:
        """A text with its places filled in."""
        return texts.filled(template, lambda name: escape(self._value(name)))

    def people(self, to: To) -> list[Account]:
        """Whom an action is for: people of the team whose accounts are open. Raises NobodyError."""
        found = [each for each in self._people(to) if can_have_work(each)]
        if not found:
            raise NobodyError(_("There is nobody for whom this is."))
        if len(found) > MOST_PEOPLE:
            raise NobodyError(_("This is for more than %(most)s people: name fewer.") % {"most": MOST_PEOPLE})
        return found

    def account_in(self, field: str) -> Account | None:
        """The account that a field of what happened names."""
        try:
            return queries.account_of(UUID(str(self.run.values.get(field.replace("-", "_")))))
        except ValueError:
            return None

    def _people(self, to: To) -> list[Account]:
        if to == "owner":
            return [self.owner]
        if to == "actor":
            found = queries.account_of(self.run.by) if self.run.by is not None else None
            return [found] if found is not None else []
        assert isinstance(to, Whom)
        if to.role:
            return holders.holders_of_role(to.role)
        if to.duty:
            return holders.holders_of_duty(to.duty)
        found = self.account_in(to.field) if to.field else queries.account_by_email(to.person)
        return [found] if found is not None else []

    def _value(self, name: str) -> str:
        field = texts.field_of(name)
        if field is not None:
            return self._field(field)
        if name == "actor":
            found = queries.account_of(self.run.by) if self.run.by is not None else None
            return found.name if found is not None else "Trellis"
        if name == "object":
            return self.described.label if self.described is not None else str(self.run.object or "")
        if name == "day":
            return str(date_format(self.run.at.astimezone(dues.zone_of(self.owner)), "DATE_FORMAT"))
        return self.automation.title

    def _field(self, field: str) -> str:
        """A value in words: people by their names, lists with commas."""
        value = self.run.values.get(field)
        found = self.account_in(field) if isinstance(value, str) else None
        if found is not None:
            return found.name
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, list):
            return ", ".join(map(str, value))
        return "" if value is None else str(value)


Perform = Callable[[Any, Doing], dict[str, Any]]
"""Does an action, within the transaction of the run; gives what is kept in the log. Raises what its service raises."""
_performs: dict[str, Perform] = {}


def register(name: str, perform: Perform) -> None:
    """Say what is done for an action; the same word again replaces it. Called when Django starts."""
    _performs[name] = perform


def perform(action: Action, doing: Doing) -> dict[str, Any]:
    """Do an action; gives what is kept in the log."""
    name = str(getattr(action, "do"))  # noqa: B009 - every action has it
    return {"do": name, **_performs[name](action, doing)}


def _tell(action: Tell, doing: Doing) -> dict[str, Any]:
    people = doing.people(action.to)
    position = doing.automation.then.index(action)
    told = notices.notify(
        TOLD, people, subject=doing.text(action.subject), text=doing.text(action.text), address=doing.address,
        about=doing.about, key=f"automation {doing.run.pk} {position}",
    )  # fmt: skip
    return {"people": [str(each.pk) for each in people], "n": told}


def _create_task(action: CreateTask, doing: Doing) -> dict[str, Any]:
    made = []
    people = doing.people(action.to)
    for each in people:
        due = None
        if action.due_in_working_days is not None:
            calendar = calendars.calendar_of(each)
            due = calendars.add_working_days(
                dues.today(each, doing.now), action.due_in_working_days, calendar
            )
        made.append(
            tasks.give(
                title=doing.text(action.title), text=doing.text(action.text), by=doing.owner, to=each, due=due
            )
        )
    return {
        "people": [str(each.pk) for each in people],
        "made": [str(each.pk) for each in made],
        "n": len(made),
    }


def _ask_approval(action: AskApproval, doing: Doing) -> dict[str, Any]:
    subject = doing.account_in(action.about) if action.about else None
    content = approvals.Content(title=doing.text(action.title), text=doing.text(action.text), facts={})
    made = approvals.ask(action.rule, content, by=doing.owner, subject=subject)
    return {"made": [str(made.pk)], "n": 1}


def _comment(action: SayComment, doing: Doing) -> dict[str, Any]:
    assert doing.run.object is not None  # the compiler has seen to it that it is about something
    text = doing.text(action.text, as_markdown)
    made = comments.say(kind=doing.run.about, key=doing.run.object, text=text, by=doing.owner)
    return {"made": [str(made.pk)], "n": 1}


def _call(action: CallWebhook, doing: Doing) -> dict[str, Any]:
    run = doing.run
    with witnessing() as seen:
        publish(
            AutomationCalled(
                run.pk,
                doing.owner.pk,
                run.automation,
                run.trigger,
                run.about,
                run.object,
            )
        )
    webhooks.owe(name=action.webhook, event=seen[0], by=doing.owner)
    return {"webhook": action.webhook, "n": 1}


def as_markdown(value: str) -> str:
    """A value as plain words of Markdown: nothing of it marks up, links or mentions."""
    return "".join(f"\\{each}" if each in _MARKDOWN else each for each in " ".join(value.split()))


def register_own() -> None:
    """The actions of this room."""
    for name, made in (
        ("tell", _tell),
        ("create-task", _create_task),
        ("ask-approval", _ask_approval),
        ("comment", _comment),
        ("call-webhook", _call),
    ):
        register(name, cast(Perform, made))
