"""What servers for merge requests are asked, and that no answer of theirs does harm."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import jsonschema
import pytest

from trellis.pages.forges import client
from trellis.pages.forges.forge import Access, ForgeError, Kind, Request, RequestState
from trellis.pages.forges.opening import forge_for
from trellis.pages.tests.fake_gitlab import checked

TOKEN = "tok-en-5ecret-0123456789"
COMMIT = "a" * 40
PULL = {
    "number": 4, "state": "open", "title": "More leave", "html_url": "https://there.example/pull/4",
    "merged_at": None, "merge_commit_sha": "b" * 40, "head": {"sha": COMMIT}, "merged_by": None,
}  # fmt: skip
OPEN = Request(4, "https://there.example/pull/4", RequestState.OPEN, "More leave", COMMIT)


class Server:
    """Answers that were laid out for it, and what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, bytes]] = {}
        self.asked: list[tuple[str, str, dict]] = []
        self.headers: list[dict[str, str]] = []
        self.root = ""

    def lay(self, what: str, answer: object, status: int = 200) -> None:
        data = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.answers[what] = (status, data)


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()

    class Handler(BaseHTTPRequestHandler):
        def _any(self) -> None:
            given = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
            path = self.path.partition("?")[0]
            made.asked.append((self.command, self.path, given))
            made.headers.append(dict(self.headers))
            status, data = made.answers.get(f"{self.command} {path}", (404, b"{}"))
            self.send_response(status)
            if status == 302:
                self.send_header("Location", f"{made.root}/elsewhere")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = do_PATCH = _any  # noqa: N815 - as the library calls them

        def log_message(self, *_arguments: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    made.root = f"http://127.0.0.1:{http.server_port}"
    yield made
    http.shutdown()
    http.server_close()
    thread.join()


@pytest.fixture
def github(server):
    return forge_for(Access(Kind.GITHUB, server.root, "people/handbook", TOKEN))


@pytest.fixture
def gitlab(server):
    return forge_for(Access(Kind.GITLAB, server.root, "people/handbook", TOKEN))


# -- GitHub


def test_github_opens_a_pull_request(server, github):
    server.lay("POST /repos/people/handbook/pulls", PULL, 201)

    assert github.open("trellis/1-a", "main", "More leave", "Why") == OPEN
    assert server.asked == [
        ("POST", "/repos/people/handbook/pulls",
         {"head": "trellis/1-a", "base": "main", "title": "More leave", "body": "Why"})
    ]  # fmt: skip
    assert server.headers[0]["Authorization"] == f"Bearer {TOKEN}"


def test_github_gives_the_open_pull_request_before_a_closed_one(server, github):
    server.lay("GET /repos/people/handbook/pulls", [PULL | {"number": 9, "state": "closed"}, PULL])

    assert github.find("trellis/1-a", "main") == OPEN
    assert "head=people%3Atrellis%2F1-a" in server.asked[0][1]


def test_github_tells_of_a_merge_by_whom_and_as_which_commit(server, github):
    merged = {"state": "closed", "merged_at": "2026-11-20T09:30:00Z", "merged_by": {"login": "gerda"}}
    server.lay("GET /repos/people/handbook/pulls/4", PULL | merged)

    found = github.look(4)

    assert (found.state, found.by, found.merged_as) == (RequestState.MERGED, "gerda", ("b" * 40,))


def test_a_trial_merge_of_github_is_no_merge(server, github):
    server.lay("GET /repos/people/handbook/pulls/4", PULL)

    assert github.look(4).merged_as == ()


def test_of_several_reviews_of_one_person_the_last_that_decides_counts(server, github):
    said = [
        ("a", "APPROVED"),
        ("b", "APPROVED"),
        ("a", "COMMENTED"),
        ("b", "CHANGES_REQUESTED"),
        ("c", "APPROVED"),
    ]
    reviews = [{"user": {"login": who}, "state": state} for who, state in said]
    server.lay("GET /repos/people/handbook/pulls/4/reviews", reviews)

    assert github.approvals(4) == ("a", "c")


def test_github_closes_opens_again_and_describes(server, github):
    server.lay("PATCH /repos/people/handbook/pulls/4", PULL)

    github.end(4)
    github.reopen(4)
    github.describe(4, "Title", "Text")

    assert [body for _method, _path, body in server.asked] == [
        {"state": "closed"}, {"state": "open"}, {"title": "Title", "body": "Text"},
    ]  # fmt: skip


# -- GitLab


def test_gitlab_finds_the_request_that_is_open_already(server, gitlab):
    request = {
        "iid": 3,
        "state": "opened",
        "title": "More leave",
        "web_url": "https://there.example/3",
        "sha": COMMIT,
    }
    server.lay("POST /projects/people%2Fhandbook/merge_requests", {"message": ["exists"]}, 409)
    server.lay("GET /projects/people%2Fhandbook/merge_requests", [request])

    found = gitlab.open("trellis/1-a", "main", "More leave", "Why")

    assert (found.number, found.state) == (3, RequestState.OPEN)


def test_the_recorded_schema_refuses_what_gitlab_would_not_say():
    with pytest.raises(jsonschema.ValidationError):
        checked("approvals", {"approved_by": [{"user": {"name": "no id"}}]})


# -- answers that nobody expects


@pytest.mark.parametrize(
    "answer", [b"<html>", b"", b"[]", b"{}", b"null", b'{"state": 3}', b'{"state": "new"}', b"\xff"]
)
def test_an_answer_of_another_shape_is_told(server, gitlab, github, answer):
    server.lay("GET /projects/people%2Fhandbook/merge_requests/1", answer)
    server.lay("GET /repos/people/handbook/pulls/1", answer)

    for forge in (gitlab, github):
        with pytest.raises(ForgeError):
            forge.look(1)


def test_an_answer_that_is_too_large_is_not_read_to_its_end(server, gitlab, monkeypatch):
    monkeypatch.setattr(client, "LARGEST", 1000)
    server.lay("GET /projects/people%2Fhandbook", b" " * 5000)

    with pytest.raises(ForgeError, match="too large"):
        gitlab.check()


def test_the_token_goes_to_no_other_place(server, gitlab):
    server.lay("GET /projects/people%2Fhandbook", b"{}", 302)
    server.lay("GET /elsewhere", b"{}")

    with pytest.raises(ForgeError, match="answered 302"):
        gitlab.check()

    assert len(server.asked) == 1


def test_a_server_that_repeats_the_token_is_not_quoted_with_it(server, gitlab, github):
    for path in ("/projects/people%2Fhandbook", "/repos/people/handbook"):
        server.lay(f"GET {path}", {"message": f"bad {TOKEN}"}, 401)

    for forge in (gitlab, github):
        with pytest.raises(ForgeError) as caught:
            forge.check()
        assert TOKEN not in f"{caught.value.message} {caught.value.hint}"
        assert "TRELLIS_UPSTREAM_TOKEN" in caught.value.hint


def test_a_server_that_does_not_answer_is_told(gitlab):
    nowhere = forge_for(Access(Kind.GITLAB, "http://127.0.0.1:1", "a/b", TOKEN))

    with pytest.raises(ForgeError, match="does not answer"):
        nowhere.check()


def test_only_addresses_of_the_web_are_linked_to():
    assert client.shown_url("javascript:alert(1)") == ""
    assert client.shown_url("https://there.example/1") == "https://there.example/1"
