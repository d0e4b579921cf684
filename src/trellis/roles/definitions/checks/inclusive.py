"""Whether a family is worded for everybody: gender-coded words, pronouns, fixed mindset, words that shut people out.

The lists and their sources stand in `trellis.handbook.wording`; a handbook changes them under `words:` in
`handbook.yml`. A page is in balance as long as the one kind of words does not outnumber the other.
"""

from __future__ import annotations

import re
from collections import Counter

from trellis.handbook import wording
from trellis.handbook.diagnostics import Code, Reporter
from trellis.handbook.page import Page, whole_span
from trellis.handbook.settings import Settings
from trellis.handbook.text import Span
from trellis.roles.definitions.checks.codes import wording as codes
from trellis.roles.definitions.model import Family
from trellis.roles.definitions.names import words

# What no reader sees as text: link destinations, code, comments, tags, template tags. Masked by as many spaces.
_UNSEEN = re.compile(
    r"\]\([^)\n]*\)|```.*?```|`[^`\n]*`|<!--.*?-->|<[^>\n]*>|<%.*?%>|https?://\S+", re.DOTALL
)
_TOKEN = re.compile(r"[a-z][a-z'’-]+")
_memory: dict[tuple[object, ...], tuple[dict[str, tuple[str, ...]], set[str]]] = {}
"""By the handbook's changes to the lists: the lists of each word that was met, and the words that are on none."""


def check_inclusive(family: Family, page: Page, settings: Settings, reporter: Reporter) -> None:
    """Report a page whose words are out of balance, once for each kind, and each word of the misused ones.

    The name of a role is no wording: an analyst's page may say "analyst".
    """
    text = _UNSEEN.sub(lambda found: " " * len(found[0]), page.text[page.body_start :]).lower()
    named = {word for level in family.levels for word in words(level.title)}
    found = _counted(text, settings, named)
    totals = wording.Judgement({name: sum(counts.values()) for name, counts in found.items()})
    if totals.is_masculine:
        _balance(found, "masculine", "feminine", "coded", codes.GENDER_CODED, page, reporter)
    if totals.is_fixed:
        _balance(found, "fixed-mindset", "growth-mindset", "", codes.FIXED_MINDSET, page, reporter)
    if totals.pronouns != "neutral":
        _pronouns(found[totals.pronouns], text, page, reporter)
    for word in found.get("misused", ()):
        for place in _places(word, text, page):
            reporter.report(codes.MISUSED, place, f"“{word}” puts people down or shuts some of them out.")


def _counted(text: str, settings: Settings, named: set[str]) -> dict[str, Counter[str]]:
    """How often each word of each list stands in a text in lower case; the lists of a word are looked up once for
    ever.
    """
    known, unlisted = _memory.setdefault(tuple(sorted(settings.words.items())), ({}, set()))
    found: dict[str, Counter[str]] = {}
    tokens = Counter(_TOKEN.findall(text))
    for phrase in _PHRASES:
        if phrase in text:
            tokens[phrase] = text.count(phrase)
    for token in tokens.keys() - unlisted:
        lists = known.get(token)
        if lists is None:
            lists = tuple({word.list for word in wording.coded_words(token, settings)})
            if not lists:
                unlisted.add(token)
                continue
            known[token] = lists
        if not {token, token.rstrip("s")} & named:
            for name in lists:
                found.setdefault(name, Counter())[token] += tokens[token]
    return found


_PHRASES = tuple(phrase for listed in wording.LISTS.values() for phrase in listed if " " in phrase)


def _places(word: str, text: str, page: Page) -> list[Span]:
    """Where a word stands in the body."""
    pattern = rf"(?<![\w-]){re.escape(word)}(?!\w)"
    return [
        Span(found.start() + page.body_start, found.end() + page.body_start)
        for found in re.finditer(pattern, text)
    ]


def _balance(
    found: dict[str, Counter[str]],
    more: str,
    less: str,
    suffix: str,
    code: Code,
    page: Page,
    reporter: Reporter,
) -> None:
    # Words of one number in the order of the alphabet: the order of a counter depends on what was read before.
    words = sorted(found[more].items(), key=lambda pair: (-pair[1], pair[0]))[:8]
    listed = ", ".join(f"{word} ({n})" if n > 1 else word for word, n in words)
    here, there = sum(found[more].values()), sum(found.get(less, Counter()).values())
    kind, other = (f"{more}-{suffix}", f"{less}-{suffix}") if suffix else (more, less)
    noun = "word" if here == 1 else "words"
    reporter.report(
        code, whole_span(page), f"The page has {here} {kind} {noun} against {there} {other} ones: {listed}."
    )


def _pronouns(found: Counter[str], text: str, page: Page, reporter: Reporter) -> None:
    first = min((place for word in found for place in _places(word, text, page)[:1]), default=None)
    if first is not None:
        number = sum(found.values())
        times = "once" if number == 1 else f"{number} times"
        said = page.source.slice(first)
        reporter.report(
            codes.PRONOUNS, first, f"The page says “{said}” of the holder of the role ({times} in all)."
        )
