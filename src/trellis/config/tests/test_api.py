"""What programs can do through `/api/v1`, told with the client that is made from its document."""

from __future__ import annotations

import importlib.util
from datetime import UTC, date, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from uuid import uuid4

import httpx2
import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from trellis.client import client as made
from trellis.client.client import (
    AccountChange,
    Description,
    FileText,
    Invitation,
    Merge,
    NewComment,
    NewProposal,
    NewReview,
)
from trellis.client.decoding import DecodingError, decoded
from trellis.client.transport import ApiError, Credentials
from trellis.config.api import house
from trellis.config.tests.programs import ADDRESS, application, token_of
from trellis.core.api import calls
from trellis.core.models import Access, Account, ApiKey, Reply
from trellis.pages.api import pages
from trellis.pages.models import Proposal
from trellis.pages.queries.current import whole_edition
from trellis.pages.services import deciding, several
from trellis.pages.tests.repositories import account, git

pytestmark = pytest.mark.django_db
GENERATOR = Path(__file__).parents[4] / "tools/client/generate.py"
FAMILY = """---
layout: job_family
---

# Support

## Levels

### Supporter

The Supporter reports to the Support Lead.

#### Supporter Job Grade

The Supporter is a grade 5.

#### Supporter Responsibilities

- Answers questions

### Support Lead

#### Support Lead Responsibilities

- Extends the Supporter responsibilities
- Leads the team
"""


@pytest.fixture
def administrator(db):
    return account("Adam", Access.ADMINISTRATOR)


@pytest.fixture
def families(book):
    (book.folder / "jobs").mkdir()
    (book.folder / "jobs/support.md").write_text(FAMILY)

    git(book.folder, "add", ".")
    git(book.folder, "commit", "--quiet", "-m", "Support")
    book.library.serve(book.workspace.refresh())
    return book


def propose(program, who, **texts):
    files = [FileText(path.replace("__", "/") + ".md", text) for path, text in texts.items()]
    return program(who).create_proposal(NewProposal("Say more", files, reason="It was short."))


def refused(function, *arguments, **named):
    with pytest.raises(ApiError) as caught:
        function(*arguments, **named)
    return caught.value


# -- the client


def test_the_client_is_the_one_that_the_document_makes():
    spec = importlib.util.spec_from_file_location("generate", GENERATOR)
    generate = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generate)

    assert generate.generated(house.document) == generate.OUTPUT.read_text("utf-8")


def test_a_client_with_a_secret_gets_its_own_access(settings, administrator):
    issued = token_of(administrator, "accounts:read", kind=ApiKey.Kind.CLIENT)
    transport = httpx2.WSGITransport(app=application(settings))
    auth = Credentials(ADDRESS, issued.key.client_id, issued.secret)

    with made.Client(ADDRESS, auth=auth, transport=transport) as client:
        own = client.get_me()
        again = client.get_me()

    assert own == again
    assert (own.name, own.scopes, own.token.kind) == ("Adam", ["accounts:read"], "client")


def test_an_answer_of_another_form_is_an_error():
    with pytest.raises(DecodingError, match="lacks 'name'"):
        decoded(made.Person, {"id": str(uuid4())})


# -- pages


def test_pages_are_listed_in_parts(book, reader, program):
    client = program(reader)

    first = client.list_pages(limit=2)
    rest = client.list_pages(limit=2, cursor=first.next)

    assert [page.path for page in first.items + rest.items] == ["index.md", "places.md", "policies/leave.md"]
    assert rest.next is None
    assert [page.path for page in client.each(client.list_pages, limit=1)] == [
        "index.md",
        "places.md",
        "policies/leave.md",
    ]
    assert [page.title for page in client.list_pages(folder="policies", title="LEA").items] == ["Leave"]


def test_a_page_is_read_with_its_text_and_html(book, reader, program):
    page = program(reader).get_page("policies/leave.md")

    assert page.source.startswith("# Leave")
    assert "<p>Twenty-five days.</p>" in page.html
    assert (page.address, page.commit, page.links_here) == (
        "/handbook/policies/leave/",
        book.tip,
        ["index.md"],
    )


def test_a_page_is_read_as_it_was(book, reader, program):
    before = book.tip
    book.commit("places.md", "# Places\n\nWe have three.\n")
    client = program(reader)

    history = client.list_revisions("places.md")
    then = client.get_page_at("places.md", before)

    assert [revision.subject for revision in history.items] == ["By hand", "Begin"]
    assert (history.items[0].words_added, history.items[0].words_removed) == (1, 1)
    assert "We have two." in then.source
    assert "We have two." in then.html


