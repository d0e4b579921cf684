"""Two versions of a page's HTML as one: what was added and what was taken away, marked word by word.

Blocks are laid side by side as they follow one another; two that say nearly the same are one block in other words.
What is marked is said in words too, for those who hear the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trellis.pages.blocks import Block, Element, Run, Token, blocks_of, put_together, without_ids

AROUND = 2
"""Blocks that are shown around one that differs; the others fold away."""

_ALIKE = 0.34  # two blocks with fewer words in common are not one in other words
_MOST_PAIRS = 2_500  # larger stretches of blocks are paired as they follow one another
_MOST_TOKENS = 3_000  # of a run: longer ones are not compared word by word
_SAYS_ENOUGH = 4  # words of a line that may be told to have moved
_LISTS = frozenset({"ul", "ol"})
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_CHANGED = re.compile("\x00([0-9]+)\x00")

_DEEPER = 7  # than any heading
_HEADING = re.compile(r'<div class="heading h([1-6])"')

Pair = tuple[Block | None, Block | None]


class _Piece(NamedTuple):
    """A block of the result: whether it differs, and how deep a heading it is (0 for none)."""

    html: str
    differs: bool
    depth: int


@dataclass(frozen=True, slots=True)
class Marked:
    """The HTML of both versions, and how many paragraphs, items and rows are not the same."""

    html: SafeString
    changed: int
    added: int
    removed: int
    moved: int

    @property
    def differs(self) -> bool:
        """Whether a reader sees any difference."""
        return bool(self.changed or self.added or self.removed or self.moved)


def marked(old: str, new: str) -> Marked:
    """Both versions of some clean HTML as one."""
    return _Marker().marked(blocks_of(old), blocks_of(new))


class _Marker:
    """One comparison. Whole runs that come or go are named at the end: the same text in both has moved."""

    def __init__(self) -> None:
        self.changed = 0
        self.wholes: list[tuple[str, str]] = []

    def marked(self, old: list[Block], new: list[Block]) -> Marked:
        pieces: list[_Piece] = []
        for before, after in _aligned(old, new):
            html = self.pair(before, after)
            differs = before is None or after is None or before.html != after.html
            pieces.append(_Piece(html, differs, _depth(after or before)))
        gone = {text for how, text in self.wholes if how == "del" and _says_enough(text)}
        come = {text for how, text in self.wholes if how == "ins" and _says_enough(text)}
        moved = gone & come
        html = _CHANGED.sub(lambda found: self.named(int(found[1]), moved), "".join(_folded(pieces)))
        return Marked(
            mark_safe(html),  # noqa: S308 - made of clean HTML and of texts that are escaped here
            self.changed,
            sum(how == "ins" and text not in moved for how, text in self.wholes),
            sum(how == "del" and text not in moved for how, text in self.wholes),
            sum(how == "ins" and text in moved for how, text in self.wholes),
        )

    def named(self, number: int, moved: set[str]) -> str:
        """The start of a whole run that came or went."""
        how, text = self.wholes[number]
        if text in moved:
            said = _("Moved here:") if how == "ins" else _("Moved from here:")
            return f'<{how} class="moved">{_hidden(said)}'
        return f"<{how}>{_hidden(_('Added:') if how == 'ins' else _('Taken away:'))}"

    # -- blocks

    def pair(self, before: Block | None, after: Block | None) -> str:
        """One block of the result."""
        if after is None:
            return self.whole(before, "del") if before is not None else ""
        if before is None:
            return self.whole(after, "ins")
        if before.html == after.html:
            return after.html
        if isinstance(before, Run) and isinstance(after, Run):
            return self.run(before, after)
        if isinstance(before, Element) and isinstance(after, Element):
            pairs = _cells(before, after) or _aligned(before.children, after.children)
            return f"{after.start}{''.join(self.pair(one, other) for one, other in pairs)}{after.end}"
        return self.whole(before, "del") + self.whole(after, "ins")

    def whole(self, block: Block, how: str) -> str:
        """A block that came or went as a whole."""
        if isinstance(block, Run):
            self.wholes.append((how, block.text))
            inner = without_ids(block.html) if how == "del" else block.html
            return f"\x00{len(self.wholes) - 1}\x00{inner}{_hidden_end()}</{how}>"
        start = without_ids(block.start) if how == "del" else block.start
        return f"{start}{''.join(self.whole(child, how) for child in block.children)}{block.end}"

    # -- words

    def run(self, before: Run, after: Run) -> str:
        """A run in other words."""
        self.changed += 1
        ins, dele = f"<ins>{_hidden(_('Added:'))}", f"<del>{_hidden(_('Taken away:'))}"
        pieces: list[tuple[Token, str]] = []
        for same, old, new in _stretches(before.tokens, after.tokens):
            if same:
                pieces += [(token, "") for token in new]
            else:
                pieces += [(_without_ids(token), dele) for token in old]
                pieces += [(token, ins) for token in new]
        return put_together(pieces, _hidden_end())


# -- laying blocks side by side


def _aligned(old: Sequence[Block], new: Sequence[Block]) -> Iterator[Pair]:
    """Blocks in the order of the result: the same, in other words, gone, or new."""
    one, other = [without_ids(block.html) for block in old], [without_ids(block.html) for block in new]
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from zip(old[i1:i2], new[j1:j2], strict=True)
        else:
            yield from _paired(old[i1:i2], new[j1:j2])


def _paired(old: Sequence[Block], new: Sequence[Block]) -> Iterator[Pair]:
    """Blocks of which none are the same: those that say nearly the same, in order, as many as can be."""
    at, to = 0, 0
    for i, j in _matches(old, new):
        yield from ((block, None) for block in old[at:i])
        yield from ((None, block) for block in new[to:j])
        yield old[i], new[j]
        at, to = i + 1, j + 1
    yield from ((block, None) for block in old[at:])
    yield from ((None, block) for block in new[to:])


def _matches(old: Sequence[Block], new: Sequence[Block]) -> list[tuple[int, int]]:
    if len(old) == len(new) == 1:
        return [(0, 0)] if _likeness(old[0], new[0]) > 0 else []
    if len(old) * len(new) > _MOST_PAIRS:
        pairs = ((i, i) for i in range(min(len(old), len(new))))
        return [(i, j) for i, j in pairs if _likeness(old[i], new[j]) >= _ALIKE]
    best = [[0.0] * (len(new) + 1) for _row in range(len(old) + 1)]
    alike = [[_likeness(one, other) for other in new] for one in old]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            paired = alike[i][j] + best[i + 1][j + 1] if alike[i][j] >= _ALIKE else 0.0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    found, i, j = [], 0, 0
    while i < len(old) and j < len(new):
        if best[i][j] == best[i + 1][j]:
            i += 1
        elif best[i][j] == best[i][j + 1]:
            j += 1
        else:
            found.append((i, j))
            i, j = i + 1, j + 1
    return found


def _likeness(one: Block, other: Block) -> float:
    """From 0, other kinds of block or no word in common, to 1, the same words."""
    if one.tag != other.tag and not {one.tag, other.tag} <= _LISTS and not {one.tag, other.tag} <= _HEADINGS:
        return 0.0
    both = one.words.total() + other.words.total()
    return 2 * (one.words & other.words).total() / both if both else 1.0


def _cells(before: Element, after: Element) -> list[Pair]:
    """The cells of a row that has as many as before: a cell stays in its column."""
    if before.tag != "tr" or len(before.children) != len(after.children):
        return []
    return list(zip(before.children, after.children, strict=True))


def _depth(block: Block | None) -> int:
    """The depth of a heading; 0 for any other block."""
    found = _HEADING.match(block.start) if isinstance(block, Element) else None
    return int(found[1]) if found is not None else 0


# -- words


def _stretches(
    old: Sequence[Token], new: Sequence[Token]
) -> Iterator[tuple[bool, Sequence[Token], Sequence[Token]]]:
    """Stretches of tokens that are the same, or not; a space between two that are not belongs to them."""
    one, other = [token.key for token in old], [token.key for token in new]
    if len(one) > _MOST_TOKENS or len(other) > _MOST_TOKENS:
        yield False, old, new
        return
    waiting: tuple[int, int] | None = None
    at, to = 0, 0
    for i, j, size in SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks():
        changed = waiting or ((at, to) if (i, j) != (at, to) else None)
        is_end = size == 0
        if changed is not None and not is_end and not "".join(one[i : i + size]).strip():
            waiting, at, to = changed, i + size, j + size
            continue
        if changed is not None:
            yield False, old[changed[0] : i], new[changed[1] : j]
        yield True, old[i : i + size], new[j : j + size]
        waiting, at, to = None, i + size, j + size


def _without_ids(token: Token) -> Token:
    return Token(without_ids(token.html), token.key, tuple(without_ids(start) for start in token.within))


# -- what is shown


def _folded(pieces: Sequence[_Piece]) -> Iterator[str]:
    """The blocks, those that are the same and far from what differs folded away; headings above stay."""
    shown = _near(pieces)
    if not any(shown) or all(shown):
        yield from (piece.html for piece in pieces)
        return
    waiting: list[str] = []
    for show, piece in zip([*shown, True], [*pieces, _Piece("", False, 0)], strict=True):
        if not show:
            waiting.append(piece.html)
            continue
        if len(waiting) > 1:
            said = ngettext("%(n)s block is the same", "%(n)s blocks are the same", len(waiting))
            summary = escape(said % {"n": len(waiting)})
            yield f'<details class="same"><summary>{summary}</summary>{"".join(waiting)}</details>'
        else:
            yield from waiting
        waiting = []
        yield piece.html


def _near(pieces: Sequence[_Piece]) -> list[bool]:
    """Whether each block is shown: it differs, stands beside one that does, or is a heading above one shown."""
    shown = [False] * len(pieces)
    for at, piece in enumerate(pieces):
        if piece.differs:
            for near in range(max(0, at - AROUND), min(len(pieces), at + AROUND + 1)):
                shown[near] = True
    depth = 0  # of the heading that is looked for, going up; 0 for none
    for at in reversed(range(len(pieces))):
        if pieces[at].depth and pieces[at].depth < depth:
            shown[at] = True
        if shown[at]:
            depth = max(depth, pieces[at].depth or _DEEPER)
        if pieces[at].depth and shown[at]:
            depth = pieces[at].depth
    return shown


def _hidden(text: str) -> str:
    return f'<span class="visually-hidden">{escape(text)} </span>'


def _hidden_end() -> str:
    return f'<span class="visually-hidden"> {escape(_("(end)"))}</span>'


def _says_enough(text: str) -> bool:
    return len(text.split()) >= _SAYS_ENOUGH
