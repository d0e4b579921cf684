"""Who is external learns from My work neither who works here nor by which rules, and nothing waits on them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from trellis.core.models import Access, RoleHolding
from trellis.core.rules import NotAllowedError
from trellis.core.services import accounts
from trellis.work import holders
from trellis.work.models import WorkItem
from trellis.work.services import absences, tasks
from trellis.work.services.items import WorkError
from trellis.work.tests.conftest import account


@pytest.fixture
def outsider(cast):
    made = account("Xenia", Access.EXTERNAL)
    RoleHolding.objects.create(account=made, title="Controller")
    return made


@pytest.mark.parametrize("name", ["my-work", "new-task", "absence", "approvals", "ask"])
def test_its_pages_are_refused(by, outsider, name):
    assert by(outsider).get(reverse(f"work:{name}")).status_code == 403


def test_it_is_not_in_the_side_bar(by, outsider, cast):
    assert "/my-work/" in by(cast.mia).get("/account/").content.decode()
    assert "/my-work/" not in by(outsider).get("/account/").content.decode()


def test_they_give_no_tasks(outsider, cast):
    with pytest.raises(NotAllowedError):
        tasks.give(title="Call", by=outsider, to=cast.mia)

    assert not WorkItem.objects.exists()


@pytest.mark.parametrize("written", ["Xenia", "xenia@example.org"])
def test_nobody_hands_work_to_them(outsider, cast, written):
    with pytest.raises(WorkError):
        tasks.somebody_named(written, by=cast.mia)
    with pytest.raises(WorkError):
        tasks.give(title="Call", by=cast.mia, to=outsider)


def test_a_name_that_is_not_whole_leads_to_whom_it_may_mean_within_the_team(outsider, cast):
    accounts.rename(account=cast.sam, name="Sam Miller")

    hints = []
    for words, by in (("mill", cast.mia), ("Xen", cast.mia), ("mill", outsider)):
        with pytest.raises(WorkError) as refused:
            tasks.somebody_named(words, by=by)
        hints.append(refused.value.hint)

    whole = "Write the whole name, or the address."
    assert hints == ["Did you mean Sam Miller?", whole, whole]


def test_they_stand_in_for_nobody(outsider, cast):
    day = date.today() + timedelta(days=3)

    with pytest.raises(WorkError):
        absences.plan(first=day, last=day, stand_in=outsider, by=cast.mia)


def test_a_role_that_they_hold_makes_them_no_approver(outsider, cast):
    assert holders.holders_of_role("Controller") == [cast.carl]