def test_findings_are_told_for_all_and_for_a_page(book, reader, program):
    book.commit("places.md", "# Places\n\nSee [there](/nowhere/).\n")
    book.library.serve(book.workspace.refresh())
    client = program(reader)

    found = client.list_findings().items

    assert [(each.path, each.line) for each in found] == [("places.md", 3)]
    assert client.list_findings_of_page("places.md").items == found
    assert client.list_findings(folder="policies", severity="error").items == []


def test_what_is_found_is_what_people_find(book, reader, program):
    hits = program(reader).search(q="leave").items

    assert (hits[0].title, hits[0].path) == ("Leave", "policies/leave.md")


def test_records_are_found_by_programs_whose_scopes_reach_them(book, administrator, reader, author, program):
    Proposal.objects.create(number=7, title="Leave early", author=author, branch="b", base="b", tip="b")

    def kinds(account, *scopes):
        return {hit.record for hit in program(account, "search:read", *scopes).search(q="leave").items}

    assert kinds(reader) == {""}
    assert kinds(reader, "proposals:read") == {"", "proposal"}
    assert [
        hit.title for hit in program(administrator, "search:read", "accounts:read").search(q="rita").items
    ] == ["Rita"]
    assert program(administrator, "search:read", "pages:read").search(q="rita").items == []
    assert program(reader, "search:read", "accounts:read").search(q="dora").items == []


# -- roles


def test_roles_are_listed_and_read_with_what_they_inherit(families, reader, program):
    client = program(reader)
    listed = client.list_roles().items

    lead = client.get_role(listed[1].family, listed[1].level)

    assert [role.title for role in listed] == ["Supporter", "Support Lead"]
    assert (listed[0].grade, listed[0].reports_to) == (5.0, "Support Lead")
    assert [(item.text, item.own) for item in lead.responsibilities] == [
        ("Leads the team", True),
        ("Answers questions", False),
    ]
    assert [tie.title for tie in lead.reports] == ["Supporter"]
    assert [role.title for role in client.list_roles(grade="5").items] == ["Supporter"]


def test_families_are_listed_and_read(families, reader, program):
    client = program(reader)
    [listed] = client.list_families().items

    family = client.get_family(listed.slug)

    assert (family.title, family.levels, family.path) == ("Support", 2, "jobs/support.md")
    assert [role.title for role in family.roles] == ["Supporter", "Support Lead"]


def test_two_roles_are_compared_and_joined_by_ways(families, reader, program):
    client = program(reader)
    first, second = (role.id for role in client.list_roles().items)

    found = client.compare_roles(first=first, second=second)
    ways = client.list_paths(start=first, end=second).items

    duties = next(each for each in found.lists if each.name == "responsibilities")
    assert duties.only_second == ["Leads the team"]
    assert all(way.steps[-1].role.id == second for way in ways)


def test_what_is_not_there_is_not_found(families, reader, program):
    client = program(reader)

    found = [
        refused(client.get_page, "no.md"),
        refused(client.list_revisions, "no.md"),
        refused(client.get_page_at, "places.md", "0" * 40),
        refused(client.get_role, "jobs/support", "no"),
        refused(client.get_family, "no"),
        refused(client.get_proposal, 7),
        refused(client.compare_roles, first="a", second="b"),
    ]

    assert {(each.status, each.code) for each in found} == {(404, "not-found")}


# -- proposals


def test_a_change_is_proposed_talked_about_approved_and_merged(book, author, editor, chief, program):
    text = book.read("places.md").replace("two", "three")
    proposal = program(author).create_proposal(
        NewProposal(
            "Count again", [FileText("places.md", text), FileText("new.md", "# New\n")], started_from=book.tip
        )
    )
    client = program(editor)
    client.create_comment(proposal.number, NewComment("Good."))
    review = client.create_review(proposal.number, NewReview("approve", proposal.tip))

    before = client.get_proposal(proposal.number)
    after = client.merge_proposal(proposal.number, Merge(proposal.tip))

    assert (proposal.state, proposal.paths) == ("open", ["new.md", "places.md"])
    assert (review.verdict, before.blockers) == ("approve", [])
    assert [said.text for said in client.list_comments(proposal.number).items] == ["Good."]
    assert (after.state, bool(after.merged_as)) == ("merged", True)
    assert book.edition.handbook.pages["places.md"].text == text


