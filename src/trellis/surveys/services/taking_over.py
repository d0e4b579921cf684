"""Taking over surveys that were held before, such as in another system, added together as if it had been here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from trellis.core import defined
from trellis.core.rules import Account
from trellis.core.services.events import publish
from trellis.people.days import today
from trellis.surveys import groups
from trellis.surveys.definitions.surveys import Survey
from trellis.surveys.events import RoundClosed
from trellis.surveys.models import Round, RoundState
from trellis.surveys.services import rounds, urns
from trellis.surveys.services.answering import cleaned
from trellis.surveys.services.errors import SurveyError


@dataclass(frozen=True, slots=True)
class Held:
    """A survey that was open from a day to a day, with what people answered: by question, as `answering.answer` has it.

    Who is not named did not answer. None of it is kept but the counts of groups that are large enough.
    """

    opened_on: date
    closed_on: date
    answers: Mapping[UUID, Mapping[str, str]]


def take_over(*, survey: Survey, held: Held, shared: bool, by: Account) -> Round:
    """Write down what came of a survey: asked were those who are meant and worked here on its first day.

    Nobody is told. A survey that began on that day is left as it is. Raises NotAllowedError, and SurveyError for days
    that have not passed, for what is no answer, and where fewer than the threshold were asked.
    """
    rounds.check_may(by)
    if not held.opened_on <= held.closed_on < today():
        raise SurveyError(
            _("A survey that was held ended after it began, and before today; this one on %(day)s.")
            % {"day": date_format(held.closed_on)}
        )
    with transaction.atomic():
        before = Round.objects.filter(survey=survey.name, opens_on=held.opened_on).first()
        if before is not None:
            return before
        made = _opened(survey, held, by)
        front = survey.front
        asked = groups.groups_on(held.opened_on, made.dimensions, front.audience, front.tenure_bands)
        if len(asked) < survey.threshold:
            raise SurveyError(
                _("“%(title)s” would ask fewer than %(n)d people.")
                % {"title": survey.title, "n": survey.threshold}
            )
        people = [(frozenset(names), key in held.answers) for key, names in asked.items()]
        names = groups.shown(people, made.dimensions, made.threshold)
        rounds.write_down(made, _urn(made, asked, held.answers), people, names)
        made.shared = shared
        made.save()
        publish(RoundClosed(made.pk, by.pk, made.survey))
    return made


def _opened(survey: Survey, held: Held, by: Account) -> Round:
    front = survey.front
    return Round.objects.create(
        survey=survey.name, title=survey.title[:200], state=RoundState.CLOSED, opens_on=held.opened_on,
        closes_on=held.closed_on, threshold=survey.threshold, questions=[asdict(each) for each in survey.questions],
        drivers=dict(front.drivers), dimensions=[list(each) for each in survey.dimensions],
        anonymity=front.anonymity[:1000], revision=defined.revision(), opened_by=by,
    )  # fmt: skip


def _urn(
    made: Round, asked: Mapping[UUID, Sequence[str]], answers: Mapping[UUID, Mapping[str, str]]
) -> urns.Content:
    """All answers added together. Raises SurveyError for what is no answer."""
    content = urns.empty()
    for key, names in asked.items():
        if key in answers:
            content = urns.put(content, names, *cleaned(made, answers[key]))
    return content
