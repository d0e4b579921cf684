"""Results of a closed round."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from trellis.core.guarding import member_of
from trellis.surveys import pictures, rules
from trellis.surveys.queries import results as queries
from trellis.surveys.queries import rounds


@never_cache
@require_safe
def results(request: HttpRequest, key: UUID) -> HttpResponse:
    """What everybody said, by driver and question; for those who may, by group."""
    who = member_of(request)
    found = rounds.round_for(key)
    if found is None or not rules.can_see_results(who, found):
        raise Http404
    shown = queries.of_round(found, who)
    wanted = request.GET.get("group", "")
    chosen = next((each for each in shown if str(each.result.pk) == wanted), shown[0] if shown else None)
    questions = found.asked_questions
    may_run = rules.can_run(who)
    values = {
        "round": found,
        "groups": shown,
        "chosen": chosen,
        "drivers": [(title, chosen.drivers.get(key)) for key, title in found.drivers.items()]
        if chosen
        else [],
        "questions": [
            (each, chosen.questions.get(each.id)) for each in questions if each.type in ("scale", "enps")
        ]
        if chosen
        else [],
        "heat_maps": pictures.heat_maps(found, shown),
        "courses": pictures.courses(found, who),
        "answers": pictures.answers(chosen, found) if chosen else [],
        "texts": [(each, found.texts[each.id]) for each in questions if each.id in found.texts]
        if may_run
        else [],
        "may_run": may_run,
        "may_act": may_run or bool(rules.departments_of(who)),
    }
    return render(request, "surveys/results.html", values)
