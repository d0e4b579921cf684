"""Every check that the compiler makes unless it is told otherwise, and how diagnostics are waived."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from trellis.handbook import codes, waivers
from trellis.handbook.checks import includes, links, registry, words
from trellis.handbook.diagnostics import Diagnostic
from trellis.handbook.kinds import Kind
from trellis.handbook.linking import LinkCheck
from trellis.handbook.page import Page
from trellis.handbook.reading import Check
from trellis.handbook.selection import Selection
from trellis.handbook.settings import Settings

PAGE_CHECKS: tuple[Check, ...] = (registry.check_page,)
LINK_CHECKS: tuple[LinkCheck, ...] = (includes.check_includes, links.check_links)


def waive(
    found: Sequence[Diagnostic], pages: Mapping[str, Page], settings: Settings, kinds: Sequence[Kind] = ()
) -> Sequence[Diagnostic]:
    """The diagnostics that are reported: selected, and silenced neither by settings nor in a page."""
    known = codes.by_id(kinds)
    kept, about = waivers.apply(words.without_vocabulary(found), pages, known)
    selection = Selection(settings, known)
    found = (*kept, *about)
    if settings.paths:
        return [each for each in found if selection.shows(each.code, each.path)]
    shown = {code for code in {each.code for each in found} if selection.shows(code, "")}
    return [each for each in found if each.code in shown]
