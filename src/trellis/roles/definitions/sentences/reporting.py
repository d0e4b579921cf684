"""Reporting lines as sentences state them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from trellis.handbook.model import Inline
from trellis.handbook.text import Span
from trellis.roles.definitions.model import Reference
from trellis.roles.definitions.sentences.text import (
    ROLE_NOUN,
    ROLE_WORD,
    clean_title,
    is_abbreviated,
    link_over,
    names_a_role,
    plain,
    sentences,
)


class FoundReporting(NamedTuple):
    """A reporting line in a sentence: the titles named, the role that the sentence names, the span."""

    titles: tuple[Reference, ...]
    subject: str | None
    span: Span


class _Statement(NamedTuple):
    """Where a sentence says whom somebody reports to: the words before, the offset at which the titles begin.

    `opens` marks "reporting to …", `labels` a line such as "Reports to: …".
    """

    before: str
    titles_at: int
    opens: bool = False
    labels: bool = False


_HOW = r"(?:\s+(?:\w+ly|solid\s+line|straight|up|so|either|both))*"
_REPORTS = re.compile(
    rf"\b(?:(?P<reporting>reporting)|reports?|rep(?:ro|o)ts?|repports?)\b{_HOW}"
    r"(?:\s+(?:(?:in|on|un)?tot?|through)\b|\s+so(?=\s+the\b)|\s+(?=the\b))(?:\s*:)?(?:\s+(?:be|either|both|to|\w+ly))*"
    r"(?:\s+(?:the|an?|our|their|its|your|this)\b)*\s*",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"^\W*(?:reports?\s+(?:in)?to|reporting\s+(?:to|lines?|manager)|(?:line|direct|reporting|hiring)\s+manager|supervisor)"
    r"\s*(?:[:=]|\s[-–—]\s)[\s*_]*(?:(?:the|an?|our)\s+)?",
    re.IGNORECASE,
)
_IS_REPORTING = re.compile(r"\b(?:be|is|are)\s+$", re.IGNORECASE)
_MANAGED = re.compile(
    r"^(?P<before>.{0,120}?)\s+(?:is|are)\s+(?:\w+ly\s+)?(?:managed|led|supervised)\s+by\s+(?:(?:the|an?|our)\s+)?"
    r"|^\W*(?:the\s+)?(?:direct\s+|line\s+)?(?:manager|supervisor)\s+(?:of|for)\s+(?P<whose>.{2,100}?)\s+is\s+(?:(?:the|an?)\s+)?"
    r"|^(?P<owner>.{0,100}?)['’]s?\s+(?:direct\s+|line\s+)?(?:manager|supervisor)\s+is\s+(?:(?:the|an?)\s+)?",
    re.IGNORECASE | re.DOTALL,
)


def reporting_in(inline: Inline, *, bullet: bool = False) -> FoundReporting | None:
    """The first reporting line that a run states.

    In a bullet the statement must open it: a bullet that says who reports to the reader's role, or speaks of
    reports, is none.
    """
    text = plain(inline.text)
    lower = text.lower()
    if not any(word in lower for word in _REPORT_WORDS):
        return None
    for sentence in sentences(text):
        for said in _statements(text[sentence.start : sentence.end]):
            found = _reporting_of(inline, text, sentence, said, bullet=bullet)
            if found is not None:
                return found
    return None


_REPORT_WORDS = ("eport", "reprot", "repot", "anager", "upervis", "anaged", "led by")


def _statements(part: str) -> Iterator[_Statement]:
    label = _LABEL.match(part)
    if label is not None:
        yield _Statement("", label.end(), labels=True)
        return
    found = _REPORTS.search(part)
    if found is not None:
        opens = found["reporting"] is not None and not _IS_REPORTING.search(part[: found.start()])
        yield _Statement(part[: found.start()], found.end(), opens=opens)
        return
    found = _MANAGED.match(part)
    if found is not None:
        who = found["before"] or found["whose"] or found["owner"] or ""
        if _POSITION.match(_without_article(who)) or names_a_role(who):
            yield _Statement(who, found.end())


def manager_in(inline: Inline) -> FoundReporting | None:
    """The title or titles that a run consists of, under a heading that says what they are."""
    titles = _titles_after(inline, plain(inline.text), 0, len(inline.text))
    if not titles or not _may_be_a_title(titles[0], label=True):
        return None
    return FoundReporting(titles, None, inline.source_span(0, len(inline.text)))


def _reporting_of(
    inline: Inline, text: str, sentence: tuple[int, int], said: _Statement, *, bullet: bool
) -> FoundReporting | None:
    subject = "" if said.labels else _subject_of(said.before, opens=said.opens, bullet=bullet)
    if subject is None:
        return None
    start, end = sentence
    titles = _titles_after(inline, text, start + said.titles_at, end)
    if bullet and said.opens:
        # "Reporting to the Board" may be a duty; to a role it is a reporting line.
        titles = tuple(title for title in titles if ROLE_WORD.search(title.title))
    if not titles or not _may_be_a_title(titles[0], label=said.labels):
        return None
    named = clean_title(subject)
    nobody = not named or any(form.match(named) for form in (_POSITION, _EVERYBODY, _NOBODY))
    return FoundReporting(titles, None if nobody else named, inline.source_span(start, end))


# -- who reports

_ARTICLE_FIRST = re.compile(r"^\W*(?:(?:the|this|these|an?|our|all)\b\s*)*", re.IGNORECASE)
_CLAUSE_FIRST = re.compile(r"^\W*(?:in|as|within|at|for)\b[^,]{2,60},\s*", re.IGNORECASE)
_ADVERB = (
    r"(?!family)\w+ly|will|shall|should|must|may|can|would|who|that|which|also|always|often|at gitlab|be|is|are"
    r"|do|does|,"
)
_BEFORE_VERB = re.compile(rf"(?:(?:^|\s+)(?:role|position)?\s*(?:{_ADVERB}))+\s*$", re.IGNORECASE)
_IS_SOMETHING = re.compile(
    r"\s*,?\s+(?:is|are|will\s+be)\s+(?:an?|the|at|in|one|part|graded)\b.*$", re.IGNORECASE | re.DOTALL
)
_POSITION = re.compile(
    r"^(?:this |the )?"
    r"(?:(?:role|position|job family|job|family|person)s?|individual|team member|successful candidate)$",
    re.IGNORECASE,
)
_EVERYBODY = re.compile(
    r"^(?:roles|levels|positions|jobs|everyone|everybody)(?:\s+(?:in|of|on|below)\b.*)?$",
    re.IGNORECASE,
)
_NOBODY = re.compile(r"^(?:you|they|it|he|she|this|these|those|incumbents?|you['’]?ll|we)$", re.IGNORECASE)
_POSITION_FIRST = re.compile(
    r"(?:this |the )?(?:role|position|job family)\b(?!.*\b(?:who|which|that)\b)", re.IGNORECASE
)
# In lower case these are things and people spoken of, in capitals they are part of a title (Red Team, Data).
_SPOKEN_OF = re.compile(
    r"\b(?:team|teams|who|which|metrics|members|direct|managing|manages|leads|provide|providing|prepares?|produces?"
    r"|and report|data|status|will be|are)\b"
)
_WHO = re.compile(r"\s+who\s.*$", re.DOTALL)
_VERB_FIRST = re.compile(r"^[a-z]+s\s+(?:those|the|an?|all|people|everyone)\b", re.IGNORECASE)
_THE_ROLE = re.compile(r"^\W*(?:the|this)\b", re.IGNORECASE)


_MOST_BEFORE = 300
"""More characters than these before the verb name nobody, and would take long to look through."""


def _without_article(before: str) -> str:
    return _ARTICLE_FIRST.sub("", _CLAUSE_FIRST.sub("", before)).strip()


def _subject_of(before: str, *, opens: bool, bullet: bool) -> str | None:
    """Who reports, by the words before the verb: `""` for nobody named; `None` where it is no role of the page's."""
    before = " ".join(before.split())
    if len(before) > _MOST_BEFORE:
        return None
    said = _without_article(before)
    words = _IS_SOMETHING.sub("", _BEFORE_VERB.sub("", said)).strip(" ,")
    if opens:
        if len(words.split()) <= 2 and said == words:
            return ""
        return None if bullet else words
    if not words:
        return ""
    if _POSITION.match(words) or _POSITION_FIRST.match(words):
        return "this role" if not bullet or len(words.split()) <= 3 else None
    role = _WHO.sub("", words)
    words = role if role[:1].isupper() and names_a_role(role) else words
    if len(words.split()) > 14 or _SPOKEN_OF.search(words) or _VERB_FIRST.match(words):
        return None
    if bullet and not (before.strip()[:1].isupper() and _THE_ROLE.match(before)) and not _NOBODY.match(words):
        return None
    return words


