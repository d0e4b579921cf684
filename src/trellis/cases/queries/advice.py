"""Pages of advice for managers: the handbook's pages in the folder people/advice, as whoever reads sees them."""

from __future__ import annotations

from dataclasses import dataclass

from trellis.handbook.page import Page
from trellis.pages.addresses import page_address
from trellis.pages.queries.current import current_handbook

FOLDER = "people/advice/"


@dataclass(frozen=True, slots=True)
class Advice:
    """A page of advice: `topics` are words of its front matter."""

    path: str
    title: str
    text: str
    topics: tuple[str, ...]
    url: str


def pages(*, text: str = "", topic: str = "") -> list[Advice]:
    """The pages that fit all words and have a topic, by title."""
    words = [each.casefold() for each in text.split()]
    found = [
        _advice(page)
        for path, page in current_handbook().pages.items()
        if path.startswith(FOLDER) and path != f"{FOLDER}index.md"
        and all(word in page.text.casefold() for word in words)
    ]  # fmt: skip
    return sorted(
        (each for each in found if not topic or topic in each.topics), key=lambda each: each.title.casefold()
    )


def is_there() -> bool:
    """Whether the handbook has a page of advice that whoever reads may see."""
    return any(path.startswith(FOLDER) for path in current_handbook().pages)


def topics() -> list[str]:
    """All topics, in order."""
    return sorted({topic for each in pages() for topic in each.topics}, key=str.casefold)


def named(path: str) -> Advice | None:
    """The page of this path that whoever reads may see."""
    page = current_handbook().pages.get(path)
    return _advice(page) if page is not None and path.startswith(FOLDER) else None


def _advice(page: Page) -> Advice:
    value = page.front_value("topics")
    names = tuple(str(each) for each in value) if isinstance(value, list | tuple) else ()
    return Advice(page.path, page.title, page.description or "", names, page_address(page.url))
