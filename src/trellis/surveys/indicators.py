"""The numbers that this room can compute, each from what may be shown, or from records of employment."""

from __future__ import annotations

from datetime import date

from trellis.people.queries import staying
from trellis.surveys import scores, turnover
from trellis.surveys.models import GroupResult, RoundState, SelfReport
from trellis.surveys.queries.selfid import DIVERSE
from trellis.surveys.turnover import MONTHS, Turnover

GROWTH = "growth"


def growth_and_development_score(
    survey: str, driver: str = GROWTH, dimension: str = "all", name: str = ""
) -> float | None:
    """“Engagement Survey Growth and Development Score”: the mean of all answers to the questions of the driver.

    That of the last closed round of a survey, for everybody or for a group; `None` where nothing may be shown of it.
    """
    rows = GroupResult.objects.filter(round__survey=survey, round__state=RoundState.CLOSED)
    last = rows.order_by("-round__opens_on").values_list("round", flat=True).first()
    found = rows.filter(round=last, dimension=dimension, name=name).select_related("round").first()
    if found is None:
        return None
    score = scores.driver_score(found.round.asked_questions, found.counts, driver)
    return score.mean if score is not None else None


def diverse_percent(dimension: str = "all", name: str = "") -> float | None:
    """“% of team who self-classify as diverse”, as of the last yearly report; `None`: too small to report.

    Of those who answered at least one question with something else than “prefer not to say”, the per cent who chose
    at least one option that the handbook counts as diverse. The share of the team that answered is published beside it.
    """
    found = SelfReport.objects.filter(dimension=dimension, name=name).order_by("-year").first()
    chosen = found.counts.get(DIVERSE, {}) if found is not None else {}
    said = chosen.get("yes", 0) + chosen.get("no", 0)
    return 100 * chosen.get("yes", 0) / said if said else None


def turnover_until(until: date, department: str | None = None) -> Turnover:
    """Turnover of the twelve months that end with a month: leavers / average headcount × 100. See `turnover`."""
    first = turnover.ends_of_months(until, MONTHS + 1)[0]
    return turnover.rolling(staying.stretches(first, until), staying.leavers(first, until), until, department)


def voluntary_growth_turnover(until: date, department: str | None = None) -> float | None:
    """“Voluntary team member turnover related to growth”, per cent: voluntary leavers who left to grow elsewhere."""
    found = turnover_until(until, department)
    return found.rate(found.growth_related)
