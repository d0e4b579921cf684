"""What makes an automation sound: it begins with something that there is, and speaks of what is known then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from zoneinfo import ZoneInfo

from trellis.automations.definitions import actions, catalogue, codes, texts
from trellis.automations.definitions.actions import AskApproval, Whom
from trellis.automations.definitions.automations import Automation
from trellis.automations.definitions.catalogue import Sort
from trellis.automations.definitions.conditions import fault_of
from trellis.handbook.declared import Declared
from trellis.handbook.diagnostics import Reporter
from trellis.handbook.handbook import Handbook


def check(automation: Automation, reporter: Reporter) -> None:
    """Report everything that keeps an automation from being run."""
    fields = automation.when.fields
    if fields is None or not _has_zone(automation.when.zone):
        _report_trigger(automation, reporter)
        return
    written = automation.node.get("then")
    if written is None or not written.value:
        message = f"“{automation.title}” does nothing."
        reporter.report(codes.DOES_NOTHING, automation.key_span_of("then"), message)
    _check_conditions(automation, fields, reporter)
    for each in automation.then:
        _check_action(each, fields, automation, reporter)


def _report_trigger(automation: Automation, reporter: Reporter) -> None:
    when = automation.when
    if when.event and not (when.every or when.day or when.days is not None):
        message = f"There is no event “{when.event}” that an automation can begin with."
        reporter.report(codes.UNKNOWN_TRIGGER, when.span_of("event"), message, hint=_near(when.event))
    elif when.day and catalogue.days_named(when.day) is None:
        known = ", ".join(each.name for each in catalogue.days())
        reporter.report(
            codes.UNKNOWN_TRIGGER,
            when.span_of("before" if when.before else "after"),
            f"No records have a day “{when.day}”.",
            hint=f"Known are {known}.",
        )
    elif not _has_zone(when.zone):
        reporter.report(
            codes.UNKNOWN_TRIGGER, when.span_of("zone"), f"There is no time zone “{when.zone}”.",
            hint="Write it like Europe/Berlin.",
        )  # fmt: skip
    else:
        reporter.report(
            codes.UNKNOWN_TRIGGER,
            when.node.span,
            "It does not say in one way what it begins with.",
            hint="Write an event, or every with at, or days with before or after.",
        )


def _near(name: str) -> str:
    room = name.partition(".")[0]
    known = [each for each in catalogue.EVENTS if each.startswith(f"{room}.")]
    if known:
        return f"Events of this room are {', '.join(sorted(known))}."
    rooms = sorted({each.partition(".")[0] for each in catalogue.EVENTS})
    return f"Rooms with events are {', '.join(rooms)}."


def _has_zone(name: str) -> bool:
    try:
        return not name or ZoneInfo(name) is not None
    except (ValueError, KeyError, OSError):
        return False


def _check_conditions(automation: Automation, fields: Mapping[str, Sort], reporter: Reporter) -> None:
    for each in automation.if_.every:
        if each.changed is None and not _is_known(each, "field", each.field, fields, reporter):
            continue
        fault = fault_of(each, fields)
        if fault is not None:
            reporter.report(codes.WRONG_COMPARISON, each.node.span, fault)


def _check_action(
    action: actions.Action, fields: Mapping[str, Sort], automation: Automation, reporter: Reporter
) -> None:
    kind = actions.kinds()[str(getattr(action, "do"))]  # noqa: B009 - every action has it
    if kind.needs_object and automation.when.every:
        message = f"“{kind.name}” needs something that it is about, and a time is about nothing."
        reporter.report(codes.UNFIT_ACTION, action.span_of("do"), message)
    to = getattr(action, "to", None)
    if isinstance(to, Whom):
        _check_whom(to, fields, reporter)
    if to == "actor" and "by" not in fields:
        message = "Nobody does what a clock begins, so there is nobody to be the actor."
        reporter.report(codes.UNCLEAR_WHOM, action.span_of("to"), message)
    if isinstance(action, AskApproval) and action.about:
        _check_person(action, "about", action.about, fields, reporter)
    for name in kind.texts:
        for fault in texts.faults_of(getattr(action, name), fields):
            reporter.report(codes.WRONG_PLACE, action.span_of(name), fault.message, hint=fault.hint)


def _check_whom(to: Whom, fields: Mapping[str, Sort], reporter: Reporter) -> None:
    if not to.is_clear:
        reporter.report(codes.UNCLEAR_WHOM, to.node.span, "It does not say in one way who that is.")
    elif to.field:
        _check_person(to, "field", to.field, fields, reporter)


def _check_person(at: Declared, key: str, name: str, fields: Mapping[str, Sort], reporter: Reporter) -> None:
    if _is_known(at, key, name, fields, reporter) and fields[name.replace("-", "_")] != "id":
        message = f"“{name}” names nobody: it is no identifier."
        reporter.report(codes.UNCLEAR_WHOM, at.span_of(key), message)


def _is_known(at: Declared, key: str, name: str, fields: Mapping[str, Sort], reporter: Reporter) -> bool:
    if name.replace("-", "_") in fields:
        return True
    hint = f"Known are {', '.join(fields)}." if fields else "A time of day has no fields."
    reporter.report(codes.UNKNOWN_FIELD, at.span_of(key), f"There is no field “{name}”.", hint=hint)
    return False


def check_names(automation: Automation, handbook: Handbook, reporter: Reporter) -> None:
    """Tell of duties and rules of approval that the handbook does not have; what asks for them fails when it runs."""
    duties, rules = (
        set(_keys(handbook, "rights.yml", "duties")),
        set(_keys(handbook, "approvals.yml", "approvals")),
    )
    for action in automation.then:
        to = getattr(action, "to", None)
        if isinstance(to, Whom) and to.duty and to.duty not in duties:
            reporter.report(codes.UNKNOWN_NAME, to.span_of("duty"), f"rights.yml has no duty “{to.duty}”.")
        if isinstance(action, AskApproval) and action.rule not in rules:
            reporter.report(
                codes.UNKNOWN_NAME, action.span_of("rule"), f"approvals.yml has no rule “{action.rule}”."
            )


def _keys(handbook: Handbook, file: str, key: str) -> Iterable[str]:
    for path, data in handbook.data.items():
        node = data.node.get(key) if data.node is not None and path.rpartition("/")[2] == file else None
        if node is not None and isinstance(node.value, dict):
            yield from node.value


def circling(automations: Mapping[str, Automation]) -> dict[str, Sequence[str]]:
    """The automations that could begin themselves, by way of the events that come of them: each with the way round.

    Conditions are not looked at: whoever changes one later must not start a circle by it.
    """
    following = {
        name: [other for other, each in automations.items() if each.when.event in automation.emits]
        for name, automation in automations.items()
    }
    return {name: way for name in automations if (way := _way_back(name, following)) is not None}


def _way_back(start: str, following: Mapping[str, Sequence[str]]) -> Sequence[str] | None:
    """The shortest way from an automation to itself."""
    ways, seen = [[start]], set[str]()
    while ways:
        way = ways.pop(0)
        for each in following[way[-1]]:
            if each == start:
                return [*way, start]
            if each not in seen:
                seen.add(each)
                ways.append([*way, each])
    return None


def report_circle(automation: Automation, way: Sequence[str], reporter: Reporter) -> None:
    """Tell that an automation could begin itself."""
    around = " → ".join(way)
    reporter.report(
        codes.BEGINS_ITSELF,
        automation.when.span_of("event"),
        f"“{automation.title}” could begin itself again: {around}.",
    )
