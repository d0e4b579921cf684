"""Text that stands twice: in one list, or on two levels of a ladder where inheritance would state it once."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import NamedTuple

from rapidfuzz import fuzz

from trellis.handbook.diagnostics import Related, Reporter
from trellis.handbook.page import Page
from trellis.roles.definitions.checks.codes import repetition as codes
from trellis.roles.definitions.model import Family, Item, Level, Part
from trellis.roles.definitions.names import LEVEL_WORDS, words

NEARLY = 93.0
"""The least similarity (0 to 100, token sort ratio) at which two bullets are nearly the same."""
_LEAST_WORDS = 5


def check_repetition(family: Family, page: Page, reporter: Reporter) -> None:
    """Report bullets that stand twice; one diagnostic for each pair of lists, and for each nearly repeated bullet."""
    for part in Part:
        _within_lists(family, part, page, reporter)
        _across_levels(family, part, page, reporter)


def _within_lists(family: Family, part: Part, page: Page, reporter: Reporter) -> None:
    for items in (family.items(part), *(level.items(part) for level in family.levels)):
        first: dict[tuple[str, ...], Item] = {}
        for item in items:
            earlier = first.setdefault(words(item.text), item)
            if earlier is not item and len(words(item.text)) > 1 and not _other_list(family, earlier, item):
                at = Related(page.path, page.source.position(earlier.span.start), "the first one")
                reporter.report(
                    codes.REPEATED_IN_LIST,
                    item.span,
                    f"This bullet stands in line {earlier.line} already.",
                    related=[at],
                )


def _other_list(family: Family, one: Item, other: Item) -> bool:
    """Whether two family-wide items belong to different tracks, which are lists of their own."""
    for track in family.tracks:
        ids = {item.span.start for item in track.responsibilities + track.requirements}
        if (one.span.start in ids) != (other.span.start in ids):
            return True
    return False


class _Bullet(NamedTuple):
    """A bullet with what is compared of it: its words in order, and each word once."""

    item: Item
    text: tuple[str, ...]
    distinct: frozenset[str]
    list: int


def _across_levels(family: Family, part: Part, page: Page, reporter: Reporter) -> None:
    lists: list[tuple[str, Level | None, tuple[Item, ...]]] = [
        ("the list for all levels", None, family.items(part))
    ]
    lists += [(f"“{level.title}”", level, level.items(part)) for level in family.levels]
    names = [name for name, _, _ in lists]
    seen: dict[tuple[str, ...], _Bullet] = {}
    by_word: dict[str, list[_Bullet]] = defaultdict(list)
    for number, (_, level, items) in enumerate(lists):
        repeats: dict[int, list[tuple[Item, Item]]] = defaultdict(list)
        new: list[_Bullet] = []
        for item in items:
            text = words(item.text)
            if len(text) < _LEAST_WORDS:
                continue
            known = seen.get(text)
            if known is None:
                seen[text] = bullet = _Bullet(item, text, frozenset(text), number)
                new.append(bullet)
            elif known.list != number and _same_track(level, lists[known.list][1]):
                repeats[known.list].append((item, known.item))
                if (
                    known.list > 0
                ):  # the nearest level before is the one to extend, not the first that says it
                    seen[text] = known._replace(item=item, list=number)
        _compare(new, by_word, names if level is not None and number > 0 else None, page, reporter)
        if level is not None:
            for other, pairs in repeats.items():
                _report_repeats(level, part, names[other], lists[other][1], pairs, page, reporter)


def _compare(
    new: list[_Bullet],
    by_word: dict[str, list[_Bullet]],
    names: list[str] | None,
    page: Page,
    reporter: Reporter,
) -> None:
    """Report bullets of a list that nearly stand in an earlier one (not without `names`); then make them known."""
    for bullet in new if names is not None else ():
        twin = _nearest(bullet, by_word)
        if twin is not None and names is not None:
            _report_near(bullet, twin, names, page, reporter)
    for bullet in new:
        for word in _rare(bullet.distinct):
            by_word[word].append(bullet)


def _same_track(level: Level | None, other: Level | None) -> bool:
    """Whether one of two lists could take the other over: those of two tracks stand apart."""
    return level is None or other is None or level.track == other.track


def _report_repeats(
    level: Level,
    part: Part,
    name: str,
    other: Level | None,
    pairs: list[tuple[Item, Item]],
    page: Page,
    reporter: Reporter,
) -> None:
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
    if len(pairs) == 1:
        message = f"This {what} of “{level.title}” stands word for word in {name} (line {pairs[0][1].line})."
    else:
        line = pairs[0][1].line
        message = (
            f"{what.capitalize()} of “{level.title}” stand word for word in {name}, from line {line} on."
        )
    hint = _remedy(level, part, other)
    reporter.report(codes.REPEATED_IN_LADDER, pairs[0][0].span, message, hint=hint, related=related)


def _remedy(level: Level, part: Part, other: Level | None) -> str:
    """What to do about a repetition, by what the two lists are."""
    if other is None:
        return "Delete it here: what holds for all levels holds for this one."
    extended = [found for found in level.extends if part in (found.parts or tuple(Part))]
    if extended:
        return (
            f"The list extends another one already: delete here what that brings, and state the rest once, on "
            f"“{other.title}” or for all levels."
        )
    return (
        f"Begin the list with “Extends the {other.title} {part.value}”; what holds for all levels belongs into the "
        "family's own list."
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
