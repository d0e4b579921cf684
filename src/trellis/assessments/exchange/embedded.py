"""Gaps as Moodle embeds them in a text: `{1:SHORTANSWER:=word~%50%half#Nearly.}`.

Source: https://docs.moodle.org/en/Embedded_Answers_(Cloze)_question_type.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from decimal import Decimal, DecimalException
from html import escape, unescape

from trellis.assessments.definitions import questions, writing
from trellis.assessments.definitions.gaps import gap_of
from trellis.assessments.definitions.questions import ONE, AcceptedNumber, AcceptedText, Cloze, Gap
from trellis.assessments.exchange import markup
from trellis.assessments.exchange.results import NotCarried

_CHOICES = ("MULTICHOICE", "MC", "MCV", "MCH", "MCS", "MCVS", "MCHS", "MULTICHOICE_S", "MULTICHOICE_V",
            "MULTICHOICE_H", "MULTICHOICE_VS", "MULTICHOICE_HS", "MULTIRESPONSE", "MR", "MRH", "MRS", "MRHS",
            "MULTIRESPONSE_H", "MULTIRESPONSE_S", "MULTIRESPONSE_HS")  # fmt: skip
_EXACT = ("SHORTANSWER_C", "SAC", "MWC")
_SHORT = ("SHORTANSWER", "SA", "MW", *_EXACT)
_NUMBERS = ("NUMERICAL", "NM")
_GAP = re.compile(
    rf"\{{(?P<weight>\d*):(?P<kind>{'|'.join(sorted((*_CHOICES, *_SHORT, *_NUMBERS), key=len, reverse=True))}):"
    r"(?P<inside>(?:\\.|[^}\\])*)\}",
    re.DOTALL,
)
_ANSWER = re.compile(
    r"\s*(?P<sign>=|%(?P<weight>-?\d+(?:\.\d+)?)%)?(?P<text>(?:\\.|[^#\\])*)(?:#(?P<feedback>.*))?", re.DOTALL
)
MARK = re.compile("\ue000(\\d+)\ue001")
_OPEN, _CLOSE = "\ue000", "\ue001"
_ESCAPED = re.compile(r"[}#~/\"\\=]")


def mark(number: int) -> str:
    """What holds the place of a gap while a text goes through other formats."""
    return f"{_OPEN}{number}{_CLOSE}"


def marked(text: str) -> str:
    """The text with `[[1]]` for each place that is held."""
    return MARK.sub(r"[[\1]]", text)


def unmarked(text: str) -> str:
    """The reverse, for a text that leaves as HTML."""
    return questions.GAP_MARK.sub(lambda found: mark(int(found[1])), text)


def taken(text: str, note: Callable[[str], None]) -> tuple[str, list[Gap], Decimal]:
    """A text with held places, the gaps, and how much they weigh together, which is what the question gives.

    Raises NotCarried for a gap that cannot be read.
    """
    gaps: list[Gap] = []
    weights = list[int]()

    def put(found: re.Match[str]) -> str:
        gaps.append(_gap(str(len(gaps) + 1), found["kind"], found["inside"], note))
        weights.append(int(found["weight"] or "1"))
        return mark(len(gaps))

    made = _GAP.sub(put, text)
    if len(set(weights)) > 1:
        note("All gaps count the same here; there, some counted more.")
    return made, gaps, Decimal(sum(weights))


def choice_gap(key: str, options: Iterable[tuple[str, bool, Decimal | None]]) -> Gap:
    """A gap to choose from, as a page would have it."""
    said = questions.options_of((text, is_right, credit, "") for text, is_right, credit in options)
    return _same(Gap(key, "choice", "", options=said))


def text_gap(key: str, texts: Iterable[AcceptedText]) -> Gap:
    """A gap for a word."""
    return _same(Gap(key, "short", "", texts=tuple(texts)))


def number_gap(key: str, numbers: Iterable[AcceptedNumber]) -> Gap:
    """A gap for a number."""
    return _same(Gap(key, "numeric", "", numbers=tuple(numbers)))


def _same(gap: Gap) -> Gap:
    made = gap_of(gap.key, writing.gap(gap))
    if made is None or made.kind not in (gap.kind, "numeric"):
        raise NotCarried("One of its gaps cannot be written here.")
    return made


def _gap(key: str, kind: str, inside: str, note: Callable[[str], None]) -> Gap:
    answers = [each for each in map(_answer, re.split(r"(?<!\\)~", inside)) if each[0]]
    if any(feedback for _text, _credit, feedback in answers):
        note("Feedback on gaps is left out.")
    if not any(credit == 1 for _text, credit, _feedback in answers):
        raise NotCarried("A gap has no right answer.")
    if kind in _CHOICES:
        right = [credit == 1 for _text, credit, _feedback in answers]
        if len(answers) < 2:
            return text_gap(key, (AcceptedText(text) for text, _credit, _feedback in answers))
        first = right.index(True)
        return choice_gap(
            key,
            [
                (markup.escaped(text), at == first, credit or None)
                for at, (text, credit, _) in enumerate(answers)
            ],
        )
    if kind in _NUMBERS:
        return number_gap(key, (_number(text, credit) for text, credit, _ in answers if text != "*"))
    if kind not in _EXACT and any(text.strip("*") == "" for text, _c, _f in answers):
        note("The answer for anything else, *, is left out.")
        answers = [each for each in answers if each[0].strip("*")]
    return text_gap(
        key, (AcceptedText(text, kind in _EXACT, max(credit, Decimal(0))) for text, credit, _ in answers)
    )


def _answer(written: str) -> tuple[str, Decimal, str]:
    found = _ANSWER.fullmatch(written)
    if found is None:
        return "", Decimal(0), ""
    credit = ONE if found["sign"] == "=" else Decimal(found["weight"] or 0) / 100
    return _plain(found["text"]), min(max(credit, -ONE), ONE), _plain(found["feedback"] or "")


def _plain(text: str) -> str:
    same = re.sub(r"\\(.)", r"\1", text, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^<>]*>", " ", same)).split())


def _number(text: str, credit: Decimal) -> AcceptedNumber:
    value, _, by = text.partition(":")
    try:
        about = f" ± {by}" if by.strip() and Decimal(by) else ""
    except DecimalException:
        raise NotCarried(f"“{text[:40]}” is no number.") from None
    from_text = f"{value.strip().replace(',', '.')}{about}"
    return AcceptedNumber(from_text, credit=max(credit, Decimal(0)))


# -- the other way


def embedded(question: Cloze, note: Callable[[str], None]) -> str:
    """The text of a question with its gaps embedded; `note` is told what is not as it was. Raises NotCarried."""
    by_key = {each.key: each for each in question.gaps}
    weight, rest = divmod(question.points, len(by_key) or 1)
    if rest or not weight:
        note(f"It gives {len(by_key)} points: there, each gap counts a whole number of them.")
        weight = ONE
    if any(len({each.is_exact for each in gap.texts}) > 1 for gap in question.gaps):
        note("In a gap, capitals count in all answers or in none: they count in all.")
    return questions.GAP_MARK.sub(lambda found: _written(by_key[found[1]], weight), question.text)


def _written(gap: Gap, weight: Decimal) -> str:
    if gap.kind == "choice":
        said = [
            ("=" if each.is_right else _weight(each.credit), markup.to_text(each.text))
            for each in gap.options
        ]
        return _braces(weight, "MULTICHOICE", said)
    if gap.kind == "numeric":
        numbers = [(_sign(each.credit), _amount(each)) for each in gap.numbers]
        return _braces(weight, "NUMERICAL", numbers, raw=True)
    kind = "SHORTANSWER_C" if any(each.is_exact for each in gap.texts) else "SHORTANSWER"
    return _braces(weight, kind, [(_sign(each.credit), escape(each.text, quote=False)) for each in gap.texts])


def _braces(weight: Decimal, kind: str, said: Iterable[tuple[str, str]], *, raw: bool = False) -> str:
    answers = "~".join(f"{sign}{text if raw else _ESCAPED.sub(_with_backslash, text)}" for sign, text in said)
    return f"{{{weight:f}:{kind}:{answers}}}"


def _with_backslash(found: re.Match[str]) -> str:
    return "\\" + found[0]


def _sign(credit: Decimal) -> str:
    return "=" if credit == ONE else _weight(credit)


def _weight(credit: Decimal | None) -> str:
    return f"%{float(credit * 100):.5f}".rstrip("0").rstrip(".") + "%" if credit else ""


def _amount(number: AcceptedNumber) -> str:
    if number.low is None or number.high is None or number.is_low_open or number.is_high_open:
        raise NotCarried("A number without a lower and an upper bound cannot be embedded.")
    middle, by = (number.low + number.high) / 2, (number.high - number.low) / 2
    return f"{middle:f}:{by:f}"
