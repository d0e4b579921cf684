"""Pages that not everybody sees: nothing of them anywhere, for those whom no rule lets in."""

from __future__ import annotations

import json
import re
from collections import deque
from datetime import timedelta
from html import unescape
from urllib.parse import quote, urljoin, urlsplit
from uuid import uuid4

import pytest
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern, URLResolver
from django.utils import timezone

from trellis.core import scopes
from trellis.core.kinds import registered
from trellis.core.models import Access, RoleHolding
from trellis.core.services import assignments, tokens
from trellis.discussions.queries import threads
from trellis.handbook.spec import open_source
from trellis.handbook.workspace import Workspace
from trellis.pages.audience import EVERYBODY, Reader, audience_of
from trellis.pages.models import Draft, Proposal
from trellis.pages.queries import current
from trellis.pages.queries.current import Library, whole_edition
from trellis.pages.queries.editing import difference
from trellis.pages.services import deciding
from trellis.pages.services import proposals as services
from trellis.pages.services.identities import identity_of
from trellis.pages.tests.repositories import account, git

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(180)]  # some walk all addresses of the site

SECRET = "Quillfeather"
"""A word that only the hidden pages hold, in every place where a page can hold one."""

RULES = """
visibility:
  - {path: welcome.md, to: public}
  - {path: cases/, to: restricted, roles: [Case Handler], people: [petra@example.org]}
  - {path: cases/open.md, to: internal}
"""
FAMILY = """# {title}

## Levels

### {title}

The {title} reports to the [Lead](#lead).

#### {title} Responsibilities

- Handles {title} matters

### Lead

The Lead reports to the {title}.

#### Lead Responsibilities

- Leads
"""
FILES = {
    "handbook.yml": f"complete: true\n{RULES}",
    "owners.yml": '"cases/**": ["Case Handler"]\n',
    "index.md": "# Home\n\n[Welcome](/welcome/), [more](/cases/first/), ![[cases/first#terms]]\n",
    "welcome.md": "# Welcome\n\nHello. [More](cases/first.md)\n",
    "cases/first.md": f"# The {SECRET} case\n\n{SECRET} the the first [gone](/nowhere/).\n\n## Terms\n\n"
    f"{SECRET} terms.\n\nSee [home](/) and [welcome](/welcome/).\n",
    "cases/open.md": "# What anybody here may know\n\nA little.\n",
    "cases/role.md": "---\nlayout: job_family\n---\n\n" + FAMILY.format(title=f"{SECRET} Keeper"),
    "cases/plan.yml": f"name: {SECRET}\n",
    "cases/note.txt": f"{SECRET} note\n",
    "jobs/clerk.md": "---\nlayout: job_family\n---\n\n" + FAMILY.format(title="Clerk"),
    "cases/picture.csv": f"{SECRET},1\n",
}
PARTS = 2
"""In so many parts all operations are called."""
HIDDEN = ("cases/first.md", "cases/role.md", "cases/plan.yml", "cases/note.txt", "cases/picture.csv")


@pytest.fixture
def book(tmp_path, settings):
    settings.TRELLIS_READING = "members"
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "-m", f"Begin with {SECRET}")
    (tmp_path / "welcome.md").write_text("# Welcome\n\nHello there. [More](cases/first.md)\n")
    git(tmp_path, "commit", "--quiet", "-am", "Greet")
    workspace = Workspace(open_source([str(tmp_path)]), registered())
    current.use(Library(workspace.handbook, workspace))
    yield tmp_path
    current.use(None)


@pytest.fixture
def proposal(book, db):
    """A proposal that changes a hidden page, by somebody who may."""
    handler = account("Hanna", Access.CONTRIBUTOR, "Case Handler")
    made = services.propose(
        whole_edition(), author=handler, path="cases/first.md", text=f"# The {SECRET} case\n\nClosed.\n",
        started_from=git(book, "rev-parse", "main"), title=f"Close {SECRET}",
    )  # fmt: skip
    deciding.comment(made, by=handler, text=f"{SECRET} said")
    return made


