"""The form for an automation: it fills a draft, tells faults at their fields, is proposed, and is for writers only."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from trellis.automations.tests.conftest import DUTIES, RIGHTS, give_duty
from trellis.core.models import Access
from trellis.core.services import tree_heads
from trellis.pages.models import Draft, Proposal
from trellis.pages.tests.repositories import account, book  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db

PATH = "automations/new-duties.yml"
FORM = f"/automations/-/form/{PATH}"
FOREIGN = "title: [\n"


@pytest.fixture
def written(book):  # noqa: F811
    """A book with rights, an automation, and a file that cannot be read."""
    (book.folder / "automations").mkdir()
    book.commit_new("rights.yml", RIGHTS)
    book.commit_new("automations/broken.yml", FOREIGN)
    book.commit_new(PATH, DUTIES.replace("dora@", "mia@").replace("title: Tell", "# Said once.\ntitle: Tell"))
    _ = book.edition
    return book


@pytest.fixture
def mia(written, client):
    made = account("Mia", Access.CONTRIBUTOR)
    client.force_login(made)
    return made


def cells(client, address=FORM):
    """Everything that the form would send as it stands."""
    controls = client.get(address).context["controls"]
    rows = (*controls.all, *controls.any, *controls.then)
    several = (*controls.about, *controls.when, *(each for row in rows for each in row.controls))
    page = client.get(address).context["page"]
    sent = {each.name: each.value for each in several} | {f"{row.name}-was": row.was for row in rows}
    return sent | {"seen": page.seen, "enabled": "1"}


def send(client, address=FORM, *, live=False, **changes):
    headers = {"HX-Request": "true"} if live else {}
    sent = cells(client, address) | {key.replace("__", "-"): value for key, value in changes.items()}
    return client.post(address, sent, headers=headers)


def text_of(answer):
    return " ".join(answer.content.decode().split())


def test_the_form_shows_the_cells_the_sentence_and_what_can_be_chosen(
    client, mia, django_assert_max_num_queries
):
    client.get(FORM)
    with django_assert_max_num_queries(14):
        answer = client.get(FORM)

    told = text_of(answer)
    assert "When somebody gave a duty, if duty is approver: tell whom the field account names" in told
    assert '<optgroup label="Accounts, duties and files">' in told
    assert '<option value="core.duty-given" selected>Somebody gave a duty</option>' in told
    assert '<option value="approver" selected>Approver</option>' in told
    assert "{{ event.duty }}" in told
    assert not Draft.objects.exists()


def test_sent_as_it_stands_nothing_is_written(client, mia):
    assert send(client).status_code == 302
    assert not Draft.objects.exists()


def test_one_changed_cell_is_one_changed_line_of_a_draft(client, mia):
    told = text_of(send(client, live=True, title="Tell of duties"))

    page = client.get(FORM).context["page"]
    assert (page.added, page.removed) == (1, 1)
    assert "# Said once.\ntitle: Tell of duties\n" in Draft.objects.get().text
    assert "Propose the change" in told
    assert "<html" not in told


def test_what_is_wrong_is_told_at_its_field(client, mia):
    send(client, then__0__subject="About {{ event.colour }}", all__0__field="office")

    controls = client.get(FORM).context["controls"]
    subject = next(each for each in controls.then[0].controls if each.name == "then-0-subject")
    assert ["event.colour" in each.message for each in subject.faults] == [True]
    assert [len(row.faults) for row in (*controls.all, *controls.then)] == [1, 0, 0]
    assert controls.rest == ()
    assert "as soon as nothing is wrong" in text_of(client.get(FORM))

    send(client, owner="", **{"when-event": ""})
    controls = client.get(FORM).context["controls"]
    assert [bool(each.faults) for each in controls.about] == [False, True, False]
    assert [bool(each.faults) for each in controls.when] == [False, True]


def test_rows_are_added_moved_and_removed_without_a_script(client, mia):
    answer = send(client, act="add any")
    assert answer.headers["Location"].endswith("#t-any")
    send(client, act="down then 0")
    send(client, act="remove all 0")
    sheet = client.get(FORM).context["page"].sheet

    assert [row.do for row in sheet.then] == ["create-task", "tell"]
    assert (sheet.all, len(sheet.any)) == ((), 1)
    assert send(client, act="up then 9").status_code == 422


def test_another_trigger_and_another_action_ask_for_other_cells(client, mia):
    send(client, live=True, **{"when-kind": "days"})
    send(client, **{"when-day": "duty.ends", "when-days": "14", "then-0-do": "call-webhook"})
    send(client, **{"then-0-webhook": "Chat"})
    send(client, **{"then-1-to": "duty"})
    assert client.get(FORM).context["page"].sheet.then[1].cells["to-name"] == ""
    send(client, **{"then-1-to-duty": "auditor"})

    told = text_of(client.get(FORM))
    assert "14 days before the day on which a duty ends, at 07:00 (UTC), if duty is approver: call" in told


def test_the_dry_run_is_of_what_stands_in_the_form(client, mia, written):
    dora, sam = account("Dora", Access.ADMINISTRATOR), account("Sam", Access.READER)
    give_duty(dora, sam)
    tree_heads.seal(timezone.now())
    client.force_login(dora)

    assert client.get(f"{FORM}?dry=1").context["dry"].runs == 1
    send(client, all__0__value="auditor")
    assert client.get(f"{FORM}?dry=1").context["dry"].runs == 0

    client.force_login(mia)
    answer = client.get(f"{FORM}?dry=1")
    seen = answer.context["dry"]
    assert "things that you may see" in text_of(answer)
    assert (seen.examined, seen.runs, seen.shown) == (0, 0, ())


def test_a_new_one_is_begun_filled_in_and_proposed(client, mia):
    assert reverse("automations:new") in client.get(reverse("automations:directory")).content.decode()
    begun = client.post(reverse("automations:new"), {"title": "Look at the list"}).headers["Location"]
    address = begun.removesuffix("?fresh")
    assert address == "/automations/-/form/automations/look-at-the-list.yml"
    assert "must be a text that is not empty" not in text_of(
        client.get(begun)
    )  # nobody has filled in anything yet
    assert "must be a text that is not empty" in text_of(client.get(address))
    send(client, address, **{"when-kind": "week", "then-0-subject": "Look at the list"})
    seen = client.get(address).context["page"].seen
    assert "Every Monday at 07:00 (UTC): tell the owner" in text_of(client.get(address))

    answer = client.post(address, {"act": "propose", "seen": seen, "summary": "New: look at the list"})

    proposal = Proposal.objects.get()
    assert answer.headers["Location"] == reverse("pages:proposal", args=[proposal.number])
    assert (proposal.title, proposal.author) == ("New: look at the list", mia)
    within = f"{address}?proposal={proposal.number}"
    send(client, within, proposal=str(proposal.number), title="Look at both lists")
    assert Draft.objects.get().proposal == proposal


def test_one_that_is_there_is_not_begun_again(client, mia):
    assert client.post(reverse("automations:new"), {"title": "New duties"}).status_code == 422
    assert client.post(reverse("automations:new"), {"title": " "}).status_code == 422
    assert not Draft.objects.exists()


def test_who_looked_at_another_text_is_told_and_nothing_is_lost(client, mia):
    stale = cells(client) | {"title": "Mine"}
    send(client, title="Of another window")

    answer = client.post(FORM, stale)

    assert answer.status_code == 409
    assert "perhaps in another window" in text_of(answer)
    assert "title: Of another window" in Draft.objects.get().text
    live = client.post(FORM, stale, headers={"HX-Request": "true"})
    assert (live.status_code, live.headers["HX-Redirect"]) == (200, FORM)
    assert "perhaps in another window" in text_of(client.get(FORM))
    assert client.post(FORM, {"act": "propose", "seen": stale["seen"], "summary": "x"}).status_code == 409
    assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    "changes",
    [{"title": "x" * 501}, {"then-0-text": "x" * 10_001}, {f"any-{n}-field": "duty" for n in range(31)}],
)
def test_what_is_too_much_is_refused(client, mia, changes):
    assert send(client, **changes).status_code == 422
    assert not Draft.objects.exists()


def test_a_file_that_cannot_be_read_leads_to_its_text(client, mia):
    answer = client.get("/automations/-/form/automations/broken.yml")

    assert answer.status_code == 409
    assert reverse("pages:edit", args=["automations/broken.yml"]) in answer.content.decode()


@pytest.mark.parametrize("path", ["rights.yml", "automations/none.yml", "policies/leave.md"])
def test_other_files_have_no_form(client, mia, path):
    assert client.get(f"/automations/-/form/{path}").status_code == 404


@pytest.mark.parametrize("access", [Access.READER, Access.EXTERNAL])
def test_who_may_not_write_gets_no_form(client, written, access):
    client.force_login(account("Sam", access))

    assert client.get(FORM).status_code in (403, 404)
    assert client.post(FORM, {"title": "x"}).status_code in (403, 404)
    assert client.post(reverse("automations:new"), {"title": "x"}).status_code in (403, 404)
    assert not Draft.objects.exists()


def test_readers_are_not_offered_what_they_may_not_do(client, written):
    client.force_login(account("Sam", Access.READER))
    page = reverse("automations:automation", args=["new-duties"])
    assert "-/form/" not in client.get(page).content.decode()

    client.force_login(account("Mia", Access.CONTRIBUTOR))
    told = client.get(page).content.decode()
    assert FORM in told
    assert reverse("pages:edit", args=[PATH]) in told
    assert FORM in client.get(reverse("pages:edit", args=[PATH])).content.decode()
