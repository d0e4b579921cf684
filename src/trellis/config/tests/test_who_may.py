"""Who may reach what: every address and every operation, asked by every kind of user, against a table.

Whoever adds an address or an operation adds it to the table; until then a test fails. What is let in may still be
told that there is nothing here, or that the form is not filled in: the table is about the door.
"""

from __future__ import annotations

import json
from datetime import timedelta
from http import HTTPStatus
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, path, reverse
from django.urls.resolvers import URLResolver
from django.utils import timezone

from trellis.config.api import house
from trellis.config.tests.programs import token_of
from trellis.config.tests.table import ADDRESSES, EVERYBODY, OPERATIONS
from trellis.core.models import Access
from trellis.core.services import assignments, tokens
from trellis.pages.queries.current import whole_edition
from trellis.pages.services import several
from trellis.pages.tests.repositories import account

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.one_database,
    pytest.mark.slow,
    pytest.mark.timeout(180),
]  # each walks all addresses of the site
KINDS = EVERYBODY
NOBODY = UUID(int=7)
FAMILY = """\
---
layout: job_family_page
title: Audit
---

# Audit

## Levels

### Head of Audit

#### Head of Audit Responsibilities

- Looks at what happened

### People Generalist

#### People Generalist Responsibilities

- Keeps the records of people
"""
RIGHTS = """\
duties:
  deputy: {title: Deputy, description: Decides about changes., permissions: [pages.approve]}
grants:
  - to: {roles: [Head of Audit]}
    workspaces: [audit]
  - to: {roles: [People Generalist]}
    workspaces: [people]
"""
WORDS = {
    "identifier": NOBODY, "token": "x", "key": NOBODY, "act": "read", "deed": "close", "path": "places.md",
    "code": "HB113", "family": "jobs/support", "level": "supporter", "tab": "next", "what": "links", "view_id": NOBODY,
    "form": "csv", "rest": "Users",
    "subject": "course", "path_key": "none", "course": "none", "part": "none",
    "message": NOBODY, "name": "review", "about": "nothing",
    "rule": "purchase", "kind": "page", "language": "de", "label": "core.Account", "step": "adviser",
    "template": "contracts/none.md", "question": "none", "secret": "x",
}  # fmt: skip
BODIES = {
    "create_proposal": {"title": "T", "files": [{"path": "more.md", "text": "# More\n"}]},
    "create_comment": {"text": "Good."},
    "create_remark": {"text": "Good."},
    "edit_remark": {"text": "Better."},
    "react_to_remark": {"on": True},
    "watch_object": {"state": "watching"},
    "create_review": {"verdict": "approve", "tip": "0" * 40},
    "merge_proposal": {"tip": "0" * 40},
    "describe_proposal": {"title": "Better"},
    "invite_account": {"email": "new@example.org", "name": "Nora"},
    "change_account": {"access": "approver"},
    "create_task": {"title": "Call"},
    "schedule_class_session": {
        "title": "Talk",
        "zone": "UTC",
        "facilitators": [str(NOBODY)],
        "meetings": [{"starts_at": "2100-01-01T09:00:00Z", "ends_at": "2100-01-01T10:00:00Z"}],
    },
    "register_for_class_session": {},
    "begin_class_cohort": {"program": "p", "starts_on": "2027-01-01", "facilitators": [str(NOBODY)]},
    "add_class_cohort_members": {"people": [str(NOBODY)]},
    "withdraw_from_class_session": {"reason": "R"},
    "record_class_attendance": {"lines": [{"registration": str(NOBODY), "minutes": 60}]},
    "snooze_work": {"until": "2100-01-01"},
    "delegate_work": {"to": "reader", "because": "Away"},
    "ask_for_approval": {"rule": "purchase", "title": "Chairs"},
    "decide_approval": {"verdict": "approve", "digest": "0", "step": 0},
    "withdraw_approval": {},
    "pause_automation": {"because": "Loud"},
    "ask_for_pay_change": {"effective_on": "2030-01-01", "amount": "1000", "currency": "EUR", "reason": "R"},
    "begin_development_plan": {"person": str(NOBODY), "level": "a#b"},
    "mark_key_role": {"person": str(NOBODY), "risk": "low", "reason": "Nobody else can."},
    "name_successor": {"person": str(NOBODY), "readiness": "now"},
    "create_course_request": {"title": "T", "need": "N", "audience": "A"},
    "decide_course_request": {"verdict": "accept"},
    "move_course_request": {"stage": "design"},
    "plan_course_request": {"due_on": "2030-01-01", "reason": "Later"},
    "name_course_request_reviewers": {"accounts": []},
    "review_course_request": {"good": True},
    "review_content_update": {"reason": "It holds"},
    "vote_for_course_request": {"people": 2},
    "begin_promotion": {"person": str(NOBODY), "level": "a#b"},
    "withdraw_promotion": {},
    "confirm_certificate": {"because": "R"},
    "suspend_certificate": {"because": "R"},
    "reinstate_certificate": {"because": "R"},
    "revoke_certificate": {"because": "R"},
    "extend_certificate": {"because": "R", "until": "2100-01-01"},
    "answer_sign_off": {"signs": True},
    "ask_for_interim_bonus": {
        "title": "T",
        "starts_on": "2030-01-01",
        "ends_on": "2030-06-01",
        "reason": "R",
    },
    "nominate_for_bonus": {"nominee": str(NOBODY), "reason": "R"},
    "give_duty": {
        "account_id": str(NOBODY),
        "duty": "deputy",
        "ends_at": "2100-01-01T00:00:00Z",
        "reason": "R",
    },
    "change_duty": {"ends_at": "2100-01-01T00:00:00Z"},
    "add_person": {"name": "Nora"},
    "change_person": {"name": "Nora"},
    "copy_person": {"reason": "R"},
    "hold_person": {"reason": "R"},
    "erase_person": {"reason": "R"},
    "link_person": {"account": str(NOBODY)},
    "match_import": {"columns": []},
    "run_import": {},
    "decide_policy_change": {"asks": True, "because": ""},
    "acknowledge_policy": {"policy": "places.md", "version": 1},
    "exempt_from_policy": {"because": "R"},
    "enroll_in_course": {"course": "none"},
    "complete_part_of_course": {"part": "none"},
    "assign_course": {"subject": "course", "key": "none", "people": [str(NOBODY)], "due": "2100-01-01"},
    "merge_person": {"person": str(NOBODY)},
    "hire_team_member": {"name": "Nora", "entity": "None", "starts_on": "2026-01-05", "title": "None"},
    "change_position": {"effective_on": "2026-01-05"},
    "withdraw_position_change": {},
    "end_employment": {"ends_on": "2026-01-05", "reason": "other"},
    "take_back_end": {},
    "change_profile": {},
    "plan_position": {"title": "T", "department": "d", "starts_on": "2026-01-01"},
    "change_planned_position": {"title": "T", "department": "d", "starts_on": "2026-01-01", "version": 1},
    "move_planned_position": {"state": "open"},
    "create_document": {"person": str(NOBODY), "template": "contracts/none.md"},
    "send_document": {},
    "void_document": {"reason": "R"},
    "enrol": {"option": "basic"},
    "give_feedback": {"receiver": str(NOBODY), "tone": "praise", "text": "T"},
    "ask_for_feedback": {"asked": str(NOBODY), "question": "Q"},
    "begin_quiz_attempt": {"quiz": "quizzes/none.md"},
    "answer_quiz_question": {"answer": "x"},
    "submit_quiz_attempt": {},
    "grade_quiz_attempt": {"marks": []},
    "acknowledge_review": {"agrees": True},
    "remind_of_reviews": {"reviews": [str(NOBODY)]},
    "mail_saved_view": {"view": str(NOBODY)},
    "create_learning_goal": {"words": "Listen", "by_when": "2100-01-01"},
    "change_learning_goal": {"is_shared": True},
    "end_learning_goal": {"reached": True},
    "take_up_learning_goal": {"by_when": "2100-01-01"},
    "make_learning_paths": {"people": [str(NOBODY)], "title": "T"},
    "add_made_item": {"kind": "task", "title": "T"},
    "tick_made_item": {},
    "found_community": {"title": "T"},
    "change_community": {"topic": "T"},
    "close_community": {},
    "join_community": {},
    "take_into_community": {"person": str(NOBODY)},
    "set_community_moderator": {"is_moderator": True},
    "ask_community": {"title": "T"},
    "edit_community_question": {"title": "T"},
    "accept_community_answer": {"answer": None},
    "hide_community_question": {"hidden": True, "why": "W"},
    "report_to_community": {"why": "W"},
    "decide_community_report": {"upheld": True},
}


