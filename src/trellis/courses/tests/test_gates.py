"""A course that not everybody could learn from is not published: the line is named."""

from __future__ import annotations

import pytest

from trellis.courses.gates import gate
from trellis.courses.tests.test_studio import (
    FOLDER,
    KEY,
    act,
    at,
    author,
    book,
    chief,
    course,
    desk,
    editor,
    reader,
)
from trellis.pages.models import Draft, Proposal
from trellis.pages.queries.editing import difference
from trellis.pages.queries.standings import standing_of
from trellis.pages.services import drafts, proposals
from trellis.pages.tests.served import compiled

__all__ = ["author", "book", "chief", "course", "desk", "editor", "reader"]

LESSON = f"{FOLDER}/01-why.md"
PICTURE = "---\ntitle: Why\n---\n\nIt judges.\n\n![](https://pictures.example/a.png)\n"
FAULTS = {
    PICTURE: "01-why.md, line 7: ",
    "---\ntitle: Why\n---\n\nIt judges.\n\n## So\n\nThus.\n\n#### Deep\n\nHere.\n": "01-why.md, line 11: ",
    "---\ntitle: Why\n---\n\nIt judges.\n\n![A talk](https://youtu.be/dQw4w9WgXcQ)\n": "01-why.md, line 7: ",
}


def written(desk, author, text):
    act(desk, at("lesson", KEY, "01-why.md"), act="settings", title="Why", minutes="5")
    draft = Draft.objects.get(path=LESSON)
    drafts.save_draft(author=author, path=LESSON, text=text, started_from=draft.started_from)


@pytest.mark.parametrize(("text", "line"), FAULTS.items())
def test_the_studio_does_not_publish_what_is_not_for_everybody_and_names_the_line(desk, author, text, line):
    written(desk, author, text)

    answer = desk.post(at("publish", KEY), {"title": "Why", "reason": "Asked for"})

    assert answer.status_code == 422
    assert line in answer.content.decode()
    assert not Proposal.objects.exists()
    assert Draft.objects.filter(path=LESSON).exists()


def test_with_words_it_is_published(desk, author):
    written(desk, author, PICTURE.replace("![]", "![A curve that falls]"))

    assert desk.post(at("publish", KEY), {"title": "Why", "reason": "Asked for"}).status_code == 302


def test_a_proposal_that_was_made_elsewhere_cannot_be_merged(course, author):
    edition = course.edition
    made = proposals.propose(
        edition,
        author=author,
        path=LESSON,
        text=PICTURE,
        started_from=course.tip,
        title="A picture",
        reason="",
    )

    (found,) = standing_of(edition, made).obstacles

    assert found.startswith(f"{LESSON}, line 7: ")


def test_what_was_there_before_and_other_pages_keep_nothing_back():
    before = {
        "courses/a/course.md": "---\ntitle: A\n---\n",
        "courses/a/01-b.md": PICTURE,
        "how/c.md": "# C\n",
    }
    after = {
        **before,
        "courses/a/01-b.md": PICTURE.replace("It judges", "It measures"),
        "how/c.md": "# C\n\n![](a.png)\n",
    }
    new = difference(compiled(before), compiled(after)).new
    assert list(gate(new)) == []
