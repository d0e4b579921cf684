"""Self-identification: of one's own will, for nobody else's eyes, counted once a year."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from django.db import connection
from django.urls import reverse

from trellis.core import exported, personal
from trellis.core.models import Event
from trellis.core.privacy import subject_of
from trellis.core.services import erasing, exports
from trellis.core.tests.lent import browser_lent
from trellis.surveys import indicators
from trellis.surveys.models import SelfAnswer, SelfPast, SelfReport
from trellis.surveys.queries import selfid as queries
from trellis.surveys.rules import NotAllowedError
from trellis.surveys.services import selfid
from trellis.surveys.services.errors import SurveyError
from trellis.surveys.tests.conftest import fresh


def said(people, gender="woman"):
    for each in people:
        selfid.say(answers={"gender": gender}, by=fresh(each))


def in_year(monkeypatch, year):
    monkeypatch.setattr(selfid, "today", lambda: date(year, 6, 1))


def reported(year):
    return {(each.dimension, each.name): each.answered for each in SelfReport.objects.filter(year=year)}


def test_somebody_sees_changes_and_withdraws_what_they_said(cast):
    said([cast.ada])
    assert queries.own_answers(fresh(cast.ada)) == {"gender": "woman"}

    said([cast.ada], "prefer-not")
    assert queries.own_answers(fresh(cast.ada)) == {"gender": "prefer-not"}
    assert not selfid.say(answers={"gender": "prefer-not"}, by=fresh(cast.ada))

    selfid.say(answers={"gender": ""}, by=fresh(cast.ada))
    assert queries.own_answers(fresh(cast.ada)) == {}
    assert not SelfAnswer.objects.exists()


def test_what_somebody_said_is_told_to_nobody(cast):
    before = Event.objects.count()

    said([cast.ada, cast.ben])

    assert Event.objects.count() == before
    assert queries.own_answers(fresh(cast.mia)) == {}


def test_the_table_holds_neither_a_person_nor_an_answer_nor_a_moment(cast):
    said([cast.ada])

    row = connection.cursor().execute("SELECT * FROM surveys_selfanswer").fetchone()

    told = " ".join(map(str, row))
    assert cast.ada.person_id.hex not in told.replace("-", "")
    assert "woman" not in told
    assert SelfAnswer.objects.get().pk.version == 4
    # The moment of what Fernet seals stands in its second to ninth byte; here it is none.
    assert all(value.startswith("gAAAAAAAAAAA") for value in row[2:])


def test_a_question_is_asked_only_where_it_may_be(cast):
    assert list(queries.questions_for(fresh(cast.ada))) == ["gender"]
    assert list(queries.questions_for(fresh(cast.lily))) == ["gender", "carer"]
    with pytest.raises(SurveyError, match="no answer"):
        selfid.say(answers={"carer": "yes"}, by=fresh(cast.ada))
    with pytest.raises(NotAllowedError):
        selfid.say(answers={"gender": "man"}, by=fresh(cast.dora))


def test_a_team_of_three_is_too_small_to_report(cast):
    said(cast.analysts)
    said([cast.pia, cast.rob, cast.cleo], "man")

    selfid.report(by=fresh(cast.pia))

    told = {(each.report.dimension, each.report.name) for each in queries.reports()}
    assert ("all", "") in told
    assert ("department", "people") not in told
    assert ("department", "it") not in told  # with it, all without it would be the three of People
    assert round(indicators.diverse_percent()) == 77
    assert indicators.diverse_percent("department", "people") is None


def test_fewer_than_five_answers_are_not_reported(cast):
    said(cast.analysts[:4])

    assert selfid.report(by=fresh(cast.pia)) == []
    assert indicators.diverse_percent() is None


def test_only_who_runs_surveys_has_a_report_made_and_once_a_year(cast):
    said(cast.analysts)
    with pytest.raises(NotAllowedError):
        selfid.report(by=fresh(cast.ada))

    first = selfid.report(by=fresh(cast.pia))
    said([cast.ada, cast.ben], "man")

    assert selfid.report(by=fresh(cast.pia)) == first


def test_the_next_year_is_not_reported_where_fewer_than_five_changed(cast, monkeypatch):
    said(cast.analysts)
    in_year(monkeypatch, 2030)
    selfid.report(by=fresh(cast.pia))
    said([cast.ada])  # one more: the sums of the two years would differ by Ada

    in_year(monkeypatch, 2031)
    selfid.report(by=fresh(cast.pia))

    assert reported(2030)[("all", "")] == 10
    assert reported(2031) == {}


def test_the_next_year_is_reported_where_nothing_or_enough_changed(cast, monkeypatch):
    said(cast.analysts)
    in_year(monkeypatch, 2030)
    selfid.report(by=fresh(cast.pia))
    in_year(monkeypatch, 2031)
    selfid.report(by=fresh(cast.pia))
    said([cast.ada, cast.ben, cast.mia, cast.olga, cast.pia])
    in_year(monkeypatch, 2032)
    selfid.report(by=fresh(cast.pia))

    assert reported(2031)[("all", "")] == 10
    assert reported(2032)[("all", "")] == 15


def test_who_withdraws_is_not_told_by_the_next_report(cast, monkeypatch):
    said(cast.analysts)
    in_year(monkeypatch, 2030)
    selfid.report(by=fresh(cast.pia))

    selfid.say(answers={}, by=fresh(cast.analysts[0]))

    assert SelfPast.objects.count() == 1
    in_year(monkeypatch, 2031)
    selfid.report(by=fresh(cast.pia))
    assert reported(2031) == {}


def test_somebody_has_their_own_answers_in_their_copy_and_nobody_has_them_in_that_of_everything(cast):
    said([cast.ada], "non-binary")
    said([cast.ben], "man")
    out = io.BytesIO()

    exports.pack(cast.ada.person, out)

    with zipfile.ZipFile(out) as archive:
        text = archive.read("data/surveys.SelfAnswer.json").decode()
    assert "non-binary" in text
    assert '"man"' not in text
    assert "surveys.SelfAnswer" not in {each.label for each in exported.tables()}
    assert "surveys.SelfAnswer" in exported.left_out()


def test_with_somebody_their_answers_are_erased(cast):
    said([cast.ada, cast.ben])
    declaration = personal.declaration_of("surveys.SelfAnswer")

    keys = declaration.of(subject_of(cast.ada.person)).values_list("pk", flat=True)
    erasing.take(declaration, list(keys), anonymous=False)

    assert queries.own_answers(fresh(cast.ada)) == {}
    assert queries.own_answers(fresh(cast.ben)) == {"gender": "woman"}


def test_nobody_reads_or_changes_what_somebody_else_says_of_themselves(cast):
    said([cast.ada])
    browser = browser_lent(cast.ada, cast.dora)
    page = reverse("surveys:self-identification")

    answers = [browser.get(page), browser.post(page, {"do": "withdraw"})]

    assert [each.status_code for each in answers] == [403, 403]
    assert queries.own_answers(fresh(cast.ada)) == {"gender": "woman"}