@pytest.fixture
def cast(book, settings):
    """One of each kind of user, and a proposal by a contributor that is none of them."""
    settings.TRELLIS_READING = "members"
    book.commit_new("audit.md", FAMILY)
    book.commit_new("rights.yml", RIGHTS)
    assert book.edition.handbook.diagnostics_of("rights.yml") == ()
    people = {kind: account(kind.title(), Access(kind)) for kind in Access.values}
    people["auditor"] = account("Auditor", Access.READER, "Head of Audit")
    people["deputy"] = account("Deputy", Access.READER)
    people["generalist"] = account("Generalist", Access.READER, "People Generalist")
    people["owner"] = account("Olga", Access.READER)
    people["owner"].is_owner = True
    people["owner"].save()
    now = timezone.now()
    assignments.give(
        account=people["deputy"], duty="deputy", starts_at=now, ends_at=now + timedelta(days=3), reason="Leave",
        by=people["owner"],
    )  # fmt: skip
    people["other"] = account("Otto", Access.CONTRIBUTOR)
    several.propose_texts(
        whole_edition(), author=people["other"], texts={"new.md": "# New\n"}, started_from="", title="T", reason=""
    )  # fmt: skip
    return {**people, "stranger": None, "tip": book.tip}


def names(patterns=None, before=""):
    """Every named address of the site, but for operations of the interface."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(each, URLResolver):
            namespace = f"{each.namespace}:" if each.namespace else ""
            if each.namespace != "api":
                yield from names(each.url_patterns, before + namespace)
        else:
            yield f"{before}{each.name}", list(each.pattern.regex.groupindex)


def test_an_address_that_the_table_does_not_name_is_found_out():
    patterns = get_resolver().url_patterns
    patterns.append(path("brand-new/", lambda request: None, name="brand-new"))
    try:
        unnamed = {name for name, _places in names()} - set(ADDRESSES)
    finally:
        patterns.pop()

    assert unnamed == {"brand-new"}


def is_let_in(answer):
    to_sign_in = answer.status_code == HTTPStatus.FOUND and answer.headers["Location"].startswith(
        "/sign-in/?"
    )
    return not to_sign_in and answer.status_code not in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}


def undone(call):
    """What a call is answered, with everything undone that it did to the database."""
    with transaction.atomic():
        try:
            return call()
        finally:
            transaction.set_rollback(True)


@pytest.mark.parametrize("kind", KINDS)
def test_every_address_lets_in_whom_the_table_names(cast, kind):
    client = Client()
    if cast[kind] is not None:
        client.force_login(cast[kind])
    cookies, found = client.cookies.copy(), {}
    words = {**WORDS, "number": 1, "commit": cast["tip"]}
    for name, places in names():
        address = reverse(name, kwargs={place: words[place] for place in places})
        client.cookies = cookies.copy()
        answer = undone(lambda to=address: client.get(to))
        if answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            answer = undone(lambda to=address: client.post(to))
        assert answer.status_code < 500, name
        found[name] = is_let_in(answer)

    assert found == {name: kind in kinds for name, kinds in ADDRESSES.items()}


@pytest.mark.parametrize("kind", KINDS)
def test_every_operation_lets_in_whom_the_table_names(cast, kind):
    who = cast[kind]
    header = {"Authorization": f"Bearer {token_of(who).secret}"} if who is not None else {}
    found = {name: is_let_in(answer) for name, answer in called(cast, header)}

    assert found == {name: kind in kinds for name, (kinds, _scope) in OPERATIONS.items()}


def test_every_operation_needs_the_scope_that_the_table_names(cast):
    scoped = {each["operationId"]: each.get("x-scope") for _verb, _path, each in operations()}
    issued = tokens.issue(account=cast["owner"], name="Bare", scopes=["scim"], days=7)
    found = {
        name: is_let_in(answer) for name, answer in called(cast, {"Authorization": f"Bearer {issued.secret}"})
    }

    assert scoped == {name: scope for name, (_kinds, scope) in OPERATIONS.items()}
    assert found == {name: scope is None for name, scope in scoped.items()}


def operations():
    for where, item in house.document["paths"].items():
        for verb, operation in item.items():
            yield verb, where, operation


class Places(dict):
    """What fills the places of addresses; nothing that is there, where nothing is said."""

    def __missing__(self, name):
        return NOBODY


def called(cast, header):
    """Every operation, called: with its name and what it was answered."""
    places = Places(
        path="places.md", commit=cast["tip"], number=1, account_id=cast["reader"].pk, family="jobs/no", level="no",
        automation_name="none", kind="page", object_key="places.md", word="agree", department_name="jobs",
        benefit="none",
    )  # fmt: skip
    queries = {"search": "?q=a", "compare_roles": "?first=a&second=b", "list_paths": "?start=a&end=b",
        "list_files": f"?about=nothing&object_id={NOBODY}", "add_file": f"?about=nothing&object_id={NOBODY}&name=a",
        "create_import": "?kind=people&name=a", "get_pay_range": "?title=a&location=b",
    }  # fmt: skip
    for verb, where, operation in operations():
        name = operation["operationId"]
        body = json.dumps(BODIES[name]) if name in BODIES else ""
        address = where.format_map(places) + queries.get(name, "")
        answer = undone(
            lambda to=address, how=verb, said=body: Client().generic(
                how.upper(), to, said, "application/json", headers={**header, "If-Match": "*"}
            )
        )
        assert answer.status_code < 500, name
        yield name, answer
