"""Enrolments in benefits that come in from files."""

from datetime import date

import pytest

from trellis.contracts.importers import BENEFITS
from trellis.contracts.models import Enrolment
from trellis.core import importing
from trellis.core.models import Event
from trellis.core.tests.rowwise import put, written

HEAD = "person,program,option,starts_on\n"


def test_who_has_which_benefit_comes_in_outside_of_windows(cast):
    rows = "ada@example.org,Pension,Basic,2022-03-01\nada@example.org,pension,plus,2024-01-01\n"

    assert put(BENEFITS, HEAD + rows, cast.pia) == ["new", "new"]

    held = Enrolment.objects.order_by("starts_on").values_list("option", "starts_on", "ends_on", "ending")
    assert list(held) == [
        ("basic", date(2022, 3, 1), date(2023, 12, 31), "changed"), ("plus", date(2024, 1, 1), None, ""),
    ]  # fmt: skip
    before = Event.objects.count()
    assert set(put(BENEFITS, written(BENEFITS), cast.pia)) == {"same"}
    assert Event.objects.count() == before


@pytest.mark.parametrize(
    ("row", "fate"),
    [
        ("ada@example.org,pension,basic,2020-02-03", "bad starts_on"),  # after probation
        ("ada@example.org,pension,gold,2022-03-01", "bad option"),
        ("ada@example.org,yacht,basic,2022-03-01", "bad program"),
        ("ada@example.org,pension,basic,2010-03-01", "bad program"),  # nobody employed her then
        ("pia@example.org,pension,basic,2022-03-01", "bad"),  # nobody writes down their own
    ],
)
def test_an_enrolment_that_cannot_be_says_where(cast, row, fate):
    assert put(BENEFITS, HEAD + row, cast.pia) == [fate]
    assert not Enrolment.objects.exists()


def test_what_came_first_stands_above(cast):
    rows = "ada@example.org,pension,plus,2024-01-01\nada@example.org,pension,basic,2022-03-01\n"

    assert put(BENEFITS, HEAD + rows, cast.pia) == ["new", "bad starts_on"]


def test_only_who_keeps_benefits_imports_them(cast):
    assert importing.may_import(cast.pia, "benefits")
    for who in (cast.mia, cast.ben, cast.dora):
        assert not importing.may_import(who, "benefits")
    assert put(BENEFITS, HEAD + "ada@example.org,pension,basic,2022-03-01\n", cast.mia) == ["bad"]
