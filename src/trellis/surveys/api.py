"""Surveys for programs: results as they may be shown, and which surveys ask whoever calls. Answers are for people."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema

from trellis.core.api.calls import account_in
from trellis.core.api.paging import Paging, part_of_query
from trellis.core.api.problems import not_found
from trellis.core.api.rooms import Room
from trellis.surveys import rules
from trellis.surveys.models import Round
from trellis.surveys.queries import results, rounds
from trellis.surveys.rules import Account
from trellis.surveys.scores import Score

room = Room("Surveys")


class SurveyRound(Schema):
    """A round of a survey whose results whoever calls may see."""

    id: UUID
    survey: str = Field(description="The name of its page in the handbook.")
    title: str
    state: str
    opens_on: date
    closes_on: date
    revision: str = Field(description="The revision of the handbook whose questions were asked.")


class SurveyAsking(Schema):
    """An open survey that asks whoever calls."""

    id: UUID
    title: str
    closes_on: date
    has_answered: bool


class SurveyAskings(Schema):
    """The open surveys that ask whoever calls."""

    items: list[SurveyAsking]


class SurveyScore(Schema):
    """A score; shares are of those who answered, from 0 to 1."""

    mean: float
    answers: int
    favourable: float
    neutral: float
    unfavourable: float


class SurveyGroup(Schema):
    """What a group said: never of fewer than five people."""

    dimension: str
    name: str
    title: str
    asked: int
    answered: int
    drivers: dict[str, SurveyScore]
    questions: dict[str, SurveyScore]


class SurveyResults(Schema):
    """The groups of a round that whoever calls may see."""

    round: SurveyRound
    groups: list[SurveyGroup]


@room.read("/surveys/rounds", SurveyRound, scope="surveys:read", listed=True)
def list_survey_rounds(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    """The rounds whose results whoever calls may see, the newest first; all of them for those who run surveys."""
    part = part_of_query(request, paging, rounds.visible(_member(request)), "-opens_on", "-pk")
    return {**part, "items": [_detail(each) for each in part["items"]]}


@room.read("/surveys/mine", SurveyAskings, scope="surveys:read")
def list_my_surveys(request: HttpRequest) -> SurveyAskings:
    """The open surveys that ask whoever calls, and whether they have answered."""
    found = rounds.mine(_member(request))
    return SurveyAskings(
        items=[
            SurveyAsking(
                id=each.round.pk,
                title=each.round.title,
                closes_on=each.round.closes_on,
                has_answered=each.has_answered,
            )
            for each in found
        ]
    )


@room.read("/surveys/rounds/{key}/results", SurveyResults, scope="surveys:read")
def get_survey_results(request: HttpRequest, key: UUID) -> SurveyResults:
    """What groups said in a closed round, as far as whoever calls may see it."""
    who, found = _member(request), rounds.round_for(key)
    if found is None or not rules.can_see_results(who, found):
        raise not_found(_("There are no results of such a survey for you."))
    return SurveyResults(round=_detail(found), groups=[_group(each) for each in results.of_round(found, who)])


def _member(request: HttpRequest) -> Account:
    return account_in(request, rules.can_see, _("Surveys are for those who work here."))


def _detail(each: Round) -> SurveyRound:
    return SurveyRound(
        id=each.pk, survey=each.survey, title=each.title, state=each.state, opens_on=each.opens_on,
        closes_on=each.closes_on, revision=each.revision,
    )  # fmt: skip


def _group(each: results.Shown) -> SurveyGroup:
    return SurveyGroup(
        dimension=each.result.dimension, name=each.result.name, title=each.title, asked=each.result.asked,
        answered=each.result.answered, drivers=_scores(each.drivers), questions=_scores(each.questions),
    )  # fmt: skip


def _scores(found: dict[str, Score]) -> dict[str, SurveyScore]:
    return {
        key: SurveyScore(
            mean=each.mean, answers=each.answers, favourable=each.favourable, neutral=each.neutral,
            unfavourable=each.unfavourable,
        )
        for key, each in found.items()
    }  # fmt: skip
