"""What a lesson is made of: prose, and blocks with which somebody does something, each under a stable key.

The page is rendered like every page of the handbook; its HTML is then cut into pieces. The keys come from the Markdown:
`{#name}` where it is given, else the words of the block, so that an edit elsewhere keeps what somebody has written.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from html import unescape

from django.utils.html import strip_tags
from django.utils.safestring import SafeString, mark_safe

from trellis.courses.definitions.captions import Line
from trellis.courses.definitions.lessons import is_transcript, youtube_id
from trellis.courses.definitions.slides import FACILITATOR, said_to
from trellis.handbook.model import Block, List, Paragraph, Quote
from trellis.handbook.page import Page
from trellis.pages.blocks import Block as HtmlBlock
from trellis.pages.blocks import Element, blocks_of

_NAMES = {
    "exercise": "exercise", "übung": "exercise", "aufgabe": "exercise",
    "poll": "poll", "umfrage": "poll", "tab": "tab", "reiter": "tab",
}  # fmt: skip
_LABEL = re.compile(
    r"^\s*<p>\s*<strong>\s*(?P<name>[^\W\d]+)\s*(?::\s*(?P<title>[^<]*))?</strong>\s*:?\s*", re.IGNORECASE
)
_BOLD = re.compile(r"\s*<p>\s*<strong>([^<]{1,60})</strong>")
_WORDS = re.compile(r"\w+")
_NAMED = re.compile(r"\{:?\s*#([A-Za-z][\w.-]*)\s*\}\s*$")
_MEDIA = re.compile(
    r'^<(?P<tag>video|audio) class="media"[^>]*? src="(?P<url>[^"]*)" aria-label="(?P<name>[^"]*)"'
)
_OUTSIDE = re.compile(r'^<a class="outside"[^>]* href="(?P<url>[^"]*)">(?P<name>.*)</a>$', re.DOTALL)
_LINK = re.compile(r'<a\b[^>]*\bhref="(?P<url>[^"]*)"[^>]*>(?P<name>.*?)</a>', re.DOTALL)
_LANGUAGES = {"english": "en", "englisch": "en", "german": "de", "deutsch": "de", "french": "fr", "spanish": "es",
              "dutch": "nl", "italian": "it", "polish": "pl", "portuguese": "pt"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Prose:
    """Text as any page has it."""

    html: SafeString
    key: str = ""
    kind: str = "prose"


@dataclass(frozen=True, slots=True)
class Exercise:
    """Something to write down, for the learner alone."""

    key: str
    html: SafeString
    kind: str = "exercise"


@dataclass(frozen=True, slots=True)
class Option:
    """An answer to a poll, or an item of a checklist."""

    key: str
    html: SafeString


@dataclass(frozen=True, slots=True)
class Poll:
    """A question to all learners, with one choice for each."""

    key: str
    html: SafeString
    options: tuple[Option, ...]
    kind: str = "poll"


@dataclass(frozen=True, slots=True)
class Checklist:
    """Items to tick, each under a key of its own."""

    key: str
    items: tuple[Option, ...]
    kind: str = "checklist"


@dataclass(frozen=True, slots=True)
class Tabs:
    """Texts of which one is shown at a time: for each system, for each country."""

    key: str
    tabs: tuple[tuple[str, str, SafeString], ...]
    kind: str = "tabs"


@dataclass(frozen=True, slots=True)
class Captions:
    """Captions in a language."""

    label: str
    url: str
    language: str


@dataclass(frozen=True, slots=True)
class Player:
    """Something to watch or hear: `kind` is `video`, `audio` or `youtube`, which has an `id` in the place of a file.

    `lines` are what is said in it (`queries.transcripts`), in the language `spoken`, empty where that is not known.
    """

    key: str
    kind: str
    name: str
    url: str
    captions: tuple[Captions, ...] = ()
    transcript: str = ""
    others: tuple[Option, ...] = ()
    id: str = ""
    lines: tuple[Line, ...] = ()
    spoken: str = ""

    @property
    def is_timed(self) -> bool:
        """Whether it is known when each line is said."""
        return bool(self.lines) and self.lines[0].start is not None


Piece = Prose | Exercise | Poll | Checklist | Tabs | Player


def pieces_of(html: str, page: Page) -> tuple[Piece, ...]:
    """The pieces of a rendered page in order. `page` is the page as it was read, what it includes put in."""
    keys = _Keys(page)
    made: list[Piece] = []
    prose: list[str] = []
    blocks = blocks_of(html)
    at = 0

    def close() -> None:
        text = "".join(prose).strip()
        if text:
            made.append(Prose(_safe(text)))
        prose.clear()

    while at < len(blocks):
        if _is_for_facilitators(blocks[at]):
            at += 1
            continue
        piece, used = _piece(blocks, at, keys)
        if piece is None:
            prose.append(blocks[at].html)
        else:
            close()
            made.append(piece)
        at += used
    close()
    return tuple(made)


def _is_for_facilitators(block: HtmlBlock) -> bool:
    """Whether a quote is said to whoever shows the slides: who reads the lesson alone needs none of it."""
    if not isinstance(block, Element) or block.tag != "blockquote":
        return False
    found = _BOLD.match(block.html[len(block.start) :])
    said = said_to(unescape(found[1])) if found is not None else None
    return said is not None and said.whom == FACILITATOR


def _piece(blocks: Sequence[HtmlBlock], at: int, keys: _Keys) -> tuple[Piece | None, int]:
    """The piece that begins at a block, and how many blocks it takes; none for prose."""
    block = blocks[at]
    if not isinstance(block, Element):
        return None, 1
    if block.tag == "blockquote":
        return _quoted(blocks, at, keys)
    if block.tag == "ul" and 'class="task' in block.html:
        return _checklist(block, keys), 1
    if block.tag == "p":
        below = blocks[at + 1] if at + 1 < len(blocks) else None
        return _player(block, below if isinstance(below, Element) and below.tag == "ul" else None, keys)
    return None, 1


def _quoted(blocks: Sequence[HtmlBlock], at: int, keys: _Keys) -> tuple[Piece | None, int]:
    first = blocks[at]
    assert isinstance(first, Element)
    name, title, inner = _labelled(first)
    if name == "exercise":
        return Exercise(keys.of("exercise", inner), _safe(inner)), 1
    if name == "poll":
        options = [each for child in first.children if isinstance(child, Element) and child.tag in ("ul", "ol")
                   for each in child.children if isinstance(each, Element) and each.tag == "li"]  # fmt: skip
        question = re.sub(r"<(ul|ol)\b.*</\1>", "", inner, flags=re.DOTALL)
        if options:
            key = keys.of("poll", question)
            return Poll(key, _safe(question), tuple(_apart(_options(options)))), 1
    if name == "tab":
        several: list[tuple[str, str]] = []
        while at + len(several) < len(blocks):
            each = blocks[at + len(several)]
            name, title, inner = _labelled(each) if isinstance(each, Element) else ("", "", "")
            if name != "tab":
                break
            several.append((title, inner))
        key = keys.of("tabs", " ".join(title for title, _inner in several))
        return Tabs(
            key, tuple((f"{key}-{n}", title, _safe(inner)) for n, (title, inner) in enumerate(several, 1))
        ), len(several)
    return None, 1


def exercise_in(block: Element) -> str:
    """The HTML of an exercise without the words that call it one; empty for any other block."""
    name, _title, inner = _labelled(block)
    return inner if name == "exercise" else ""


def _labelled(block: Element) -> tuple[str, str, str]:
    """What a quote is by its first words, what stands behind them in bold, and the rest of it."""
    if block.tag != "blockquote":
        return "", "", ""
    inner = block.html[len(block.start) : len(block.html) - len(block.end)]
    found = _LABEL.match(inner)
    name = _NAMES.get(found["name"].casefold(), "") if found is not None else ""
    if found is None or not name:
        return "", "", ""
    rest = f"<p>{inner[found.end() :]}"
    return name, " ".join(unescape(found["title"] or "").split()), re.sub(r"^<p>\s*</p>\s*", "", rest).strip()


def _options(items: Iterable[Element]) -> Iterator[Option]:
    for item in items:
        inner = item.html[len(item.start) : len(item.html) - len(item.end)]
        inner = (
            re.sub(r"^\s*<p>(.*)</p>\s*$", r"\1", inner, count=1, flags=re.DOTALL)
            if inner.count("<p>") == 1
            else inner
        )
        yield Option(digest(inner), _safe(inner.strip()))


def _checklist(block: Element, keys: _Keys) -> Checklist | None:
    items = [each for each in block.children if isinstance(each, Element) and each.tag == "li"]
    if not items or not all('class="task' in each.html for each in items):
        return None
    cut = [Option(each.key, _safe(_without_box(each.html))) for each in _options(items)]
    names = keys.items([each.html for each in cut])
    found = tuple(
        _apart(Option(name or digest(each.html), each.html) for name, each in zip(names, cut, strict=True))
    )
    return Checklist(keys.of("checklist", " ".join(strip_tags(each.html) for each in found)), found)


def _without_box(html: str) -> str:
    """An item without the box in front of it."""
    start = html.find('<span class="task')
    if start < 0:
        return html
    end, depth = start, 0
    for tag in re.finditer(r"<(/?)span\b[^>]*>", html[start:]):
        depth += -1 if tag[1] else 1
        end = start + tag.end()
        if not depth:
            break
    return (html[:start] + html[end:]).strip()


def _player(block: Element, below: Element | None, keys: _Keys) -> tuple[Piece | None, int]:
    inner = block.html[len(block.start) : len(block.html) - len(block.end)].strip()
    media, outside = _MEDIA.match(inner), _OUTSIDE.match(inner)
    if (
        media is not None
        and inner.endswith(f"</{media['tag']}>")
        and inner.count("<video") + inner.count("<audio") == 1
    ):
        kind, url, name, video = media["tag"], unescape(media["url"]), unescape(media["name"]), ""
    elif outside is not None and inner.count("<a ") == 1 and youtube_id(unescape(outside["url"])):
        kind, url = "youtube", unescape(outside["url"])
        name, video = unescape(strip_tags(outside["name"])).partition(": ")[2], youtube_id(url)
    else:
        return None, 1
    links = _links(below) if below is not None else []
    captions = tuple(
        Captions(label.partition(",")[2].strip() or label, where, _language(label))
        for where, label in links
        if where.lower().endswith(".vtt")
    )
    transcript = next((where for where, label in links if is_transcript(label)), "")
    known = bool(captions or transcript)
    others = tuple(
        Option(digest(label), _safe(f'<a href="{where}">{label}</a>'))
        for where, label in (links if known else ())
        if not where.lower().endswith(".vtt") and where != transcript
    )
    key = keys.of(kind, url)
    return Player(key, kind, name, url, captions, transcript, others, video), 2 if known else 1


def _links(block: Element) -> list[tuple[str, str]]:
    return [(each["url"], strip_tags(each["name"])) for each in _LINK.finditer(block.html)]


def _language(label: str) -> str:
    said = label.rpartition(",")[2].strip().casefold()
    return _LANGUAGES.get(said, said if re.fullmatch(r"[a-z]{2}(-[a-z]{2})?", said) else "")


def digest(text: str) -> str:
    """A short key of the words of some HTML or text."""
    words = " ".join(_WORDS.findall(strip_tags(text).casefold()))
    return blake2b(words.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()


def _apart(options: Iterable[Option]) -> Iterator[Option]:
    seen: Counter[str] = Counter()
    for each in options:
        seen[each.key] += 1
        yield each if seen[each.key] == 1 else Option(f"{each.key}-{seen[each.key]}", each.html)


def _safe(html: str) -> SafeString:
    return mark_safe(html)  # noqa: S308 - parts of a page that was rendered


class _Keys:
    """Hands out keys: what the page names itself, else the words of the block; the same again gets a number."""

    def __init__(self, page: Page) -> None:
        self._seen: Counter[str] = Counter()
        self._named: dict[str, str] = {}
        self._items: dict[str, str] = {}
        for section in page.sections:
            for block in section.blocks:
                self._remember(block, page)

    def _remember(self, block: Block, page: Page) -> None:
        if isinstance(block, Quote) and block.blocks and isinstance(block.blocks[0], Paragraph):
            text = block.blocks[0].inline.text
            found = _NAMED.search(text)
            if found is not None:
                _label, _colon, rest = text[: found.start()].partition(":")
                self._named[digest(rest)] = found[1]
        elif isinstance(block, List):
            for item in block.items:
                named = _NAMED.search(item.text)
                if named is not None:
                    self._items[digest(item.text[: named.start()])] = named[1]

    def of(self, kind: str, html: str) -> str:
        """The key of a block."""
        words = digest(html)
        key = self._named.get(words) or f"{kind}-{words}"
        self._seen[key] += 1
        return key if self._seen[key] == 1 else f"{key}-{self._seen[key]}"

    def items(self, html: list[str]) -> list[str]:
        """The names that items of a list were given, empty where they have none."""
        return [self._items.get(digest(each), "") for each in html]
