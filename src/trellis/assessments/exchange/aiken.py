"""Aiken: single choices as plain text. Source: https://docs.moodle.org/en/Aiken_format.

What is the correct answer?
A. Is it this one?
B) Maybe this answer?
ANSWER: B
FEEDBACK: Because. (an extension that some write)
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from trellis.assessments.definitions.questions import (
    Choice,
    MultipleChoice,
    Question,
    SingleChoice,
    options_of,
)
from trellis.assessments.exchange import markup
from trellis.assessments.exchange.keys import Keys
from trellis.assessments.exchange.lost import untold
from trellis.assessments.exchange.results import Exported, Imported, NotCarried

_OPTION = re.compile(r"\s*(?P<letter>[A-Z])(?:\)|\.(?![A-Z]\.))\s*(?P<text>\S.*)")
_ANSWER = re.compile(r"\s*ANSWER:\s*(?P<letters>.*?)\s*$", re.IGNORECASE)
_FEEDBACK = re.compile(r"\s*FEEDBACK:\s*(?P<text>.*?)\s*$", re.IGNORECASE)
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(slots=True)
class _Lines:
    line: int = 0
    stem: list[str] = field(default_factory=list)
    options: list[tuple[str, str]] = field(default_factory=list)


def read(text: str) -> Imported:
    """The questions of an Aiken file."""
    found, keys, current, was_taken = Imported(), Keys(), _Lines(), False
    for number, line in enumerate(text.lstrip("\ufeff").splitlines(), 1):
        answer, option, feedback = _ANSWER.match(line), _OPTION.match(line), _FEEDBACK.match(line)
        if answer is not None:
            was_taken = _take(current, answer["letters"], keys, found)
            current = _Lines()
        elif feedback is not None and not current.stem:
            if was_taken:
                found.questions[-1] = replace(
                    found.questions[-1], explanation=markup.escaped(feedback["text"])
                )
        elif option is not None and current.stem:
            current.options.append((option["letter"], markup.escaped(option["text"])))
        elif line.strip():
            if current.options:
                found.left_out(f"line {current.line}", "It has no line ANSWER: behind its answers.")
                current = _Lines()
            current.line = current.line or number
            current.stem.append(line.strip())
    if current.stem:
        found.left_out(f"line {current.line}", "It has no line ANSWER: behind its answers.")
    return found


def _take(lines: _Lines, letters: str, keys: Keys, found: Imported) -> bool:
    """Take a question; false where it is left out."""
    where = f"line {lines.line}"
    wanted = set(re.findall(r"[A-Z]", letters.upper()))
    there = {letter for letter, _text in lines.options}
    if not lines.stem or len(lines.options) < 2:
        found.left_out(where, "It has fewer than two answers, as A. and B. before them.")
    elif not wanted or not wanted <= there:
        found.left_out(where, f"“{letters[:20]}” is none of its answers.")
    else:
        stem = markup.escaped("\n".join(lines.stem))
        options = options_of((text, letter in wanted, None, "") for letter, text in lines.options)
        made = SingleChoice if len(wanted) == 1 else MultipleChoice
        key = keys.key(" ".join(lines.stem)[:60])
        found.questions.append(made(key=key, stem=stem, options=options, line=lines.line))
        return True
    return False


def write(several: Iterable[Question]) -> Exported:
    """An Aiken file, as UTF-8."""
    made, parts = Exported(), list[str]()
    for each in several:
        try:
            parts.append(_question(each))
        except NotCarried as error:
            made.left_out(each, str(error))
            continue
        if any(option.feedback or option.credit is not None for option in getattr(each, "options", ())):
            made.note(each, "Feedback and credits of its answers are left out.")
        for told in untold(each):
            made.note(each, told)
    made.data = ("\n\n".join(parts) + "\n").encode()
    return made


def _question(question: Question) -> str:
    if not isinstance(question, Choice) or isinstance(question, MultipleChoice):
        raise NotCarried(f"Aiken has no questions of the type “{question.type}”.")
    if len(question.options) > len(LETTERS):
        raise NotCarried("Aiken has no more than 26 answers.")
    stem = markup.to_text(question.stem)
    lines = [
        f"{letter}. {markup.to_text(each.text)}"
        for letter, each in zip(LETTERS, question.options, strict=False)
    ]
    right = next(letter for letter, each in zip(LETTERS, question.options, strict=False) if each.is_right)
    return "\n".join([stem, *lines, f"ANSWER: {right}"])
