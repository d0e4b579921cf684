"""How a page words what its sentences state: new sentences are made like those that stand there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from trellis.handbook.text import Span
from trellis.roles.definitions.editing.document import Document
from trellis.roles.definitions.model import Level, Part

_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen".split()
)


@dataclass(frozen=True)
class Target:
    """A role that a sentence is to name: its title, and its address in the handbook if it has one."""

    title: str
    address: str = ""

    def written(self, *, linked: bool) -> Iterator[str]:
        """The title as it is written: linked where there is an address and the page links such titles."""
        if linked and self.address:
            yield f"[{self.title}]({self.address})"
        yield self.title


def same_title(title: str) -> str:
    """A title for comparing."""
    return " ".join(title.split()).casefold()


def grade_texts(text: str, span: Span, value: float) -> Iterator[Span]:
    """Where a number stands in a span, in digits or as a word."""
    number = f"{value:g}"
    words = [re.escape(number)]
    if value == int(value) and 0 < value <= len(_WORDS):
        words.append(_WORDS[int(value) - 1])
    for found in re.finditer(
        rf"(?<![\d.])(?:{'|'.join(words)})(?![\w]|\.\d)", text[span.start : span.end], re.IGNORECASE
    ):
        yield Span(span.start + found.start(), span.start + found.end())


def grade_sentence(document: Document, title: str, grade: float) -> str:
    """The sentence that states a grade, as another level of the page has it."""
    for level in document.levels:
        made = grade_sentence_of(document, level, title, grade)
        if made is not None:
            return made
    return f"The {title} is a grade {grade:g}."


def grade_sentence_of(document: Document, level: Level, title: str, grade: float) -> str | None:
    """A level's sentence about its grade with another title and number; `None` where it cannot be told apart."""
    if (
        level.grade is None
        or len(level.grades) > 1
        or (level.reports_to and level.reports_to.span == level.grade.span)
    ):
        return None
    span = level.grade.span
    numbers = list(grade_texts(document.text, span, level.grade.value))
    if not numbers:
        return None
    at = numbers[0]
    sentence = document.text[span.start : at.start] + f"{grade:g}" + document.text[at.end : span.end]
    if re.search(r"[\r\n#|]\s", sentence) or "<%" in sentence:
        return None
    return retitled(sentence.strip(), level, title)


def reporting_sentence(document: Document, title: str, target: Target) -> Iterator[str]:
    """Sentences that say whom a role reports to, first as other levels of the page have them."""
    for level in document.levels:
        made = reporting_sentence_of(document, level, title, target)
        if made is not None:
            yield from made
            break
    for words in target.written(linked=bool(target.address)):
        yield f"The {title} reports to the {words}."


def reporting_sentence_of(document: Document, level: Level, title: str, target: Target) -> list[str] | None:
    """A level's reporting line with another role and manager; `None` where it says more than that."""
    line = level.reports_to
    if (
        line is None
        or len(line.titles) != 1
        or line.subject is None
        or (level.grade and level.grade.span == line.span)
    ):
        return None
    place = line.titles[0].span
    link = next((k.span for k in document.page.links if k.span.start <= place.start < k.span.end), None)
    begin, end = (min(place.start, link.start), max(place.end, link.end)) if link else place
    before, after = document.text[line.span.start : begin], document.text[end : line.span.end]
    if re.search(r"[\r\n]", before + after) or "<%" in before + after or len(after.split()) > 1:
        return None
    if same_title(level.title) not in same_title(before):
        return None
    return [
        retitled(before, level, title) + words + after for words in target.written(linked=link is not None)
    ]


def pointer(document: Document, target: Target, part: Part) -> Iterator[str]:
    """Ways to write a bullet of inheritance, first as the page has it."""
    for level in document.levels:
        for found in level.extends:
            row = document.row_at(found.span)
            if found.parts != (part,) or found.target is None or row is None or row.item.blocks:
                continue
            text = document.text
            place = found.target.span
            link = next(
                (k.span for k in document.page.links if k.span.start <= place.start < k.span.end), None
            )
            begin, end = (link.start, link.end) if link else place
            before, after = text[row.words.start : begin], text[end : row.words.end]
            if "\n" in before + after or "<%" in before + after or len((before + after).split()) > 8:
                continue
            for words in target.written(linked=link is not None):
                yield before + words + after
            break
        else:
            continue
        break
    yield f"Extends the {target.title} {part.value}"


def retitled(words: str, level: Level, title: str) -> str:
    """Words about one role as words about another."""
    return re.sub(rf"(?<!\w){re.escape(level.title)}(?!\w)", lambda _: title, words)
