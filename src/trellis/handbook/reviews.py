"""When pages are due for a look: the day that a page names itself, or the age that the settings allow it.

`review: 2027-03-01` in the front matter is the day by which somebody looks at the page again. Without it, the last rule
of `reviews` in `handbook.yml` whose pattern matches says how many days after its last change a page is due.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from trellis.handbook import frontmatter
from trellis.handbook.diagnostics import Reporter
from trellis.handbook.page import Page
from trellis.handbook.settings import Settings, matches
from trellis.handbook.text import SourceText, Span
from trellis.handbook.yaml import Node

KEY = "review"
USUAL_DAYS = 365
"""How long a page that was found right is left alone where no rule says otherwise."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_LINE = re.compile(r"^(?P<key>review[ \t]*[:=])[^\r\n]*", re.MULTILINE)
_KEY_LINE = re.compile(r"[A-Za-z_][\w-]*[ \t]*[:=]")


def named_day(node: Node | None) -> date | None:
    """The day that a value of `review` names; `None` where there is none or it is no day of the calendar."""
    text = str(node.value).strip() if node is not None and isinstance(node.value, str) else ""
    if not _DAY.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def days_for(settings: Settings, path: str) -> int | None:
    """After how many days without a change a page is due; `None` where no rule matches."""
    found = None
    for rule in settings.reviews:
        if matches(rule.path, path):
            found = rule.days
    return found


def due_on(page: Page, settings: Settings, changed: date | None) -> date | None:
    """The day by which somebody looks at a page again; `None` where nobody asked for it.

    `changed` is the day of its last change, `None` where that is not known: the age then says nothing.
    """
    own = named_day(page.front.get(KEY)) if page.front is not None else None
    if own is not None:
        return own
    days = days_for(settings, page.path)
    return changed + timedelta(days=days) if days is not None and changed is not None else None


def with_review(page: Page, day: date) -> str | None:
    """The text of a page that names a day for its next review; nothing else of it changes.

    `None` where its front matter cannot be changed safely: it is broken, or the value runs over several lines.
    """
    made = _written(page, day)
    if made is None:
        return None
    front = frontmatter.read(made, Reporter(page.path, SourceText(made)))
    is_kept = made[front.body_start :].lstrip("\r\n") == page.text[page.body_start :].lstrip("\r\n")
    is_read = front.node is not None and named_day(front.node.get(KEY)) == day
    return made if is_kept and is_read else None


def _written(page: Page, day: date) -> str | None:
    text, said = page.text, day.isoformat()
    end = "\r\n" if "\r\n" in text[: max(page.body_start, 500)] else "\n"
    if page.front is None and page.body_start == 0:
        return f"---{end}{KEY}: {said}{end}---{end}{end}{text}"
    opening = re.match(r"(---|\+\+\+)[ \t]*\r?\n", text)
    if opening is None or page.front is None:
        return None
    inner = Span(opening.end(), page.body_start)
    value = said if opening[1] == "---" else f'"{said}"'
    line = _LINE.search(text, inner.start, inner.end)
    if line is not None:
        if not _is_whole(text, line.end(), inner.end):
            return None
        return f"{text[: line.start()]}{line['key']} {value}{text[line.end() :]}"
    if KEY in page.front.value:
        return None
    sign = ": " if opening[1] == "---" else " = "
    return f"{text[: inner.start]}{KEY}{sign}{value}{end}{text[inner.start :]}"


def _is_whole(text: str, at: int, end: int) -> bool:
    """Whether the line that ends here is all of its value: the next one begins another key or closes."""
    following = text[at:end].lstrip("\r\n")
    return following[:3] in {"---", "+++", "..."} or _KEY_LINE.match(following) is not None
