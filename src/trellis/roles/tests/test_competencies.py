"""Competencies: what a page says, what is wrong with it, and how it is read."""

from trellis.pages.tests.served import compiled, edition_of
from trellis.roles.definitions.competencies import Competencies
from trellis.roles.queries.competencies import rows_for

FEEDBACK = """\
---
title: Feedback
description: Saying what one saw.
competency:
  owner: Manager, People
---

Feedback keeps small things small.

## Aware

- Tells an observation from a judgment {#observes}

## Leading

- Gives feedback upward
- Helps others before a difficult talk

### Further reading

- A book
"""
FILES = {"competencies/feedback.md": FEEDBACK, "competencies/index.md": "# Competencies\n"}


def found_in(files) -> Competencies:
    return compiled(files).assembled["competency"]


def test_headings_are_levels_and_their_lists_what_can_be_seen():
    feedback = found_in(FILES).by_key["feedback"]
    assert (feedback.title, feedback.owner, feedback.behaviors) == ("Feedback", "Manager, People", 3)
    assert [level.title for level in feedback.levels] == ["Aware", "Leading"]
    first = feedback.levels[0].behaviors[0]
    assert (first.key, first.text) == ("observes", "Tells an observation from a judgment")


def test_an_overview_of_the_folder_is_no_competency():
    assert list(found_in(FILES).by_key) == ["feedback"]


def test_of_two_with_one_name_the_first_counts():
    twice = {**FILES, "people/competencies/feedback.md": FEEDBACK.replace("small things", "little things")}
    handbook = compiled(twice)
    assert handbook.assembled["competency"].by_key["feedback"].path == "competencies/feedback.md"
    assert [each.path for each in handbook.diagnostics if each.code == "CM005"] == [
        "people/competencies/feedback.md"
    ]


def test_the_list_is_found_by_any_word_of_a_behavior():
    edition = edition_of(FILES)
    assert [row.key for row in rows_for(edition, "difficult talk")] == ["feedback"]
    assert rows_for(edition, "budget") == []


def test_a_competency_is_read_with_its_levels_side_by_side(client, serve, db):
    serve(FILES)
    page = client.get("/roles/-/competencies/feedback/").content.decode()
    assert "Gives feedback upward" in page
    assert "Manager, People" in page
    listed = client.get("/roles/-/competencies/?q=judgment").content.decode()
    assert "Feedback" in listed
    assert client.get("/roles/-/competencies/no-such/").status_code == 404


def test_an_empty_handbook_says_how_competencies_are_written(client, serve, db):
    serve({"index.md": "# Home\n"})
    assert "no competencies yet" in client.get("/roles/-/competencies/").content.decode()


def test_the_list_is_a_file_too(client, serve, db):
    serve(FILES)
    answer = client.get("/roles/-/competencies/export.csv")
    assert b"Helps others" not in answer.getvalue()
    assert b"feedback,Feedback" in answer.getvalue()
