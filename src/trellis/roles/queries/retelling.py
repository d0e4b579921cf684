"""What changed about roles, told in the reader's language.

The compiler tells each change in English; other languages are told from the same data, in plainer sentences.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from trellis.roles.definitions.changes import (
    ADDED,
    CHANGED,
    DESCRIPTION,
    EXTENSION,
    GRADE,
    INHERITED,
    LADDER,
    LOST,
    MOVED,
    PAGE,
    REMOVED,
    REPORTING,
    REWORDED,
    TITLE,
    TRACK,
    Change,
)
from trellis.roles.definitions.compare import (
    HIRING,
    INDICATORS,
    NICE_TO_HAVE,
    REQUIREMENTS,
    RESPONSIBILITIES,
    SPECIALTIES,
)

SHORT = 80
"""Characters of two values that still fit into one sentence."""

_LISTS: dict[str, Promise] = {
    RESPONSIBILITIES: _("Responsibilities"),
    REQUIREMENTS: _("Requirements"),
    NICE_TO_HAVE: _("Nice to have"),
    HIRING: _("Hiring steps"),
    INDICATORS: _("Indicators"),
    SPECIALTIES: _("Specialties"),
}
_OF_LISTS: dict[str, Promise] = {
    ADDED: _("%(list)s: %(n)s added."),
    REMOVED: _("%(list)s: %(n)s removed."),
    REWORDED: _("%(list)s: %(n)s in other words."),
    MOVED: _("%(list)s: %(n)s moved (from: %(before)s; to: %(after)s)."),
    INHERITED: _("%(list)s: %(n)s now inherited from %(after)s."),
}
_TEXTS: dict[str, Promise] = {
    TRACK: _("Track"),
    DESCRIPTION: _("Description"),
    LADDER: _("Career ladder"),
}
_OF_TEXTS: dict[str, Promise] = {
    ADDED: _("%(text)s: new."),
    REMOVED: _("%(text)s: removed."),
    CHANGED: _("%(text)s: “%(before)s” became “%(after)s”."),
    REWORDED: _("%(text)s: rewritten."),
}
_FACTS: dict[tuple[str, str], Promise] = {
    (TITLE, ADDED): _("The role is new."),
    (TITLE, REMOVED): _("The role is gone."),
    (TITLE, CHANGED): _("“%(before)s” is now called “%(after)s”."),
    (PAGE, ADDED): _("This job family is new."),
    (PAGE, REMOVED): _("This job family is gone."),
    (PAGE, MOVED): _("It moved from “%(before)s” to “%(after)s”."),
    (GRADE, ADDED): _("The grade is now stated: %(after)s."),
    (GRADE, REMOVED): _("The grade, %(before)s, is no longer stated."),
    (GRADE, CHANGED): _("Grade %(before)s became %(after)s."),
    (REPORTING, ADDED): _("It now says that it reports to %(after)s."),
    (REPORTING, REMOVED): _("It no longer says that it reports to %(before)s."),
    (REPORTING, CHANGED): _("It now reports to %(after)s instead of %(before)s."),
    (REPORTING, LOST): _("It reports to %(before)s, which no page defines any more."),
    (EXTENSION, ADDED): _("It now extends %(after)s."),
    (EXTENSION, REMOVED): _("It no longer extends %(before)s."),
    (EXTENSION, LOST): _("It extends %(before)s, which no page defines any more."),
    (LADDER, ADDED): _("One can now move on to %(after)s."),
    (LADDER, REMOVED): _("One can no longer move on to %(before)s."),
    (LADDER, LOST): _("One can move on to %(before)s, which no page defines any more."),
}


def sentence_of(change: Change, *, of_family: bool) -> str:
    """One change as a sentence; `of_family` says that it is about what a family states for all its levels."""
    values = {"before": change.before or "", "after": change.after or ""}
    if (get_language() or "en").startswith("en"):
        return change.sentence
    if change.what in _LISTS and change.how in _OF_LISTS:
        count = len(change.entries) or len(change.reworded)
        return str(_OF_LISTS[change.how]) % {"list": _LISTS[change.what], "n": count, **values}
    if change.what in _TEXTS and (of_family or change.what != LADDER):
        long = change.how == CHANGED and sum(map(len, values.values())) > SHORT
        return str(_OF_TEXTS[REWORDED if long else change.how]) % {"text": _TEXTS[change.what], **values}
    known = _FACTS.get((change.what, change.how))
    return change.sentence if known is None else str(known) % values
