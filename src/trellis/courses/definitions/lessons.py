"""The kind `lesson`: a page of a course's folder that is neither `course.md` nor a quiz."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, TypeVar

from trellis.assessments.definitions.recognising import is_quiz
from trellis.courses.definitions import codes
from trellis.courses.definitions.courses import LESSON, WORDS_A_MINUTE, Lesson, Media
from trellis.courses.definitions.readability import counts_of
from trellis.courses.definitions.slides import MOST_WORDS, slides_of
from trellis.handbook import declaredcodes
from trellis.handbook.declared import Between, Declared, Slug, read
from trellis.handbook.diagnostics import Code, Reporter
from trellis.handbook.handbook import Handbook
from trellis.handbook.model import Block, Footnote, Include, List, Paragraph, Quote, Table, walk_blocks
from trellis.handbook.page import Page
from trellis.handbook.settings import Settings
from trellis.handbook.text import Span
from trellis.handbook.yaml import Node

D = TypeVar("D", bound=Declared)
_PATH = re.compile(r"(?P<folder>(?:.*/)?courses/[^/]+)/(?!course\.md$|index\.md$|README\.md$)[^/]+\.md$")
_VIDEO = (".mp4", ".webm", ".mov", ".m4v", ".ogv")
_AUDIO = (".mp3", ".m4a", ".ogg", ".oga", ".wav", ".opus", ".flac")
_YOUTUBE = re.compile(
    r"https?://(?:www\.|m\.)?(?:youtube\.com/(?:watch\?(?:[^#\s]*&)?v=|embed/|shorts/|live/)|youtu\.be/"
    r"|youtube-nocookie\.com/embed/)(?P<id>[A-Za-z0-9_-]{6,20})"
)
_TIMED = re.compile(r"\((?P<n>\d{1,3}) (?:minutes?|Minuten?)\)\s*$")
_USUAL_MEDIA = 3
"""Minutes that something to watch takes which does not say how long it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LessonFront(Declared):
    """What the front matter says of a lesson."""

    objectives: tuple[Slug, ...] = ()
    minutes: Annotated[int, Between(1, 600)] | None = None
    review_by: date | None = None
    slides: bool = False
    topics: tuple[str, ...] = ()


class LessonKind:
    """Pages of the folder of a course. Assembled: the lessons by path."""

    name = LESSON
    version = 2
    codes: tuple[Code, ...] = (*declaredcodes.CODES, codes.MEDIA_UNCAPTIONED, codes.SLIDE_TOO_FULL)

    def recognise(self, page: Page, settings: Settings) -> bool:
        """Whether it lies in the folder of a course, and is neither the course itself nor a quiz."""
        return _PATH.match(page.path) is not None and not is_quiz(page)

    def parse(self, page: Page, settings: Settings, reporter: Reporter) -> Lesson:
        """What is known of the lesson from its page alone."""
        front = front_of(page, LessonFront, reporter, "the front matter of this lesson") or LessonFront()
        media = tuple(media_of(page))
        for each in media:
            if not (each.has_captions or each.has_transcript):
                told = "It has neither captions nor a transcript."
                reporter.report(codes.MEDIA_UNCAPTIONED, Span(each.start, each.end), told)
        if front.slides:
            _check_slides(page, reporter)
        counts = counts_of("\n".join(texts_of(block for each in page.sections for block in each.blocks)))
        watched = sum(_minutes(page.text[each.start : each.end]) for each in media)
        folder = _PATH.match(page.path)
        return Lesson(
            path=page.path, title=page.title, folder=folder["folder"] if folder else "", objectives=front.objectives,
            minutes=front.minutes or max(1, -(-counts.words // WORDS_A_MINUTE) + watched),
            is_timed=front.minutes is not None, review_by=front.review_by, counts=counts, media=media,
            includes=any(isinstance(each, Include) for section in page.sections
                         for each in walk_blocks(section.blocks)),
            slides=front.slides, topics=front.topics,
        )  # fmt: skip

    def assemble(
        self,
        definitions: Mapping[str, Lesson],
        handbook: Handbook,
        reporter_for: Callable[[str], Reporter],
    ) -> Mapping[str, Lesson]:
        """The lessons by path; courses lay them against each other."""
        return dict(definitions)


def _check_slides(page: Page, reporter: Reporter) -> None:
    for each in slides_of(page):
        if each.words > MOST_WORDS:
            told = f"{each.words} words stand on the slide “{each.title}”."
            reporter.report(codes.SLIDE_TOO_FULL, each.span, told)


def front_of(page: Page, declared: type[D], reporter: Reporter, what: str) -> D | None:
    """The keys of the front matter that a kind declares; those that every page may have are left alone."""
    node = page.front or Node({}, Span(0, 0))
    if not isinstance(node.value, dict):
        return None
    names = set(declared.__dataclass_fields__)
    known = names | {each.replace("_", "-") for each in names}
    value = {key: each for key, each in node.value.items() if key in known}
    spans = {key: span for key, span in node.key_spans.items() if key in value}
    return read(Node(value, node.span, spans), declared, reporter, what)


def youtube_id(address: str) -> str:
    """The video of an address of YouTube; empty for any other address."""
    found = _YOUTUBE.match(address)
    return found["id"] if found is not None else ""


def media_kind(address: str) -> str:
    """`video`, `audio` or `youtube`; empty for an address that is none of these."""
    if youtube_id(address):
        return "youtube"
    plain = address.partition("?")[0].partition("#")[0].lower()
    if plain.endswith(_VIDEO):
        return "video"
    return "audio" if plain.endswith(_AUDIO) else ""


def media_of(page: Page) -> Iterator[Media]:
    """What a page lets people watch or hear, with what stands in the list below it."""
    for section in page.sections:
        for at, block in enumerate(section.blocks):
            made = _media(block, section.blocks[at + 1] if at + 1 < len(section.blocks) else None)
            if made is not None:
                yield made


def _media(block: Block, below: Block | None) -> Media | None:
    if not isinstance(block, Paragraph):
        return None
    images = [mark for mark in block.inline.marks if mark.kind == "image" and mark.link is not None]
    if len(images) != 1 or images[0].link is None or images[0].link.text.strip() != block.inline.text.strip():
        return None
    kind = media_kind(images[0].link.destination)
    if not kind:
        return None
    links = [each for item in below.items for each in item.inline.links] if isinstance(below, List) else []
    captions = any(each.destination.lower().endswith((".vtt", ".srt")) for each in links)
    transcript = any(is_transcript(each.text) for each in links)
    return Media(kind, images[0].link.destination, captions, transcript, block.span.start, block.span.end)


def is_transcript(said: str) -> bool:
    """Whether the words of a link call what it leads to a transcript."""
    return said.casefold().strip().startswith(("transcript", "transkript", "abschrift"))


def texts_of(blocks: Iterable[Block]) -> Iterator[str]:
    """What a reader reads of some blocks, block by block; code is left out."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.inline.text.replace("\n", " ")
        elif isinstance(block, List):
            for item in block.items:
                yield item.inline.text.replace("\n", " ")
                yield from texts_of(item.blocks)
        elif isinstance(block, Table):
            for row in (block.header, *block.rows):
                yield from (cell.text for cell in row)
        elif isinstance(block, Quote | Footnote):
            yield from texts_of(block.blocks)


def _minutes(text: str) -> int:
    """The minutes that `![How it sounds (4 minutes)](…)` says, else the usual ones."""
    found = _TIMED.search(text.partition("](")[0].rstrip())
    return int(found["n"]) if found is not None else _USUAL_MEDIA