def stranger(client):
    return None


def as_reader(client):
    client.force_login(account("Rita", Access.READER))


def as_contributor(client):
    client.force_login(account("Otto", Access.CONTRIBUTOR))


def as_administrator(client):
    client.force_login(account("Adam", Access.ADMINISTRATOR))


def as_external(client):
    client.force_login(account("Paula", Access.EXTERNAL))


NOT_LET_IN = [stranger, as_external, as_reader, as_contributor, as_administrator]


def answers_of(client, start, most=400):
    """Everything that can be reached by following addresses, with what it says."""
    waiting, known = deque(start), set(start)
    while waiting and len(known) < most:
        address = waiting.popleft()
        answer = client.get(address)
        body = (
            b"".join(answer.streaming_content) if getattr(answer, "streaming", False) else answer.content
        ).decode("utf-8", "replace")
        yield address, answer, body
        found = re.findall(r'(?:href|src|hx-get|action)="([^"]+)"', body)
        if "Location" in answer.headers:
            found.append(answer.headers["Location"])
        for each in found:
            parts = urlsplit(urljoin(address, unescape(each)))
            path = parts.path + (f"?{parts.query}" if parts.query else "")
            if not parts.netloc and path not in known and not path.startswith(("/static", "/sign-out")):
                known.add(path)
                waiting.append(path)


def every_address(numbers, texts):
    """Each address of the site with every place in it filled: paths with the hidden files. Without places, often."""

    def walk(patterns, before):
        for each in patterns:
            if isinstance(each, URLResolver):
                yield from walk(each.url_patterns, before + str(each.pattern))
            elif isinstance(each, URLPattern):
                yield before + str(each.pattern)

    for route in walk(get_resolver().url_patterns, "/"):
        for text in texts:
            plain = re.sub(r"\(\?P<\w+>[^)]*\)\)?", text, route).strip("^$").replace("^", "")
            plain = re.sub(r"<int:\w+>", numbers["int"], plain)
            plain = re.sub(r"<commit:\w+>", numbers["commit"], plain)
            plain = re.sub(r"<uuid:\w+>", "0190a0d0-0000-7000-8000-000000000000", plain)
            yield re.sub(r"<[^>]+>", text, plain).replace("//", "/")


@pytest.mark.one_database
@pytest.mark.parametrize("somebody", [stranger, as_external, as_contributor])
def test_nothing_of_a_hidden_page_is_anywhere_for_those_whom_no_rule_lets_in(
    client, book, proposal, somebody
):
    somebody(client)
    start = [
        "/", "/handbook/", "/handbook/welcome/", "/roles/", "/search/?q=a", f"/search/?q={SECRET.lower()}", "/health/",
        f"/search/?q={SECRET.lower()}&format=json", "/search/?q=case&format=json", "/proposals/?state=", "/design/",
        "/roles/-/export.csv", "/roles/-/export.json", "/health/export.csv", "/health/export.json",
        "/health/export.xlsx", "/health/reviews/export.csv", "/proposals/export.csv",
    ]  # fmt: skip
    seen = 0
    for address, answer, body in answers_of(client, start):
        seen += answer.status_code == 200
        assert SECRET not in body, address
        assert answer.status_code < 500, address
    assert seen > {stranger: 3, as_external: 6}.get(somebody, 20)


@pytest.mark.one_database
@pytest.mark.parametrize("somebody", NOT_LET_IN)
def test_no_address_gives_a_hidden_page_away(client, book, proposal, somebody):
    somebody(client)
    tip = git(book, "rev-parse", "HEAD~1")
    texts = [*HIDDEN, "cases/first", "cases/role"]
    for address in dict.fromkeys(every_address({"int": str(proposal.number), "commit": tip}, texts)):
        for answer in (client.get(address), client.post(address, {"text": "x", "title": "x"})):
            assert answer.status_code < 500, address
            body = answer.content.decode("utf-8", "replace") if not answer.streaming else ""
            assert SECRET not in body, address
    assert Proposal.objects.get() == proposal
    assert threads.count_of("proposal", proposal.pk) == 1
    assert Draft.objects.count() == 0


