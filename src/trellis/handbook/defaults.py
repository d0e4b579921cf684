"""Every check that the compiler makes unless it is told otherwise."""

from __future__ import annotations

from trellis.handbook.checks import includes, links, registry
from trellis.handbook.linking import LinkCheck
from trellis.handbook.reading import Check

PAGE_CHECKS: tuple[Check, ...] = (registry.check_page,)
LINK_CHECKS: tuple[LinkCheck, ...] = (includes.check_includes, links.check_links)
