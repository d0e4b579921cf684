"""Whom an audience in a form would be for: how many, and who, as far as its author may know."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from trellis.core import kept
from trellis.core.tests.remembered import remembered
from trellis.courses.queries.studio_picks import Audiences, Whom, known
from trellis.courses.studio.groups import AudienceCells, Row
from trellis.courses.tests.conftest import COURSES
from trellis.people.tests.conftest import Cast

ANALYSTS = AudienceCells("some", (Row("roles", "is", ("IT Analyst",)),))


@pytest.fixture
def cast(db, serve):
    edition = serve(COURSES)
    kept.forget_everything()
    return remembered((Cast, edition.handbook), Cast)


def whom(cells, *, with_names=True):
    return Audiences(known(), with_names=with_names).shown({"a": (cells, AudienceCells())})["a"].whom


def test_an_author_sees_how_many_and_who(cast):
    assert whom(ANALYSTS) == Whom(2, 6, ("Ada", "Ben"))
    assert whom(AudienceCells("some", any=(*ANALYSTS.all, Row("managers", "is", ("true",))))) == Whom(
        4, 6, ("Ada", "Ben", "Mia", "Olga")
    )
    assert whom(AudienceCells("some", (Row("roles", "is-not", ("IT Analyst",)),))).count == 4


def test_who_may_not_see_the_directory_sees_only_how_many(cast):
    assert whom(ANALYSTS, with_names=False) == Whom(2, 6)


def test_whoever_asks_for_a_kind_of_contract_is_not_told_who_has_it(cast):
    of_contract = Row("contract-types", "is", ("permanent",))
    employments = cast.employments.values()
    for position in (each.positions.get() for each in employments):
        position.contract_type = "permanent"
        position.save()
    kept.forget_everything()

    assert whom(AudienceCells("some", (of_contract,))) == Whom(6, 6)
    assert whom(AudienceCells("some", (of_contract, *ANALYSTS.all))) == Whom(None, 6)


def test_an_audience_is_of_those_hired_from_a_day_on_without_saying_who_they_are(cast):
    began = cast.employments["ada"].starts_on.isoformat()
    after = (cast.employments["ada"].starts_on + timedelta(days=1)).isoformat()

    assert whom(AudienceCells("some", (Row("hired-from", "is", (began,)),))) == Whom(6, 6)
    assert whom(AudienceCells("some", (Row("hired-from", "is", (after,)),))) == Whom(0, 6)
    assert whom(AudienceCells("some", (Row("hired-until", "is", (began,)), *ANALYSTS.all))) == Whom(None, 6)
    shown = Audiences(known(), with_names=True).shown(
        {"a": (AudienceCells("some", (Row("hired-from", "is", ("soon",)),)), AudienceCells())}
    )["a"]
    assert shown.trouble == "“soon” is no day. Such as 2030-06-30."


def test_an_audience_that_says_nothing_yet_counts_nobody(cast):
    assert whom(AudienceCells("some", (Row(),))) is None
    assert whom(AudienceCells("written", written={"weather": ["rain"]})) == Whom(0, 6)


def test_many_audiences_are_counted_with_as_many_queries_as_one(cast):
    def queries(n):
        shown = Audiences(known(), with_names=True)
        with CaptureQueriesContext(connection) as found:
            shown.shown({str(at): (ANALYSTS, AudienceCells()) for at in range(n)})
        return len(found)

    assert queries(1) == queries(5)