def every_call(document, places, texts):
    """Each operation of the interface with every place in it filled: verb, address, with each query that may find."""
    word = SECRET.lower()
    for path, item in document["paths"].items():
        for verb, operation in item.items():
            known = {each["name"] for each in operation["parameters"]}
            for text in texts if {"path", "family", "object_key"} & known else ["cases/role"]:
                filled = {
                    **places,
                    "path": text,
                    "kind": "page",
                    "object_key": text,
                    "family": text.removesuffix(".md"),
                    "level": f"{word}-keeper",
                }
                # Where nothing is said, a key that nothing has.
                filled |= {name: uuid4() for name in re.findall(r"\{(\w+)\}", path) if name not in filled}
                address = path.format(**{name: quote(str(value), safe="") for name, value in filled.items()})
                role = f"{text}%23{word}-keeper"
                queries = {
                    "q": f"q={word}",
                    "folder": "folder=cases",
                    "title": f"title={word}",
                    "limit": "limit=200",
                }
                asked = [query for name, query in queries.items() if name in known]
                asked += [f"first={role}&second={role}"] if "first" in known else []
                asked += [f"start={role}&end={role}"] if "start" in known else []
                for query in asked or [""]:
                    yield verb, f"{address}?{query}", text


@pytest.mark.one_database
@pytest.mark.parametrize("access", [Access.EXTERNAL, Access.CONTRIBUTOR, Access.ADMINISTRATOR])
@pytest.mark.parametrize("part", range(PARTS))
def test_no_operation_gives_a_hidden_page_away(client, book, proposal, access, part):
    """Also not to a token with all scopes. In parts, since nobody may call all of them in a minute."""
    who = account("Toni", access)
    issued = tokens.issue(account=who, name="All", scopes=sorted(scopes.names()), days=7)
    header = {"Authorization": f"Bearer {issued.secret}", "If-Match": "*"}
    places = {
        "commit": git(book, "rev-parse", "HEAD~1"),
        "number": proposal.number,
        "account_id": who.pk,
        "word": "agree",
        "automation_name": "none",
        "department_name": "jobs",
        "benefit": "none",
    }
    for path in HIDDEN:
        identity_of(path)
    document = client.get("/api/v1/openapi.json").json()
    seen = 0
    calls = list(every_call(document, places, [*HIDDEN, "cases/role"]))
    for verb, address, text in calls[part::PARTS]:
        bodies = [
            {"title": "T", "files": [{"path": text, "text": "Mine now"}]},
            {"text": "T"},
            {"title": "T"},
        ]
        for body in bodies if verb != "get" else [None]:
            sent = json.dumps(body) if body is not None else ""
            answer = client.generic(verb.upper(), address, sent, "application/json", headers=header)
            assert SECRET not in answer.content.decode(), address
            assert answer.status_code not in {429, 500}, address
            seen += answer.status_code == 200
    assert seen > (1 if access == Access.EXTERNAL else 5)
    assert Proposal.objects.get() == proposal
    assert threads.count_of("proposal", proposal.pk) == 1


INTERNAL = ("Clerk", "anybody here may know", "/handbook/cases/open", "jobs/clerk")
"""Words of pages that everybody of the team reads, and nobody else: by a rule, and because no rule speaks of them."""


@pytest.mark.one_database
def test_who_is_external_sees_nothing_internal_anywhere(client, book, proposal):
    as_external(client)
    start = [
        "/", "/handbook/", "/handbook/welcome/", "/roles/", "/search/?q=clerk", "/search/?q=anybody&format=json",
        "/health/", "/proposals/?state=", "/design/", "/roles/-/export.csv", "/roles/-/export.json", "/account/",
        "/notices/", "/handbook/cases/open/", "/handbook/jobs/clerk/", "/handbook/-/print-all/",
    ]  # fmt: skip
    read = set()
    for address, answer, body in answers_of(client, start):
        assert answer.status_code < 500, address
        if not address.startswith("/search/?q=clerk"):  # which repeats what was looked for
            told = body.replace(quote(urlsplit(address).path, safe=""), "").replace(
                urlsplit(address).path, ""
            )
            assert not [word for word in INTERNAL if word in told], address
        if answer.status_code == 200:
            read.add(address)
    assert {"/handbook/welcome/", "/account/"} <= read


