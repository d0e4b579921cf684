"""Writes of rounds: opening a survey, extending it, reminding, closing it, sharing what may be shown."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.core import defined
from trellis.core.rules import Account
from trellis.core.services import notices
from trellis.core.services.events import publish
from trellis.people.days import today
from trellis.surveys import groups, rules, terms
from trellis.surveys.definitions.notices import RESULTS, SURVEY
from trellis.surveys.definitions.permissions import RUN
from trellis.surveys.definitions.surveys import LEAST, Survey
from trellis.surveys.events import PeopleReminded, ResultsShared, RoundClosed, RoundExtended, RoundOpened
from trellis.surveys.models import Asked, GroupResult, Round, RoundState, Urn
from trellis.surveys.rules import NotAllowedError
from trellis.surveys.services import urns
from trellis.surveys.services.errors import StaleError, SurveyError
from trellis.work.phrases import filled
from trellis.work.services import items

log = logging.getLogger(__name__)

LONGEST = timedelta(days=180)
CADENCES = {"month": 30, "quarter": 91, "half-year": 182, "year": 365}
"""After how many days a survey with a cadence opens again."""


def open_round(*, survey: Survey, by: Account | None, closes_on: date | None = None) -> Round:
    """Ask everybody who is meant and works here today; `by` is None where the calendar of the survey opens it.

    Raises NotAllowedError, and SurveyError where it is open already, or fewer than the threshold would be asked.
    """
    check_may(by)
    day = today()
    last_day = closes_on or survey.front.closes or day + timedelta(days=survey.front.open_days - 1)
    _check_last_day(last_day, day, day)
    front = survey.front
    dimensions = [list(each) for each in survey.dimensions]
    people = groups.groups_on(day, dimensions, front.audience, front.tenure_bands)
    if len(people) < survey.threshold:
        raise SurveyError(
            _("“%(title)s” would ask fewer than %(n)d people.")
            % {"title": survey.title, "n": survey.threshold},
            hint=_("Nothing could ever be shown of their answers. Widen the audience in the handbook."),
        )
    try:
        with transaction.atomic():
            made = Round.objects.create(
                survey=survey.name, title=survey.title[:200], opens_on=day, closes_on=last_day,
                threshold=survey.threshold, questions=[asdict(each) for each in survey.questions],
                drivers=dict(front.drivers), dimensions=dimensions, anonymity=front.anonymity[:1000],
                changed=_changed(survey), revision=defined.revision(), opened_by=by,
            )  # fmt: skip
            Asked.objects.bulk_create(
                [Asked(round=made, person_id=key, groups=names) for key, names in people.items()],
                batch_size=500,
            )
            Urn.objects.create(round=made, content=urns.empty())
            asked = list(Account.objects.filter(person__in=people, is_active=True))
            items.wait_on(SURVEY, "survey", made.pk, asked, title=made.title)
            _tell(made, asked, gettext_lazy("Please answer: %(title)s"), f"opened {made.pk}")
            publish(RoundOpened(made.pk, by.pk if by else None, made.survey, made.closes_on))
    except IntegrityError as error:
        raise SurveyError(
            _("“%(title)s” is open already.") % {"title": survey.title},
            hint=_("Close it first, or extend it."),
        ) from error
    return made


def extend(*, survey_round: Round, closes_on: date, by: Account, seen: int | None = None) -> Round:
    """Let people answer until another day. The same day again writes nothing.

    Raises as `open_round`, and StaleError.
    """
    check_may(by)
    with transaction.atomic():
        row = _locked(survey_round, seen)
        _check_open(row)
        if row.closes_on == closes_on:
            return row
        _check_last_day(closes_on, today(), row.opens_on)
        row.closes_on, row.version = closes_on, row.version + 1
        row.save(update_fields=["closes_on", "version"])
        publish(RoundExtended(row.pk, by.pk, closes_on))
    return row


def remind(*, survey_round: Round, by: Account) -> int:
    """Remind everybody who is asked, at most once a day; gives how many are.

    Those who have answered are reminded too: else mails and notices would tell who has not. Raises as `extend`.
    """
    check_may(by)
    with transaction.atomic():
        row = _locked(survey_round, None)
        _check_open(row)
        asked = list(Account.objects.filter(person__in=row.people.values("person"), is_active=True))
        if _tell(row, asked, gettext_lazy("Still open: %(title)s"), f"reminded {row.pk} {today()}"):
            publish(PeopleReminded(row.pk, by.pk))
    return len(asked)


def close_round(*, survey_round: Round, by: Account | None, seen: int | None = None) -> Round:
    """Close a round: write down what may be shown, and destroy all else. Twice is once.

    `by` is None where its last day has passed. Raises NotAllowedError and StaleError.
    """
    check_may(by)
    with transaction.atomic():
        row = _locked(survey_round, None)
        if row.state == RoundState.CLOSED:
            return row
        _check_seen(row, seen)
        urn = Urn.objects.select_for_update().get(round=row)
        people = [(frozenset(each.groups), each.has_answered) for each in row.people.all()]
        names = groups.shown(people, row.dimensions, row.threshold)
        write_down(row, urn.content, people, names)
        row.state, row.version = RoundState.CLOSED, row.version + 1
        row.closes_on = min(row.closes_on, max(today(), row.opens_on))
        row.save()
        urn.delete()
        row.people.all().delete()
        items.settle(SURVEY, row.pk)
        publish(RoundClosed(row.pk, by.pk if by else None, row.survey))
    return row


def share(*, survey_round: Round, by: Account) -> Round:
    """Let everybody see the results of all, and managers those of their departments. Twice is once.

    Raises NotAllowedError, and SurveyError while it is open.
    """
    check_may(by)
    with transaction.atomic():
        row = _locked(survey_round, None)
        if row.state != RoundState.CLOSED:
            raise SurveyError(_("Results are there when the survey is closed."))
        if not row.shared:
            row.shared, row.version = True, row.version + 1
            row.save(update_fields=["shared", "version"])
            readers = Account.objects.filter(person__kind="team", is_active=True)
            notices.notify(
                RESULTS, readers, actor=by, key=f"shared {row.pk}", address=reverse("surveys:results", args=[row.pk]),
                subject=filled(gettext_lazy("Results: %(title)s"), title=row.title),
            )  # fmt: skip
            publish(ResultsShared(row.pk, by.pk))
    return row


def keep_calendar() -> None:
    """Close the rounds whose last day has passed, and open the surveys whose day has come. For the clock."""
    day = today()
    for each in Round.objects.filter(state=RoundState.OPEN, closes_on__lt=day):
        close_round(survey_round=each, by=None)
    for survey in terms.all_surveys().values():
        last = Round.objects.filter(survey=survey.name).order_by("-opens_on").first()
        if last is not None and last.state == RoundState.OPEN:
            continue
        if _is_due(survey, last.opens_on if last else None, day):
            try:
                open_round(survey=survey, by=None)
            except SurveyError as error:  # too few to ask, say: the other surveys are opened all the same
                log.warning("The survey “%s” is not opened: %s", survey.name, error.message)


def _is_due(survey: Survey, opened_on: date | None, day: date) -> bool:
    front = survey.front
    if front.opens is not None and front.opens <= day and (opened_on is None or opened_on < front.opens):
        return front.closes is None or day <= front.closes
    if not front.cadence or opened_on is None:
        return False
    return day >= opened_on + timedelta(days=CADENCES[front.cadence])


def write_down(
    row: Round, content: Mapping[str, Any], people: list[tuple[frozenset[str], bool]], names: tuple[str, ...]
) -> None:
    """What may be shown: the counts of the groups, texts where there are enough of them."""
    results = []
    for name in names:
        counts = {
            question: chosen
            for question, chosen in content["counts"].get(name, {}).items()
            if sum(n for value, n in chosen.items() if value != urns.NO_ANSWER) >= row.threshold
        }
        dimension, _sign, value = name.partition("=")
        of_group = [did for kinds, did in people if name in kinds]
        results.append(GroupResult(
            round=row, dimension=dimension, name=value, asked=len(of_group), answered=sum(of_group), counts=counts,
        ))  # fmt: skip
    GroupResult.objects.bulk_create(results)
    if groups.ALL in names:
        row.asked, row.answered = len(people), sum(did for _kinds, did in people)
        texts = content["texts"].items()
        row.texts = {question: said for question, said in texts if len(said) >= row.threshold}


def _changed(survey: Survey) -> list[str]:
    """The questions that were asked in other words, or otherwise, in the last round under the same identifier."""
    last = Round.objects.filter(survey=survey.name).order_by("-opens_on", "-pk").first()
    before = {each["id"]: each for each in last.questions} if last is not None else {}
    same = ("text", "type", "points")
    return [
        each.id
        for each in survey.questions
        if each.id in before and any(before[each.id][key] != getattr(each, key) for key in same)
    ]


def _tell(row: Round, people: list[Account], subject: Any, key: str) -> int:
    return notices.notify(
        SURVEY, people, subject=filled(subject, title=row.title), key=key,
        text=filled(gettext_lazy(
            "Open until %(day)s. Nobody can join what you answer to you. Have you answered already? Then thank you."
        ), day=date_format(row.closes_on)),
        address=reverse("surveys:answer", args=[row.pk]),
    )  # fmt: skip


def check_may(by: Account | None) -> None:
    """Raise NotAllowedError for who may not run surveys; the calendar (None) may."""
    if by is not None and not rules.can_run(by):
        raise NotAllowedError(_("You may not run surveys."), permission=RUN.name)


def _check_open(row: Round) -> None:
    if row.state != RoundState.OPEN:
        raise SurveyError(
            _("This survey is closed."), hint=_("A closed one stays closed; open the next round.")
        )


def _check_last_day(last: date, day: date, opens_on: date) -> None:
    if last < day:
        raise SurveyError(_("%(day)s has passed.") % {"day": date_format(last)}, field="closes_on")
    if last - opens_on > LONGEST:
        raise SurveyError(_("A survey is open for half a year at most."), field="closes_on")


def _check_seen(row: Round, seen: int | None) -> None:
    if seen is not None and row.version != seen:
        raise StaleError


def _locked(survey_round: Round, seen: int | None) -> Round:
    row = Round.objects.select_for_update(of=("self",)).get(pk=survey_round.pk)
    _check_seen(row, seen)
    return row


assert LEAST == 5
