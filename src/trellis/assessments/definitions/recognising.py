"""Which pages are quizzes."""

from __future__ import annotations

from trellis.handbook.page import Page

KEY = "quiz"


def is_quiz(page: Page) -> bool:
    """Whether a page is a quiz: it is named `quiz.md` or `….quiz.md`, or its front matter says `quiz`."""
    name = page.path.rpartition("/")[2]
    if name == "quiz.md" or name.endswith(".quiz.md"):
        return True
    return page.front is not None and page.front.get(KEY) is not None