@pytest.mark.parametrize("rules", [RULES, ""])
def test_who_is_external_hears_nothing_internal_from_the_interface(client, book, rules):
    """Also where the handbook has no rule at all, and so everybody of the team reads all of it."""
    (book / "handbook.yml").write_text(f"complete: true\n{rules}")
    workspace = Workspace(open_source([str(book)]), registered())
    current.use(Library(workspace.handbook, workspace))
    who = account("Paula", Access.EXTERNAL)
    issued = tokens.issue(account=who, name="All", scopes=sorted(scopes.names()), days=7)
    header = {"Authorization": f"Bearer {issued.secret}"}

    told = [
        client.get(address, headers=header)
        for address in (
            "/api/v1/pages", "/api/v1/pages/cases/open.md", "/api/v1/pages/jobs/clerk.md", "/api/v1/roles",
            "/api/v1/search?q=responsibilities", "/api/v1/findings", "/api/v1/proposals",
        )
    ]  # fmt: skip

    assert not [
        word
        for word in INTERNAL
        for answer in told
        if word in answer.content.decode().replace(answer.wsgi_request.path, "")
    ]
    assert sum(answer.status_code == 200 for answer in told) >= 4


def test_who_is_external_reads_what_they_are_given(client, book):
    partner = account("Petra", Access.EXTERNAL)  # whose address a rule names
    client.force_login(partner)

    assert client.get("/handbook/cases/first/").status_code == 200
    assert client.get("/handbook/jobs/clerk/").status_code == 403


@pytest.mark.parametrize("name", ["Case Handler", "case  handler"])
def test_who_holds_the_role_reads_searches_and_follows_them(client, book, proposal, name):
    handler = account("Hugo", Access.CONTRIBUTOR)
    RoleHolding.objects.create(account=handler, title=" ".join(name.split()))
    client.force_login(handler)

    for address in (
        "/handbook/cases/first/", "/handbook/-/source/cases/first.md", "/handbook/-/history/cases/first.md/",
        f"/search/?q={SECRET}", f"/proposals/{proposal.number}/", "/handbook/-/edit/cases/first.md",
        "/roles/-/export.csv", "/handbook/",
    ):  # fmt: skip
        assert SECRET in client.get(address).content.decode(), address


def test_a_person_may_be_named_instead_of_a_role(client, book):
    client.force_login(account("Petra", Access.READER))

    assert client.get("/handbook/cases/first/").status_code == 200


def test_the_last_rule_that_matches_counts(client, book):
    as_reader(client)

    assert client.get("/handbook/cases/open/").status_code == 200


def test_a_stranger_reads_what_is_public_and_is_asked_to_sign_in_for_all_else(client, book):
    assert client.get("/handbook/welcome/").status_code == 200
    for address in ("/handbook/cases/first/", "/handbook/jobs/clerk/", "/handbook/never/was/", "/health/"):
        assert client.get(address).url == f"{reverse('core:sign-in')}?next={address}"


def test_nobody_writes_into_a_folder_that_they_do_not_see(client, book):
    as_contributor(client)

    answer = client.post(reverse("pages:new"), {"folder": "cases", "title": "Another", "kind": "page"})

    assert answer.status_code == 422
    assert Draft.objects.count() == 0


def test_a_proposal_cannot_show_its_author_what_they_may_not_see(client, book):
    as_contributor(client)

    answer = client.post(
        reverse("pages:preview", args=["index.md"]),
        {
            "text": "# Home\n\n![[cases/first#terms]] ![[cases/first]]",
            "started_from": git(book, "rev-parse", "main"),
        },
    )

    assert answer.status_code == 200
    assert SECRET not in answer.content.decode()


