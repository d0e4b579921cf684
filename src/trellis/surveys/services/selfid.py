"""Self-identification: saying something of oneself, taking it back, and the yearly report.

Nothing of the first two is told to anybody: no event, no notice, no moment. A report is written once a year. What was
reported before counts when the next is made: a group of which fewer than five people changed since is not shown anew,
since the difference of the two years would tell of these few.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from trellis.core.rules import Account, Person, require_oneself
from trellis.core.services.events import publish
from trellis.people.days import today
from trellis.people.definitions.audiences import EVERYBODY
from trellis.surveys import groups, rules, terms
from trellis.surveys.definitions.permissions import RUN
from trellis.surveys.definitions.selfid import PREFER_NOT, SelfIdentification
from trellis.surveys.definitions.surveys import LEAST
from trellis.surveys.events import SelfIdentificationReported
from trellis.surveys.models import SelfAnswer, SelfPast, SelfReport
from trellis.surveys.queries.selfid import DIMENSIONS, DIVERSE, holder_of, questions_for
from trellis.surveys.rules import NotAllowedError
from trellis.surveys.services.errors import SurveyError

NO_ANSWER = ""


def say(*, answers: Mapping[str, str], by: Account) -> bool:
    """Keep what somebody says of themselves in place of what they said before; nothing withdraws it.

    Gives whether anything changed. Raises NotAllowedError for who is not employed, or acts as somebody else,
    SurveyError for what is no answer.
    """
    require_oneself()
    asked = questions_for(by)
    if by.person is None or not rules.can_see(by) or not asked:
        raise NotAllowedError(_("Nothing is asked of you here."))
    clean = {}
    for name, value in answers.items():
        if value and (name not in asked or (value != PREFER_NOT and value not in asked[name].options)):
            raise SurveyError(_("There is no answer “%(value)s”.") % {"value": value[:40]}, field=name)
        if value:
            clean[name] = value
    with transaction.atomic():
        row = SelfAnswer.objects.select_for_update().filter(holder=holder_of(by.person)).first()
        if (row.answers if row is not None else {}) == clean:
            return False
        if row is not None:
            row.delete()  # that it was counted is remembered by `remember`
        if clean:
            SelfAnswer.objects.create(holder=holder_of(by.person), answers=clean, counted=[])
    return True


def remember(row: SelfAnswer) -> None:
    """Before an answer is deleted, by whomever: keep in which groups it was counted, and nothing else of it."""
    if row.counted:
        SelfPast.objects.create(counted=row.counted)


def report(*, by: Account | None) -> list[SelfReport]:
    """Write down what may be shown this year; what was written down already is given. Raises NotAllowedError."""
    if by is not None and not rules.can_run(by):
        raise NotAllowedError(_("You may not run surveys."), permission=RUN.name)
    day = today()
    there = list(SelfReport.objects.filter(year=day.year).order_by("order"))
    if there:
        return there
    # Before the transaction: names of holders are hashes, which take a second for thousands of people.
    people = groups.groups_on(day, [list(each) for each in DIMENSIONS], EVERYBODY, ())
    holders = {holder_of(Person(pk=key)): names for key, names in people.items()}
    with transaction.atomic():
        there = list(SelfReport.objects.filter(year=day.year).order_by("order"))
        if there:
            return there
        rows = list(SelfAnswer.objects.select_for_update().all())
        now = {row.pk: holders.get(row.holder, []) for row in rows}
        coordinates = [({*now[row.pk], *row.counted}, True) for row in rows]
        coordinates += [(set(each.counted), True) for each in SelfPast.objects.all()]
        known = [_known(each) for each in SelfReport.objects.order_by("year", "order")]
        names = groups.shown(coordinates, DIMENSIONS, LEAST, known)
        made = [
            _written(day.year, order, name, [row for row in rows if name in now[row.pk]], people.values())
            for order, name in enumerate(names)
        ]
        SelfReport.objects.bulk_create(made)
        for row in rows:
            counted = [_known(each) for each in made if _name(each) in now[row.pk]]
            if counted:
                row.counted = [*row.counted, *counted]
        SelfAnswer.objects.bulk_update(rows, ["counted"], batch_size=200)
        if made:
            publish(SelfIdentificationReported(made[0].pk, by.pk if by else None, day.year))
    return made


def _written(year: int, order: int, name: str, rows: list[SelfAnswer], people: Any) -> SelfReport:
    asked = terms.self_identification()
    dimension, _sign, value = name.partition("=")
    counts: dict[str, dict[str, int]] = {
        question: dict(Counter(row.answers.get(question, NO_ANSWER) for row in rows))
        for question in asked.questions
    }
    counts[DIVERSE] = dict(Counter(_is_diverse(asked, row.answers) for row in rows))
    real = {
        question: sum(n for chosen, n in each.items() if chosen not in (NO_ANSWER, PREFER_NOT))
        for question, each in counts.items()
    }
    return SelfReport(
        year=year, order=order, dimension=dimension, name=value, team=sum(name in names for names in people),
        answered=len(rows), counts={question: each for question, each in counts.items() if real[question] >= LEAST},
    )  # fmt: skip


def _is_diverse(asked: SelfIdentification, answers: Mapping[str, str]) -> str:
    """Whether somebody chose an option that counts as diverse; nothing where they said nothing."""
    said = {name: value for name, value in answers.items() if value != PREFER_NOT and name in asked.questions}
    if not said:
        return NO_ANSWER
    return "yes" if any(value in asked.questions[name].diverse for name, value in said.items()) else "no"


def _name(each: SelfReport) -> str:
    return f"{each.dimension}={each.name}"


def _known(each: SelfReport) -> str:
    return f"{each.year} {_name(each)}"
