"""Approvals: who is asked in which order, that nobody approves their own, that a change voids, and the whole trace."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from trellis.core import defined
from trellis.core.models import Access, Event, Notice, RoleHolding
from trellis.core.rules import NotAllowedError
from trellis.core.services import people
from trellis.core.services.people import Facts
from trellis.work.models import ApprovalDecision, ApprovalRequest
from trellis.work.queries import approvals as queries
from trellis.work.queries import items as work
from trellis.work.queries.items import Tab
from trellis.work.rules import can_see_approval, is_about
from trellis.work.services import absences, approvals
from trellis.work.services.approvals import ApprovalError, Content
from trellis.work.tests.conftest import APPROVALS, FILES, account

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _monday(time_machine):
    time_machine.move_to(MONDAY)


def content(amount="100", currency="EUR", title="Chairs"):
    return Content(
        title=title,
        text="We sit.",
        facts={"amount": {"amount": amount, "currency": currency}, "software": False},
    )


def ask(who, **values):
    about = values.pop("about", None)
    subject = values.pop("subject", None)
    return approvals.ask("purchase", content(**values), by=who, about=about, subject=subject)


def approve(request, who, **changes):
    standing = queries.standing_of(request)
    step = standing.step.position if standing else 0
    return approvals.approve(request, **{"by": who, "digest": request.digest, "step": step, **changes})


def asked_now(request):
    standing = queries.standing_of(request)
    return sorted(each.name for each in standing.waiting) if standing else []


def has(who):
    return [item.title for item in work.waiting_on(who)]


def deeds(request):
    return [each.deed for each in reversed(queries.trace_of(request))]


def test_a_small_purchase_needs_the_manager_alone(cast):
    request = ask(cast.mia)

    assert (asked_now(request), has(cast.max), has(cast.greta)) == (["Max"], ["Chairs"], [])
    request = approve(request, cast.max)

    assert request.state == "granted"
    assert queries.is_granted("purchase", request.about, request.digest)
    assert deeds(request) == ["asked", "skipped", "approved", "granted"]
    assert (has(cast.max), [each.title for each in work.listed(cast.max, Tab.DONE)]) == ([], ["Chairs"])
    assert [each.subject for each in Notice.objects.filter(account=cast.mia)] == ["Approved: Chairs"]


def test_a_large_one_needs_the_steps_in_order_and_of_the_second_everybody(cast):
    request = ask(cast.mia, amount="5000.01")

    with pytest.raises(NotAllowedError):
        approve(request, cast.carl)
    approve(request, cast.max)
    assert asked_now(request) == ["Carl", "Greta"]
    approve(request, cast.carl)
    request.refresh_from_db()
    assert (request.state, asked_now(request), has(cast.greta)) == ("open", ["Greta"], ["Chairs"])
    assert approve(request, cast.greta).state == "granted"


def test_a_threshold_is_exclusive_and_another_currency_needs_all_steps(cast):
    def steps(**facts):
        return [step.state for step in queries.steps_of(ask(cast.mia, **facts))]

    assert steps(amount="5000.00") == ["current", "skipped"]
    assert steps(amount="5000.01") == ["current", "waiting"]
    assert steps(amount="1", currency="USD") == ["current", "waiting"]


def test_nobody_approves_their_own_nor_what_is_about_them(cast):
    own = ask(cast.carl, amount="9000")
    cast.managers[cast.carl.pk] = cast.greta
    approvals.look_again(MONDAY + timedelta(hours=2))
    about_max = ask(cast.mia, subject=cast.max)

    for request, who in ((own, cast.carl), (about_max, cast.max), (about_max, cast.mia)):
        with pytest.raises(NotAllowedError):
            approve(request, who)
    assert asked_now(about_max) == ["Greta"]


def test_the_database_takes_no_approval_of_ones_own(cast):
    request = ask(cast.mia)
    step = queries.standing_of(request).step

    with pytest.raises(IntegrityError), transaction.atomic():
        ApprovalDecision.objects.create(
            request=request, step=step, round=1, deed="approved", by=cast.mia, asker=cast.mia, subject=cast.mia,
            digest=request.digest, revision="",
        )  # fmt: skip


def test_where_an_approver_would_be_the_asker_their_manager_is_asked(cast):
    RoleHolding.objects.create(account=cast.max, title="Controller")
    RoleHolding.objects.filter(account=cast.carl).delete()
    cast.managers[cast.greta.pk] = cast.dora
    request = ask(cast.max, amount="9000")

    approve(request, cast.greta)

    standing = queries.standing_of(request)
    assert [[each.name for each in slot.people] for slot in standing.slots] == [["Dora"], ["Greta"]]
    assert [each.text for each in queries.trace_of(request) if each.deed == "passed"] == [
        "Nobody approves their own, so their manager decides."
    ]


def test_where_nobody_is_found_administrators_are_asked_and_the_reason_is_kept(cast):
    cast.managers.clear()
    request = ask(cast.mia)

    assert asked_now(request) == ["Dora"]
    assert deeds(request) == ["asked", "skipped", "passed"]
    assert "Nobody was found for “manager”" in queries.trace_of(request)[0].text


def test_an_administrator_alone_cannot_have_their_own_approved(cast):
    request = ask(cast.dora)

    assert (request.state, asked_now(request)) == ("open", [])
    with pytest.raises(NotAllowedError):
        approve(request, cast.dora)


def test_what_no_rule_is_about_goes_to_administrators(cast):
    request = approvals.ask("unheard-of", content(), by=cast.mia)

    assert asked_now(request) == ["Dora"]
    assert approve(request, cast.dora).state == "granted"


def test_a_changed_content_voids_what_was_approved(cast):
    request = ask(cast.mia, amount="9000")
    approve(request, cast.max)
    before = request.digest

    request = approvals.change(request, content(amount="9100"), by=cast.mia)

    assert (request.round, request.state, asked_now(request)) == (2, "open", ["Max"])
    assert not queries.is_granted("purchase", request.about, before)
    with pytest.raises(ApprovalError):
        approvals.approve(request, by=cast.max, digest=before, step=0)
    assert deeds(request)[-1] == "changed"
    assert approvals.change(request, content(amount="9100"), by=cast.mia).round == 2


def test_a_room_that_asks_again_has_one_open_request(cast):
    about = ("order", uuid4())
    request = ask(cast.mia, about=about)

    assert ask(cast.mia, about=about) == request
    assert ask(cast.mia, about=about, amount="200").round == 2
    approve(ApprovalRequest.objects.get(), cast.max)
    assert queries.is_granted("purchase", about[1], content(amount="200").known_by)
    assert not queries.is_granted("purchase", about[1], content().known_by)
    assert ask(cast.mia, about=about, amount="300").pk != request.pk


def test_an_approval_sent_twice_counts_once_and_not_for_the_next_step(cast):
    cast.managers[cast.max.pk] = cast.max
    cast.managers[cast.mia.pk] = cast.greta
    cast.managers[cast.greta.pk] = cast.greta
    RoleHolding.objects.create(account=cast.greta, title="Controller")
    request = ask(cast.mia, amount="9000")

    approvals.approve(request, by=cast.greta, digest=request.digest, step=0)
    approvals.approve(request, by=cast.greta, digest=request.digest, step=0)

    request.refresh_from_db()
    assert (request.state, deeds(request).count("approved")) == ("open", 1)


def test_rejecting_needs_a_reason_and_ends_it(cast):
    request = ask(cast.mia)

    with pytest.raises(ApprovalError):
        approvals.reject(request, by=cast.max, digest=request.digest, step=0, text=" ")
    request = approvals.reject(request, by=cast.max, digest=request.digest, step=0, text="Too many")

    assert (request.state, has(cast.max)) == ("rejected", [])
    assert Notice.objects.get(account=cast.mia).text == "Too many"
    with pytest.raises(ApprovalError):
        approve(request, cast.max)
    with pytest.raises(ApprovalError):
        approvals.change(request, content(amount="1"), by=cast.mia)


def test_only_who_asked_withdraws_and_a_second_time_changes_nothing(cast):
    request = ask(cast.mia)

    with pytest.raises(NotAllowedError):
        approvals.withdraw(request, by=cast.max)
    approvals.withdraw(request, by=cast.mia)
    assert approvals.withdraw(request, by=cast.mia).state == "withdrawn"
    assert (has(cast.max), deeds(request).count("withdrawn")) == ([], 1)


def test_a_stand_in_decides_for_who_is_away_but_never_about_their_own(cast):
    absences.plan(first=date(2026, 3, 2), last=date(2026, 3, 6), stand_in=cast.sam, by=cast.max)
    request, own = ask(cast.mia), ask(cast.mia, subject=cast.sam, title="For Sam")

    assert has(cast.sam) == ["Chairs"]
    with pytest.raises(NotAllowedError):
        approve(own, cast.sam)
    approve(request, cast.sam)

    made = request.trace.get(deed="approved")
    assert (made.by, made.in_place_of) == (cast.sam, cast.max)
    assert Notice.objects.filter(account=cast.sam, kind=approvals.DECIDE).count() == 1


def test_one_who_stands_in_for_two_gives_one_approval(cast):
    request = ask(cast.mia, amount="9000")
    approve(request, cast.max)
    for who in (cast.carl, cast.greta):
        absences.plan(first=date(2026, 3, 2), last=date(2026, 3, 6), stand_in=cast.sam, by=who)

    approve(request, cast.sam)

    assert approve(request, cast.sam).state == "open"
    assert request.trace.filter(by=cast.sam).count() == 1


def test_once_the_time_is_over_the_manager_may_decide_too(cast):
    request = ask(cast.mia)  # on a Monday, with three working days

    assert approvals.escalate(datetime(2026, 3, 5, 20, tzinfo=UTC)) == 0
    assert approvals.escalate(datetime(2026, 3, 6, 1, tzinfo=UTC)) == 1
    assert approvals.escalate(datetime(2026, 3, 7, 1, tzinfo=UTC)) == 0
    assert (asked_now(request), has(cast.greta)) == (["Greta", "Max"], ["Chairs"])
    assert approve(request, cast.greta).state == "granted"


def test_who_comes_into_a_role_is_asked_within_the_hour(cast):
    request = ask(cast.mia)
    cast.managers[cast.mia.pk] = cast.sam

    assert approvals.look_again(MONDAY + timedelta(minutes=5)) == 0
    assert approvals.look_again(MONDAY + timedelta(hours=2)) == 1
    assert (asked_now(request), has(cast.sam), has(cast.max)) == (["Sam"], ["Chairs"], [])


def test_the_trace_names_the_revision_of_the_rule(cast):
    request = ask(cast.mia)

    assert {each.revision for each in queries.trace_of(request)} == {defined.revision()}


def test_running_requests_keep_the_rule_that_they_began_with(cast, serve):
    request = ask(cast.mia)
    serve(
        {
            **FILES,
            "approvals.yml": APPROVALS.replace(
                "{relation: manager}\n        within", "{role: Controller}\n        within"
            ),
        }
    )

    assert asked_now(request) == ["Max"]
    request = approvals.change(request, content(amount="2"), by=cast.mia)
    assert asked_now(request) == ["Carl"]


def test_events_hold_no_words_and_rooms_hear_of_the_end(cast):
    request = ask(cast.mia, about=("order", uuid4()), title="Secret chairs")
    approve(request, cast.max)

    names = list(Event.objects.order_by("at", "pk").values_list("name", flat=True))
    assert names == ["work.approval-asked", "work.approval-decided", "work.approval-granted"]
    assert not any("ecret" in event.data for event in Event.objects.all())


# -- the pages


def test_a_request_is_asked_for_and_approved_by_the_pages(cast, by):
    assert "Purchase" in by(cast.mia).get("/my-work/approvals/new/").content.decode()
    form = {
        "title": "Chairs",
        "fact-amount": "120",
        "currency-amount": "EUR",
        "fact-software": "no",
        "text": "We sit.",
    }
    answer = by(cast.mia).post("/my-work/approvals/new/purchase/", form)
    request = ApprovalRequest.objects.get()
    page = by(cast.max).get(answer.headers["Location"]).content.decode()

    assert "EUR 120" in page
    assert "Your decision" in page
    sent = {"deed": "approve", "digest": request.digest, "step": "0"}
    by(cast.max).post(f"/my-work/approvals/{request.pk}/decide/", sent)
    page = by(cast.mia).get(f"/my-work/approvals/{request.pk}/").content.decode()
    assert "everything is approved" in page
    assert "Max" in page


def test_a_request_is_changed_commented_and_withdrawn_by_the_pages(cast, by):
    request, client = ask(cast.mia), by(cast.mia)
    address = f"/my-work/approvals/{request.pk}/"

    client.post(
        f"{address}change/",
        {"title": "Tables", "fact-amount": "7", "currency-amount": "EUR", "fact-software": "yes"},
    )
    client.post(f"{address}decide/", {"deed": "comment", "text": "Please soon"})
    page = client.get(address).content.decode()
    assert "Tables" in page
    assert "Please soon" in page
    client.post(f"{address}decide/", {"deed": "withdraw"})
    request.refresh_from_db()
    assert (request.state, request.round) == ("withdrawn", 2)


def test_others_do_not_know_of_a_request_and_nor_does_whom_it_is_about(cast, by):
    request = ask(cast.mia, subject=cast.sam, title="A bonus")
    address = f"/my-work/approvals/{request.pk}/"

    for who, status in ((cast.mia, 200), (cast.dora, 200), (cast.sam, 404), (cast.carl, 404)):
        assert by(who).get(address).status_code == status
        for whose in ("mine", "asked", "all"):
            listed = by(who).get(f"/my-work/approvals/?whose={whose}").content.decode()
            assert ("A bonus" in listed) <= (status == HTTPStatus.OK)
            file = by(who).get(f"/my-work/approvals/export.csv?whose={whose}").content.decode()
            assert ("A bonus" in file) <= (status == HTTPStatus.OK)
    sent = {"deed": "approve", "digest": request.digest, "step": "0"}
    assert by(cast.carl).post(f"{address}decide/", sent).status_code == HTTPStatus.NOT_FOUND
    assert by(cast.carl).get(f"{address}change/").status_code == HTTPStatus.NOT_FOUND


def test_an_administrator_does_not_see_what_is_about_themselves(cast, by):
    request = ask(cast.mia, subject=cast.dora, title="A bonus")

    assert by(cast.dora).get(f"/my-work/approvals/{request.pk}/").status_code == HTTPStatus.NOT_FOUND
    assert "A bonus" not in by(cast.dora).get("/my-work/approvals/?whose=all").content.decode()


@pytest.mark.parametrize("address", ["/my-work/approvals/?whose=all", "request"])
def test_pages_ask_the_same_few_questions_however_many_requests_there_are(cast, by, address):
    client = by(cast.dora)
    request = ask(account("Ann"))
    where = address if address != "request" else f"/my-work/approvals/{request.pk}/"

    def asked():
        with CaptureQueriesContext(connection) as found:
            assert client.get(where).status_code == HTTPStatus.OK
        return len(found)

    asked()
    one = asked()
    for n in range(3):
        ask(account(f"Nr{n}"))
        approvals.comment(request, by=cast.dora, text=f"Word {n}")

    assert asked() == one
    assert one <= 15


def test_whose_former_record_it_was_about_decides_nothing_once_both_are_known_to_be_one(cast):
    other = account("Dan", Access.ADMINISTRATOR)
    own, former = (people.add(facts=Facts(name), by=cast.dora) for name in ("Dora", "Dora D"))
    cast.dora.person = own
    cast.dora.save(update_fields=["person"])
    request, closed = ask(cast.mia, subject=former), ask(cast.mia, subject=former, title="Desks")
    approvals.withdraw(closed, by=cast.mia)
    assert asked_now(request) == ["Dan", "Dora"]
    assert can_see_approval(cast.dora, closed, [])

    people.merge(person=own, former=former, by=cast.dora)

    for each in (request, closed):
        each.refresh_from_db()
        assert is_about(cast.dora, each)
        assert not can_see_approval(cast.dora, each, [cast.dora.pk])
    assert asked_now(request) == ["Dan"]
    assert (has(cast.dora), has(other)) == ([], ["Chairs"])
    assert list(queries.listed(cast.dora, "all")) == []
    former.refresh_from_db()
    assert ask(cast.sam, subject=former, title="Lamps").subject == cast.dora
