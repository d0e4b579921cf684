"""Saying that a sentence of a lesson is wrong: it is quoted in what the learner is about to say of its page."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from trellis.core.rules import Account, NotAllowedError
from trellis.discussions.queries import places, threads
from trellis.discussions.services import comments
from trellis.handbook.page import Page
from trellis.learning import rules
from trellis.learning.models import Enrollment
from trellis.learning.queries import playing
from trellis.learning.services.errors import LearningError
from trellis.learning.services.progress import part_of
from trellis.pages.addresses import page_address
from trellis.pages.plaintext import known_parts_of
from trellis.pages.queries.current import current_edition
from trellis.pages.services.identities import identity_of

LONGEST_QUOTE = 1000
PAGE = "page"
"""The kind of object that discussions of pages hang on."""


def object_to(*, enrollment: Enrollment, part_key: str, quote: str = "", by: Account) -> str:
    """Quote a sentence of a lesson in a draft of what somebody says of the page that it stands on; gives its address.

    That is a page which the lesson includes, where the sentence is one of its own. Nothing is said yet, and what was
    written there before stays. Raises NotAllowedError, LearningError.
    """
    if not rules.can_open(by, enrollment):
        raise NotAllowedError(_("This is not your course."))
    item = part_of(enrollment, part_key)
    lesson = playing.lesson_of(enrollment, item["path"]) if item["kind"] == "lesson" else None
    words = " ".join(quote.split())[:LONGEST_QUOTE]
    pages = current_edition().handbook.pages
    own = [pages[path] for path in (lesson.sources if lesson is not None else ()) if path in pages]
    page, section = _stands_on(words, (*own[1:], *own[:1]))
    identity = identity_of(page.path) if page is not None else None
    place = places.place_of(by, PAGE, identity) if identity is not None else None
    if page is None or place is None or lesson is None:
        raise LearningError(_("The handbook has this page no more, or it is not open to you."))
    before = threads.discussion(place, by, threads.Wanted()).draft.rstrip()
    said = _said(words, section, lesson.title)
    if said not in before:
        text = f"{before}\n\n{said}" if before else said
        comments.keep_draft(kind=PAGE, key=place.key, text=f"{text}\n\n", by=by)
    return f"{page_address(page.url)}#discussion"


def _stands_on(words: str, pages: Iterable[Page]) -> tuple[Page | None, str]:
    """The first of some pages on which words stand, with the heading above them; else the last page."""
    last = None
    for last in pages:
        for part in known_parts_of(last.text[last.body_start :]) if words else ():
            if words in part.text:
                return last, part.heading
    return last, ""


def _said(words: str, section: str, lesson: str) -> str:
    """Markdown: the quote, and where it was read."""
    where = (
        _("In the lesson “%(title)s”, from “%(section)s”:") % {"title": lesson, "section": section}
        if section
        else _("In the lesson “%(title)s”:") % {"title": lesson}
    )
    return f"> {words}\n\n{where}" if words else where
