"""GIFT, the text format of Moodle. Source: https://docs.moodle.org/en/GIFT_format.

// a comment                                  ::Title::[markdown]What is 2 + 2? {=4 ~5 #no ####Because.}
$CATEGORY: $course$/arithmetic                What is pi? {#3.14:0.01 =%50%3:0.2}
The sky is blue. {T#Look up.#Right.}          Match. {=Berlin -> Germany =Rome -> Italy}
Write about it. {}                            A {~dog =cat} has nine lives.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, DecimalException
from typing import Any, NamedTuple

from trellis.assessments.definitions import questions
from trellis.assessments.definitions.numbers import UnreadableNumber, accepted_number
from trellis.assessments.definitions.questions import ONE, AcceptedText, Question
from trellis.assessments.definitions.words import plain
from trellis.assessments.exchange import markup
from trellis.assessments.exchange.keys import Keys
from trellis.assessments.exchange.results import Imported, NotCarried

_COMMENT = re.compile(r"^\s*//(?P<text>.*)$")
_ID = re.compile(r"\[id:(?P<id>(?:[^\]\\]|\\.)+)\]")
_TAG = re.compile(r"\[tag:(?P<tag>(?:[^\]<>`\\]|\\.)+)\]")
_CATEGORY = re.compile(r"\$CATEGORY:\s*(?P<path>.*)")
_TITLE = re.compile(r"\s*::(?P<title>(?:[^:\\]|\\.|:(?!:))*)::", re.DOTALL)
_FORMAT = re.compile(r"\s*\[(?P<format>html|moodle|plain|markdown)\]\s*")
_WEIGHT = re.compile(r"\s*%(?P<weight>[+-]?\d+(?:[.,]\d+)?)%")
_TRUE_FALSE = re.compile(r"\s*(?P<word>true|false|t|f)\s*(?=#|$)", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?")
GAP = "\\_\\_\\_\\_\\_"
"""What stands where a word is missing."""


class Entry(NamedTuple):
    """An answer: `=` or `~`, its weight if one is written, its text and its feedback, still with their escapes."""

    sign: str
    weight: Decimal | None
    text: str
    feedback: str


@dataclass(slots=True)
class Record:
    """The lines of one question, with what the comments and categories above say of it."""

    line: int
    text: str
    category: str = ""
    id: str = ""
    tags: list[str] = field(default_factory=list)


def read(text: str) -> Imported:
    """The questions of a GIFT file."""
    found, keys = Imported(), Keys()
    for record in _records(text):
        where = f"line {record.line}"
        try:
            found.questions.append(_question(record, keys, found))
        except NotCarried as error:
            found.left_out(where, str(error))
        except (UnreadableNumber, DecimalException) as error:
            found.left_out(where, str(error) or "It has a number that cannot be read.")
    return found


# -- lines


def _records(text: str) -> Iterator[Record]:
    category, current = "", None
    id_, tags = "", list[str]()
    lines = [*text.lstrip("\ufeff").splitlines(), ""]
    for number, line in enumerate(lines, 1):
        comment = _COMMENT.match(line)
        said = _CATEGORY.match(line.strip())
        if comment is not None:
            found = _ID.search(comment["text"])
            id_ = _unescaped(found["id"]) if found is not None else id_
            tags += [_unescaped(each["tag"]).strip() for each in _TAG.finditer(comment["text"])]
        elif said is not None and current is None:
            category = said["path"].strip()
        elif line.strip():
            current = current or Record(number, "", category)
            current.text += line + "\n"
        elif current is not None:
            if _is_open(current.text) and _closes(lines[number:]):
                current.text += "\n"
                continue
            current.id, current.tags = id_, tags
            yield current
            current, id_, tags = None, "", []


def _braces(text: str) -> Iterator[str]:
    for found in re.finditer(r"\\.|[{}]", text, re.DOTALL):
        if found[0] in "{}":
            yield found[0]


def _is_open(text: str) -> bool:
    signs = list(_braces(text))
    return bool(signs) and "{" in signs and "}" not in signs[signs.index("{") :]


def _closes(lines: list[str]) -> bool:
    """Whether answers that an empty line interrupts go on: a closing brace comes before an opening one."""
    return next(_braces("\n".join(lines[:60])), "") == "}"


def _unescaped(text: str) -> str:
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], text, flags=re.DOTALL)


# -- questions


@dataclass(slots=True)
class _Texts:
    """Reads the texts of one question in its format."""

    format: str

    def __call__(self, text: str) -> str:
        said = _unescaped(text.strip())
        if self.format == "markdown":
            return said.strip()
        if self.format == "html":
            return markup.from_html(said)
        return markup.from_plain(said) if self.format == "plain" else markup.from_text(said)


def _question(record: Record, keys: Keys, found: Imported) -> Question:
    rest = record.text
    title = _TITLE.match(rest)
    rest = rest[title.end() :] if title else rest
    said = _FORMAT.match(rest)
    rest = rest[said.end() :] if said else rest
    texts = _Texts(said["format"] if said else "moodle")
    opened, closed = _answers_at(rest)
    if opened < 0:
        raise NotCarried("It asks nothing: it has no answers in braces.")
    before, inside, after = rest[:opened], rest[opened + 1 : closed], rest[closed + 1 :]
    stem = texts(before)
    if re.search(r"\w", after):  # what is no more than a full stop is not worth a gap
        stem = f"{stem} {GAP} {texts(after)}"
    inside, general = _general(inside)
    name = _unescaped(title["title"]).strip() if title else ""
    base: dict[str, Any] = {
        "key": keys.key(record.id, name, markup.to_text(stem)[:60]), "stem": stem or markup.escaped(name),
        "explanation": texts(general), "tags": tuple(re.sub(r"\s+", "-", each) for each in record.tags),
        "pool": _pool(record.category), "line": record.line,
    }  # fmt: skip
    if not base["stem"]:
        raise NotCarried("It has answers and no question.")
    return _typed(inside, base, texts, found)


def _pool(category: str) -> str:
    last = [each.strip() for each in re.split(r"(?<!/)/(?!/)", category) if each.strip()]
    return "" if not last or last[-1].startswith("$") else last[-1].replace("//", "/")


def _answers_at(text: str) -> tuple[int, int]:
    opened = -1
    for found in re.finditer(r"\\.|[{}]", text, re.DOTALL):
        if found[0] == "{" and opened < 0:
            opened = found.start()
        elif found[0] == "}" and opened >= 0:
            return opened, found.start()
    if opened >= 0:
        raise NotCarried("The brace before its answers is never closed.")
    return -1, -1


def _general(inside: str) -> tuple[str, str]:
    return _parted(inside, "####")


def _place(text: str, sign: str) -> int:
    """Where a sign stands without a backslash before it; -1 where it does not."""
    at = 0
    while at < len(text):
        if text[at] == "\\":
            at += 2
        elif text.startswith(sign, at):
            return at
        else:
            at += 1
    return -1


def _parted(text: str, sign: str) -> tuple[str, str]:
    """What stands before and behind a sign; all before where there is none."""
    at = _place(text, sign)
    return (text[:at], text[at + len(sign) :]) if at >= 0 else (text, "")


def _typed(inside: str, base: dict[str, Any], texts: _Texts, found: Imported) -> Question:
    if not inside.strip():
        return questions.Essay(**base)
    true_false = _TRUE_FALSE.match(inside)
    if true_false is not None and "=" not in re.sub(r"\\.", "", inside.split("#")[0]):
        return _true_false(true_false, inside, base, texts)
    if inside.lstrip().startswith("#"):
        return _numeric(inside.lstrip()[1:], base, texts)
    entries = list(_entries(inside))
    if not entries:
        raise NotCarried("Its answers have neither = nor ~ before them.")
    arrows = [_place(each.text, "->") >= 0 for each in entries]
    if all(arrows) and all(each.sign == "=" for each in entries):
        return _matching(entries, base, texts, found)
    if all(each.sign == "=" for each in entries):
        return _short(entries, base, texts)
    return _choice(entries, base, texts, found)


def _entries(inside: str) -> Iterator[Entry]:
    starts = [each for each in re.finditer(r"\\.|[=~]", inside, re.DOTALL) if each[0] in "=~"]
    for at, each in enumerate(starts):
        end = starts[at + 1].start() if at + 1 < len(starts) else len(inside)
        sign, text = each[0], inside[each.end() : end]
        # `~=` is an answer that is right, as Moodle itself writes it.
        if sign == "~" and not text.strip() and at + 1 < len(starts) and starts[at + 1][0] == "=":
            continue
        yield _entry(sign, text)


def _entry(sign: str, text: str) -> Entry:
    weight = _WEIGHT.match(text)
    text = text[weight.end() :] if weight else text
    body, feedback = _parted(text, "#")
    share = Decimal(weight["weight"].replace(",", ".")) / 100 if weight else None
    return Entry(sign, share, body.strip(), feedback.strip())


def _true_false(said: re.Match[str], inside: str, base: dict[str, Any], texts: _Texts) -> Question:
    """The first feedback is for a wrong answer, the second one for a right one."""
    holds = said["word"].lower().startswith("t")
    wrong, right = map(texts, _parted(_parted(inside[said.end() :], "#")[1], "#"))
    options = questions.true_false_options(holds, right if holds else wrong, wrong if holds else right)
    return questions.TrueFalse(**base, options=options)


def _numeric(inside: str, base: dict[str, Any], texts: _Texts) -> Question:
    entries = list(_entries(inside)) if re.match(r"\s*=", inside) else [_entry("=", inside)]
    accepted = [
        accepted_number(_amount(each.text), _share(each.weight), texts(each.feedback))
        for each in entries
        if each.text
    ]
    if not any(each.credit == 1 for each in accepted):
        raise NotCarried("No number earns all its points.")
    return questions.Numeric(**base, accepted=tuple(accepted))


def _amount(text: str) -> str:
    """`3:2` is 3 ± 2, `1..5` is 1 to 5."""
    said = _unescaped(text).replace(",", ".").strip()
    parts = said.split("..") if ".." in said else said.split(":")
    if not 1 <= len(parts) <= 2 or not all(_NUMBER.fullmatch(each.strip()) for each in parts):
        raise NotCarried(f"“{said[:40]}” is no number.")
    if len(parts) == 1:
        return parts[0].strip()
    low, high = (each.strip() for each in parts)
    if ".." in said:
        return f"{low} to {high}"
    return low if not Decimal(high) else f"{low} ± {high.lstrip('+')}"


def _share(weight: Decimal | None) -> Decimal:
    return ONE if weight is None else min(max(weight, Decimal(0)), ONE)


def _matching(entries: list[Entry], base: dict[str, Any], texts: _Texts, found: Imported) -> Question:
    rows = []
    for each in entries:
        left, right = _parted(each.text, "->")
        if right.strip():
            rows.append((markup.one_line(texts(left)), markup.one_line(texts(right))))
        if each.feedback:
            found.note(f"line {base['line']}", "Feedback on pairs is left out.")
    pairs, choices = questions.matching_of(rows)
    if not pairs or len(choices) < 2:
        raise NotCarried("It has nothing to match.")
    return questions.Matching(**base, pairs=pairs, choices=choices, headings=("Item", "Match"))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _short(entries: list[Entry], base: dict[str, Any], texts: _Texts) -> Question:
    accepted = tuple(
        AcceptedText(_one_line(_wild(each.text)), False, _share(each.weight), texts(each.feedback))
        for each in entries
    )
    accepted = tuple(each for each in accepted if plain(each.text))
    if not any(each.credit == 1 for each in accepted):
        raise NotCarried("No answer earns all its points.")
    return questions.ShortAnswer(**base, accepted=accepted)


def _wild(text: str) -> str:
    """An asterisk stands for anything there, too, unless it has a backslash."""
    return re.sub(r"\\(.)", lambda found: "\\*" if found[1] == "*" else found[1], text)


def _choice(entries: list[Entry], base: dict[str, Any], texts: _Texts, found: Imported) -> Question:
    weights = [
        ONE if each.sign == "=" and each.weight is None else each.weight or Decimal(0) for each in entries
    ]
    told = [(texts(each.text), texts(each.feedback)) for each in entries]
    if any(not text for text, _ in told):
        raise NotCarried("One of its answers is empty.")
    return choice_of(
        [(text, weight, feedback) for (text, feedback), weight in zip(told, weights, strict=True)],
        base,
        found,
    )


def choice_of(
    written: list[tuple[str, Decimal, str]],
    base: dict[str, Any],
    found: Imported,
    *,
    is_multiple: bool | None = None,
) -> Question:
    """A choice from answers with their weights, -1 to 1. Without a word it is multiple where no weight is the whole."""
    weights = [weight for _text, weight, _feedback in written]
    positive = [each for each in weights if each > 0]
    if not positive:
        raise NotCarried("It has no right answer.")
    if is_multiple is None:
        is_multiple = ONE not in weights and len(positive) > 1
    if is_multiple:
        return questions.MultipleChoice(**base, options=_several(written, positive))
    if max(positive) < ONE:
        found.note(
            f"line {base['line']}" if base["line"] else base["key"],
            "Its best answer earned less than all points; it earns all now.",
        )
    best = weights.index(max(weights))
    return questions.SingleChoice(
        **base,
        options=questions.options_of(
            (text, at == best, None if at == best or not weight else weight, feedback)
            for at, (text, weight, feedback) in enumerate(written)
        ),
    )


def _several(
    written: list[tuple[str, Decimal, str]], positive: list[Decimal]
) -> tuple[questions.Option, ...]:
    """Equal shares need not be written: they are what counts without."""
    is_equal = max(positive) - min(positive) < Decimal("0.001")
    share = ONE / len(positive)
    return questions.options_of(
        (
            text,
            weight > 0,
            None
            if (weight > 0 and is_equal) or (weight < 0 and abs(weight + share) < Decimal("0.001"))
            else weight,
            feedback,
        )
        for text, weight, feedback in written
    )
