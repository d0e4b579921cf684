"""What people acknowledged elsewhere, from files."""

from datetime import timedelta

import pytest
from django.urls import reverse

from trellis.core import importing
from trellis.core.models import Event
from trellis.core.tests.rowwise import put, written
from trellis.people.days import today
from trellis.policies.importers import ACKNOWLEDGEMENTS
from trellis.policies.queries import reading
from trellis.policies.tests.conftest import CONDUCT, LAPTOPS
from trellis.work.models import WorkItem

HEAD = "person,policy,acknowledged_on,version,source\n"


def test_what_was_acknowledged_on_paper_is_asked_no_more_and_says_where(office, client):
    day = today() - timedelta(days=30)
    waiting = WorkItem.objects.filter(assignee=office.cast.ada, state="open").count()

    text = HEAD + f"ada@example.org,Code of conduct,{day},,signed on paper\n"
    assert put(ACKNOWLEDGEMENTS, text, office.cast.pia) == ["new"]

    row = office.row(office.cast.ada)
    assert (row.state, row.read.number, row.taken_from) == ("done", 1, "signed on paper")
    assert (row.acknowledged_at.date(), row.acknowledged_by) == (day, office.cast.pia)
    assert WorkItem.objects.filter(assignee=office.cast.ada, state="open").count() == waiting - 1
    assert Event.objects.filter(name="policies.acknowledgement-taken-over", object=row.pk).count() == 1
    assert not Event.objects.filter(name="policies.acknowledged").exists()
    client.force_login(office.cast.ada)
    page = client.get(reverse("policies:acknowledgement", args=[row.pk])).content.decode()
    assert "signed on paper" in page
    assert "written down by Pia" in page
    paper = client.get(reverse("policies:paper", args=[row.pk]))
    assert paper.status_code == 200


def test_a_policy_that_has_changed_since_asks_again(office):
    put(ACKNOWLEDGEMENTS, HEAD + f"ada@example.org,{CONDUCT},2026-01-05,1,paper\n", office.cast.pia)
    office.says("above 50 euros", "above 20 euros")
    office.round(days=3)

    assert office.row(office.cast.ada).state == "asked"
    assert put(
        ACKNOWLEDGEMENTS, HEAD + f"ada@example.org,{CONDUCT},2026-01-05,1,paper\n", office.cast.pia
    ) == ["bad version"]
    assert reading.least_number(CONDUCT, office.row(office.cast.ada)) == 2


@pytest.mark.parametrize(
    ("row", "fate"),
    [
        (f"olga@example.org,{LAPTOPS},2026-01-05,,paper", "bad person"),  # it is none of hers
        (f"ada@example.org,{CONDUCT},2999-01-05,,paper", "bad acknowledged_on"),
        (f"ada@example.org,{CONDUCT},2026-01-05,7,paper", "bad version"),
        (f"ada@example.org,{CONDUCT},2026-01-05,first,paper", "bad version"),
        (f"ada@example.org,{CONDUCT},2026-01-05,,", "bad source"),
        ("ada@example.org,policies/none.md,2026-01-05,,paper", "bad policy"),
        (f"pia@example.org,{CONDUCT},2026-01-05,,paper", "bad"),  # nobody does it for themselves
    ],
)
def test_an_acknowledgement_that_cannot_be_says_where(office, row, fate):
    assert put(ACKNOWLEDGEMENTS, HEAD + row, office.cast.pia) == [fate]


def test_what_was_imported_goes_out_and_says_nothing_new(office):
    text = (
        HEAD + f"ada@example.org,{CONDUCT},2026-01-05,1,paper\nben@example.org,{LAPTOPS},2026-01-06,,paper\n"
    )
    assert put(ACKNOWLEDGEMENTS, text, office.cast.pia) == ["new", "new"]
    before = Event.objects.count()

    assert set(put(ACKNOWLEDGEMENTS, text, office.cast.pia)) == {"same"}
    assert set(put(ACKNOWLEDGEMENTS, written(ACKNOWLEDGEMENTS), office.cast.pia)) == {"same"}
    assert Event.objects.count() == before


def test_only_who_keeps_policies_imports_what_was_acknowledged(office):
    assert importing.may_import(office.cast.pia, "acknowledgements")
    for who in (office.cast.mia, office.cast.ben, office.cast.dora):
        assert not importing.may_import(who, "acknowledgements")
    assert put(
        ACKNOWLEDGEMENTS, HEAD + f"ada@example.org,{CONDUCT},2026-01-05,,paper\n", office.cast.mia
    ) == ["bad"]
