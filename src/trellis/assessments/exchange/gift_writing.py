"""Questions as GIFT. What it cannot hold is left out and said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from trellis.assessments.definitions import questions, scoring
from trellis.assessments.definitions.questions import ONE, AcceptedNumber, Question
from trellis.assessments.exchange.lost import untold
from trellis.assessments.exchange.results import Exported, NotCarried

_ESCAPED = re.compile(r"[~=#{}:\\]")


def write(several: Iterable[Question]) -> Exported:
    """A GIFT file, as UTF-8."""
    made, parts, pool = Exported(), list[str](), ""
    for each in several:
        try:
            text = _question(each, made)
        except NotCarried as error:
            made.left_out(each, str(error))
            continue
        if each.pool != pool:
            parts.append(f"$CATEGORY: {each.pool.replace('/', '//') or '$course$'}")
            pool = each.pool
        parts.append(text)
        for told in untold(each, "pool", "tags", "explanation"):
            made.note(each, told)
    made.data = ("\n\n".join(parts) + "\n").encode()
    return made


def escaped(text: str) -> str:
    """A text with GIFT's own signs escaped, in one line of the file."""
    same = _ESCAPED.sub(lambda found: "\\" + found[0], text.strip().replace("\r\n", "\n"))
    return same.replace("\n", "\\n")


def _question(question: Question, made: Exported) -> str:
    writer = _WRITERS.get(question.type)
    if writer is None:
        raise NotCarried(f"GIFT has no questions of the type “{question.type}”.")
    answers = writer(question, made)
    general = f"####{escaped(question.explanation)}" if question.explanation else ""
    if general and not answers:
        made.note(question, "The explanation is left out: an essay has none in GIFT.")
        general = ""
    comment = f"// [id:{question.key}]" + "".join(f" [tag:{each}]" for each in question.tags)
    body = "\n".join([*(f"\t{each}" for each in answers), *([f"\t{general}"] if general else [])])
    inside = f"{{\n{body}\n}}" if body else "{}"
    return f"{comment}\n::{escaped(question.key)}::[markdown]{escaped(question.stem)}{inside}"


def _feedback(text: str) -> str:
    return f"#{escaped(text)}" if text else ""


def _weight(share: Decimal | Fraction) -> str:
    percent = float(share * 100)
    return f"%{percent:.5f}".rstrip("0").rstrip(".") + "%"


def _single(question: Any, made: Exported) -> list[str]:
    return [
        f"{'=' if each.is_right else '~'}{_weight(each.credit) if each.credit and not each.is_right else ''}"
        f"{escaped(each.text)}{_feedback(each.feedback)}"
        for each in question.options
    ]


def _multiple(question: Any, made: Exported) -> list[str]:
    earned = scoring.credits_of(question)
    if len(question.right) == 1:
        raise NotCarried("GIFT cannot say that several may be chosen where one is right.")
    return [
        f"~{_weight(earned[each.key])}{escaped(each.text)}{_feedback(each.feedback)}"
        for each in question.options
    ]


def _true_false(question: Any, made: Exported) -> list[str]:
    told = {each.key: each.feedback for each in question.options}
    word = "TRUE" if question.holds else "FALSE"
    right, wrong = (told["true"], told["false"]) if question.holds else (told["false"], told["true"])
    return [f"{word}#{escaped(wrong)}#{escaped(right)}" if right or wrong else word]


def _matching(question: Any, made: Exported) -> list[str]:
    by_key = {each.key: each.text for each in question.choices}
    used = {each.choice for each in question.pairs}
    rows = [(each.text, by_key[each.choice]) for each in question.pairs]
    rows += [("", each.text) for each in question.choices if each.key not in used]
    if any("->" in left for left, _right in rows):
        raise NotCarried("GIFT cannot hold an arrow within a pair.")
    return [f"={escaped(left)} -> {escaped(right)}" for left, right in rows]


def _short(question: Any, made: Exported) -> list[str]:
    if any(each.is_exact for each in question.accepted):
        made.note(question, "That capitals count is left out.")
    if any("->" in each.text for each in question.accepted):
        raise NotCarried("GIFT would take an answer with an arrow for a pair.")
    return [
        f"={_weight(each.credit) if each.credit != ONE else ''}{_asterisks(each.text)}{_feedback(each.feedback)}"
        for each in question.accepted
    ]


def _asterisks(text: str) -> str:
    """The backslash that makes an asterisk stand for itself is GIFT's own, too."""
    return "\\*".join(escaped(each) for each in text.split("\\*"))


def _numeric(question: Any, made: Exported) -> list[str]:
    if question.parameters:
        raise NotCarried("GIFT has no numbers that vary.")
    if any(each.unit for each in question.accepted):
        made.note(question, "The unit is left out.")
    lines = [_number(each) for each in question.accepted]
    return (
        [f"#{lines[0]}"]
        if len(lines) == 1 and not lines[0].startswith("%")
        else ["#", *(f"={each}" for each in lines)]
    )


def _number(each: AcceptedNumber) -> str:
    if each.low is None or each.high is None or each.is_low_open or each.is_high_open:
        raise NotCarried("GIFT has no numbers without a lower and an upper bound.")
    middle, by = (each.low + each.high) / 2, (each.high - each.low) / 2
    said = f"{middle:f}:{by:f}" if by else f"{middle:f}"
    return f"{_weight(each.credit) if each.credit != ONE else ''}{said}{_feedback(each.feedback)}"


def _essay(question: Any, made: Exported) -> list[str]:
    if question.rubric.criteria:
        made.note(question, "The rubric is left out.")
    return []


_WRITERS: Mapping[str, Callable[[Any, Exported], list[str]]] = {
    questions.SingleChoice.type: _single, questions.MultipleChoice.type: _multiple,
    questions.TrueFalse.type: _true_false, questions.Matching.type: _matching, questions.ShortAnswer.type: _short,
    questions.Numeric.type: _numeric, questions.Essay.type: _essay,
}  # fmt: skip
