"""Papers, bonuses, surveys and cases of the example company: there, made through the services, and seen by few."""

from datetime import date

import pytest
from django.urls import reverse

from trellis.cases import rules as of_cases
from trellis.cases.models import Case
from trellis.compensation.models import BonusRequest, InterimBonus
from trellis.config import preparing
from trellis.config.demo.growing import Wish
from trellis.config.demo.making import guests, make
from trellis.config.demo.tests.test_making import Here
from trellis.contracts.models import Document
from trellis.contracts.queries import proving
from trellis.core.models import Account, Event
from trellis.people.queries import examples
from trellis.surveys.models import Asked, GroupResult, Round

pytestmark = [pytest.mark.django_db, pytest.mark.slow]  # a company of forty is made for each

WISH = Wish(40, 2, 7, date(2026, 11, 1))


@pytest.fixture
def company(handbook):
    """The company is made; gives who can sign in: a generalist, a manager, one of the team, and others."""
    make(WISH, owner=preparing.owner(), doing=Here())
    accounts = {each.person_id: each for each in examples.examples_with_account()}
    return [accounts[each.pk] for each in guests()]


def counted():
    kinds = (Document, BonusRequest, InterimBonus, Case, Round)
    return {each.__name__: each.objects.count() for each in kinds}


def test_each_room_of_people_operations_has_something_and_made_again_nothing_more(company):
    states = {
        kind.__name__: set(kind.objects.values_list("state", flat=True))
        for kind in (Document, BonusRequest, InterimBonus)
    }
    assert states == {
        "Document": {"sent", "signed", "asked", "issued"},
        "BonusRequest": {"granted", "asked"},
        "InterimBonus": {"granted", "asked"},
    }
    before = counted()
    assert before["Case"] >= 3

    make(WISH, owner=preparing.owner(), doing=Here())

    assert counted() == before
    make(Wish(6, 1, 3, WISH.until), owner=preparing.owner(), doing=Here(), again=True)
    assert counted() == before  # of two companies, it stays with the one whose people sign in


def test_papers_are_whole_and_one_waits_for_whoever_can_sign_in(company):
    _generalist, _manager, member, *_others = company

    assert all(proving.is_whole(each) for each in Document.objects.all())
    waiting = Document.objects.get(state="sent")
    assert waiting.person_id == member.person_id


def test_surveys_have_a_trend_that_nobody_can_be_joined_to(company):
    earlier, later = Round.objects.order_by("opens_on")

    assert 0 < earlier.answered < earlier.asked
    assert later.shared
    assert not Asked.objects.exists()
    assert not GroupResult.objects.filter(answered__lt=5).exclude(counts={}).exists()


def test_a_case_is_there_for_its_handler_alone(company, client):
    generalist, manager, member, *others = company
    cases = list(Case.objects.all())
    assert {each.pk for each in of_cases.seen(generalist)} == {each.pk for each in cases}
    everybody = Account.objects.exclude(pk=generalist.pk)
    assert {who.name: of_cases.seen(who).count() for who in everybody} == {who.name: 0 for who in everybody}

    for who in (manager, member, *others, preparing.owner()):
        client.force_login(who)
        pages = [client.get(reverse("cases:case", args=[case.pk])) for case in cases]
        assert {each.status_code for each in pages} == {404}
        texts = [
            client.get("/search/", {"q": "operation"}).content.decode(),
            client.get(reverse("work:my-work")).content.decode(),
            client.get(reverse("people:person", args=[manager.person_id])).content.decode(),
        ]
        assert not any(case.title in text for case in cases for text in texts)
    told = str(list(Event.objects.values_list("data", flat=True)))
    assert not any(case.title in told for case in cases)
