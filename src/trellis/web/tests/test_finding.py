import pytest
from django.urls import reverse

from trellis.web.finding import Candidate, best, fold, highlight, register
from trellis.web.searching import Wanted, search


def candidate(name, boost=0):
    return Candidate(name, fold(name), "", f"/{name}/", "page", "Page", boost)


def names(found):
    return [each.name for each in found]


def test_whole_names_come_first_then_beginnings_then_words_then_parts():
    known = [candidate(name) for name in ("Unpromoted", "How a promotion works", "Promotions", "Promotion")]

    assert names(best(known, "promotion", 10)) == ["Promotion", "Promotions", "How a promotion works"]
    assert names(best(known, "promot", 10))[-1] == "Unpromoted"


def test_a_single_letter_begins_a_word():
    assert names(best([candidate("Time off"), candidate("Pay for time"), candidate("Rota")], "t", 10)) == [
        "Time off",
        "Pay for time",
    ]


def test_every_word_must_fit():
    known = [candidate("IT Program Manager"), candidate("Program Director"), candidate("IT Manager")]

    assert names(best(known, "it man", 10)) == ["IT Manager", "IT Program Manager"]


def test_case_accents_and_marks_make_no_difference():
    assert names(best([candidate("Café — Opening Hours")], "cafe opening", 10)) == ["Café — Opening Hours"]


@pytest.mark.parametrize("query", ["", "   ", "!!", "\x00"])
def test_a_query_without_words_finds_nothing(query):
    assert best([candidate("Anything")], query, 10) == []


def test_a_boost_below_zero_ranks_a_heading_behind_a_page():
    heading, page = candidate("Values", boost=-1), candidate("Values")

    assert best([heading, page], "values", 2) == [page, heading]


def test_highlighting_escapes_everything_but_its_own_marks():
    assert highlight('<b>Values & "more"', ["val"]) == "&lt;b&gt;<mark>Val</mark>ues &amp; &quot;more&quot;"


@pytest.mark.django_db
def test_sources_are_asked_only_for_readers_who_may(rf):
    register("secret", lambda request: [candidate("Secret plan")], lambda request: False)

    try:
        assert search(rf.get("/"), Wanted("secret plan")).entries == []
    finally:
        register("secret", lambda request: [], lambda request: False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "of_administrators"),
    [
        ("audit", True),
        ("webhooks", True),
        ("outbox", True),
        ("regular jobs", True),
        ("what I am told", False),
    ],
)
def test_pages_that_stand_in_no_side_bar_are_found_by_who_may_open_them(
    client, administrator, member, query, of_administrators
):
    found = []
    for who in (administrator, member):
        client.force_login(who)
        page = client.get(reverse("web:search"), {"q": query, "kind": "actions"})
        addresses = [hit.url for hit in page.context["hits"]]
        found.append([client.get(address).status_code for address in addresses])

    assert found == [[200], [] if of_administrators else [200]]
