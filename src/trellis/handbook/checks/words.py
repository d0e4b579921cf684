"""Faults in single words and pairs of words: slips, words that ran together, doubled words, the wrong
article.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from operator import eq

from trellis.handbook.checks import tokens
from trellis.handbook.checks.markup import check_opened_link
from trellis.handbook.checks.scan import Scan
from trellis.handbook.checks.text import check_hyphen, check_marks
from trellis.handbook.diagnostics import Code, Diagnostic, Edit, Fix, Reporter, Severity, page_example
from trellis.handbook.settings import Settings
from trellis.handbook.spelling import MILLION, lexicon
from trellis.handbook.text import Span

DOUBLED = Code(
    id="HB110",
    name="doubled-word",
    severity=Severity.WARNING,
    summary="A word, or two words together, stand there twice in a row.",
    why="It happens when a sentence is rewritten, and the writer's own eye jumps over it.",
    hint="Delete one of the two; `trellis check --fix` does.",
    bad=page_example("# Support\n\nWe do tasks such as such as triage for the the customers.\n"),
    good=page_example(
        "# Support\n\nWe do tasks such as triage for the customers, and we had had that before.\n"
    ),
    fixable=True,
)
JOINED = Code(
    id="HB112",
    name="run-together",
    severity=Severity.WARNING,
    summary="Two sentences or words run together without a space.",
    why="Part of a sentence or the border of two items got lost in editing: readers stop, and tools take "
    "the two for one.",
    hint="Put back what stood between them: a full stop, a space, or a new item.",
    bad=page_example("# Lead\n\n- Drive company successManage a team of designers.\n- Manage others.\n"),
    good=page_example(
        "# Lead\n\n- Drive team and company success.\n- Manage a team of designers on YouTube with "
        "JavaScript.\n"
    ),
)
ARTICLE = Code(
    id="HB115",
    name="wrong-article",
    severity=Severity.NOTE,
    summary="“a” stands before a vowel, or “an” before a consonant.",
    why="The article follows the sound of the next word. A wrong one is mostly left over from a word that "
    "was replaced.",
    hint="Change the article, or write the word that is meant.",
    bad=page_example("# Role\n\nExperience in an technical role.\n"),
    good=page_example("# Role\n\nExperience in a technical role for an hour with a user.\n"),
)
SLIP = Code(
    id="HB180",
    name="typing-slip",
    severity=Severity.WARNING,
    summary="A word is no English word and one letter away from a common one.",
    why="A slip in a page that everybody reads looks careless, and in a title, a heading or a requirement "
    "it keeps search and links from finding it. Words of your own belong into `vocabulary` in handbook.yml; "
    "a word that stands on several pages and is not close to a very common one is taken as yours.",
    hint="Correct the word, or add it to `vocabulary` in handbook.yml.",
    bad=page_example("# Support\n\nThe team has accesss to the tools.\n"),
    good=page_example("# Support\n\nThe team has access to the tools, wherever its centre or center is.\n"),
)

CODES = (DOUBLED, JOINED, ARTICLE, SLIP)

MAX_ODD = 400
"""A page with more odd words than this is no text that somebody wrote."""

MAX_PLACES = 1_000
"""Places of one odd word that are looked at."""

MAX_DOUBLED = 40
"""The same for different words that stand there twice in a row."""

MOSTLY_UNKNOWN = 0.06
"""A page with more slips than this among its different words is not written in English."""


def check_tokens(scan: Scan, settings: Settings, reporter: Reporter) -> None:
    """Typing slips, words that ran together, links whose address is not closed."""
    found = tokens.oddities(scan.words)
    if not found or len(found) > MAX_ODD:
        return
    vocabulary = _vocabulary(settings)
    english = len(found) <= 12 or len(found) <= MOSTLY_UNKNOWN * len(set(scan.words))
    for token, odd in found.items():
        for oddity in odd:
            word = token[oddity.start : oddity.end]
            if (
                oddity.kind == "slip"
                and english
                and word.lower() not in vocabulary
                and _is_slip(scan, word, oddity.likely)
            ):
                _report_slip(scan, token, oddity, reporter)
            elif oddity.kind == "joined":
                _report_joined(scan, token, oddity, reporter)
            elif check := _CHECKS.get(oddity.kind):
                for at in occurrences(scan, token):
                    check(scan, at + oddity.start, at + oddity.end, reporter)


_CHECKS = {"link": check_opened_link, "hyphen": check_hyphen, "marks": check_marks}
"""What looks closer at an oddity that is more than a word."""


def slips_in(diagnostics: Iterable[Diagnostic]) -> frozenset[str]:
    """What the slips of one page say, in lower case."""
    slip = SLIP.id
    return frozenset(each.message.lower() for each in diagnostics if each.code == slip)


def words_of_the_house(slips: Mapping[str, int]) -> frozenset[str]:
    """The slips that are no slips, by how many pages hold each.

    A word that several pages hold, and that is close to a word that is not very common, is vocabulary.
    """
    return frozenset(said for said, pages in slips.items() if pages >= 3 and not _is_common_slip(said))


def without_house(diagnostics: Sequence[Diagnostic], house: frozenset[str]) -> Sequence[Diagnostic]:
    """Diagnostics without the slips that are words of the house."""
    slip = SLIP.id
    return [each for each in diagnostics if each.code != slip or each.message.lower() not in house]


@lru_cache(maxsize=16384)
def _is_common_slip(message: str) -> bool:
    words = re.findall("“([^”]+)”", message)
    return lexicon().counts.get(words[1], 0) >= 10 * MILLION


def _vocabulary(settings: Settings) -> frozenset[str]:
    return frozenset(part for word in settings.vocabulary for part in word.lower().split())


def _is_slip(scan: Scan, word: str, likely: str) -> bool:
    """A word in lower case always is; one with a capital may be a name, unless the page holds the likely word too."""
    if word.islower():
        return True
    return len(word) >= 6 and any(_stands_in(scan, form) for form in (likely, likely.lower()))


def _stands_in(scan: Scan, word: str) -> bool:
    # An expression that begins with a letter is found much faster than one that begins with a border.
    found = re.finditer(rf"{word}\b", scan.body) if word in scan.body else ()
    return any(not scan.body[max(0, each.start() - 1) : each.start()].isalpha() for each in found)


def occurrences(scan: Scan, token: str) -> Iterator[int]:
    """Where a token stands in the text, as a token."""
    text, at, left = scan.text, scan.text.find(token, scan.start), MAX_PLACES
    while at >= 0 and left:
        left -= 1
        end = at + len(token)
        if (at == scan.start or text[at - 1].isspace()) and (end == len(text) or text[end].isspace()):
            yield at
        at = text.find(token, end)


def _report_slip(scan: Scan, token: str, oddity: tokens.Oddity, reporter: Reporter) -> None:
    for at in occurrences(scan, token):
        span = Span(at + oddity.start, at + oddity.end)
        if scan.is_prose(*span) and not _is_name(scan.text, span):
            meant = f"“{oddity.likely}” or “{oddity.or_else}”" if oddity.or_else else f"“{oddity.likely}”"
            message = f"“{scan.text[span.start : span.end]}” looks like a typing slip for {meant}."
            reporter.report(SLIP, span, message)


def _is_name(text: str, span: Span) -> bool:
    """Whether the word is part of a name or path, by a sign right beside it, or the name of a web site that its line
    links.
    """
    start, end = text.rfind("\n", 0, span.start) + 1, text.find("\n", span.end)
    word = re.escape(text[span.start : span.end])
    if re.search(rf"://[^/\s)]*{word}", text[start : end if end >= 0 else len(text)], re.IGNORECASE):
        return True
    return text[span.end : span.end + 1] in ("_", "=", "\\") or (
        text[span.start - 1 : span.start] in ("@", "#", "/", "\\", "_", "$", ".")
        and text[span.start - 2 : span.start - 1].isspace()
    )


def _report_joined(scan: Scan, token: str, oddity: tokens.Oddity, reporter: Reporter) -> None:
    if scan.text.count(token[oddity.start : oddity.end]) > 1:
        return  # Nobody makes the same slip twice: it is a name.
    for at in occurrences(scan, token):
        span = Span(at + oddity.start, at + oddity.end)
        if scan.is_prose(*span) and _in_sentence(scan.text, span, oddity.likely):
            shown = scan.text[span.start : span.end]
            left, _, right = oddity.likely.partition(". ")
            likely = f"{left} {right}" if left in _FUNCTION else oddity.likely
            reporter.report(JOINED, span, f"“{shown}” runs together: perhaps “{likely}” was meant.")


def _in_sentence(text: str, span: Span, likely: str) -> bool:
    """Whether two words joined by nothing stand in a sentence, and the second one begins others: names of
    code do not.
    """
    left, _, right = likely.partition(". ")
    if text[span.start : span.end] != left + right:
        return True
    around = text[max(0, span.start - 2) : span.start - 1], text[span.end + 1 : span.end + 2]
    begins = (
        left in _FUNCTION
        or re.search(rf"(?:^[ \t]*[-*+][ \t]+|[.!?][ \t]+){right}\b", text, re.MULTILINE) is not None
    )
    return begins and all(character.isalpha() and character.islower() for character in around)


# -- doubled words

_MAY_DOUBLE = frozenset(
    "had that is it very really so no ha bye blah long far much many well there now tut yada more never "
    "extra super oh hear "
    "again over out knock etc big hi do dos please".split()
)
_LINKS = frozenset("to by and or after upon for on from over in at with a of vs the".split())
_FUNCTION = frozenset(
    "a an and are as at be but by can for from has have if in is it may must not of on or our so such that "
    "the their them then "
    "they this to was we were when which who will with would you your".split()
)


def check_doubled(scan: Scan, settings: Settings, reporter: Reporter) -> None:
    """Doubled words and doubled pairs of words."""
    words = scan.words
    equal = bytes(map(eq, words, words[1:]))
    doubled = {words[at] for at in _where(equal, b"\1")} if 1 in equal else set()
    found = [word for word in doubled if word.isalpha() and word.islower() and word not in _MAY_DOUBLE]
    pairs = bytes(map(eq, words, words[2:]))
    twice = {(words[at], words[at + 1]) for at in _where(pairs, b"\1\1")}
    found += [f"{one} {other}" for one, other in twice if one != other and _is_doubled_pair(one, other)]
    if len(found) <= MAX_DOUBLED:
        for each in found:
            _report_doubled(scan, each, each, reporter)
    for phrase, first, word in _TWICE:
        if phrase in scan.body:
            _report_doubled(scan, first, word, reporter)


def _where(marks: bytes, wanted: bytes) -> Iterator[int]:
    at = marks.find(wanted)
    while at >= 0:
        yield at
        at = marks.find(wanted, at + 1)


def _is_doubled_pair(first: str, second: str) -> bool:
    """`such as such as`, but not `step by step by` or `1 2 1 2`."""
    if not (first.isalpha() and second.isalpha() and first.islower() and second.islower()):
        return False
    return second not in _LINKS or first in _FUNCTION


_ALSO_NAMES = frozenset("a can may so that then they who will with would you your".split())
"""Function words that may follow themselves with a capital in a right sentence: “Will will …”, “That that …”."""
_TWICE = [
    (f"{word.capitalize()} {word} ", word.capitalize(), word) for word in sorted(_FUNCTION - _ALSO_NAMES)
]
_JOINS = re.compile(r"[\w'’/.@#-]")


def _report_doubled(scan: Scan, first: str, words: str, reporter: Reporter) -> None:
    """Report a word or pair of words, written as `first` and then, again, as `words`."""
    gap = r"(?:[ \t]+|[ \t]*\r?\n[ \t]*(?![-*+>|#\d]))"
    first, again = (gap.join(map(re.escape, each.split())) for each in (first, words))
    # An expression that begins with a letter is found much faster than one that looks back.
    pattern = re.compile(rf"({first})({gap}{again})(?![\w'’/@#-]|\.\w)")
    for found in pattern.finditer(scan.text, scan.start):
        if _JOINS.match(scan.text, max(0, found.start() - 1), found.start()):
            continue
        if scan.is_prose(*found.span()) and "\n\n" not in found[0]:
            span = Span(*found.span(2))
            fix = Fix(f"Delete the second “{words}”", (Edit(span, ""),))
            reporter.report(DOUBLED, Span(*found.span()), f"“{words}” stands here twice in a row.", fix=fix)


# -- articles

_WORD = re.compile(r"[a-z]{3,}\b(?![-'’.\d_/])")
_SOUNDS_LIKE_YOU = re.compile(r"u(?:ni[^mn]|s[aeiu]|t[ei]|bi|r[aeiou]|ku|ga|ran)")
_AN_ALL_THE_SAME = (
    "hour",
    "honest",
    "honor",
    "honour",
    "heir",
    "herb",
    "homage",
    "histor",
    "hotel",
    "habitual",
    "heredit",
)
_AFTER_A_VERB = re.compile(r"[.,;]|\s+(?:the|an?|to|by|in|into|on|at|of|from|for|with|through|via|as)\b")
"""What stands after “created an moved …” and not after “an advanced topic”."""
_A_ALL_THE_SAME = ("one", "once", "eu", "ewe", "oui")


def check_articles(scan: Scan, settings: Settings, reporter: Reporter) -> None:
    """`a` and `an` before words that certainly ask for the other one."""
    text = scan.text
    for at in scan.find(" an "):
        if text[at + 4 : at + 5] not in "aeiou":
            _check_article(scan, at, "an", "a", _AN_ALL_THE_SAME, reporter)
    for at in scan.find(" a "):
        if text[at + 3 : at + 4] in "aeiou":
            _check_article(scan, at, "a", "an", _A_ALL_THE_SAME, reporter)


def _may_be_verb(text: str, word: re.Match[str]) -> bool:
    return text.startswith(" `", word.end()) or (
        word[0].endswith("ed") and _AFTER_A_VERB.match(text, word.end()) is not None
    )


def _check_article(
    scan: Scan, at: int, wrong: str, right: str, exceptions: tuple[str, ...], reporter: Reporter
) -> None:
    found = _WORD.match(scan.text, at + len(wrong) + 2)
    if found is None or found[0].startswith(exceptions) or _SOUNDS_LIKE_YOU.match(found[0]):
        return
    span = Span(at + 1, found.end())
    if found[0] in lexicon().counts and scan.is_prose(*span):
        meant = f"“{right} {found[0]}”"
        if wrong == "an" and _may_be_verb(scan.text, found):
            meant = f"“and {found[0]}” or {meant}"
        reporter.report(ARTICLE, span, f"“{wrong} {found[0]}” should be {meant}.")
