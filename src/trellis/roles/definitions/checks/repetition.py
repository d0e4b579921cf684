"""Text that stands twice: in one list, or on two levels of a ladder where inheritance would state it once."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable
from typing import NamedTuple

from rapidfuzz import fuzz

from trellis.handbook.diagnostics import Related, Reporter
from trellis.handbook.page import Page
from trellis.roles.definitions.checks.codes import repetition as codes
from trellis.roles.definitions.checks.copies import LEAST_WORDS, Copy, Known, remedy
from trellis.roles.definitions.model import Family, Item, Part
from trellis.roles.definitions.names import LEVEL_WORDS, words

NEARLY = 93.0
"""The least similarity (0 to 100, token sort ratio) at which two bullets are nearly the same."""


def check_repetition(family: Family, page: Page, reporter: Reporter) -> None:
    """Report bullets that stand twice: one diagnostic for each list, and one for each nearly repeated bullet."""
    for part in Part:
        _within_lists(family, part, page, reporter)
        _across_levels(family, part, page, reporter)


def _within_lists(family: Family, part: Part, page: Page, reporter: Reporter) -> None:
    _within(family.items(part), lambda one, other: _other_list(family, page, one, other), page, reporter)
    for level in family.levels:
        _within(level.items(part), lambda one, other: False, page, reporter)


def _within(
    items: tuple[Item, ...], apart: Callable[[Item, Item], bool], page: Page, reporter: Reporter
) -> None:
    first: dict[tuple[str, ...], Item] = {}
    for item in items:
        text = words(item.text)
        earlier = first.setdefault(text, item)
        if earlier is not item and len(text) > 1 and not apart(earlier, item):
            at = Related(page.path, page.source.position(earlier.span.start), "the first one")
            reporter.report(
                codes.REPEATED_IN_LIST,
                item.span,
                f"This bullet stands in line {earlier.line} already.",
                related=[at],
            )


def _other_list(family: Family, page: Page, one: Item, other: Item) -> bool:
    """Whether two family-wide items belong to different tracks, or parts of the page, which have lists of their own."""
    for track in family.tracks:
        ids = {item.span.start for item in track.responsibilities + track.requirements}
        if (one.span.start in ids) != (other.span.start in ids):
            return True
    return _part_of(page, one) != _part_of(page, other)


def _part_of(page: Page, item: Item) -> int | None:
    """The section that the section of an item lies in."""
    at = bisect_right(page.sections, item.span.start, key=lambda section: section.span.start) - 1
    return page.sections[at].parent


class _Bullet(NamedTuple):
    """A bullet with what is compared of it: its words in order, and each word once."""

    item: Item
    text: tuple[str, ...]
    distinct: frozenset[str]
    list: int


def _across_levels(family: Family, part: Part, page: Page, reporter: Reporter) -> None:
    names = ["the list for all levels", *(f"“{level.title}”" for level in family.levels)]
    known = Known(family, part)
    by_word: dict[str, list[_Bullet]] = defaultdict(list)
    for number, level in enumerate((None, *family.levels)):
        own: dict[tuple[str, ...], Item] = {}
        for item in family.items(part) if level is None else level.items(part):
            own.setdefault(words(item.text), item)
        if level is not None and (copy := known.copy_of(level, own)) is not None:
            _report_repeats(copy, part, names[copy.number], page, reporter)
        new = [
            _Bullet(item, text, frozenset(text), number)
            for text, item in own.items()
            if len(text) >= LEAST_WORDS and not known.holds(text)
        ]
        _compare(new, by_word, known, names if level is not None else None, page, reporter)
        known.add(number, own)


def _compare(
    new: list[_Bullet],
    by_word: dict[str, list[_Bullet]],
    known: Known,
    names: list[str] | None,
    page: Page,
    reporter: Reporter,
) -> None:
    """Report bullets of a list that nearly stand in an earlier one (not without `names`); then make them known."""
    for bullet in new if names is not None else ():
        twin = _nearest(bullet, by_word)
        if twin is not None and names is not None:
            number, item = known.last(twin.text)
            _report_near(bullet, twin._replace(list=number, item=item), names, page, reporter)
    for bullet in new:
        for word in _rare(bullet.distinct):
            by_word[word].append(bullet)


def _report_repeats(copy: Copy, part: Part, name: str, page: Page, reporter: Reporter) -> None:
    pairs, level = copy.pairs, copy.level
    related = [
        Related(page.path, page.source.position(twin.span.start), "stated first here")
        for _, twin in pairs[:8]
    ]
    what = (
        f"{len(pairs)} {part.value}"
        if len(pairs) > 1
        else part.value.removesuffix("ies") + "y"
        if part is Part.RESPONSIBILITIES
        else "requirement"
    )
    line = pairs[0][1].line
    if len(pairs) == 1:
        message = f"This {what} of “{level.title}” stands word for word in {name} (line {line})."
    else:
        message = f"{what} of “{level.title}” stand word for word in {name}, from line {line} on."
    reporter.report(
        codes.REPEATED_IN_LADDER, pairs[0][0].span, message, hint=remedy(copy, part), related=related
    )


def _rare(distinct: frozenset[str]) -> list[str]:
    """The longest words of a bullet: two bullets that are nearly the same share at least one of them."""
    return sorted(distinct, key=len, reverse=True)[:3]


_SMALL = frozenset(
    "a all also an and any are as at be both by each etc for from in into is it its of on or other our that the their "
    "them these this to various via we which will with within your".split()
)
_ALIKE = 75.0
"""The least similarity (0 to 100) of two words that are one word in two forms, or a slip of each other."""


def _meant(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two bullets differ in what a ladder is about: who supports and who drives, what is small and what large.

    Small words, endings and slips are no such difference; any other word that only one of them has may be.
    """
    left, right = (one - other) - _SMALL, (other - one) - _SMALL
    return not (_have_likes(left, right) and _have_likes(right, left))


_NUMERAL = re.compile("[ivx]+")


def _have_likes(words: frozenset[str], others: frozenset[str]) -> bool:
    return all(
        word.isalpha()
        and word not in LEVEL_WORDS
        and not _NUMERAL.fullmatch(word)
        and any(fuzz.ratio(word, other) >= _ALIKE for other in others)
        for word in words
    )


def _nearest(bullet: _Bullet, by_word: dict[str, list[_Bullet]]) -> _Bullet | None:
    """The bullet of another list that is nearly this one, if there is one whose difference is not meant."""
    own, size = bullet.distinct, len(bullet.distinct)
    candidates: dict[int, _Bullet] = {}
    for word in _rare(own):
        for twin in by_word.get(word, ()):
            if 4 * abs(len(twin.distinct) - size) <= size:
                candidates[id(twin)] = twin
    best, best_score = None, NEARLY
    for twin in candidates.values():
        if 4 * len(own & twin.distinct) < 3 * max(size, len(twin.distinct)):
            continue
        score = fuzz.token_sort_ratio(" ".join(bullet.text), " ".join(twin.text), score_cutoff=best_score)
        # Of two that are equally near, the later one stands nearer on the page.
        if score >= best_score and not _meant(own, twin.distinct):
            best, best_score = twin, score
    return best


def _report_near(bullet: _Bullet, twin: _Bullet, names: list[str], page: Page, reporter: Reporter) -> None:
    at = Related(page.path, page.source.position(twin.item.span.start), "nearly the same")
    reporter.report(
        codes.NEARLY_REPEATED,
        bullet.item.span,
        f"This bullet is nearly one of {names[twin.list]} in line {twin.item.line}.",
        related=[at],
    )