def test_a_proposal_tells_what_it_changes_and_what_it_waits_for(book, author, editor, program):
    proposal = propose(program, author, places="# Places\n\nWe have four.\n")

    [change] = program(editor).list_changes(proposal.number).items

    assert (change.path, "two" in change.before, "four" in change.after) == ("places.md", True, True)
    assert [approval.owner for approval in proposal.approvals] == ["Editor"]
    assert proposal.blockers == ["It waits for the approval of Editor."]


def test_what_has_changed_since_it_was_seen_is_not_decided_about(book, author, editor, program):
    proposal = propose(program, author, places="# Places\n\nWe have four.\n")

    error = refused(program(editor).create_review, proposal.number, NewReview("approve", "0" * 40))

    assert (error.status, error.code) == (HTTPStatus.CONFLICT, "proposal")


def test_a_proposal_is_closed_and_opened_again(book, author, program):
    client, proposal = program(author), propose(program, author, places="# Places\n\nNone.\n")

    closed = client.close_proposal(proposal.number)
    opened = client.reopen_proposal(proposal.number)

    assert (closed.state, opened.state) == ("closed", "open")
    assert [each.number for each in client.list_proposals(state="open", mine=True, q="say more").items] == [1]


def test_a_description_is_changed_only_as_it_was_read(book, author, program):
    client, proposal = program(author), propose(program, author, places="# Places\n\nNone.\n")
    read = client.get_proposal(proposal.number)

    changed = client.describe_proposal(proposal.number, Description(title="Better"), if_match=read.etag)
    error = refused(client.describe_proposal, proposal.number, Description(title="Late"), if_match=read.etag)

    assert (changed.title, changed.reason) == ("Better", "It was short.")
    assert (error.status, error.code) == (HTTPStatus.PRECONDITION_FAILED, "version")


@pytest.mark.parametrize(
    ("files", "status"),
    [
        ([FileText("places.md", "# Places\n\nWe have two.\n")], 409),
        ([FileText("gone.md", None)], 409),
        ([FileText("../up.md", "x")], 409),
        ([FileText("script.sh", "x")], 409),
        ([FileText("a.md", "x"), FileText("a.md", "y")], 422),
        ([], 422),
    ],
)
def test_what_is_no_change_is_refused(book, author, program, files, status):
    error = refused(program(author).create_proposal, NewProposal("Try", files))

    assert error.status == status
    assert error.detail


def test_readers_propose_nothing(book, reader, program):
    error = refused(propose, program, reader, places="# Places\n\nNone.\n")

    assert (error.status, error.code) == (HTTPStatus.FORBIDDEN, "not-allowed")


# -- accounts


def test_administrators_invite_change_and_close(administrator, program):
    client = program(administrator)
    invited = client.invite_account(
        Invitation("new@example.org", "Nora", access="contributor", roles=["Editor"])
    )
    read = client.get_account(invited.id)

    changed = client.change_account(
        invited.id, AccountChange(access="approver", roles=[]), if_match=read.etag
    )
    closed = client.close_account(invited.id)
    opened = client.open_account(invited.id)

    assert invited.invitation.startswith(f"{ADDRESS}/join/")
    assert (read.access, read.roles, read.state) == ("contributor", ["Editor"], "invited")
    assert (changed.access, changed.roles) == ("approver", [])
    assert (closed.state, opened.state) == ("closed", "invited")


def test_accounts_are_filtered(administrator, editor, reader, program):
    client = program(administrator)

    assert [each.name for each in client.each(client.list_accounts, limit=1)] == ["Adam", "Edda", "Rita"]
    assert [each.name for each in client.list_accounts(access="approver").items] == ["Edda"]
    assert [each.name for each in client.list_accounts(q="rita@").items] == ["Rita"]


def test_an_address_that_is_taken_or_none_is_refused(administrator, reader, program):
    client = program(administrator)

    for address in ("rita@example.org", "no address"):
        assert refused(client.invite_account, Invitation(address, "X")).status == 422


def test_others_see_their_own_account_only(editor, reader, program):
    client = program(editor)

    assert client.get_account(editor.pk).name == "Edda"
    for function, arguments in (
        (client.list_accounts, ()),
        (client.get_account, (reader.pk,)),
        (client.close_account, (reader.pk,)),
        (client.invite_account, (Invitation("a@example.org", "A"),)),
    ):
        assert refused(function, *arguments).status == HTTPStatus.FORBIDDEN


def test_nobody_changes_their_own_access(administrator, program):
    client = program(administrator)
    own = client.get_account(administrator.pk)

    error = refused(client.change_account, own.id, AccountChange(access="reader"), if_match=own.etag)

    assert error.status == HTTPStatus.FORBIDDEN


