"""Results as charts and tables: the heat map, the course over rounds, distributions."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.text import slugify
from django.utils.translation import gettext as _

from trellis.core.rules import Account
from trellis.surveys import groups
from trellis.surveys.models import Round
from trellis.surveys.queries import results
from trellis.surveys.queries.results import Point, Shown
from trellis.surveys.queries.selfid import Reported
from trellis.surveys.turnover import Turnover
from trellis.web.charts.bars import Bar, bar, stacked
from trellis.web.charts.grids import heat
from trellis.web.charts.lines import line
from trellis.web.charts.values import Chart, Series


def heat_maps(survey_round: Round, shown: Sequence[Shown]) -> list[Chart]:
    """For each dimension the scores of its groups by driver, everybody above for comparison."""
    drivers = survey_round.drivers
    everybody = [each for each in shown if each.result.dimension == "all"]
    made = []
    for dimension in ["+".join(each) for each in survey_round.dimensions]:
        rows = [each for each in shown if each.result.dimension == dimension]
        if rows and drivers:
            rows = [*everybody, *rows]
            values = [
                [round(each.drivers[key].mean, 2) if key in each.drivers else None for key in drivers]
                for each in rows
            ]
            made.append(
                heat(
                    f"t-heat-{slugify(dimension)}", groups.dimension_title(dimension), [each.title for each in rows],
                    list(drivers.values()), values, what=_("Group"),
                )
            )  # fmt: skip
    return made


def course(title: str, points: Sequence[Point]) -> Chart | None:
    """The score of a driver over rounds; nothing before there are two."""
    if len([each for each in points if each.score is not None]) < 2:
        return None
    values = tuple(round(each.score, 2) if each.score is not None else None for each in points)
    return line(
        f"t-course-{slugify(title)}", title, [each.day for each in points], [Series(_("Score"), values)],
        x_title=_("Opened on"),
    )  # fmt: skip


def courses(survey_round: Round, who: Account) -> list[Chart]:
    """The course of each driver for everybody. One query for each."""
    found = (
        course(title, results.trend(survey_round.survey, driver, who))
        for driver, title in list(survey_round.drivers.items())[:6]
    )
    return [each for each in found if each is not None]


def answers(shown: Shown, survey_round: Round) -> list[Chart]:
    """How often each answer was given to the questions with a choice or of eNPS."""
    made = []
    for each in survey_round.asked_questions:
        told = shown.distribution(each) if each.type in ("choice", "enps") else ()
        if told:
            made.append(
                bar(f"t-{slugify(each.id)}", each.text, [Bar(name, count) for name, count in told], what=_("Answer"),
                    measure=_("People"))
            )  # fmt: skip
    return made


def of_turnover(months: Sequence[Turnover]) -> Chart:
    """The rolling rate, month by month, split by kind."""
    kinds = (
        (_("Voluntary, to grow elsewhere"), lambda each: each.growth_related),
        (_("Voluntary, other"), lambda each: each.voluntary - each.growth_related),
        (_("Not voluntary"), lambda each: each.leavers - each.voluntary),
    )
    series = [
        Series(name, tuple(round(each.rate(count(each)) or 0, 2) for each in months)) for name, count in kinds
    ]
    return stacked(
        "t-turnover", _("Turnover of twelve months"), [each.until for each in months], series, unit="%",
        x_title=_("Twelve months to"),
    )  # fmt: skip


def of_years(reports: Sequence[Reported]) -> Chart | None:
    """How many self-classify as diverse, year by year; nothing before there are two."""
    known = [each for each in reports if each.diverse is not None]
    if len(known) < 2:
        return None
    series = (
        Series(_("Self-classify as diverse"), tuple(each.diverse for each in known)),
        Series(_("Answered"), tuple(each.answered for each in known)),
    )
    return line("t-years", _("Over the years"), [str(each.report.year) for each in known], series, unit="%")
