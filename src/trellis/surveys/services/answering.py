"""Answering a survey, once, so that nobody can join the answers to who gave them."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from trellis.core.rules import Account, require_oneself
from trellis.surveys.definitions.notices import SURVEY
from trellis.surveys.models import Asked, Round, RoundState, Urn
from trellis.surveys.rules import NotAllowedError
from trellis.surveys.services import urns
from trellis.surveys.services.errors import SurveyError
from trellis.work.services import items

LONGEST = 2000
"""Characters of a text."""


def answer(*, survey_round: Round, values: Mapping[str, str], by: Account) -> bool:
    """Put somebody's answers into the urn; whether they were counted, which they are once.

    `values` are answers by question: one of `Question.values`, or a text. What is left out is counted as no answer.
    Nothing is published of it, and no moment kept. Raises NotAllowedError for whoever is not asked, or acts as somebody
    else, SurveyError for what is no answer, or where the survey is closed.
    """
    require_oneself()
    with transaction.atomic():
        urn = Urn.objects.select_for_update().filter(round=survey_round).first()
        row = Round.objects.get(pk=survey_round.pk)
        if urn is None or row.state != RoundState.OPEN:
            raise SurveyError(_("This survey is closed."), hint=_("Its results follow."))
        asked = (
            Asked.objects.select_for_update().filter(round=row, person=by.person_id).first()
            if by.is_active and by.person_id
            else None
        )
        if asked is None:
            raise NotAllowedError(
                _("This survey does not ask you."), hint=_("It asks who worked here when it began.")
            )
        chosen, texts = cleaned(row, values)
        if asked.has_answered:
            return False
        urn.content = urns.put(urn.content, asked.groups, chosen, texts)
        urn.save(update_fields=["content"])
        asked.has_answered = True
        asked.save(update_fields=["has_answered"])
        items.finish_for(SURVEY, row.pk, by)
    return True


def cleaned(row: Round, values: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """What somebody chose and wrote, by question. Raises SurveyError for what is no answer, and for none at all."""
    chosen: dict[str, str] = {}
    texts: dict[str, str] = {}
    for each in row.asked_questions:
        value = str(values.get(each.id, "")).strip()
        if each.type == "text":
            if len(value) > LONGEST:
                raise SurveyError(_("A text has at most %(n)d characters.") % {"n": LONGEST}, field=each.id)
            texts[each.id] = value
        elif value and value not in each.values:
            raise SurveyError(
                _("“%(text)s” cannot be answered by “%(value)s”.") % {"text": each.text, "value": value[:40]},
                field=each.id,
            )
        else:
            chosen[each.id] = value or urns.NO_ANSWER
    if not any(chosen.values()) and not any(texts.values()):
        raise SurveyError(_("Nothing is answered yet."), hint=_("Answer one question at least, then send."))
    return chosen, texts
