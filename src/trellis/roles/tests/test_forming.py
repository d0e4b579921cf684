"""The form for a job family: what it changes, what it shows of that, whom it refuses, and that it loses nothing."""

from __future__ import annotations

import json
import subprocess

import pytest
from django.test import Client

from trellis.core.models import Account
from trellis.pages.models import Draft, Proposal
from trellis.pages.tests.families import FAMILY
from trellis.pages.tests.repositories import Book, git
from trellis.roles.models import FormStep
from trellis.roles.services import forming
from trellis.roles.tests.formed import FORM, PATH, act, seen

pytestmark = pytest.mark.django_db

FIRST = {"holder": 1, "slot": "responsibilities", "at": 0}
LEVEL = {
    "after": 2,
    "title": "Senior IT Program Manager",
    "grade": "7",
    "manager": "Director, IT Program Management",
    "extends": "IT Program Manager",
    "responsibilities": "Coaches colleagues\n\nKeeps the plan of all programs\n",
    "requirements": "Patience",
}


@pytest.fixture
def writer(client: Client, families: Book, author: Account) -> Client:
    client.force_login(author)
    return client


def text(draft: Draft | None = None) -> str:
    return Draft.objects.get(path=PATH).text


# -- who


def test_only_contributors_have_the_form(client: Client, families: Book, reader: Account):
    assert client.get(FORM).status_code == 302
    client.force_login(reader)

    assert client.get(FORM).status_code == 403
    assert client.post(FORM, {"act": "save", **FIRST, "words": "x"}).status_code == 403
    assert not Draft.objects.exists()
    assert FORM not in client.get("/handbook/job-families/it/program/").content.decode()


def test_the_form_is_offered_where_a_family_is_read_and_edited(writer: Client):
    assert FORM in writer.get("/handbook/job-families/it/program/").content.decode()
    assert FORM in writer.get(f"/handbook/-/edit/{PATH}").content.decode()
    assert "/form/" not in writer.get("/handbook/-/edit/policies/leave.md").content.decode()


@pytest.mark.parametrize("path", ["policies/leave.md", "job-families/it/none.md", "handbook.yml"])
def test_other_files_have_no_form(writer: Client, path: str):
    assert writer.get(f"/roles/-/form/{path}").status_code == 404


def test_nobody_works_on_with_the_draft_of_another(
    client: Client, families: Book, author: Account, editor: Account
):
    client.force_login(author)
    act(client, "save", **FIRST, words="Keeps no secrets")
    other = Client()
    other.force_login(editor)

    assert "Keeps no secrets" not in other.get(FORM).content.decode()
    act(other, "undo")
    assert Draft.objects.get(author=author).text != FAMILY


# -- what it shows


def test_the_form_shows_every_entry_and_where_the_others_come_from(writer: Client):
    page = writer.get(FORM).context["page"]

    level = page.levels[1]
    does = level.lists[0]
    assert (page.title, level.title, level.grade) == ("IT Program Management", "IT Program Manager", "6")
    assert level.manager == "Director, IT Program Management"
    assert [entry.words for entry in does.entries] == ["Keeps budget and forecast true to the week"]
    assert [found.title for found in does.extends] == ["Associate IT Program Manager"]
    assert [(found.text, found.origin) for found in does.inherited][:2] == [
        ("Keeps promises", "IT Program Management (all levels)"),
        ("Keeps the risk register current", "Associate IT Program Manager"),
    ]
    assert page.rows == ()
    assert "Director, IT Program Management" in page.titles
    assert "Chief Operating Officer" in page.titles


def test_looking_at_the_form_costs_few_queries(writer: Client, django_assert_max_num_queries):
    writer.get(FORM)
    with django_assert_max_num_queries(10):
        writer.get(FORM)


# -- what it does


def test_a_new_level_is_all_that_differs(writer: Client):
    answer = act(writer, "add-level", **LEVEL)

    assert answer.status_code == 302
    page = writer.get(FORM).context["page"]
    assert [level.title for level in page.levels][2] == "Senior IT Program Manager"
    assert (page.added, page.removed) == (19, 0)
    assert {row.kind for row in page.rows} == {"same", "new", "gap"}
    assert page.told[0].title.startswith("Senior IT Program Manager")


@pytest.mark.parametrize(
    ("name", "fields", "line"),
    [
        ("save", {**FIRST, "words": "Keeps the register"}, "- Keeps the register"),
        ("add", {**FIRST, "words": "Asks"}, "- Asks"),
        ("down", {**FIRST, "words": "Keeps the risk register current"}, "- Writes the weekly status"),
        ("up", {**FIRST, "at": 1, "words": "Writes a status"}, "- Writes a status"),
        ("in", {**FIRST, "at": 1, "words": "Writes the weekly status"}, "  - Writes the weekly status"),
        ("title", {"holder": 0, "words": "Programs"}, "title: Programs"),
        ("description", {"holder": 0, "words": "Runs it."}, "description: Runs it."),
        ("summary", {"holder": 0, "words": "We run it."}, "We run it."),
        ("extend", {"holder": 3, "slot": "requirements", "role": "IT Program Manager"},
         "- Extends the IT Program Manager requirements"),
        ("extend-other", {"holder": 2, "at": 0, "role": "Chief Operating Officer"},
         "- Extends the Chief Operating Officer responsibilities"),
    ],
)  # fmt: skip
def test_an_action_changes_the_draft(writer: Client, name: str, fields: dict[str, object], line: str):
    answer = act(writer, name, **fields)

    assert answer.status_code == 302
    assert line in text().splitlines()