# -- to whom

_GOES_ON = (
    r"is|are|will|has|have|works?|manages?|leads?|responsible|must|can|may|also|acts?|owns?|oversees?|supports?"
    r"|partners?|they|the\s+\w+\s+(?:is|will|reports?)"
)
_BESIDES = (
    r"who|with|while|but|depending|where|when|whose|as well as being|at gitlab|at the company|in gitlab|within|on a"
    r"|based|for the purpose|located|directly|to ensure"
)
_TITLE_END = re.compile(
    r"\s*(?:[;:!?]|\.(?=\s|$)|\(?\bbased on\b"
    rf"|,?\s+(?:and|who|which|that)\s+(?:{_GOES_ON})\b"
    rf"|,?\s+\b(?:{_BESIDES})\b"
    r"|,?\s+and\s+(?=[^.\n]*\breports?\b)"
    r"|,?\s+and\s+(?-i:[a-z]{3,}s)\s+(?!(?:manager|director|lead|team)\b)"
    r"|\s+at\s+(?=(?-i:[A-Z])[\w&]+\s*(?:[.,;)]|$|and\b))"
    r"|\s*\(or above\)|,\s+(?:the|they|this|you)\s|\s+of their\b|\s+(?:and|or)\s+(?:above|higher)\b"
    r"|\s+-\s|\s+[–—]\s|\s+\brole\b|\s+position\b|\n|$)",
    re.IGNORECASE,
)
_ALTERNATIVES = re.compile(
    r"\s*(?:,?\s+\b(?:or|and/or)\b\s+|\s+/\s+|\s*\((?=or\b)|\s*\(?\bor\s+)(?:or\s+)?(?:(?:to\s+)?(?:the|an?|our)\s+)?"
    r"|,?\s+and\s+(?:\w+ly\s+)?(?:to\s+)?(?:the|our)\s+|,\s+an?\s+",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r",\s+(?:who|which)\b[^,]*$")
