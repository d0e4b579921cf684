"""Helping somebody by acting as them: only with their word, not for long, never upwards, and written down."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from trellis.core import auditing, urls
from trellis.core.acting import Acting, acting
from trellis.core.middleware import OPEN_WHILE_ACTING, ActingMiddleware
from trellis.core.models import Access, AccessNote, Account, Event, Notice, SupportVisit
from trellis.core.rules import ActingError, NotAllowedError
from trellis.core.services import accounts, people, support
from trellis.core.services.looking import record_access
from trellis.core.services.people import Facts
from trellis.core.services.support import VisitError
from trellis.core.tests.lent import lent

pytestmark = pytest.mark.django_db
NOW = "2026-03-02 10:00:00+00:00"


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(NOW)  # it goes on, so that what happens has an order
    return time_machine


@pytest.fixture
def asked(administrator, member):
    return support.ask(account=member, reason="The list stays empty", by=administrator)


@pytest.fixture
def agreed(asked, member):
    return support.agree(visit=asked, by=member)


@pytest.fixture
def acts(client, agreed, administrator):
    """The browser of an administrator who acts as the member now."""
    client.force_login(administrator)
    client.post(f"/people-access/support/{agreed.pk}/begin/")
    return client


def names():
    return list(
        Event.objects.filter(name__startswith="core.support").order_by("id").values_list("name", flat=True)
    )


def told(account):
    return list(
        Notice.objects.filter(account=account).order_by("created_at", "pk").values_list("subject", flat=True)
    )


def test_the_person_is_asked_with_the_reason(asked, administrator, member):
    assert asked.state == "asked"
    assert told(member) == ["Dora asks to act as you, to help you"]
    assert Notice.objects.get().text == "The list stays empty"
    assert support.ask(account=member, reason="Again", by=administrator) == asked


def test_a_reason_is_needed(administrator, member):
    with pytest.raises(VisitError):
        support.ask(account=member, reason="  ", by=administrator)


def test_never_upwards_nor_by_others(administrator, owner, member, colleague, former):
    second = Account.objects.create(email="dan@example.org", name="Dan", access=Access.ADMINISTRATOR)
    for account in (owner, second, former, administrator):
        with pytest.raises(NotAllowedError):
            support.ask(account=account, reason="Why", by=administrator)
    for by in (member, former):
        with pytest.raises(NotAllowedError):
            support.ask(account=colleague, reason="Why", by=by)
    with pytest.raises(NotAllowedError):
        support.ask(account=second, reason="Why", by=owner)


def test_only_the_person_agrees(asked, administrator, owner, colleague):
    for by in (administrator, owner, colleague):
        with pytest.raises(NotAllowedError):
            support.agree(visit=asked, by=by)


def test_nothing_begins_without_their_word(asked, administrator, owner):
    with pytest.raises(VisitError):
        support.begin(visit=asked, by=administrator)
    with pytest.raises(NotAllowedError):
        support.begin(visit=asked, by=owner)
    with pytest.raises(IntegrityError), transaction.atomic():
        SupportVisit.objects.filter(pk=asked.pk).update(began_at=timezone.now())


def test_what_was_refused_does_not_begin(asked, administrator, member):
    support.end(visit=asked, by=member)
    support.end(visit=asked, by=member)

    with pytest.raises(VisitError):
        support.begin(visit=asked, by=administrator)
    with pytest.raises(VisitError):
        support.agree(visit=asked, by=member)
    assert names() == ["core.support-asked", "core.support-ended"]
    asked.refresh_from_db()
    assert asked.state == "refused"


def test_nothing_is_allowed_for_ever(asked, administrator, member, clock):
    clock.shift(timedelta(hours=25))
    with pytest.raises(VisitError):
        support.agree(visit=asked, by=member)

    again = support.agree(visit=support.ask(account=member, reason="Why", by=administrator), by=member)
    clock.shift(timedelta(hours=25))
    with pytest.raises(VisitError):
        support.begin(visit=again, by=administrator)


def test_the_administrator_reads_as_the_person_under_a_bar(acts, member):
    page = acts.get("/notices/").content.decode()

    assert "You act as <b>Ben</b> until 10:30" in page
    assert "Be yourself again" in page
    assert acts.get("/people-access/").status_code == 403
    assert told(member)[-1] == "Dora acts as you now, for half an hour at most"


def test_nothing_that_protects_the_account_is_open(acts):
    open_to_all = {"core:provider-metadata", "core:live", "core:ready", "core:metrics", "core:linked-file"}
    known = {
        "identifier": "0190a0d0-0000-7000-8000-000000000000", "key": "0190a0d0-0000-7000-8000-000000000000",
        "message": "0190a0d0-0000-7000-8000-000000000000", "deed": "close", "act": "read", "token": "x", "name": "x",
        "rest": "Users", "about": "desk", "language": "en",
    }  # fmt: skip
    session = dict(acts.session)
    for pattern in urls.urlpatterns:
        name = f"core:{pattern.name}"
        if name in OPEN_WHILE_ACTING | open_to_all:
            continue
        address = reverse(name, kwargs={place: known[place] for place in pattern.pattern.converters})
        for answer in (acts.get(address), acts.post(address)):
            assert answer.status_code == 403, name
            assert "Not while you act" in answer.content.decode(), name
    assert dict(acts.session) == session


def test_after_half_an_hour_it_is_over(acts, clock):
    clock.shift(timedelta(minutes=30))

    assert "You act as" not in acts.get("/people-access/").content.decode()
    assert "acting" not in acts.session


@pytest.mark.parametrize("side", ["person", "administrator"])
def test_either_ends_it_at_once(acts, agreed, member, side):
    who = acts
    if side == "person":
        who = Client()
        who.force_login(member)
    who.post(f"/account/support/{agreed.pk}/end/")

    assert acts.get("/people-access/").status_code == 200
    agreed.refresh_from_db()
    assert agreed.state == "ended"
    assert names()[-1] == "core.support-ended"


def test_signing_out_ends_it(acts, agreed):
    acts.post("/sign-out/")

    agreed.refresh_from_db()
    assert agreed.state == "ended"
    assert "_auth_user_id" not in acts.session


@pytest.mark.parametrize(
    "change",
    [
        {"who": "member", "access": Access.ADMINISTRATOR},
        {"who": "member", "is_owner": True},
        {"who": "member", "is_active": False},
        {"who": "administrator", "access": Access.APPROVER},
        {"who": "administrator", "is_active": False},
    ],
)
def test_it_ends_when_either_is_no_longer_who_they_were(acts, member, administrator, change):
    account = {"member": member, "administrator": administrator}[change.pop("who")]
    Account.objects.filter(pk=account.pk).update(**change)

    assert "You act as" not in acts.get("/").content.decode()
    assert "acting" not in acts.session


def test_a_session_of_another_does_not_act(agreed, administrator, colleague):
    support.begin(visit=agreed, by=administrator)
    client = Client()
    client.force_login(colleague)
    session = client.session
    session["acting"] = str(agreed.pk)
    session.save()

    assert "You act as" not in client.get("/account/").content.decode()


def test_what_is_done_is_written_down_with_both(agreed, administrator, member):
    visit = support.begin(visit=agreed, by=administrator)
    member.person = people.make(Facts("Ben"), by=None)
    member.save()
    with acting(Acting(visit.pk, administrator.pk, member.pk)):
        accounts.rename(account=member, name="Benjamin")

    event = Event.objects.get(name="core.person-changed")
    assert event.by == administrator.pk
    assert json.loads(event.data)["on_behalf_of"] == str(member.pk)
    entry = auditing.done_on_behalf(member.pk, administrator.pk, visit.began_at, timezone.now())[0]
    assert (entry.actor, entry.behalf) == ("Dora for Benjamin", "Benjamin")


def test_what_others_do_meanwhile_is_theirs(agreed, administrator, member, colleague):
    visit = support.begin(visit=agreed, by=administrator)
    with acting(Acting(visit.pk, administrator.pk, member.pk)):
        people.make(Facts("Nora"), by=colleague)

    event = Event.objects.get(name="core.person-added")
    assert (event.by, "on_behalf_of" in event.data) == (colleague.pk, False)


def test_the_person_sees_who_did_what(acts, agreed, member):
    acts.post("/views/", {"list": "people", "name": "X"})
    client = Client()
    client.force_login(member)
    page = client.get(f"/account/support/?visit={agreed.pk}").content.decode()

    assert "The list stays empty" in page
    assert "acts now" in page
    assert "What Dora did" in page


def test_others_are_told_of_no_visit(asked, owner, colleague):
    for account in (owner, colleague):
        client = Client()
        client.force_login(account)
        assert client.post(f"/account/support/{asked.pk}/agree/").status_code == 404
        assert client.post(f"/account/support/{asked.pk}/end/").status_code == 404
        assert "The list" not in client.get(f"/account/support/?visit={asked.pk}").content.decode()


def test_page_of_the_account_asks_and_begins(client, administrator, member):
    client.force_login(administrator)
    client.post(f"/people-access/{member.pk}/support/", {"reason": "Because"})
    visit = SupportVisit.objects.get()
    other = Client()
    other.force_login(member)
    other.post(f"/account/support/{visit.pk}/agree/")

    page = client.get(f"/people-access/{member.pk}/").content.decode()

    assert "Because" in page
    assert reverse("core:begin-support", args=[visit.pk]) in page


def test_beginning_asks_again_who_is_there(client, administrator, agreed):
    client.force_login(administrator)
    session = client.session
    session["confirmed_at"] = 0
    session.save()

    assert (
        client.post(f"/people-access/support/{agreed.pk}/begin/")
        .headers["Location"]
        .startswith("/account/confirm/")
    )


def test_nobody_looks_at_what_only_some_may_know_as_somebody_else(agreed, administrator, member):
    with lent(member, administrator), pytest.raises(ActingError):
        record_access(account=member, about="person", object=member.pk, why="")

    assert not AccessNote.objects.exists()


def test_what_is_for_the_person_alone_is_refused_with_a_page(acts, rf):
    request = rf.get("/")
    request.user, request.session, request.visit = Account.objects.get(name="Ben"), acts.session, None

    answer = ActingMiddleware(lambda request: None).process_exception(request, ActingError())

    assert answer.status_code == 403
    assert "Not while you act" in answer.content.decode()
    assert ActingMiddleware(lambda request: None).process_exception(request, ValueError()) is None
