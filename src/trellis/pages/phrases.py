"""What the editor says by itself, in the reader's language: its search field, its list of remarks, its buttons."""

from __future__ import annotations

from django.utils.translation import gettext as _


def phrases() -> dict[str, str]:
    """The editor's own words, by what they are in English."""
    return {
        "Control character": _("Control character"),
        "Selection deleted": _("Selection deleted"),
        "Find": _("Find"),
        "Replace": _("Replace"),
        "next": _("next"),
        "previous": _("previous"),
        "all": _("all"),
        "match case": _("match case"),
        "by word": _("by word"),
        "regexp": _("pattern"),
        "replace": _("replace"),
        "replace all": _("replace all"),
        "close": _("close"),
        "current match": _("current match"),
        "replaced $ matches": _("replaced $ matches"),
        "replaced match on line $": _("replaced match on line $"),
        "on line": _("on line"),
        "Completions": _("Suggestions"),
        "Diagnostics": _("Remarks"),
        "No diagnostics": _("No remarks"),
        "Go to line": _("Go to line"),
        "go": _("go"),
        "too_large": _("The picture is too large."),
        "not_taken": _("The picture could not be sent. Try again."),
        "not_answered": _("Trellis does not answer. Your words are still here; try again."),
        "label": _("Words of this block"),
        "did_up": _("Moved up."),
        "did_down": _("Moved down."),
        "did_delete": _("The block is deleted. Undo brings it back."),
        "nothing_to_undo": _("There is nothing to take back."),
        "select_words": _("Select the words first."),
        "write_first": _("Write something here first."),
        "sending": _("Sending the picture…"),
    }