# -- the ground: who calls


def test_a_call_without_a_token_is_told_how_to_get_one(client):
    answer = client.get("/api/v1/me")

    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "no-token"


@pytest.mark.parametrize("header", ["Bearer x", "Bearer ", "Basic eDp5"])
def test_a_token_that_does_not_work_is_refused(client, header):
    assert client.get("/api/v1/me", headers={"Authorization": header}).status_code == 401


def test_a_wrong_token_is_refused_even_where_somebody_is_signed_in(client, reader):
    client.force_login(reader)

    assert client.get("/api/v1/me", headers={"Authorization": "Bearer x"}).status_code == 401


def test_a_scope_that_was_not_given_is_named(book, author, program):
    error = refused(program(author, "roles:read").list_pages)

    assert (error.status, error.code) == (403, "scope")
    assert "pages:read" in error.detail


def test_a_browser_calls_as_whoever_is_signed_in_and_proves_its_page(book, author):

    browser = Browser(enforce_csrf_checks=True)
    browser.force_login(author)
    body = {"title": "T", "files": [{"path": "new.md", "text": "# New\n"}]}

    read = browser.get("/api/v1/me")
    forged = browser.post("/api/v1/proposals", body, content_type="application/json")
    browser.get("/account/")
    token = browser.cookies["csrftoken"].value
    proved = browser.post(
        "/api/v1/proposals", body, content_type="application/json", headers={"X-CSRFToken": token}
    )

    assert read.json()["token"] is None
    assert (forged.status_code, forged.json()["code"]) == (403, "csrf")
    assert proved.status_code == 201


# -- the ground: lists, fields, versions


def test_fields_are_chosen(book, reader, call):
    page = call(reader, "GET", "/pages/places.md?fields=title,path").json()
    listed = call(reader, "GET", "/pages?fields=path&limit=1").json()

    assert page == {"path": "places.md", "title": "Places"}
    assert listed["items"] == [{"path": "index.md"}]


@pytest.mark.parametrize(
    ("query", "at"),
    [
        ("fields=path,colour", "query.fields"),
        ("limit=0", "query.limit"),
        ("limit=201", "query.limit"),
        ("limit=x", "query.limit"),
        ("limt=3", "query.limt"),
        ("title=%00", "query"),
    ],
)
def test_what_cannot_be_asked_for_is_named_with_its_place(book, reader, call, query, at):
    answer = call(reader, "GET", f"/pages?{query}")

    assert answer.status_code == 422
    assert [each["at"] for each in answer.json()["errors"]] == [at]


def test_a_cursor_belongs_to_its_list(book, reader, call):
    cursor = call(reader, "GET", "/pages?limit=1").json()["next"]

    for query in (f"folder=policies&cursor={cursor}", f"cursor={cursor}x", "cursor=x"):
        answer = call(reader, "GET", f"/pages?{query}")
        assert (answer.status_code, answer.json()["code"]) == (400, "cursor")


def test_a_part_links_to_the_next(book, reader, call):
    answer = call(reader, "GET", "/pages?limit=1&folder=")

    assert answer.headers["Link"].endswith('>; rel="next"')
    assert f"cursor={answer.json()['next']}" in answer.headers["Link"].replace("%3A", ":")


def test_what_the_caller_has_is_not_sent_again(book, reader, call):
    tag = call(reader, "GET", "/pages/places.md").headers["ETag"]
    part = call(reader, "GET", "/pages/places.md?fields=path,title").headers["ETag"]

    held = call(reader, "GET", "/pages/places.md", If_None_Match=f'"x", {tag}')
    other = call(reader, "GET", "/pages/places.md", If_None_Match=part)
    same = call(reader, "GET", "/pages/places.md?fields=path,title", If_None_Match=part)

    assert (held.status_code, held.content, held.headers["ETag"]) == (304, b"", tag)
    assert (other.status_code, same.status_code) == (200, 304)


def test_a_change_says_which_version_it_changes(administrator, reader, call):
    path = f"/accounts/{reader.pk}"
    tag = call(administrator, "GET", f"{path}?fields=name").headers["ETag"]

    missing = call(administrator, "PATCH", path, {"access": "approver"})
    wrong = call(administrator, "PATCH", path, {"access": "approver"}, If_Match='"x"')
    weak = call(administrator, "PATCH", path, {"access": "approver"}, If_Match=f"W/{tag}")
    right = call(administrator, "PATCH", path, {"access": "approver"}, If_Match=tag)

    assert [each.status_code for each in (missing, wrong, weak, right)] == [428, 412, 412, 200]


