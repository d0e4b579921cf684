"""Transclusions: what `![[page#section]]` leads to, and whether it can be expanded."""

from __future__ import annotations

from trellis.handbook import transclude
from trellis.handbook.checks import includecodes as codes
from trellis.handbook.diagnostics import Reporter
from trellis.handbook.links import LinkEnvironment
from trellis.handbook.model import Include
from trellis.handbook.page import Page
from trellis.handbook.pageexports import includes_of
from trellis.handbook.resolution import ASSET
from trellis.handbook.settings import Settings
from trellis.handbook.text import Span


def check_includes(page: Page, environment: LinkEnvironment, settings: Settings, reporter: Reporter) -> None:
    """The transclusions of a page."""
    embedded = [link for link in page.links if link.kind == "wiki" and link.image]
    if not embedded or page.path not in environment.pages:
        return
    includes = includes_of(page)
    spent = transclude.Spent()
    for include in includes:
        _check(page, include, environment, reporter, spent)
    alone = {include.span.start for include in includes}
    for link in embedded:
        found = environment.resolve_wiki(page.path, link.destination)
        if link.span.start not in alone and found.status != ASSET:
            reporter.report(codes.IN_TEXT, link.span, f"“![[{link.destination}]]” stands inside a paragraph.")


def _check(
    page: Page, include: Include, environment: LinkEnvironment, reporter: Reporter, spent: transclude.Spent
) -> None:
    kind, chain = transclude.trouble_below(environment, page.path, include.span.start, include.target, spent)
    if not kind:
        return
    source = page.text[include.span.start : include.span.end].rstrip()
    span = Span(include.span.start, include.span.start + len(source))
    found = environment.resolve_wiki(page.path, include.target)
    hint: str | None = None
    if kind == transclude.MISSING_PAGE:
        root = environment.index.root_of(page.path)
        few = spent.missing < 50
        spent.missing += 1
        nearest = found.nearest or (environment.index.nearest(found.path, root) if few else None)
        hint = f"Did you mean “{nearest}”?" if nearest else None
    code, message = {
        transclude.MISSING_PAGE: (
            codes.PAGE_MISSING,
            f"There is no page “{include.target.partition('#')[0]}” to include.",
        ),
        transclude.MISSING_SECTION: (
            codes.SECTION_MISSING,
            f"The page “{found.path}” has no section “#{found.anchor or ''}” to include.",
        ),
        transclude.CYCLE: (codes.CYCLE, f"This text includes itself: {' → '.join(chain)}."),
        transclude.TOO_DEEP: (
            codes.TOO_DEEP,
            f"This leads through {len(chain) - 1} pages: {' → '.join(chain)}.",
        ),
        transclude.TOO_LARGE: (codes.TOO_LARGE, f"With “{include.target}” the page grows too large."),
    }[kind]
    reporter.report(code, span, message, hint=hint)