_CLAUSE_END = re.compile(r",\s+(?=[a-z])")
_PRONOUN = re.compile(r"(?:you|them|us|me|him|her|it)\b", re.IGNORECASE)
_GROUP = re.compile(r"\b(?:team|leadership|stakeholders|management|executives)\b(?!\s+(?:lead|manager))")


def _may_be_a_title(reference: Reference, *, label: bool) -> bool:
    title = reference.title
    if _PRONOUN.match(title) or (title[:1].islower() and _GROUP.search(title)):
        return False
    if label and not names_a_role(title):
        return False
    return reference.destination is not None or title[:1].isupper() or bool(ROLE_WORD.search(title))


_FURTHEST = 600
"""Characters behind "reports to" in which titles are looked for."""


def _titles_after(inline: Inline, text: str, start: int, end: int) -> tuple[Reference, ...]:
    stop = _end_of_titles(inline, text, start, min(end, start + _FURTHEST))
    relative = _RELATIVE.search(text, 0, start)
    if relative is not None and (clause := _CLAUSE_END.search(text, start, stop)):
        stop = clause.start()
    titles: list[Reference] = []
    at = start
    for divider in [*_ALTERNATIVES.finditer(text, start, stop), None]:
        if divider is not None and not _divides(
            text[at : divider.start()], text[divider.end() : stop], divider[0]
        ):
            continue
        until = divider.start() if divider else stop
        title = clean_title(text[at:until])
        if title and title[:1].isalnum():
            link = link_over(inline, at, until)
            titles.append(Reference(title, inline.source_span(at, until), link.destination if link else None))
        at = divider.end() if divider else stop
    return tuple(titles)


def _divides(left: str, right: str, word: str) -> bool:
    """Whether a word parts two titles; "and" and a comma do only between two roles."""
    parting = word.lower().split()
    if "to" in parting or not ("and" in parting or parting[0] == ","):
        return True
    return ROLE_NOUN.search(left) is not None and ROLE_NOUN.search(right) is not None


def _end_of_titles(inline: Inline, text: str, start: int, end: int) -> int:
    """Where the titles end that begin at `start`: never inside a link, nor at the full stop of an abbreviation."""
    links = [mark for mark in inline.marks if mark.kind == "link"]
    stop = start
    while stop < end:
        inside = next((m for m in links if m.start <= stop < m.end), None)
        if inside is not None:
            stop = inside.end
            continue
        found = _TITLE_END.search(text, stop, end)
        if found is None:
            return end
        covering = next((m for m in links if m.start <= found.start() < m.end), None)
        if covering is not None:
            stop = covering.end
        elif found[0].startswith(".") and is_abbreviated(text[start : found.start() + 1]):
            stop = found.end()
        else:
            return found.start()
    return stop
