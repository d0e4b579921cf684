"""What an automation does, in sentences."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.automations import clock
from trellis.automations.definitions import catalogue
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
from trellis.automations.definitions.automations import Automation, When
from trellis.automations.definitions.conditions import Condition, Conditions
from trellis.core import events


def when_of(when: When) -> str:
    """What an automation begins with: “When somebody gave a duty”."""
    if when.event:
        kind = events.kind_named(when.event)
        return _("When somebody %(did)s") % {"did": kind.says if kind is not None else when.event}
    at = {"at": f"{when.at:%H:%M}", "zone": clock.zone_of(when).key}
    if when.every == "day":
        return _("Every day at %(at)s (%(zone)s)") % at
    if when.every == "week":
        return _("Every %(day)s at %(at)s (%(zone)s)") % {**at, "day": weekday(when.on)}
    known = catalogue.days_named(when.day)
    n, day = when.days or 0, translation.gettext(known.means) if known is not None else when.day
    if not n:
        return _("On %(day)s, at %(at)s (%(zone)s)") % {**at, "day": day}
    if when.before:
        said = ngettext(
            "%(n)d day before %(day)s, at %(at)s (%(zone)s)",
            "%(n)d days before %(day)s, at %(at)s (%(zone)s)",
            n,
        )
    else:
        said = ngettext(
            "%(n)d day after %(day)s, at %(at)s (%(zone)s)",
            "%(n)d days after %(day)s, at %(at)s (%(zone)s)",
            n,
        )
    return said % {**at, "n": n, "day": day}


def if_of(conditions: Conditions) -> str:
    """On which conditions, as half a sentence; empty where there are none."""
    parts = [condition_of(each) for each in conditions.all]
    if conditions.any:
        parts.append(_(" or ").join(condition_of(each) for each in conditions.any))
    return _(" and ").join(f"({part})" if len(parts) > 1 and conditions.any else part for part in parts)


def condition_of(condition: Condition) -> str:
    """A condition: “duty is approver”."""
    field = condition.field
    if condition.is_ is not None:
        return _("%(field)s is %(value)s") % {"field": field, "value": _value(condition.is_)}
    if condition.is_not is not None:
        return _("%(field)s is not %(value)s") % {"field": field, "value": _value(condition.is_not)}
    if condition.one_of:
        return _("%(field)s is one of %(values)s") % {"field": field, "values": ", ".join(condition.one_of)}
    if condition.contains:
        return _("%(field)s contains %(value)s") % {"field": field, "value": condition.contains}
    if condition.more_than is not None:
        return _("%(field)s is more than %(value)s") % {"field": field, "value": condition.more_than}
    if condition.less_than is not None:
        return _("%(field)s is less than %(value)s") % {"field": field, "value": condition.less_than}
    return (_("%(field)s changed") if condition.changed else _("%(field)s did not change")) % {"field": field}


def action_of(action: Action) -> str:
    """What an action does: “tell who holds the duty approver: …”."""
    if isinstance(action, Tell):
        return _("tell %(whom)s: “%(text)s”") % {"whom": _whom(action.to), "text": action.subject}
    if isinstance(action, CreateTask):
        said = {"whom": _whom(action.to), "text": action.title}
        if action.due_in_working_days is None:
            return _("give %(whom)s the task “%(text)s”") % said
        return ngettext(
            "give %(whom)s the task “%(text)s”, due in %(n)d working day",
            "give %(whom)s the task “%(text)s”, due in %(n)d working days",
            action.due_in_working_days,
        ) % {**said, "n": action.due_in_working_days}
    if isinstance(action, AskApproval):
        return _("ask for the approval “%(text)s” by the rule %(rule)s") % {
            "text": action.title,
            "rule": action.rule,
        }
    if isinstance(action, SayComment):
        return _("say in its discussion: “%(text)s”") % {"text": action.text}
    if isinstance(action, CallWebhook):
        return _("call the webhook %(name)s") % {"name": action.webhook}
    return str(getattr(action, "do"))  # noqa: B009 - every action has it


def sentence_of(automation: Automation) -> str:
    """All that an automation does, as one sentence."""
    when, condition = when_of(automation.when), if_of(automation.if_)
    then = _(", and ").join(action_of(each) for each in automation.then)
    said = {"when": when, "if": condition, "then": then}
    if condition:
        return _("%(when)s, if %(if)s: %(then)s.") % said
    return _("%(when)s: %(then)s.") % said


def trigger_of(name: str) -> str:
    """What a run began with, in words."""
    kind = events.kind_named(name)
    if kind is not None:
        return _("Somebody %(did)s") % {"did": kind.says}
    known = catalogue.days_named(name)
    if known is not None:
        return str(translation.gettext(known.means))
    return {"every day": _("Every day"), "every week": _("Every week")}.get(name, name)


def triggers(names: Iterable[str]) -> dict[str, str]:
    """The same for several."""
    return {name: trigger_of(name) for name in names}


def _whom(to: To) -> str:
    if to == "owner":
        return _("the owner")
    if to == "actor":
        return _("who did it")
    assert isinstance(to, Whom)
    if to.role:
        return _("who is %(role)s") % {"role": to.role}
    if to.duty:
        return _("who has the duty %(duty)s") % {"duty": to.duty}
    if to.field:
        return _("whom the field %(field)s names") % {"field": to.field}
    return to.person


def _value(value: bool | str) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return value


def weekday(name: str) -> str:
    """A day of the week as it is called."""
    return str(date_format(clock.day_of_week(name), "l"))