@pytest.mark.parametrize(
    ("name", "fields", "line"),
    [
        (
            "remove",
            {**FIRST, "words": "Keeps the risk register current"},
            "- Keeps the risk register current",
        ),
        ("extend-no-more", {"holder": 2, "at": 1}, "- Extends the Associate IT Program Manager requirements"),
        ("level-remove", {"holder": 1}, "### Associate IT Program Manager"),
    ],
)
def test_an_action_takes_away(writer: Client, name: str, fields: dict[str, object], line: str):
    act(writer, name, **fields)

    assert line not in text().splitlines()


def test_the_facts_of_a_level_are_changed_together(writer: Client):
    was = {
        "title_was": "IT Program Manager",
        "grade_was": "6",
        "manager_was": "Director, IT Program Management",
    }
    act(
        writer, "facts", holder=2, title="Program Lead", grade="6,5", manager="Chief Operating Officer", **was
    )

    level = writer.get(FORM).context["page"].levels[1]
    assert (level.title, level.grade, level.manager) == ("Program Lead", "6.5", "Chief Operating Officer")


def test_levels_change_places(writer: Client):
    act(writer, "level-up", holder=2)

    titles = [level.title for level in writer.get(FORM).context["page"].levels]
    assert titles == ["IT Program Manager", "Associate IT Program Manager", "Director, IT Program Management"]


def test_other_fields_that_were_not_saved_go_along(writer: Client):
    unsaved = [{"holder": "1", "slot": "requirements", "at": "0", "words": "Writes so that others act"}]

    act(writer, "add", **FIRST, words="Asks", unsaved=json.dumps(unsaved))

    assert "- Writes so that others act" in text()
    assert "- Asks" in text()


def test_with_a_script_only_the_form_is_drawn_anew(writer: Client):
    answer = writer.post(
        FORM, {"act": "add", **FIRST, "words": "Asks", "seen": seen(writer)}, headers={"HX-Request": "true"}
    )

    assert answer.status_code == 200
    assert "<html" not in answer.content.decode()
    assert "Added “Asks”" in answer.content.decode()


# -- what it refuses, and that nothing is lost


def test_an_action_on_an_old_text_says_so_and_keeps_what_was_sent(writer: Client):
    old = seen(writer)
    act(writer, "add", **FIRST, words="Asks")
    before = text()

    answer = writer.post(FORM, {"act": "save", **FIRST, "words": "Typed in another window", "seen": old})

    assert answer.status_code == 409
    assert "Typed in another window" in answer.content.decode()
    assert "has changed since this form was shown" in answer.content.decode()
    assert text() == before


@pytest.mark.parametrize(
    ("name", "fields", "reason"),
    [
        ("save", {**FIRST, "words": "Extends the Director responsibilities"}, "read as something else"),
        ("add", {**FIRST, "words": "One\n\n- two"}, "several entries"),
        ("save", {**FIRST, "at": 99, "words": "x"}, "no such entry"),
        ("save", {**FIRST, "at": "x", "words": "x"}, "missing or odd"),
        ("save", {**FIRST, "slot": "pay", "words": "x"}, "missing or odd"),
        ("save", {**FIRST, "words": "x", "unsaved": "{"}, "missing or odd"),
        ("fly", {}, "does not know"),
        ("undo", {}, "nothing to take back"),
        ("add-level", {**LEVEL, "title": "IT Program Manager"}, "already"),
        ("add-level", {**LEVEL, "grade": "seven"}, "from 1 to 99"),
    ],
)
def test_what_cannot_be_done_is_refused_with_the_reason(
    writer: Client, name: str, fields: dict[str, object], reason: str
):
    answer = act(writer, name, **fields)

    assert answer.status_code == 422
    assert reason in answer.content.decode()
    assert not Draft.objects.exists()


def test_steps_are_taken_back_one_by_one(writer: Client):
    act(writer, "add", **FIRST, words="Asks")
    act(writer, "level-remove", holder=2)

    act(writer, "undo")
    assert "- Asks" in text()
    assert "### IT Program Manager" in text()
    act(writer, "undo")

    assert text() == FAMILY
    assert act(writer, "undo").status_code == 422


def test_a_step_before_a_change_in_the_text_cannot_be_taken_back(writer: Client):
    act(writer, "add", **FIRST, words="Asks")
    Draft.objects.update(text=text() + "\nMore.\n")

    assert act(writer, "undo").status_code == 422
    assert text().endswith("More.\n")


