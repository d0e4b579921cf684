"""What the client makes of answers, and how it says what it was asked to."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import httpx2
import pytest

from trellis.client.client import AccountChange, Client, FileText, Merge, Person, ProposalSummary
from trellis.client.decoding import DecodingError, decoded, encoded
from trellis.client.transport import ApiError, Credentials

PERSON = {"id": "01a1fe3d-f4bb-7b1c-a68e-da1dbc617822", "name": "Ada"}
PROPOSAL = {
    "number": 7, "title": "T", "state": "open", "author": PERSON, "address": "/proposals/7/", "tip": "0" * 40,
    "created_at": "2026-03-02T10:00:00Z", "updated_at": "2026-03-02T10:00:00.5+00:00",
}  # fmt: skip


def answering(*answers):
    """A client whose calls are answered in turn, and the calls that it made."""
    made, waiting = [], list(answers)

    def answer(request):
        made.append(request)
        return waiting.pop(0)

    return Client("https://example.org/", "token", transport=httpx2.MockTransport(answer)), made


def test_an_answer_becomes_values():
    found = decoded(ProposalSummary, {**PROPOSAL, "more": "is passed over"})

    assert found.author == Person(UUID(PERSON["id"]), "Ada")
    assert found.created_at == datetime(2026, 3, 2, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"number": "7"}, "answer.number"),
        ({"state": "lost"}, "none of 'open'"),
        ({"author": {"id": PERSON["id"]}}, "answer.author lacks 'name'"),
        ({"author": []}, "answer.author"),
    ],
)
def test_an_answer_of_another_form_names_the_place(wrong, words):
    with pytest.raises(DecodingError, match=words):
        decoded(ProposalSummary, {**PROPOSAL, **wrong})


@dataclass(frozen=True)
class Free:
    """What the document says nothing, or little, of."""

    result: Any
    counts: dict[str, int]
    maybe: Any | None = None


@pytest.mark.parametrize("result", [{"rows": 3, "list": [1, None]}, [], "text", 7, None])
def test_what_may_be_anything_is_given_as_it_came(result):
    found = decoded(Free, {"result": result, "counts": {"a": 1}, "maybe": result})

    assert found == Free(result, {"a": 1}, result)


def test_what_maps_hold_is_looked_at_too():
    with pytest.raises(DecodingError, match=r"answer\.counts\['a'\]"):
        decoded(Free, {"result": None, "counts": {"a": "1"}})


def test_what_was_not_said_is_not_sent():
    assert encoded(AccountChange(roles=["Editor"])) == {"roles": ["Editor"]}
    assert encoded(FileText("a.md", None)) == {"path": "a.md", "text": None}


def test_names_with_slashes_are_one_part_of_an_address():
    client, made = answering(httpx2.Response(404, json={"code": "not-found", "detail": "No."}))

    with pytest.raises(ApiError, match=r"404 not-found: No\."):
        client.get_page("people/time off.md")

    assert made[0].url.raw_path == b"/api/v1/pages/people%2Ftime%20off.md"
    assert made[0].headers["Authorization"] == "Bearer token"


def test_an_error_that_is_no_problem_document_is_an_error_too():
    client, _made = answering(httpx2.Response(502, text="<html>"))

    with pytest.raises(ApiError) as caught:
        client.get_me()

    assert caught.value.status == 502


def test_every_list_can_be_walked_to_its_end():
    client, made = answering(
        httpx2.Response(200, json={"items": [PROPOSAL], "next": "c"}),
        httpx2.Response(200, json={"items": [PROPOSAL], "next": None}),
    )

    assert len(list(client.each(client.list_proposals, state="open"))) == 2
    assert [str(each.url.query, "ascii") for each in made] == ["state=open", "state=open&cursor=c"]


def test_a_post_has_a_key_of_its_own_or_the_one_that_was_chosen():
    client, made = answering(*(httpx2.Response(409, json={}) for _each in range(3)))
    for key in (None, None, "mine"):
        with pytest.raises(ApiError):
            client.merge_proposal(7, Merge("0" * 40), key=key)

    first, second, third = (each.headers["Idempotency-Key"] for each in made)

    assert first != second
    assert third == "mine"
    assert json.loads(made[0].content) == {"tip": "0" * 40}


def test_a_client_that_is_refused_says_why():
    auth = Credentials("https://example.org", "me", "secret")
    refusal = httpx2.Response(401, json={"error": "invalid_client", "error_description": "No."})
    with (
        Client("https://example.org", auth=auth, transport=httpx2.MockTransport(lambda _: refusal)) as client,
        pytest.raises(ApiError, match=r"401 invalid_client: No\."),
    ):
        client.get_me()