def test_lists_ask_as_many_queries_for_many_as_for_one(book, administrator, author, call):
    def asked(path):
        call(administrator, "GET", path)
        with CaptureQueriesContext(connection) as queries:
            assert call(administrator, "GET", path).status_code == 200
        return len(queries)

    lists = ("/accounts", "/proposals", "/pages", "/roles", "/proposals/1/comments")
    _propose_by_hand(author, 1)
    _say(author)
    few = [asked(path) for path in lists]
    for number in range(2, 5):
        account(f"Guest{number}", Access.READER, "Editor")
        _propose_by_hand(author, number)
        _say(author)

    assert [asked(path) for path in lists] == few


def _propose_by_hand(author, number):

    several.propose_texts(
        whole_edition(),
        author=author,
        texts={f"new{number}.md": "# New\n"},
        started_from="",
        title="T",
        reason="",
    )


def _say(author):

    deciding.comment(Proposal.objects.get(number=1), by=author, text="Good.")


# -- the ground: calls that are sent twice


def test_a_call_with_a_key_is_done_once_and_answered_the_same(administrator, program):
    client, key = program(administrator), str(uuid4())
    body = Invitation("new@example.org", "Nora")

    first = client.invite_account(body, key=key)
    second = client.invite_account(body, key=key)

    assert first == second
    assert Account.objects.filter(email="new@example.org").count() == 1


def test_a_key_is_for_one_call_of_one_caller(administrator, program):
    client, key = program(administrator), "k"
    client.invite_account(Invitation("new@example.org", "Nora"), key=key)

    error = refused(client.invite_account, Invitation("other@example.org", "Olaf"), key=key)
    other = program(administrator).invite_account(Invitation("third@example.org", "Tea"), key=key)

    assert (error.status, error.code) == (422, "idempotency-key-taken")
    assert other.name == "Tea"


def test_a_refusal_is_told_again_too_and_a_key_ends_after_a_day(administrator, program, time_machine):
    time_machine.move_to(datetime.now(UTC), tick=False)
    client, body = program(administrator), Invitation("adam@example.org", "Adam")

    first, again = (refused(client.invite_account, body, key="k") for _each in range(2))
    time_machine.shift(timedelta(hours=24, seconds=1))
    later = client.invite_account(Invitation("new@example.org", "Nora"), key="k")

    assert (first.request_id, first.status) == (again.request_id, 422)
    assert later.name == "Nora"


def test_the_answer_that_is_kept_is_sealed(administrator, program):

    invited = program(administrator).invite_account(Invitation("new@example.org", "Nora"), key="k")

    assert invited.invitation.rpartition("/join/")[2].strip("/") not in Reply.objects.get().sealed_body


def test_a_call_that_is_being_answered_is_not_begun_again(administrator, call):

    issued = token_of(administrator)
    headers = {"Authorization": f"Bearer {issued.secret}", "Idempotency-Key": "k"}

    body = {"email": "new@example.org", "name": "Nora"}
    send = lambda: Browser().post("/api/v1/accounts", body, "application/json", headers=headers)  # noqa: E731
    send()
    Reply.objects.update(status=None)

    answer = send()

    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency-key-in-use")


@pytest.mark.parametrize("key", ["", "a b", "x" * 256])
def test_what_is_no_key_is_refused(administrator, call, key):
    answer = call(
        administrator, "POST", "/accounts", {"email": "a@example.org", "name": "A"}, Idempotency_Key=key
    )

    assert answer.status_code == 400
    assert not Account.objects.filter(email="a@example.org").exists()


# -- the ground: errors


def test_every_error_is_a_problem_with_a_name_in_the_logs(book, reader, call):
    answer = call(reader, "GET", "/pages/no.md", X_Request_ID="mine-7")

    assert answer.json() == {
        "type": "/api/#problem-not-found",
        "title": "This is not here",
        "status": 404,
        "code": "not-found",
        "detail": "There is no such page. Its name is that of its file.",
        "hint": "Check the name. What is not for you looks as if it were not there.",
        "request_id": "mine-7",
        "errors": [],
    }
    assert answer.headers["X-Request-ID"] == "mine-7"


