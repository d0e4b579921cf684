"""The cells of a form for a question made into Markdown, and proved by reading it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from trellis.assessments.definitions import writing
from trellis.assessments.definitions.questions import ONE, TYPES, Question
from trellis.courses.studio.cells import MOST_ROWS, Cells, Row, cells_of
from trellis.courses.studio.outlines import free_key
from trellis.courses.studio.sections import QuestionError, one

_IN_PARENTHESES = re.compile(r"\([A-Za-z][A-Za-z/ -]{1,30}\)\s*$")


def markdown_of(cells: Cells) -> str:
    """The question as Markdown. Raises QuestionError where no question can be made of the cells."""
    if cells.type not in TYPES:
        raise QuestionError(
            _("There are no questions of this type."),
            hint=_("There are: %(types)s.") % {"types": ", ".join(TYPES)},
        )
    stem = cells.plain.get("stem", "").replace("\r\n", "\n").strip()
    if not stem and cells.type != "cloze":
        raise QuestionError(_("The question is empty."), hint=_("Write what you ask."))
    first, _line, rest = stem.partition("\n")
    heading = first.lstrip("# ").strip() or cells.key.replace("-", " ").capitalize()
    word = f" ({cells.type})" if _says_type(cells, heading) else ""
    parts = [f"## {heading}{word} {{#{cells.key}}}", rest.strip("\n"), *_TO[cells.type](cells)]
    for label, name in (("Hint", "hint"), ("Explanation", "explanation")):
        said = cells.plain.get(name, "").replace("\r\n", "\n").strip()
        parts.append(f"{label}: {said}" if said else "")
    relied = [each.strip() for each in cells.plain.get("relies", "").splitlines() if each.strip()]
    parts.append(f"Relies on: {', '.join(map(link_to, relied))}" if relied else "")
    parts.append(_attributes(cells))
    return "\n\n".join(filter(None, parts))


def _says_type(cells: Cells, heading: str) -> bool:
    """Whether the heading has to say the type, because the answers alone would be read as another."""
    if cells.type == "multiple":
        return sum(1 for row in _rows(cells) if row.get("right")) < 2 or bool(_IN_PARENTHESES.search(heading))
    return cells.type not in ("single", "true-false") or bool(_IN_PARENTHESES.search(heading))


def link_to(address: str) -> str:
    """A link to what a question relies on; one that is written whole stays."""
    if address.startswith("["):
        return address
    words = address.partition("#")[2] or address.rsplit("/", 1)[-1].removesuffix(".md")
    there = address if address.startswith(("/", "#", "http:", "https:", ".")) else f"/{address}"
    return f"[{words.replace('-', ' ').capitalize() or address}]({f'<{there}>' if ' ' in there else there})"


def question_of(cells: Cells) -> tuple[Question, str]:
    """The question that the cells make, as it will be read, and its Markdown. Raises QuestionError with the reason."""
    made = markdown_of(cells)
    found, told = one(made)
    if found is None:
        why = next((each for each in told if each.code.startswith("QZ")), None)
        raise QuestionError(
            why.message if why is not None else _("The question cannot be read like this."),
            hint=(why.hint or "")
            if why is not None
            else _("Headings within a question are of the third level."),
        )
    if found.type != cells.type:
        raise QuestionError(
            _("Like this it would be a question of the type “%(type)s”.") % {"type": found.type},
            hint=_("Check which answers are right."),
        )
    return found, made


def changed(question: Question | None, body: str, cells: Cells) -> str:
    """The Markdown of a question after its form was sent: the same text where nothing is different."""
    if question is not None and _same(cells_of(question), cells):
        return body
    return question_of(cells)[1]


def _same(one_: Cells, other: Cells) -> bool:
    def plain(cells: Cells) -> Any:
        rows = [
            {k: v.replace("\r\n", "\n").strip() for k, v in row.items() if v.strip()} for row in cells.rows
        ]
        said = {
            k: v.replace("\r\n", "\n").strip() for k, v in {**cells.plain, **cells.more}.items() if v.strip()
        }
        return cells.type, cells.key, said, [row for row in rows if row]

    return bool(plain(one_) == plain(other))


def copy_key(cells: Cells, taken: Sequence[str]) -> Cells:
    """The cells with a key made of the question, for one that is new."""
    first = (
        cells.plain.get("stem", "").strip().partition("\n")[0]
        or cells.more.get("text", "")[:40]
        or "question"
    )
    return replace(cells, key=free_key(first, taken))


def _attributes(cells: Cells) -> str:
    said = {
        name: cells.plain.get(name, "").strip()
        for name in ("objective", "points", "difficulty", "pool", "tags", "parameters")
    }
    points, total = _decimal(said["points"]), _total(cells.rows) if cells.type in ("file", "essay") else None
    if points == (ONE if total is None else total) or (total is not None and points == ONE):
        said["points"] = ""
    shown = (f'{key}="{_quoted(value)}"' for key, value in said.items() if value)
    line = " ".join(shown)
    return f"{{: {line}}}" if line else ""


def _total(rows: Sequence[Row]) -> Decimal | None:
    points = [_decimal(row.get("points", "")) for row in rows if row.get("title", "").strip()]
    known = [each for each in points if each is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(points) else None


def _decimal(text: str) -> Decimal | None:
    try:
        found = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _quoted(value: str) -> str:
    return " ".join(value.replace('"', "'").replace("{", "(").replace("}", ")").split())


def _clean(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _item(bullet: str, text: str, feedback: str = "") -> str:
    space = " " * (len(bullet.split("[")[0].rstrip()) + 1)
    first, *rest = _clean(text).split("\n")
    lines = [f"{bullet} {first}", *(f"{space}{line}" if line.strip() else "" for line in rest)]
    if _clean(feedback):
        lines += [""] if rest else []
        lines += [f"{space}> {line}".rstrip() for line in _clean(feedback).split("\n")]
    return "\n".join(lines)


def _credit(row: Row) -> str:
    said = row.get("credit", "").strip().rstrip("% ")
    if not said:
        return ""
    if _decimal(said) is None:
        raise QuestionError(
            _("“%(said)s” is no share in per cent.") % {"said": said[:20]},
            hint=_("From -100 to 100, such as 50."),
        )
    return f"({said}%)"


def _rows(cells: Cells, name: str = "text") -> list[Row]:
    return [row for row in cells.rows[:MOST_ROWS] if row.get(name, "").strip()]


def _join(lines: Sequence[str]) -> list[str]:
    return ["\n".join(lines)] if lines else []


def _choice_to(cells: Cells) -> list[str]:
    return _join(
        [
            _item(
                f"- [{'x' if row.get('right') else ' '}]",
                f"{_credit(row)} {_clean(row['text'])}".strip(),
                row.get("feedback", ""),
            )
            for row in _rows(cells)
        ]
    )


def _truth_to(cells: Cells) -> list[str]:
    holds = cells.more.get("holds", "true") != "false"
    return _join(
        [
            _item(f"- [{'x' if holds else ' '}]", "True", cells.more.get("if-true", "")),
            _item(f"- [{' ' if holds else 'x'}]", "False", cells.more.get("if-false", "")),
        ]
    )


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(map(writing.cell, each)) + " |" for each in (head, *rows)]
    return "\n".join([lines[0], "|" + "---|" * len(head), *lines[1:]])


def _matching_to(cells: Cells) -> list[str]:
    head = [
        _clean(cells.more.get("heading-left", "")) or "Item",
        _clean(cells.more.get("heading-right", "")) or "Match",
    ]
    rows = [(row.get("left", ""), row["match"]) for row in _rows(cells, "match")]
    return [_table(head, rows)]


def _ordering_to(cells: Cells) -> list[str]:
    return _join([_item(f"{at}.", row["text"]) for at, row in enumerate(_rows(cells), 1)])


def _typed_to(cells: Cells) -> list[str]:
    lines = []
    for row in _rows(cells):
        text = _clean(row["text"]).replace("\n", " ")
        text = f"`{text}`" if row.get("exact") else text
        lines.append(_item("-", f"{text} {_credit(row)}".strip(), row.get("feedback", "")))
    return _join(lines)


def _cloze_to(cells: Cells) -> list[str]:
    return [_clean(cells.more.get("text", ""))]


def _categorize_to(cells: Cells) -> list[str]:
    lines = []
    for row in _rows(cells):
        lines.append(_item("-", row["text"]))
        lines += [f"  - {item.strip()}" for item in row.get("items", "").splitlines() if item.strip()]
    return _join(lines)


def _hotspot_to(cells: Cells) -> list[str]:
    image = cells.more.get("image", "").strip()
    if not image:
        raise QuestionError(
            _("There is no picture to point at."), hint=_("Upload one under “Media”, then choose it here.")
        )
    if not cells.more.get("alternative", "").strip():
        raise QuestionError(_("The picture needs a description for those who cannot see it."))
    shown = f"![{' '.join(cells.more['alternative'].split())}]({f'<{image}>' if ' ' in image else image})"
    areas = [
        _item(f"- [{'x' if row.get('right') else ' '}]", row["text"], row.get("feedback", ""))
        for row in _rows(cells)
    ]
    return [shown, *_join(areas)]


def _by_hand_to(cells: Cells) -> list[str]:
    rows = _rows(cells, "title")
    if not rows:
        return []
    bands = [each.strip() for each in cells.more.get("bands", "").split(",") if each.strip()]
    texts = [[line.strip() for line in row.get("bands", "").splitlines()] for row in rows]
    wide = max([len(bands), *map(len, texts)])
    head = ["Criterion", "Points", *bands, *[""] * (wide - len(bands))]
    made = [
        [row["title"], row.get("points", "").strip() or "1", *said, *[""] * (wide - len(said))]
        for row, said in zip(rows, texts, strict=True)
    ]
    return [_table(head, made)]


_TO: Mapping[str, Callable[[Cells], list[str]]] = {
    "single": _choice_to, "multiple": _choice_to, "true-false": _truth_to, "matching": _matching_to,
    "ordering": _ordering_to, "short": _typed_to, "numeric": _typed_to, "cloze": _cloze_to,
    "categorize": _categorize_to, "hotspot": _hotspot_to, "file": _by_hand_to, "essay": _by_hand_to,
}  # fmt: skip
