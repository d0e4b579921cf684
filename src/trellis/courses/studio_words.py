"""What the words of the format are called in the studio."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

TYPES: dict[str, Promise] = {
    "single": _("One right answer"),
    "multiple": _("Several right answers"),
    "true-false": _("True or false"),
    "matching": _("Match pairs"),
    "ordering": _("Put in order"),
    "short": _("A word or a few"),
    "numeric": _("A number"),
    "cloze": _("Fill in gaps"),
    "categorize": _("Sort into groups"),
    "hotspot": _("Point in a picture"),
    "file": _("Hand in a file"),
    "essay": _("Write a text"),
}
REVIEWS: dict[str, Promise] = {
    "after": _("all, once it is handed in"),
    "passed": _("all, once it is passed or no attempt is left"),
    "score": _("only the score"),
    "answer": _("all, after each answer"),
}
DIFFICULTIES: dict[str, Promise] = {"easy": _("easy"), "medium": _("medium"), "hard": _("hard")}
COLUMNS: dict[str, Promise] = {
    "right": _("Right"),
    "text": _("Answer"),
    "credit": _("Share of the points, in per cent"),
    "feedback": _("What is said to whoever chooses it"),
    "left": _("Left side"),
    "match": _("Right side"),
    "exact": _("With these capitals"),
    "items": _("What belongs there, one a line"),
    "title": _("Criterion"),
    "points": _("Points"),
    "bands": _("Bands, worst or best first"),
    "holds": _("The statement is"),
    "if-true": _("What is said to whoever says “true”"),
    "if-false": _("What is said to whoever says “false”"),
    "heading-left": _("Heading of the left side"),
    "heading-right": _("Heading of the right side"),
    "image": _("Picture"),
    "alternative": _("The picture in words, for those who cannot see it"),
    "place": _("Place"),
}
AUDIENCE_FIELDS: dict[str, Promise] = {
    "departments": _("Department, or one below it"),
    "roles": _("Role"),
    "families": _("Job family"),
    "entities": _("Entity"),
    "countries": _("Country"),
    "contract-types": _("Kind of contract"),
    "from-grade": _("Grade, at least"),
    "to-grade": _("Grade, at most"),
    "hired-from": _("Hired on this day or later"),
    "hired-until": _("Hired by this day"),
    "managers": _("Leads others"),
}
INTEGRITY: dict[str, Promise] = {
    "one-at-a-time": _("One question at a time"),
    "no-back": _("No way back to a question that was answered"),
    "honor-code": _("Learners confirm that they do it on their own"),
}
FLAGS: dict[str, Promise] = {
    "shuffle": _("Mix answers and questions"),
    "blind": _("Whoever grades by hand is not told whose it is"),
    "second-marker": _("Two people grade what is graded by hand"),
}
SNIPPETS: dict[str, Promise] = {
    "exercise": _("Exercise"),
    "poll": _("Poll"),
    "checklist": _("Checklist"),
    "tabs": _("Tabs"),
    "note": _("Note"),
    "video": _("Video"),
}


def taken(count: int) -> str:
    """That so many questions were taken."""
    return ngettext("%(n)d question was added.", "%(n)d questions were added.", count) % {"n": count}


def undone(count: int) -> str:
    """That the last act was taken back."""
    return ngettext(
        "The last change is undone: %(n)d page is as it was before.",
        "The last change is undone: %(n)d pages are as they were before.",
        count,
    ) % {"n": count}