def test_unknown_addresses_and_methods_are_problems_too(client):
    unknown, method = client.get("/api/v1/nothing/here"), client.delete("/api/v1/pages")
    strange = client.get("/api/v1/pages/%0A")

    assert strange.headers["Content-Type"] == "application/problem+json"
    assert (unknown.status_code, unknown.json()["code"]) == (404, "not-found")
    assert (method.status_code, method.json()["code"], method.headers["Allow"]) == (405, "method", "GET")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"[" * 100_000, 400),
        (b'{"title": NaN}', 400),
        (b"\xff", 400),
        (b"[]", 422),
        (b'"text"', 422),
        (b'{"title": "a\\u0000", "files": []}', 422),
        (b'{"title": "\\ud800", "files": []}', 422),
        (b'{"title": "T", "files": [], "more": 1}', 422),
    ],
)
def test_a_body_that_is_not_usable_is_refused(book, author, client, body, status):
    header = {"Authorization": f"Bearer {token_of(author).secret}"}

    answer = client.generic(
        "POST", "/api/v1/proposals", body, content_type="application/json", headers=header
    )

    assert answer.status_code == status
    assert answer.json()["status"] == status


def test_a_body_that_is_no_json_or_too_large_is_refused(book, author, client, settings):
    header = {"Authorization": f"Bearer {token_of(author).secret}"}
    form = client.post("/api/v1/proposals", {"title": "T"}, headers=header)
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10

    large = client.post("/api/v1/proposals", {"title": "T" * 20}, "application/json", headers=header)

    assert (form.status_code, large.status_code) == (415, 413)


def test_a_fault_of_ours_tells_nothing_of_itself(book, reader, call, monkeypatch, caplog):

    def fails(*arguments):
        raise ZeroDivisionError("secret words")

    monkeypatch.setattr(pages, "_page", fails)

    answer = call(reader, "GET", "/pages/places.md", X_Request_ID="mine-8")

    assert (answer.status_code, answer.json()["code"]) == (500, "fault")
    assert "secret words" not in answer.content.decode()
    assert "mine-8" in caplog.text


def test_head_answers_as_get_without_a_body(book, reader, call):
    head, get = (call(reader, method, "/pages/places.md") for method in ("HEAD", "GET"))

    assert (head.status_code, head.content, head.headers["ETag"]) == (200, b"", get.headers["ETag"])


def test_errors_speak_the_language_of_the_caller(client):
    answer = client.get("/api/v1/me", headers={"Accept-Language": "de"})

    assert answer.json()["detail"] == "Ein Aufruf braucht ein Token."


# -- the ground: how often, and what goes


def test_calls_are_counted_and_too_many_are_told_to_wait(reader, call, monkeypatch):

    monkeypatch.setattr(calls, "CALLS", calls.Throttle("api", limit=2, seconds=60))
    issued = token_of(reader)

    headers = {"Authorization": f"Bearer {issued.secret}"}

    answers = [Browser().get("/api/v1/me", headers=headers) for _each in range(3)]

    assert [each.status_code for each in answers] == [200, 200, 429]
    assert answers[0].headers["RateLimit-Policy"] == '"calls";q=2;w=60'
    assert answers[0].headers["RateLimit"].startswith('"calls";r=1;t=')
    assert 0 < int(answers[2].headers["Retry-After"]) <= 60


def test_guessing_tokens_is_bounded(client, monkeypatch):

    monkeypatch.setattr(calls, "REFUSED", calls.Throttle("api refused", limit=1, seconds=60))

    answers = [client.get("/api/v1/me", headers={"Authorization": "Bearer x"}) for _each in range(2)]

    assert [each.status_code for each in answers] == [401, 429]


def test_what_will_go_says_when_and_what_to_do_instead(reader, rf):

    going = calls.Deprecation(date(2027, 1, 1), date(2027, 7, 1), "/api/#list_pages")
    request = rf.get("/api/v1/old")
    request.user = reader

    answer = calls.around(calls.Facts("POST", "", deprecation=going), lambda *_: HttpResponse("{}"))
    request.method = "GET"
    told = answer(request)

    assert told.headers["Deprecation"] == "@1798761600"
    assert told.headers["Sunset"] == "Thu, 01 Jul 2027 00:00:00 GMT"
    assert told.headers["Link"] == '</api/#list_pages>; rel="deprecation"'


def test_a_call_with_a_host_that_is_not_ours_is_told_so_as_a_problem(client, settings):
    settings.ALLOWED_HOSTS = ["handbook.example.org"]

    answer = client.get("/api/v1/me", headers={"host": "evil.example"})

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert (answer.json()["code"], bool(answer.json()["request_id"])) == ("call", True)