def test_only_the_last_steps_are_kept(writer: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(forming, "MOST_STEPS", 2)
    for words in ("One", "Two", "Three"):
        act(writer, "add", **FIRST, words=words)

    assert [step.what for step in FormStep.objects.order_by("created_at", "pk")] == [
        "Added “Two”",
        "Added “Three”",
    ]


def test_the_same_again_changes_nothing(writer: Client):
    act(writer, "save", **FIRST, words="Keeps the risk register current")

    assert not Draft.objects.exists()


# -- proposing


def test_what_the_form_changed_is_proposed_like_any_change(writer: Client, families: Book):
    act(writer, "add-level", **LEVEL)

    answer = act(writer, "propose", title="A senior level", reason="We grow")

    proposal = Proposal.objects.get()
    assert answer.headers["Location"] == f"/proposals/{proposal.number}/"
    changes = writer.get(f"/proposals/{proposal.number}/changes/").content.decode()
    assert "Senior IT Program Manager" in changes
    assert families.read(PATH) == FAMILY
    assert not Draft.objects.exists()


def test_a_proposal_is_changed_further_with_the_form(writer: Client):
    act(writer, "add", **FIRST, words="Asks")
    act(writer, "propose", title="Ask", reason="")
    address = f"{FORM}?proposal={Proposal.objects.get().number}"

    act(writer, "add", address, **FIRST, words="Listens", proposal=Proposal.objects.get().number)
    act(writer, "propose", address, title="Listen", proposal=Proposal.objects.get().number)

    page = writer.get(address).context["page"]
    words = [entry.words for entry in page.levels[0].lists[0].entries]
    assert words == ["Keeps the risk register current", "Listens", "Asks", "Writes the weekly status"]
    assert Proposal.objects.count() == 1


def test_lines_that_are_as_they_were_end_as_they_did(writer: Client, families: Book):
    mixed = FAMILY.replace("\n", "\r\n", 20)
    (families.folder / PATH).write_bytes(mixed.encode())
    git(families.folder, "commit", "--quiet", "-am", "Mixed")
    _ = families.edition
    act(writer, "add", **FIRST, words="Asks")
    act(writer, "propose", title="Ask", reason="")

    branch = Proposal.objects.get().branch
    made = subprocess.run(
        ["git", "-C", families.folder, "show", f"{branch}:{PATH}"], check=True, capture_output=True
    ).stdout.decode()
    assert made.replace("- Asks\r\n", "").replace("- Asks\n", "") == mixed


def test_an_old_text_is_not_proposed(writer: Client):
    old = seen(writer)
    act(writer, "add", **FIRST, words="Asks")

    answer = writer.post(FORM, {"act": "propose", "title": "x", "seen": old})

    assert answer.status_code == 409
    assert not Proposal.objects.exists()


def test_what_readers_will_see_is_drawn_when_somebody_looks(writer: Client, client: Client, reader: Account):
    act(writer, "save", **FIRST, words="Keeps *all* plans")

    assert "<em>all</em>" not in writer.get(FORM).content.decode()
    assert "Keeps <em>all</em> plans" in writer.get(FORM, {"as": "readers"}).content.decode()
    client.force_login(reader)
    assert client.get(FORM, {"as": "readers"}).status_code == 403


def test_steps_of_the_career_ladder_are_moved_among_their_like(writer: Client, families: Book):
    ladder = "## Career Ladder\n\nFirst this.\n\nThen that.\n\n- Or one\n- Or the other\n"
    families.commit(PATH, FAMILY.partition("## Career Ladder")[0] + ladder)
    assert families.edition

    shown = writer.get(FORM).context["page"]
    [entries] = [listed.entries for listed in shown.lists if listed.slot == "ladder"]
    act(writer, "up", holder=0, slot="ladder", at=1)

    assert [(entry.first, entry.last) for entry in entries] == [
        (True, False), (False, True), (True, False), (False, True),
    ]  # fmt: skip
    assert text().endswith(ladder.replace("First this.\n\nThen that.", "Then that.\n\nFirst this."))


def test_the_lists_of_a_specialty_have_fields_too(writer: Client, families: Book):
    special = (
        "\n## Specialties\n\n### Bridges\n\n#### Responsibilities\n\n- Climbs\n\n### Boats\n\nNothing yet.\n"
    )
    families.commit(PATH, FAMILY + special)
    assert families.edition

    [bridges] = writer.get(FORM).context["page"].specials
    closed, opened = writer.get(FORM), writer.get(FORM, {"level": bridges.number})
    act(writer, "save", holder=bridges.number, slot="responsibilities", at=0, words="Climbs up")

    assert (bridges.title, [listed.slot for listed in bridges.lists]) == ("Bridges", ["responsibilities"])
    assert text() == FAMILY + special.replace("Climbs", "Climbs up")
    assert f"{FORM}?level={bridges.number}#" in closed.content.decode()
    assert ">\nClimbs</textarea>" not in closed.content.decode()
    assert ">\nClimbs</textarea>" in opened.content.decode()
