"""What the words of the format are called on pages, and lengths in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

MODALITIES: dict[str, Promise] = {
    "self-paced": _("Self-paced"), "micro": _("Micro-learning"), "instructor-led": _("Instructor-led"),
    "virtual": _("Virtual class"), "blended": _("Blended"), "workshop": _("Workshop"), "webinar": _("Webinar"),
    "external": _("External"),
}  # fmt: skip
LEVELS: dict[str, Promise] = {
    "foundation": _("Foundation"), "practitioner": _("Practitioner"), "expert": _("Expert"),
}  # fmt: skip
ENROLLMENTS: dict[str, Promise] = {
    "open": _("open to everybody whom it is for"), "on-approval": _("the manager approves"),
    "assigned": _("by assignment only"),
}  # fmt: skip
KINDS: dict[str, Promise] = {
    "lesson": _("Lesson"), "quiz": _("Quiz"), "class": _("Class"), "external": _("Outside"),
    "practical": _("Practical"),
}  # fmt: skip
ICONS = {"lesson": "page", "quiz": "check", "class": "people", "external": "arrow", "practical": "pulse"}
BLOOM: dict[str, Promise] = {
    "remember": _("remember"), "understand": _("understand"), "apply": _("apply"), "analyze": _("analyze"),
    "evaluate": _("evaluate"), "create": _("create"),
}  # fmt: skip
LANGUAGES: dict[str, Promise] = {
    "en": _("English"), "de": _("German"), "fr": _("French"), "es": _("Spanish"), "nl": _("Dutch"), "it": _("Italian"),
    "pl": _("Polish"), "pt": _("Portuguese"), "ja": _("Japanese"),
}  # fmt: skip
BANDS: dict[str, tuple[int, int, Promise]] = {
    "15": (0, 15, _("up to 15 minutes")), "60": (16, 60, _("up to an hour")),
    "240": (61, 240, _("up to four hours")), "more": (241, 10**9, _("longer")),
}  # fmt: skip


def length(minutes: int) -> str:
    """How long something takes, as people say it; empty where nobody knows."""
    if not minutes:
        return ""
    if minutes < 90:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    hours, left = divmod(minutes, 60)
    said = ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    return f"{said} {ngettext('%(n)d minute', '%(n)d minutes', left) % {'n': left}}" if left else said


def language(key: str) -> str:
    """What a language is called, by its code."""
    return str(LANGUAGES.get(key[:2], key))


def band_of(minutes: int) -> str:
    """Which of the lengths that the catalogue filters by something has; empty where nobody knows."""
    if not minutes:
        return ""
    return next(key for key, (least, most, _label) in BANDS.items() if least <= minutes <= most)
