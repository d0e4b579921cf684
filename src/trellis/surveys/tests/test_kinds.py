"""Surveys and self-identification as the handbook writes them; the codes have their examples in `definitions.codes`."""

from __future__ import annotations

from trellis.pages.tests.served import compiled
from trellis.people.definitions.audiences import Facts, fits
from trellis.surveys.definitions.surveys import Question
from trellis.surveys.tests.conftest import BOOK, SURVEY


def survey_of(text):
    return compiled({**BOOK, "surveys/engagement.md": text}).assembled["survey"]["engagement"]


def test_questions_stand_below_the_heading_of_their_driver():
    survey = survey_of(SURVEY)

    assert [(each.id, each.type, each.driver) for each in survey.questions] == [
        ("growth-learning", "scale", "growth"), ("growth-step", "scale", "growth"), ("team-helps", "scale", "team"),
        ("recommend", "enps", ""), ("place", "choice", ""), ("change-first", "text", ""),
    ]  # fmt: skip
    assert survey.questions[4] == Question(
        "place", "Where do you mostly work?", "choice", "", ("At home", "In an office")
    )


def test_groups_are_those_that_the_page_declares_and_no_others():
    survey = survey_of(SURVEY)

    assert survey.dimensions == (("department",), ("entity",), ("manager",), ("department", "entity"))


def test_no_page_lowers_the_threshold():
    assert survey_of(SURVEY.replace("drivers:", "threshold: 2\ndrivers:", 1)).threshold == 5
    assert survey_of(SURVEY.replace("drivers:", "threshold: 9\ndrivers:", 1)).threshold == 9


def test_a_page_without_questions_is_no_survey():
    assert compiled({**BOOK, "surveys/engagement.md": "# Engagement\n\nSoon.\n"}).assembled["survey"] == {}


def test_whom_it_asks_is_said_in_the_language_that_all_audiences_share():
    def asks(audience):
        return survey_of(SURVEY.replace("drivers:", f"audience: {audience}\ndrivers:", 1)).front.audience

    managers = asks("{departments: [it], not: {managers: true}}")

    assert asks("everybody") == survey_of(SURVEY).front.audience == "everybody"
    assert fits(managers, Facts(frozenset({"it"})))
    assert not fits(managers, Facts(frozenset({"it"}), is_manager=True))


def test_an_audience_that_cannot_be_read_asks_nobody_and_is_reported():
    text = SURVEY.replace("drivers:", "audience: [it]\ndrivers:", 1)

    assert not fits(survey_of(text).front.audience, Facts())
    told = compiled({**BOOK, "surveys/engagement.md": text}).diagnostics
    assert "PE041" in {each.code for each in told}
