"""What a page says about itself: its title and its description."""

from __future__ import annotations

from trellis.handbook import reviews
from trellis.handbook.checks.scan import Scan
from trellis.handbook.diagnostics import Code, Reporter, Severity, page_example
from trellis.handbook.page import whole_span
from trellis.handbook.settings import Settings

NO_FRONT_MATTER = Code(
    id="HB150",
    name="no-front-matter",
    severity=Severity.NOTE,
    summary="The page has no front matter.",
    why="Front matter holds the page's title and description, which lists and search results show. Trellis "
    "does without, other tools may not. Select this code where your pages are to have it.",
    hint="Begin the page with a line `---`, the line `title: …` and another line `---`.",
    bad=page_example("# Lead\n\nLeads.\n"),
    good=page_example("---\ntitle: Lead\n---\n\nLeads.\n"),
    enabled=False,
)
NO_TITLE = Code(
    id="HB151",
    name="no-title",
    severity=Severity.WARNING,
    summary="The page has no title: neither in its front matter nor as a heading of depth 1.",
    why="Lists, search results and browser tabs then show the first heading or the file's name.",
    hint="Add `title:` to the front matter, or a heading of depth 1.",
    bad=page_example("---\nlayout: job_family_page\n---\n\nLeads.\n"),
    good=page_example("---\nlayout: job_family_page\ntitle: Lead\n---\n\nLeads.\n"),
)
NO_DESCRIPTION = Code(
    id="HB152",
    name="no-description",
    severity=Severity.NOTE,
    summary="The front matter has no description.",
    why="Search results and cards show the description; without one they show the first sentence, whatever "
    "it is. Select this code where your pages are to have it.",
    hint="Add `description:` with one sentence to the front matter.",
    bad=page_example("---\ntitle: Lead\n---\n\nLeads.\n"),
    good=page_example("---\ntitle: Lead\ndescription: What leads do here.\n---\n\nLeads.\n"),
    enabled=False,
)
BAD_REVIEW = Code(
    id="HB153",
    name="bad-review-date",
    severity=Severity.WARNING,
    summary="The day in `review` is no day.",
    why="`review` says by which day somebody looks at the page again. A day that cannot be read is never reached, and "
    "nobody is told that the page is due.",
    hint="Write the day as year, month and day: `review: 2027-03-01`.",
    bad=page_example("---\ntitle: Lead\nreview: next spring\n---\n\nLeads.\n"),
    good=page_example("---\ntitle: Lead\nreview: 2027-03-01\n---\n\nLeads.\n"),
)

CODES = (NO_FRONT_MATTER, NO_TITLE, NO_DESCRIPTION, BAD_REVIEW)


def check_about(scan: Scan, settings: Settings, reporter: Reporter) -> None:
    """Front matter, title and description."""
    page = scan.page
    if page.front is None and page.body_start == 0:
        reporter.report(NO_FRONT_MATTER, whole_span(page), "The page has no front matter.")
    review = page.front.get(reviews.KEY) if page.front is not None else None
    if review is not None and reviews.named_day(review) is None:
        said = " ".join(str(review.value).split())[:40] if isinstance(review.value, str | int | float) else ""
        what = f"“{said}” is no day" if said else "It names no day"
        reporter.report(BAD_REVIEW, review.span, f"{what} on which the page could be due for a look.")
    if not scan.words:
        return
    title = page.front_value("title")
    if (title is None or title == "") and not any(heading.level == 1 for heading in page.headings):
        reporter.report(NO_TITLE, whole_span(page), f"The page has no title; it is shown as “{page.title}”.")
    if page.front is not None and page.description is None:
        reporter.report(NO_DESCRIPTION, whole_span(page), "The page has no description.")
