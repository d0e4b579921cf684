"""What the things are called that certifications ask for, and where somebody goes to do them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from django.urls import reverse
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.assessments.terms import quiz_at
from trellis.certifications import terms
from trellis.certifications.definitions.evidence import (
    CERTIFICATION,
    CLASS,
    COURSE,
    HOURS,
    OBSERVED,
    PATH,
    PRACTICAL,
    QUIZ,
    SIGN_OFF,
)
from trellis.certifications.definitions.requirements import ANY, MANAGER, Requirement
from trellis.handbook.page import Page
from trellis.learning.terms import course as course_of
from trellis.pages.queries.current import Edition, current_edition, whole_edition


def page_path_of(kind: str, key: str, edition: Edition | None = None) -> str:
    """The path of the page that something is about, as far as the reader may see it; empty where there is none."""
    seen = edition or current_edition()
    if kind == QUIZ:
        return key if key in seen.handbook.pages else ""
    if kind == CERTIFICATION:
        found = terms.certifications_of(seen.handbook).by_key.get(key)
        return found.path if found is not None else ""
    endings = {
        COURSE: f"courses/{key}/course.md", OBSERVED: f"courses/{key}/course.md", PATH: f"paths/{key}.md",
        CLASS: f"courses/{key.partition('/')[0]}/course.md", PRACTICAL: f"courses/{key.partition('/')[0]}/course.md",
    }  # fmt: skip
    ending = endings.get(kind)
    if ending is None:
        return ""
    mounts = seen.handbook.mounts
    return next((f"{each}{ending}" for each in mounts if f"{each}{ending}" in seen.handbook.pages), "")


def label_of(requirement: Requirement) -> str:
    """What a requirement asks for, in a line."""
    kind = requirement.kind
    if not kind:
        return _joined(requirement)
    if kind == HOURS:
        hours = localize(requirement.hours.normalize()) if requirement.hours is not None else ""
        said = _("%(hours)s hours of learning") % {"hours": hours}
        return (
            _("%(said)s about %(topic)s") % {"said": said, "topic": requirement.topic}
            if requirement.topic
            else said
        )
    if kind == SIGN_OFF:
        return requirement.for_
    return title_of(kind, requirement.key)


def under_of(requirement: Requirement) -> str:
    """What kind of thing it is, and what of it is wanted: a smaller line below its name."""
    kind = requirement.kind
    if kind == SIGN_OFF:
        if requirement.sign_off == MANAGER:
            return _("signed off by the manager")
        return _("signed off by: %(role)s") % {"role": requirement.sign_off}
    if kind == QUIZ and requirement.score is not None:
        return _("quiz, at least %(score)s %%") % {"score": requirement.score}
    return KINDS.get(kind, lambda: "")()


def title_of(kind: str, key: str) -> str:
    """What a thing is called: the title of its page, else its key.

    The page of a quiz holds what is right, so that few may read it; what it is called is no secret to whom it is asked.
    """
    if kind == OBSERVED and key == ANY:
        return _("A session of any course")
    page = _page_of(kind, key)
    if page is None:
        quiz = quiz_at(key) if kind == QUIZ else None
        return quiz.title if quiz is not None else key
    if kind in (CLASS, PRACTICAL):
        return f"{page.title}: {_part_title(*key.partition('/')[::2])}"
    return page.title


def plain_title(kind: str, key: str) -> str:
    """The same for what is written down, whoever may read the page: by the whole handbook."""
    path = page_path_of(kind, key, whole_edition())
    page = whole_edition().handbook.pages.get(path) if path else None
    return page.title if page is not None else key


def then_address(kind: str, key: str, commit: str) -> str:
    """The page that something rested on as it was at a commit; empty where the commit is not known."""
    path = page_path_of(kind, key)
    is_commit = len(commit) >= 40 and all(each in "0123456789abcdef" for each in commit)
    return then_of(path, commit) if path and is_commit else ""


def then_of(path: str, commit: str) -> str:
    """A page as it was at a commit."""
    return reverse("pages:then", args=[commit, path])


def _part_title(course_key: str, key: str) -> str:
    course = course_of(course_key)
    parts = course.parts if course is not None else ()
    return next((each.title for each in parts if each.key == key), key)


def _joined(requirement: Requirement) -> str:
    if requirement.all:
        return _("All of these")
    if requirement.any:
        return _("One of these")
    n = requirement.needed
    return ngettext("At least %(n)d of these", "At least %(n)d of these", n) % {"n": n}


def _page_of(kind: str, key: str) -> Page | None:
    path = page_path_of(kind, key)
    return current_edition().handbook.pages.get(path) if path else None


def under_of_evidence(kind: str, amount: Decimal | None) -> str:
    """What was shown, in a few words: kind, and the score or the hours."""
    if amount is not None and kind == QUIZ:
        return _("quiz, %(score)s %%") % {"score": localize(amount.normalize())}
    if amount is not None and kind == HOURS:
        return _("%(hours)s hours") % {"hours": localize(amount.normalize())}
    return KINDS.get(kind, lambda: kind)()


KINDS: dict[str, Callable[[], str]] = {
    COURSE: lambda: _("course, completed"), QUIZ: lambda: _("quiz, passed"),
    PATH: lambda: _("learning path, completed"), CLASS: lambda: _("class, attended"),
    PRACTICAL: lambda: _("practical, confirmed"), HOURS: lambda: _("hours, added up"),
    CERTIFICATION: lambda: _("certificate, held"), SIGN_OFF: lambda: _("signed off"),
    OBSERVED: lambda: _("session held, observed"),
}  # fmt: skip
"""What each kind of evidence is called."""
