"""From the pieces of a section to a question: one function for each type, and which type it is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, DecimalException
from difflib import get_close_matches
from typing import Any, TypeVar

from trellis.assessments.definitions import codes, questions
from trellis.assessments.definitions.gaps import gaps_of
from trellis.assessments.definitions.numbers import UnreadableNumber, accepted_number
from trellis.assessments.definitions.pieces import (
    Entry,
    Pieces,
    entries_of,
    item_text,
    line_of,
    rows_of,
    source_of,
    stem_of,
)
from trellis.assessments.definitions.questions import ONE, AcceptedText, Area, Criterion, Rubric
from trellis.handbook.diagnostics import Code, Reporter
from trellis.handbook.model import Block, List, Table
from trellis.handbook.page import Page
from trellis.handbook.text import Span

B = TypeVar("B")
Made = dict[str, Any]
_TRUE, _FALSE = ("true", "wahr", "richtig", "vrai"), ("false", "falsch", "faux")
_AREA = re.compile(
    r"(?P<shape>rectangle|circle|polygon)\s+(?P<numbers>[\d.,x× -]*\d)\s*[:,;]?\s*(?P<label>.*)",
    re.IGNORECASE | re.DOTALL,
)
_NUMBERS = {"rectangle": 4, "circle": 3}
_CODE = re.compile(r"(`+)\s?(?P<text>.+?)\s?\1")


class Unasked(Exception):
    """A section that no question can be made of; it is reported already."""


@dataclass(slots=True)
class Reading:
    """One section on its way to a question."""

    page: Page
    pieces: Pieces
    reporter: Reporter

    def unasked(self, code: Code, told: str, *, hint: str | None = None, span: Span | None = None) -> Unasked:
        """Report why it is not asked."""
        self.reporter.report(code, span or self.pieces.span, told, hint=hint)
        return Unasked()

    def tell(self, code: Code, told: str, span: Span, *, hint: str | None = None) -> None:
        """Report what does not keep it from being asked."""
        self.reporter.report(code, span, told, hint=hint)

    def last(self, kind: type[B], fits: Callable[[B], bool] = lambda _each: True) -> B | None:
        """The last block of a kind: what is answered with."""
        found = [each for each in self.pieces.blocks if isinstance(each, kind) and fits(each)]
        return found[-1] if found else None

    def stem(self, *without: Block | None) -> str:
        """What is asked, without the blocks of the answers."""
        left = [each for each in self.pieces.blocks if not any(each is other for other in without)]
        return stem_of(self.page, self.pieces.title, left)

    def entries(self, what: str) -> tuple[list[Entry], List]:
        """The list of answers. Raises Unasked without one."""
        answers = self.last(List)
        if answers is None:
            raise self.unasked(codes.NO_ANSWERS, f"“{self.pieces.title}” has no {what}.")
        return [each for each in entries_of(self.page, answers) if each.text], answers

    def distinct(self, entries: Sequence[Entry]) -> None:
        """Tell of answers that stand twice."""
        seen = set[str]()
        for each in entries:
            same = " ".join(each.text.casefold().split())
            if same in seen:
                self.tell(codes.SAME_ANSWER, f"“{each.text[:60]}” stands twice.", each.span)
            seen.add(same)


def type_of(reading: Reading) -> str:
    """The type of a question: what its heading says, else what its structure is. Raises Unasked."""
    word = reading.pieces.word.replace(" ", "-").replace("/", "-")
    if word in questions.TYPES:
        return word
    tasks = reading.last(List, _is_task_list)
    near = get_close_matches(word, questions.TYPES, 1, 0.75) if word else []
    if near or (word and "-" not in word and tasks is None):
        hint = f"Did you mean “{near[0]}”?" if near else f"There are: {', '.join(questions.TYPES)}."
        raise reading.unasked(codes.UNKNOWN_TYPE, f"There are no questions of the type “{word}”.", hint=hint)
    if tasks is None:
        raise reading.unasked(codes.NO_ANSWERS, f"“{reading.pieces.title}” has nothing to answer with.")
    entries = entries_of(reading.page, tasks)
    if _holds(entries) is not None:
        return "true-false"
    return "multiple" if sum(1 for each in entries if each.is_checked) > 1 else "single"


def made(reading: Reading, kind: str) -> Made:
    """The fields of a question of a type, besides those that all have. Raises Unasked."""
    return _MAKERS[kind](reading)


def _is_task_list(block: List) -> bool:
    return bool(block.items) and all(each.checked is not None for each in block.items)


def _holds(entries: Sequence[Entry]) -> bool | None:
    """Whether a statement holds, of a list of exactly True and False."""
    words = [each.text.strip(" .*_").casefold() for each in entries]
    if len(words) != 2 or words[0] in _FALSE:
        words, entries = words[::-1], entries[::-1]
    if len(words) != 2 or words[0] not in _TRUE or words[1] not in _FALSE:
        return None
    return bool(entries[0].is_checked)


def _task_list(reading: Reading) -> tuple[list[Entry], List]:
    tasks = reading.last(List, _is_task_list)
    if tasks is None:
        told = f"“{reading.pieces.title}” has no answers to choose from."
        raise reading.unasked(codes.NO_ANSWERS, told, hint="Write a list with [ ] before each answer.")
    entries = [each for each in entries_of(reading.page, tasks) if each.text]
    if not any(each.is_checked for each in entries):
        raise reading.unasked(codes.NO_RIGHT_ANSWER, f"“{reading.pieces.title}” has no right answer.")
    reading.distinct(entries)
    for each in entries:
        if each.credit is not None and abs(each.credit) > 1:
            reading.tell(
                codes.WRONG_NUMBER, f"A credit is from -100% to 100%, not {each.credit * 100:f}%.", each.span
            )
    return entries, tasks


def _options(entries: Sequence[Entry]) -> tuple[questions.Option, ...]:
    return questions.options_of(
        (each.text, bool(each.is_checked), _within(each.credit), each.feedback) for each in entries
    )


def _within(credit: Decimal | None) -> Decimal | None:
    return None if credit is None else min(max(credit, -ONE), ONE)


def _single(reading: Reading) -> Made:
    entries, tasks = _task_list(reading)
    if sum(1 for each in entries if each.is_checked) > 1:
        told = f"“{reading.pieces.title}” has several right answers, and only one may be chosen."
        raise reading.unasked(codes.SEVERAL_RIGHT, told)
    whole = [each._replace(credit=None) if each.is_checked else each for each in entries]
    return {"stem": reading.stem(tasks), "options": _options(whole)}


def _multiple(reading: Reading) -> Made:
    entries, tasks = _task_list(reading)
    if all(each.credit is not None and each.credit <= 0 for each in entries if each.is_checked):
        raise reading.unasked(codes.NO_RIGHT_ANSWER, f"No answer to “{reading.pieces.title}” earns points.")
    return {"stem": reading.stem(tasks), "options": _options(entries)}


def _true_false(reading: Reading) -> Made:
    entries, tasks = _task_list(reading)
    holds = _holds(entries)
    if holds is None:
        told = f"“{reading.pieces.title}” has other answers than True and False."
        raise reading.unasked(codes.NO_ANSWERS, told)
    if all(each.is_checked for each in entries):
        raise reading.unasked(codes.SEVERAL_RIGHT, f"“{reading.pieces.title}” is both true and false.")
    told_by = {each.text.strip(" .*_").casefold() in _TRUE: each.feedback for each in entries}
    options = questions.true_false_options(holds, told_by.get(True, ""), told_by.get(False, ""))
    return {"stem": reading.stem(tasks), "options": options}


def _matching(reading: Reading) -> Made:
    table = reading.last(Table)
    if table is None:
        raise reading.unasked(codes.NO_ANSWERS, f"“{reading.pieces.title}” has no table to match.")
    head, *rows = rows_of(reading.page, table)
    span = line_of(reading.page, table.span)
    if len(head) != 2:
        told = f"The table of “{reading.pieces.title}” has {len(head)} columns; what is matched has two."
        raise reading.unasked(codes.WRONG_TABLE, told, span=span)
    pairs = [(each[0], each[1]) for each in rows if len(each) > 1 and each[1]]
    if len([left for left, _ in pairs if left]) < 2 and len({right for _, right in pairs}) < 2:
        raise reading.unasked(codes.NO_ANSWERS, f"“{reading.pieces.title}” has nothing to match.", span=span)
    matched, choices = questions.matching_of(pairs)
    if not matched:
        raise reading.unasked(codes.NO_RIGHT_ANSWER, f"No row of “{reading.pieces.title}” has a first cell.")
    return {"stem": reading.stem(table), "pairs": matched, "choices": choices, "headings": (head[0], head[1])}


def _ordering(reading: Reading) -> Made:
    answers = reading.last(List, lambda each: each.start is not None) or reading.last(List)
    entries = entries_of(reading.page, answers) if answers is not None else []
    if len(entries) < 2:
        raise reading.unasked(codes.NO_ANSWERS, f"“{reading.pieces.title}” has nothing to put in order.")
    reading.distinct(entries)
    return {"stem": reading.stem(answers), "items": questions.items_of(each.text for each in entries)}


def _short(reading: Reading) -> Made:
    entries, answers = reading.entries("accepted answers")
    reading.distinct(entries)
    accepted = tuple(_accepted_text(each.text, each.credit, each.feedback) for each in entries)
    if all(each.credit < 1 for each in accepted):
        raise reading.unasked(
            codes.NO_RIGHT_ANSWER, f"No answer to “{reading.pieces.title}” earns all points."
        )
    return {"stem": reading.stem(answers), "accepted": accepted}


def _accepted_text(text: str, credit: Decimal | None, feedback: str) -> AcceptedText:
    exact = _CODE.fullmatch(text)
    share = ONE if credit is None else min(max(credit, Decimal(0)), ONE)
    return AcceptedText(exact["text"] if exact else text, exact is not None, share, feedback)


def _numeric(reading: Reading) -> Made:
    entries, answers = reading.entries("accepted numbers")
    accepted = []
    for each in entries:
        share = ONE if each.credit is None else min(max(each.credit, Decimal(0)), ONE)
        try:
            accepted.append(accepted_number(each.text.strip("`"), share, each.feedback))
        except UnreadableNumber as error:
            reading.tell(codes.WRONG_NUMBER, error.message, each.span)
    if not any(each.credit == 1 for each in accepted):
        if accepted or not entries:
            told = f"No answer to “{reading.pieces.title}” earns all points."
            raise reading.unasked(codes.NO_RIGHT_ANSWER, told)
        raise Unasked
    return {"stem": reading.stem(answers), "accepted": tuple(accepted)}


def _cloze(reading: Reading) -> Made:
    text = stem_of(reading.page, "", reading.pieces.blocks)
    in_title = "[[" in reading.pieces.title
    text, gaps = gaps_of(f"{reading.pieces.title}\n\n{text}" if in_title else text)
    if not gaps:
        raise reading.unasked(codes.NO_GAP, f"The text of “{reading.pieces.title}” has no gap.")
    return {"stem": "" if in_title else reading.pieces.title, "text": text, "gaps": gaps}


def _categorize(reading: Reading) -> Made:
    answers = reading.last(List)
    written: dict[str, list[str]] = {}
    for each in answers.items if answers is not None else ():
        inner = [item for block in each.blocks if isinstance(block, List) for item in block.items]
        texts = [item_text(reading.page, item) for item in inner]
        written.setdefault(item_text(reading.page, each), []).extend(filter(None, texts))
    if len(written) < 2 or not any(written.values()):
        told = f"“{reading.pieces.title}” needs at least two categories, with items in a list below them."
        raise reading.unasked(codes.NO_ANSWERS, told)
    categories, items = questions.categories_of(written)
    return {"stem": reading.stem(answers), "categories": categories, "items": items}


def _hotspot(reading: Reading) -> Made:
    spans = [each.span for each in reading.pieces.blocks]
    images = [
        each
        for each in reading.page.links
        if each.image and any(span.start <= each.span.start and each.span.end <= span.end for span in spans)
    ]
    if not images:
        raise reading.unasked(codes.NO_IMAGE, f"“{reading.pieces.title}” has no picture to point at.")
    entries, tasks = _task_list(reading)
    areas, keys = [], questions.made_keys(each.text for each in entries)
    for each, key in zip(entries, keys, strict=True):
        area = _area(key, each)
        if area is None:
            told = f"“{each.text[:60]}” is no area within the picture."
            reading.tell(codes.WRONG_AREA, told, each.span)
        else:
            areas.append(area)
    if not any(each.is_right for each in areas):
        raise Unasked
    image = images[0]
    picture = next(
        each for each in reading.pieces.blocks if each.span.start <= image.span.start < each.span.end
    )
    alone = source_of(reading.page, picture.span) == reading.page.text[image.span.start : image.span.end]
    return {
        "stem": reading.stem(tasks, picture if alone else None), "areas": tuple(areas),
        "image": image.destination, "alternative": image.text,
    }  # fmt: skip


def _area(key: str, entry: Entry) -> Area | None:
    found = _AREA.fullmatch(entry.text.strip("`"))
    if found is None:
        return None
    shape: Any = found["shape"].lower()
    try:
        numbers = tuple(map(Decimal, re.findall(r"\d+(?:\.\d+)?", found["numbers"])))
    except DecimalException:
        return None
    is_whole = (
        len(numbers) == _NUMBERS[shape] if shape in _NUMBERS else len(numbers) >= 6 and not len(numbers) % 2
    )
    if not is_whole or any(each > 100 for each in numbers) or (shape != "polygon" and not all(numbers[2:])):
        return None
    return Area(key, shape, numbers, bool(entry.is_checked), found["label"].strip(), entry.feedback)


def _by_hand(reading: Reading) -> Made:
    table = reading.last(Table)
    head = [each.casefold() for each in rows_of(reading.page, table)[0]] if table is not None else []
    if table is None or not head or head[0] not in ("criterion", "kriterium"):
        return {"stem": reading.stem(), "rubric": Rubric()}
    return {"stem": reading.stem(table), "rubric": _rubric(reading, table)}


def _rubric(reading: Reading, table: Table) -> Rubric:
    head, *rows = rows_of(reading.page, table)
    span = line_of(reading.page, table.span)
    if len(head) < 2 or head[1].casefold() not in ("points", "punkte"):
        told = f"The rubric of “{reading.pieces.title}” has no column “Points” behind “{head[0]}”."
        reading.tell(codes.WRONG_TABLE, told, span)
        return Rubric()
    criteria = []
    keys = questions.made_keys(each[0] for each in rows if each)
    for each, key in zip((each for each in rows if each), keys, strict=True):
        points = number_of(each[1] if len(each) > 1 else "")
        if points is None:
            told = f"“{(each[1] if len(each) > 1 else '')[:40]}” is no number of points for “{each[0][:60]}”."
            reading.tell(codes.WRONG_NUMBER, told, span)
        else:
            criteria.append(Criterion(key, each[0], points, tuple(each[2:])))
    return Rubric(tuple(head[2:]), tuple(criteria))


def number_of(text: str) -> Decimal | None:
    """Points from 0 to 1000, in steps of a hundredth; `None` for anything else."""
    if not re.fullmatch(r"\d{1,4}(?:[.,]\d{1,2})?", text.strip()):
        return None
    number = Decimal(text.strip().replace(",", "."))
    return number if number <= 1000 else None


_MAKERS: Mapping[str, Callable[[Reading], Made]] = {
    "single": _single, "multiple": _multiple, "true-false": _true_false, "matching": _matching,
    "ordering": _ordering, "short": _short, "numeric": _numeric, "cloze": _cloze, "categorize": _categorize,
    "hotspot": _hotspot, "file": _by_hand, "essay": _by_hand,
}  # fmt: skip
