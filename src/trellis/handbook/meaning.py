"""What a text says, sentence by sentence, and whether another one says the same.

Two texts mean the same where each section has the same words in the same order: capitals, markup, white space, line
breaks and punctuation say nothing; figures with their separators, signs of currency and per cent do. What a picture or
a link leads to says nothing, its words do. No word is taken for a slip: “may” and “must” are one letter apart from
others too. So what only looks different asks nobody again, and every added, removed or changed sentence is found.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from hashlib import sha256
from typing import NamedTuple

from trellis.handbook.model import Block, Code, Footnote, Html, Include, List, Opaque, Paragraph, Quote, Table
from trellis.handbook.page import Page
from trellis.handbook.slugs import anchors_of

MOST_SHOWN = 50
"""Sentences of a change that are told one by one."""

_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|\w+|[^\w\s]")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_END = re.compile(r"(?<=[.!?…])[\"”’»)\]]*\s+(?=\S)")
_SPEAKING = frozenset("%‰§&@#")
"""Punctuation, as Unicode has it, that is read aloud."""
_MINUS = re.compile(r"(?<![\w)])[-−–](?=\d)")


class Part(NamedTuple):
    """A section as it is read: `key` is its anchor (empty before the first heading), `above` those it lies in."""

    key: str
    title: str
    above: tuple[str, ...]
    sentences: tuple[str, ...]

    @property
    def fingerprint(self) -> str:
        """The same for the same words, whatever they look like."""
        return fingerprint((self.title, *self.sentences))


@dataclass(frozen=True, slots=True)
class Changed:
    """A section that says something else: the sentences that came, and those that went."""

    key: str
    title: str
    added: tuple[str, ...]
    removed: tuple[str, ...]


def parts_of(page: Page, rule: str = "github") -> tuple[Part, ...]:
    """The sections of a page in order, those without any words left out. `rule` is that of its anchors."""
    names = ("", *anchors_of(page, rule).names)
    keys = dict(enumerate(names)) if len(names) == len(page.sections) else {0: ""}
    found = []
    for section in page.sections:
        above, parent = [], section.parent
        while parent is not None:
            above.append(keys.get(parent, str(parent)))
            parent = page.sections[parent].parent
        sentences = tuple(each for text in _texts(section.blocks) for each in _sentences(text))
        if sentences or words(section.title):
            key = keys.get(section.index, str(section.index))
            found.append(Part(key, section.title, tuple(above), sentences))
    return tuple(found)


def words(text: str) -> tuple[str, ...]:
    """What a text says, word by word: in small letters, without what is only seen."""
    plain = _MINUS.sub(" minus ", unicodedata.normalize("NFKC", text)).casefold()
    return tuple(each for each in _TOKEN.findall(plain) if _speaks(each))


def fingerprint(texts: Iterable[str]) -> str:
    """What texts say, one after the other, as a short string."""
    return sha256(" ".join(word for text in texts for word in words(text)).encode()).hexdigest()[:32]


def compare(before: Sequence[Part], after: Sequence[Part]) -> tuple[Changed, ...]:
    """The sections that say something else, in the order of the newer text, those that went last."""
    old, new = {each.key: each for each in before}, {each.key: each for each in after}
    found = []
    for key, part in new.items():
        former = old.get(key)
        if former is None:
            found.append(Changed(key, part.title, _whole(part), ()))
        elif former.fingerprint != part.fingerprint:
            found.append(Changed(key, part.title, *_differing(former, part)))
    found += [Changed(key, part.title, (), _whole(part)) for key, part in old.items() if key not in new]
    return tuple(found)


def _differing(old: Part, new: Part) -> tuple[tuple[str, ...], tuple[str, ...]]:
    before, after = _whole(old), _whole(new)
    matcher = SequenceMatcher(
        None, [words(each) for each in before], [words(each) for each in after], autojunk=False
    )
    added: list[str] = []
    removed: list[str] = []
    for how, start, end, begin, stop in matcher.get_opcodes():
        if how != "equal":
            removed += before[start:end]
            added += after[begin:stop]
    return tuple(added[:MOST_SHOWN]), tuple(removed[:MOST_SHOWN])


def _whole(part: Part) -> tuple[str, ...]:
    return (part.title, *part.sentences) if part.title else part.sentences


def _speaks(token: str) -> bool:
    return (
        bool(len(token) > 1 and token.strip("_"))
        or token in _SPEAKING
        or unicodedata.category(token)[0] in "LNMS"
    )


def _sentences(text: str) -> Iterator[str]:
    """The sentences of a run of text. Where one ends decides how a change is told, never whether there is one."""
    for each in _END.split(" ".join(text.split())):
        if words(each):
            yield each


def _texts(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.inline.text
        elif isinstance(block, List):
            for item in block.items:
                yield _ticked(item.checked) + item.inline.text
                yield from _texts(item.blocks)
        elif isinstance(block, Table):
            for row in (block.header, *block.rows):
                yield " | ".join(cell.text for cell in row)
        elif isinstance(block, Quote | Footnote):
            yield from _texts(block.blocks)
        elif isinstance(block, Html):
            yield _TAG.sub(" ", _COMMENT.sub(" ", block.text))
        elif isinstance(block, Code | Opaque):
            yield block.text
        elif isinstance(block, Include):
            yield block.target


def _ticked(checked: bool | None) -> str:
    return "" if checked is None else "done: " if checked else "to do: "
