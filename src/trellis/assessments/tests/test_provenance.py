"""A second person approves a question before it can be asked, and afterwards it says who wrote and who approved it."""

from trellis.assessments import terms
from trellis.assessments.queries import provenance
from trellis.pages.models import Review
from trellis.pages.queries.editing import committed
from trellis.pages.services import deciding, ending, proposals
from trellis.pages.tests.repositories import author, book, chief, editor

__all__ = ["author", "book", "chief", "editor"]

QUIZ_AT = "quizzes/letters.quiz.md"
QUIZ = """\
---
title: Letters
---

## Which letter is first? {#first}

- [x] A
- [ ] B

## Which letter is last? {#last}

- [x] Z
- [ ] Y
"""


def proposed(book, author, before, after):
    base = book.tip
    text = committed(book.edition, QUIZ_AT, base).text.replace(before, after)
    return proposals.propose(
        book.edition, author=author, path=QUIZ_AT, text=text, started_from=base, title="A clearer question",
        reason="Some read it otherwise.",
    )  # fmt: skip


def test_a_question_is_asked_once_a_second_person_has_approved_it_and_says_who_did(book, author, editor):
    (book.folder / "quizzes").mkdir()
    book.commit_new(QUIZ_AT, QUIZ)
    assert book.edition
    proposal = proposed(book, author, "Which letter is first?", "Which letter comes first?")
    assert terms.quiz_at(QUIZ_AT).by_key["first"].title == "Which letter is first?"

    deciding.review(book.edition, proposal, by=editor, verdict=Review.Verdict.APPROVE, tip=proposal.tip)
    ending.merge(book.edition, proposal, by=author, tip=proposal.tip)

    quiz = terms.quiz_at(QUIZ_AT)
    assert quiz.by_key["first"].title == "Which letter comes first?"
    told = provenance.written(quiz, quiz.by_key["first"])
    assert [each.author for each in told] == ["Otto", "Maker"]
    assert told[0].brought is not None
    assert (told[0].brought.number, told[0].brought.author, told[0].brought.approved_by) == (
        1,
        "Otto",
        ("Edda",),
    )
    assert told[1].brought is None
    assert [each.author for each in provenance.written(quiz, quiz.by_key["last"])] == ["Maker"]
