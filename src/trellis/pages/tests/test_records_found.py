"""Proposals and people among the hits of the search: for those who may see them, and for nobody else."""

import re

import pytest
from django.utils import timezone

from trellis.core import searching
from trellis.core.models import Access, Account, Webhook
from trellis.core.services import accounts, search_index
from trellis.pages.models import Proposal
from trellis.pages.services import proposals
from trellis.pages.tests.repositories import account

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief_administrator(db):
    return account("Dora", Access.ADMINISTRATOR)


def made(author, number=7, title="Thirty days of leave", **more):
    """A proposal that is only a record."""
    return Proposal.objects.create(
        number=number, title=title, author=author, branch=f"trellis/{number}", base="b", tip="t", paths_at="t", **more
    )  # fmt: skip


def found(client, query, **more):
    answer = client.get("/search/", {"q": query, "format": "json", **more}).json()
    return [(re.sub("</?mark>", "", hit["name"]), hit["url"]) for hit in answer["hits"]]


def palette(client, query):
    return client.get("/search/", {"q": query}, headers={"HX-Request": "true"}).content.decode()


def test_a_proposal_is_found_by_title_number_and_reason(client, book, reader):
    made(reader, reason="Rest matters to weary gardeners.")
    client.force_login(reader)

    hit = [("Thirty days of leave", "/proposals/7/")]
    assert [found(client, query) for query in ("thirty", "7", "#7", "gardener")] == [hit] * 4


def test_names_come_before_texts_and_pages_beside_records(client, book, reader):
    made(reader, number=1, title="Leave")
    made(reader, number=2, title="More words", reason="About leave.")
    client.force_login(reader)

    names = [name for name, _url in found(client, "leave")]
    assert (names[:2], set(names[2:])) == (["Leave", "Leave"], {"Home", "More words"})


def test_a_passage_is_quoted_and_escaped(client, book, reader):
    made(reader, reason="Never <b>without</b> gardeners.")
    client.force_login(reader)

    answer = client.get("/search/", {"q": "gardeners", "format": "json"}).json()

    assert answer["hits"][0]["passage"] == "Never &lt;b&gt;without&lt;/b&gt; <mark>gardeners</mark>."


def test_another_title_is_found_at_once(client, book, author):
    proposal = made(author)
    client.force_login(author)

    proposals.describe(proposal, by=author, title="Forty days", reason="")

    assert found(client, "thirty") == []
    assert found(client, "forty") == [("Forty days", "/proposals/7/")]


def test_who_may_not_read_finds_nothing(client, book, settings, reader):
    settings.TRELLIS_READING = "members"
    made(reader)

    assert client.get("/search/", {"q": "thirty"}).status_code == 302

    settings.TRELLIS_READING = "open"
    assert found(client, "thirty") == [("Thirty days of leave", "/proposals/7/")]


def test_a_proposal_about_a_hidden_file_is_not_found_nor_counted(client, book, reader, settings):
    settings.TRELLIS_READING = "members"
    text = "complete: true\nvisibility:\n  - {path: policies/, to: restricted, people: [edda@example.org]}\n"
    book.commit("handbook.yml", text)
    book.library.serve(book.workspace.refresh())
    made(reader, title="Quillfeather", paths=["policies/leave.md"])
    made(reader, number=8, title="Quill of two places", paths=["places.md"])
    client.force_login(reader)

    assert found(client, "quillfeather") == []
    answer = client.get("/search/", {"q": "quill", "format": "json"}).json()
    assert (answer["total"], [hit["url"] for hit in answer["hits"]]) == (1, ["/proposals/8/"])
    assert "Quillfeather" not in palette(client, "quilfeather")

    client.force_login(account("Edda", Access.READER))
    assert found(client, "quillfeather") == [("Quillfeather", "/proposals/7/")]


@pytest.mark.parametrize("query", ["Rita", "rita@example", "Example.org", "payro", "riat"])
def test_only_administrators_find_people_and_webhooks(
    client, book, settings, reader, author, chief_administrator, query
):
    settings.TRELLIS_READING = "open"
    Webhook.objects.create(name="Payroll", address="https://x.example", created_by=chief_administrator)
    for who in (None, reader, author):
        client.logout()
        if who:
            client.force_login(who)
        answer = client.get("/search/", {"q": query, "format": "json"}).json()
        assert (answer["total"], answer["spelled"]) == (0, "")
        assert "/people-access/" not in palette(client, query)

    client.force_login(chief_administrator)
    assert "/people-access/" in palette(client, query)


def test_taken_access_takes_hits_away_with_the_next_question(client, book, reader, chief_administrator):
    client.force_login(chief_administrator)
    assert found(client, "rita") == [("Rita", f"/people-access/{reader.pk}/")]

    other = Account.objects.create(email="o@example.org", name="Owner", is_owner=True)
    accounts.change_access(account=chief_administrator, access=Access.READER, by=other)

    assert found(client, "rita") == []


def test_an_administrator_finds_a_mistyped_name(client, book, reader, chief_administrator):
    accounts.rename(account=reader, name="Margarethe Lindqvist")
    client.force_login(chief_administrator)

    answer = client.get("/search/", {"q": "margarete lindqist", "format": "json"}).json()

    assert (answer["spelled"], [hit["kind"] for hit in answer["hits"]]) == (
        "margarethe lindqvist",
        ["Person"],
    )


def test_the_palette_groups_hits_with_the_kind_of_the_best_first(client, book, reader, chief_administrator):
    for number in range(15):
        made(reader, number=number + 1, title=f"Leave {number}")
    accounts.rename(account=reader, name="Leave")
    client.force_login(chief_administrator)

    shown = palette(client, "leave")

    headings = re.findall(r'<h2 class="of-hits">(\w+)', shown)
    assert (set(headings), headings[-1]) == ({"Pages", "People", "Proposals"}, "Proposals")
    assert "/search/?q=leave&amp;kind=proposal" in shown


def test_hits_are_filtered_by_kind_with_counts(client, book, reader, chief_administrator):
    made(reader, title="Leave early")
    client.force_login(chief_administrator)

    assert found(client, "leave", kind="proposal") == [("Leave early", "/proposals/7/")]
    assert found(client, "leave", kind="account") == []
    page = client.get("/search/", {"q": "leave"}).content.decode()
    assert re.search(r'<option value="proposal"[^>]*>Proposals \(1\)', page)
    assert 'value="account"' not in page


def test_a_kind_finds_its_own_beyond_the_newest_of_all(client, book, reader, chief_administrator):
    oldest = made(reader, title="Zebra rules")
    kinds = [searching.Noted(reader.pk, "Zebra", (searching.READERS,))]
    search_index.note_all("account", kinds)
    client.force_login(chief_administrator)

    assert found(client, "zebra", kind="proposal") == [("Zebra rules", f"/proposals/{oldest.number}/")]


def test_what_changed_lately_may_be_asked_for(client, book, reader):
    made(reader, created_at=timezone.now() - timezone.timedelta(days=40))
    client.force_login(reader)

    assert found(client, "thirty", days="30") == []
    assert len(found(client, "thirty", days="90")) == 1
    assert found(client, "thirty", folder="policies") == []


def test_the_number_of_queries_does_not_grow(client, book, reader, django_assert_max_num_queries):
    client.force_login(reader)
    for number in range(1, 5):
        made(reader, number=number, reason="About gardening.")
        for query in ("thirty", "gardening", "thrty"):
            with django_assert_max_num_queries(15):
                palette(client, query)
