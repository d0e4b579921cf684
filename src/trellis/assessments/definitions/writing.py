"""A question as Markdown: what is read from it again is the same question."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any

from trellis.assessments.definitions.questions import (
    ONE,
    AcceptedNumber,
    AcceptedText,
    Area,
    ByHand,
    Categorize,
    Choice,
    Cloze,
    Gap,
    Hotspot,
    Matching,
    MultipleChoice,
    Numeric,
    Ordering,
    Question,
    Rubric,
    ShortAnswer,
)

_TYPE_AT_END = re.compile(r"\([A-Za-z][A-Za-z/ -]{1,30}\)\s*$")
_KEY = re.compile(r"[A-Za-z][\w.-]*")
_LINES = re.compile(r"\s*\n\s*")
_BLANK = re.compile(r"\n{3,}")
_NOT_BY_STRUCTURE = frozenset(
    {"matching", "ordering", "short", "numeric", "cloze", "categorize", "hotspot", "file", "essay"}
)


def page(title: str, questions: Iterable[Question], *, introduction: str = "", front: str = "") -> str:
    """A whole quiz as a page. `front` are further lines of its front matter."""
    said = "".join(f"{line}\n" for line in front.splitlines())
    parts = [f"---\ntitle: {_yaml(title)}\n{said}---", introduction.strip(), *map(markdown, questions)]
    return "\n\n".join(filter(None, parts)) + "\n"


def markdown(question: Question) -> str:
    """A question as a section of a quiz, without an end of line after it."""
    heading, rest = _heading(question)
    word = question.type if question.type in _NOT_BY_STRUCTURE else _word(question, heading)
    head = " ".join(filter(None, ["##", heading, f"({word})" if word else "", f"{{#{question.key}}}"]))
    parts = [head, rest, *_WRITERS[question.type](question)]
    parts += [f"{label}: {text}" for label, text in _labels(question) if text]
    parts.append(_attributes(question))
    return _BLANK.sub("\n\n", "\n\n".join(filter(None, parts)))


def is_key(text: str) -> bool:
    """Whether a text can stand as an identifier."""
    return _KEY.fullmatch(text) is not None


def _heading(question: Question) -> tuple[str, str]:
    """The first line of the stem, and the rest. What is no plain line is written below a heading of its own."""
    first, _, rest = question.stem.strip().partition("\n")
    if not first and isinstance(question, Cloze):
        first = question.text.strip().partition("\n")[0]
        return _with_gaps(first.strip(), question.gaps), ""
    return first.strip() or question.key, rest.strip("\n")


def _word(question: Question, heading: str) -> str:
    """The type where the structure would be read as another one."""
    if isinstance(question, MultipleChoice):
        return "multiple" if len(question.right) < 2 or _TYPE_AT_END.search(heading) else ""
    return question.type if _TYPE_AT_END.search(heading) else ""


def _labels(question: Question) -> tuple[tuple[str, str], ...]:
    links = ", ".join(
        each if each.startswith("[") else f"[{_shown(each)}]({_address(each)})" for each in question.relies_on
    )
    return (("Hint", question.hint), ("Explanation", question.explanation), ("Relies on", links))


def _shown(path: str) -> str:
    name = path.partition("#")[2] or path.rsplit("/", 1)[-1].removesuffix(".md")
    return name.replace("-", " ").capitalize() or path


def _address(path: str) -> str:
    address = path if path.startswith(("/", "#", "http:", "https:", "..", "./")) else f"/{path}"
    return f"<{address}>" if " " in address or "(" in address else address


def _attributes(question: Question) -> str:
    said = {
        "objective": question.objective,
        "points": "" if _is_default(question) else _number(question.points),
        "difficulty": question.difficulty,
        "pool": question.pool,
        "tags": ", ".join(question.tags),
        "parameters": question.parameters,
    }
    written = " ".join(f'{key}="{_quoted(value)}"' for key, value in said.items() if value)
    return f"{{: {written}}}" if written else ""


def _is_default(question: Question) -> bool:
    if isinstance(question, ByHand) and question.rubric.criteria:
        return question.points == question.rubric.points
    return question.points == ONE


def _quoted(value: str) -> str:
    return " ".join(value.replace('"', "'").replace("{", "(").replace("}", ")").split())


def _number(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _credit(credit: Decimal | None) -> str:
    return f"({_number(credit * 100)}%)" if credit is not None else ""


# -- answers


def _item(bullet: str, text: str, feedback: str = "") -> str:
    """An item of a list; its further lines and its feedback stand below it, indented."""
    space = " " * (len(bullet.split("[")[0].rstrip()) + 1)
    first, *rest = text.strip().split("\n") or [""]
    lines = [f"{bullet} {first}", *(f"{space}{line}" if line.strip() else "" for line in rest)]
    if feedback.strip():
        if rest:
            lines.append("")
        lines += [f"{space}> {line}".rstrip() for line in feedback.strip().split("\n")]
    return "\n".join(lines)


def _lists(items: Iterable[str]) -> list[str]:
    several = list(items)
    return ["\n".join(several)] if several else []


def _choice(question: Choice) -> list[str]:
    return _lists(
        _item(
            f"- [{'x' if each.is_right else ' '}]",
            f"{_credit(each.credit)} {each.text}".strip() if each.credit is not None else each.text,
            each.feedback,
        )
        for each in question.options
    )


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    several = [tuple(head), *map(tuple, rows)]
    lines = ["| " + " | ".join(map(cell, each)) + " |" for each in several]
    return "\n".join([lines[0], "|" + "---|" * len(several[0]), *lines[1:]])


def cell(text: str) -> str:
    """A text within a table: in one line, with its bars escaped."""
    return _LINES.sub(" ", text.strip()).replace("|", "\\|")


def _matching(question: Matching) -> list[str]:
    by_key = {each.key: each.text for each in question.choices}
    used = {each.choice for each in question.pairs}
    rows = [(each.text, by_key.get(each.choice, "")) for each in question.pairs]
    rows += [("", each.text) for each in question.choices if each.key not in used]
    head = question.headings if any(question.headings) else ("Item", "Match")
    return [_table(head, rows)]


def _ordering(question: Ordering) -> list[str]:
    return _lists(_item(f"{at}.", each.text) for at, each in enumerate(question.items, 1))


def _accepted(accepted: AcceptedText | AcceptedNumber) -> str:
    text = accepted.text
    if isinstance(accepted, AcceptedText) and accepted.is_exact:
        text = f"`{text}`"
    credit = _credit(accepted.credit) if accepted.credit != ONE else ""
    return _item("-", f"{text} {credit}".strip(), accepted.feedback)


def _typed(question: ShortAnswer | Numeric) -> list[str]:
    return _lists(map(_accepted, question.accepted))


def _with_gaps(text: str, gaps: Iterable[Gap]) -> str:
    by_key = {each.key: gap(each) for each in gaps}
    return re.sub(
        r"\[\[(\d+)\]\]", lambda found: f"[[{by_key[found[1]]}]]" if found[1] in by_key else found[0], text
    )


def gap(each: Gap) -> str:
    """What stands between the brackets of a gap."""
    if each.written:
        return each.written
    if each.kind == "choice":
        return " / ".join(_gap_option(o.text, o.is_right, o.credit) for o in each.options)
    several: tuple[AcceptedText | AcceptedNumber, ...] = (*each.texts, *each.numbers)
    return "|".join(_gap_text(one) for one in several)


def _gap_option(text: str, is_right: bool, credit: Decimal | None) -> str:
    plain = _LINES.sub(" ", text).replace("[[", "[").replace("]]", "]").replace(" / ", "/")
    return f"{'*' if is_right else ''}{plain}" + (f" {_credit(credit)}" if credit and not is_right else "")


def _gap_text(one: AcceptedText | AcceptedNumber) -> str:
    text = one.text.replace("|", "\\|")
    text = f"`{text}`" if isinstance(one, AcceptedText) and one.is_exact else text
    return text + (f" {_credit(one.credit)}" if one.credit != ONE else "")


def _cloze(question: Cloze) -> list[str]:
    text = question.text
    if not question.stem.strip():
        text = text.strip().partition("\n")[2]
    return [_with_gaps(text.strip("\n"), question.gaps)]


def _categorize(question: Categorize) -> list[str]:
    lines = []
    for category in question.categories:
        lines.append(_item("-", category.text))
        of_it = (each.text for each in question.items if each.category == category.key)
        lines += ["\n".join(f"  {line}" for line in _item("-", text).split("\n")) for text in of_it]
    return _lists(lines)


def _hotspot(question: Hotspot) -> list[str]:
    areas = (
        _item(f"- [{'x' if each.is_right else ' '}]", area(each), each.feedback) for each in question.areas
    )
    return [f"![{question.alternative}]({_image(question.image)})", *_lists(areas)]


def _image(address: str) -> str:
    return f"<{address}>" if re.search(r"[\s()]", address) else address


def area(each: Area) -> str:
    """An area as it is written."""
    given = [_number(number) for number in each.numbers]
    if each.shape == "rectangle":
        numbers = f"{given[0]},{given[1]} {given[2]}x{given[3]}"
    elif each.shape == "circle":
        numbers = f"{given[0]},{given[1]} {given[2]}"
    else:
        numbers = " ".join(f"{x},{y}" for x, y in zip(given[::2], given[1::2], strict=True))
    return f"{each.shape} {numbers} {each.label}".strip()


def _by_hand(question: ByHand) -> list[str]:
    return [rubric(question.rubric)] if question.rubric.criteria else []


def rubric(each: Rubric) -> str:
    """A rubric as a table."""
    wide = max([len(each.bands), *(len(one.bands) for one in each.criteria)])
    bands = (*each.bands, *[""] * (wide - len(each.bands)))
    rows = [
        (one.title, _number(one.points), *one.bands, *[""] * (wide - len(one.bands))) for one in each.criteria
    ]
    return _table(("Criterion", "Points", *bands), rows)


def _yaml(text: str) -> str:
    plain = " ".join(text.split())
    if re.fullmatch(r"[A-Za-z][\w ,.()'/-]*", plain) and plain.lower() not in (
        "yes",
        "no",
        "true",
        "false",
        "null",
    ):
        return plain
    return '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'


_WRITERS: Mapping[str, Callable[[Any], list[str]]] = {
    "single": _choice, "multiple": _choice, "true-false": _choice, "matching": _matching, "ordering": _ordering,
    "short": _typed, "numeric": _typed, "cloze": _cloze, "categorize": _categorize, "hotspot": _hotspot,
    "file": _by_hand, "essay": _by_hand,
}  # fmt: skip