def test_a_change_brings_no_faults_by_links_to_what_its_author_may_not_see(book, db):
    """They lead to pages that are there: nobody who edits another page is told of them, and nothing is held up."""
    text = b"# Clerks\n\nThey work. [Nowhere](/nowhere/)\n"

    with current.read_by(lambda: Reader(reads_all=True, signed_in=True)):
        before = current.current_edition().handbook
        after = current.try_out({"jobs/other.md": text})

    assert "cases/first.md" not in after.pages
    assert [(each.path, each.code) for each in difference(before, after).new] == [("jobs/other.md", "HB200")]


def test_owners_count_also_for_those_who_do_not_see_owners_yml(book, db):
    (book / "handbook.yml").write_text(
        "visibility:\n  - {path: owners.yml, to: restricted, people: [nobody@example.org]}\n"
    )
    git(book, "commit", "--quiet", "-am", "Hide it")
    workspace = Workspace(open_source([str(book)]), registered())
    library = Library(workspace.handbook, workspace)

    edition = library.edition_for(lambda: Reader(reads_all=True, signed_in=True))

    assert "owners.yml" not in edition.handbook.data
    assert "owners.yml" in edition.whole.handbook.data


# -- the rules themselves


@pytest.mark.parametrize(
    "broken",
    [
        "visibility: all",
        "visibility: [{to: public}]",
        "visibility: [{path: '**', to: everybody}]",
        "visibility: [{path: welcome.md, to: public}, {path: '**', to: restricted}]",
        "visibility: [{path: '**', to: public, roles: [Clerk]}]",
        "visibility: [{path: '**', roles: {a: b}}]",
        "visibility:\n  - {path: welcome.md, to: public\ncomplete: [",
        "complete: !!python/object x\nvisibility: []",
    ],
)
def test_a_rule_that_cannot_be_read_closes_what_it_may_have_spoken_of(book, broken):
    (book / "handbook.yml").write_text(broken)
    handbook = Workspace(open_source([str(book)]), registered()).handbook

    everyone = Reader(reads_all=True, signed_in=True, names=frozenset({"clerk"}))

    assert handbook.diagnostics_of("handbook.yml")
    assert not audience_of(handbook.settings, everyone).sees("cases/first.md")
    assert audience_of(handbook.settings, everyone._replace(mends=True)).sees("cases/first.md")


def test_without_rules_there_is_one_audience(book):
    (book / "handbook.yml").write_text("complete: true\n")
    settings = Workspace(open_source([str(book)]), registered()).handbook.settings

    assert audience_of(settings, Reader(reads_all=True)) == EVERYBODY


def test_a_rule_that_protects_nothing_is_reported(book):
    (book / "handbook.yml").write_text("visibility:\n  - {path: Cases/, to: internal}\n")

    [found] = Workspace(open_source([str(book)]), registered()).handbook.diagnostics_of("handbook.yml")

    assert found.code == "HB022"
    assert found.start.line == 2


def test_what_is_restricted_to_a_duty_is_seen_for_as_long_as_somebody_has_it(client, serve, settings):
    serve(
        {
            "handbook.yml": "visibility:\n  - {path: minutes/, to: restricted, duties: [board]}\n",
            "rights.yml": "duties:\n  board: {title: Board, description: Sees the minutes.}\n",
            "index.md": "# Home\n",
            "minutes/may.md": f"# {SECRET}\n",
        }
    )
    settings.TRELLIS_READING = "members"
    boss, rita, now = account("Boss", Access.ADMINISTRATOR), account("Rita", Access.READER), timezone.now()
    client.force_login(rita)
    address = reverse("pages:page", args=["minutes/may"])
    assert client.get(address).status_code == 404

    made = assignments.give(
        account=rita, duty="board", starts_at=now, ends_at=now + timedelta(days=2), reason="R", by=boss
    )
    assert client.get(address).status_code == 200
    assignments.end(assignment=made, by=rita)

    assert client.get(address).status_code == 404
    client.force_login(boss)
    assert client.get(address).status_code == 404
