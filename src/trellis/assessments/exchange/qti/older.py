"""Items of QTI 1.2, as older systems and Canvas export them, as questions.

Source: IMS Question & Test Interoperability, ASI Information Model 1.2 (2002): `presentation` holds what is shown and
responses (`response_lid`, `response_str`, `response_num`), `resprocessing` conditions with what they earn.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from trellis.assessments.definitions import questions
from trellis.assessments.definitions.numbers import UnreadableNumber, accepted_number
from trellis.assessments.definitions.questions import ONE, AcceptedNumber, AcceptedText, Gap, Question
from trellis.assessments.exchange import embedded, markup
from trellis.assessments.exchange.keys import Keys
from trellis.assessments.exchange.qti.responses import decimal
from trellis.assessments.exchange.results import Imported, NotCarried
from trellis.assessments.exchange.safexml import below, child, children, local, text_of

RESPONSES = ("response_lid", "response_str", "response_num", "response_grp", "response_xy")
_TRUE, _FALSE = ("true", "wahr", "richtig"), ("false", "falsch")
_BLANK = re.compile(r"\\?\[([\w.-]+)\\?\]")
Base = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition: what it earns, the values that have to be there, by response, and bounds of numbers."""

    value: Decimal
    equal: tuple[tuple[str, str, bool], ...]
    bounds: tuple[tuple[str, str, Decimal], ...]
    told: tuple[str, ...]


def items_in(root: Any) -> list[Any]:
    """The items of a document, in order."""
    return below(root, "item")


def questions_in(item: Any, found: Imported, keys: Keys, where: str) -> list[Question]:
    """The questions of an item: one, or one of each response that is none of a whole. Raises NotCarried."""
    presentation = child(item, "presentation")
    if presentation is None:
        raise NotCarried("It shows nothing.")
    rules = list(_rules(item))
    title = " ".join((item.get("title") or "").split())
    kind = _fields(item).get("question_type", "")
    responses = below(presentation, *RESPONSES)
    base: Base = {
        "key": keys.key(item.get("ident") or "", title), "points": _points(item), "line": 0,
        "explanation": _explanation(item),
    }  # fmt: skip
    stem = _said(presentation, outside=True) or markup.escaped(title)
    if not responses:
        raise NotCarried("It asks nothing.")
    if any(local(each) in ("response_grp", "response_xy") for each in responses):
        raise NotCarried(f"There are no questions of the type “{local(responses[0])}” here.")
    blanks = {each.get("ident"): _BLANK.search(_said(each) or "") for each in responses}
    if kind.startswith(("fill_in_multiple", "multiple_dropdowns")) and len(responses) > 0:
        return [_cloze(base, markup.escaped(title) or base["key"], stem, responses, rules)]
    if len(responses) > 1 and _is_matching(responses):
        return [_matching(base, stem, responses, rules)]
    if (
        len(responses) > 1
        and all(local(each) != "response_lid" for each in responses)
        and not any(blanks.values())
    ):
        return [_running_text(base, markup.escaped(title) or base["key"], presentation, responses, rules)]
    made = list[Question]()
    for number, each in enumerate(responses, 1):
        key = base["key"] if not made else keys.key(f"{base['key']}-{number}")
        share = (base["points"] / len(responses)).quantize(Decimal("0.01")).normalize() + 0
        own = "\n\n".join(filter(None, (stem, _said(each) if len(responses) > 1 else "")))
        made.append(_single({**base, "key": key, "points": share, "stem": own}, item, each, rules, kind))
    if len(made) > 1:
        found.note(where, f"It asked {len(made)} things at once there; each is a question of its own here.")
    return made


# -- what it says


def _fields(item: Any) -> dict[str, str]:
    """What the item says of itself, by small names."""
    return {
        text_of(child(each, "fieldlabel")).lower(): text_of(child(each, "fieldentry"))
        for each in below(item, "qtimetadatafield")
    }


def _points(item: Any) -> Decimal:
    said = decimal(_fields(item).get("points_possible"))
    if said is None:
        declared = [decimal(each.get("maxvalue")) for each in below(item, "decvar")]
        said = next((each for each in declared if each), None)
        said = said if said != 100 else None
    return (
        min(said if said is not None and said > 0 else ONE, Decimal(1000))
        .quantize(Decimal("0.01"))
        .normalize()
        + 0
    )


def _said(element: Any, *, outside: bool = False) -> str:
    """The words in an element, but for those of choices; with `outside`, but for those of responses, too."""
    names = ("response_label", *(RESPONSES if outside else ()))
    found = []
    for each in below(element, "mattext", "matimage"):
        around = {local(one) for one in each.iterancestors() if one is not element}
        if around & set(names) or "material_ref" in around:
            continue
        found.append(_words(each))
    return "\n\n".join(filter(None, found))


def _words(element: Any) -> str:
    """What a piece of material says, as Markdown."""
    if local(element) == "matimage":
        address = (element.get("uri") or "").strip()
        return f"![{markup.escaped(element.get('label') or '')}]({address})" if address else ""
    inside = "".join(element.itertext())
    if (element.get("texttype") or "").lower() in ("text/html", "text/xhtml") or markup.looks_like_html(
        inside
    ):
        return markup.from_html(inside)
    return markup.from_plain(inside)


def _explanation(item: Any) -> str:
    """What is told to everybody, whatever they answered."""
    told = {each.get("ident") or "": each for each in children(item, "itemfeedback")}
    general = told.get("general_fb")
    return _said(general) if general is not None else ""


def _labels(response: Any) -> dict[str, str]:
    """The choices of a response by their identifiers."""
    return {each.get("ident") or "": _words_of(each) for each in below(response, "response_label")}


def _words_of(label: Any) -> str:
    return "\n\n".join(filter(None, (_words(each) for each in below(label, "mattext", "matimage"))))


# -- what is right


def _rules(item: Any) -> Iterator[Rule]:
    for each in below(item, "respcondition"):
        variable = child(each, "conditionvar")
        values = [decimal(text_of(one)) or Decimal(0) for one in children(each, "setvar")]
        asked = [
            one
            for one in below(variable, "varequal", "vargte", "vargt", "varlte", "varlt")
            if not _is_negated(one)
        ]
        yield Rule(
            max(values, default=Decimal(0)),
            tuple(
                (one.get("respident") or "", text_of(one), (one.get("case") or "").lower() == "yes")
                for one in asked if local(one) == "varequal"
            ),
            tuple(
                (one.get("respident") or "", local(one)[:5], number)
                for one in asked if (number := decimal(text_of(one))) is not None and local(one) != "varequal"
            ),
            tuple(one.get("linkrefid") or "" for one in children(each, "displayfeedback")),
        )  # fmt: skip


def _is_negated(element: Any) -> bool:
    return sum(local(each) == "not" for each in element.iterancestors()) % 2 == 1


def _right(response: Any, rules: Iterable[Rule]) -> dict[str, Decimal]:
    """What earns something of a response, with what it earns."""
    identifier, found = response.get("ident") or "", dict[str, Decimal]()
    for rule in rules:
        for respondent, value, _exact in rule.equal:
            if respondent == identifier and rule.value > 0:
                found[value] = max(found.get(value, Decimal(0)), rule.value)
    return found


# -- questions


def _single(base: Base, item: Any, response: Any, rules: list[Rule], kind: str) -> Question:
    if local(response) == "response_lid":
        return _choices(base, item, response, rules)
    numbers = _numbers(response, rules)
    fib = next(iter(below(response, "render_fib")), None)
    asks_number = local(response) == "response_num" or kind == "numerical_question"
    asks_number = asks_number or (fib is not None and (fib.get("fibtype") or "") in ("Integer", "Decimal"))
    if numbers and (asks_number or not _right(response, rules)):
        return questions.Numeric(**base, accepted=numbers)
    if kind == "essay_question" or not _right(response, rules):
        return questions.Essay(**base)
    return questions.ShortAnswer(**base, accepted=_texts(response, rules))


def _choices(base: Base, item: Any, response: Any, rules: list[Rule]) -> Question:
    labels, earned = _labels(response), _right(response, rules)
    if (response.get("rcardinality") or "").lower() == "ordered":
        ordered = [
            value for rule in rules if rule.value > 0 for _one, value, _exact in rule.equal if value in labels
        ]
        if len(dict.fromkeys(ordered)) < 2:
            raise NotCarried("It does not say which order is right.")
        return questions.Ordering(
            **base, items=questions.items_of([labels[each] for each in dict.fromkeys(ordered)])
        )
    if not set(earned) & set(labels):
        raise NotCarried("It has no right answer.")
    if not all(labels.values()):
        raise NotCarried("One of its answers has no words.")
    told = _feedback(item, response, rules)
    best = max(earned.values())
    is_single = (response.get("rcardinality") or "Single").lower() == "single"
    right = {each for each, value in earned.items() if value == best or not is_single}
    words = [text.strip(" .").casefold() for text in labels.values()]
    names = list(labels)
    if is_single and len(words) == 2 and words[0] in _TRUE and words[1] in _FALSE:
        options = questions.true_false_options(names[0] in right, *(told.get(each, "") for each in names))
        return questions.TrueFalse(**base, options=options)
    made = questions.SingleChoice if is_single and len(right & set(labels)) == 1 else questions.MultipleChoice
    return made(
        **base,
        options=questions.options_of(
            (text, key in right, (earned[key] / best).quantize(Decimal("0.0001")).normalize() + 0
             if is_single and key in earned and key not in right else None, told.get(key, ""))
            for key, text in labels.items()
        ),
    )  # fmt: skip


def _feedback(item: Any, response: Any, rules: list[Rule]) -> dict[str, str]:
    """What is told to who chose something, by the choice."""
    texts = {each.get("ident") or "": _said(each) for each in children(item, "itemfeedback")}
    return {
        value: "\n\n".join(filter(None, (texts.get(each, "") for each in rule.told)))
        for rule in rules if len(rule.equal) == 1
        for respondent, value, _exact in rule.equal if respondent == (response.get("ident") or "") and rule.told
    }  # fmt: skip


def _texts(response: Any, rules: list[Rule]) -> tuple[AcceptedText, ...]:
    earned = _right(response, rules)
    best = max(earned.values())
    exact = {value for rule in rules for _one, value, is_exact in rule.equal if is_exact}
    credits_ = {
        text: (value / best).quantize(Decimal("0.0001")).normalize() + 0 for text, value in earned.items()
    }
    return tuple(
        AcceptedText(text.replace("*", "\\*"), text in exact, ONE if credit == 1 else credit)
        for text, credit in credits_.items() if text
    )  # fmt: skip


def _numbers(response: Any, rules: list[Rule]) -> tuple[AcceptedNumber, ...]:
    identifier, found = response.get("ident") or "", dict[str, None]()
    for rule in (each for each in rules if each.value > 0):
        low = max((n for one, way, n in rule.bounds if one == identifier and way == "vargt"), default=None)
        high = min((n for one, way, n in rule.bounds if one == identifier and way == "varlt"), default=None)
        if low is not None and high is not None and low <= high:
            found[f"{(low + high) / 2:f} ± {(high - low) / 2:f}"] = None
            continue
        for respondent, value, _exact in rule.equal:
            if respondent == identifier and decimal(value) is not None:
                found[value] = None
    try:
        return tuple(accepted_number(each.removesuffix(" ± 0")) for each in found)
    except UnreadableNumber as error:
        raise NotCarried(error.message) from None


def _is_matching(responses: list[Any]) -> bool:
    """Whether all responses choose from the same words, each for a word of its own."""
    words = [tuple(sorted(_labels(each).values())) for each in responses]
    return all(local(each) == "response_lid" and _said(each) for each in responses) and len(set(words)) == 1


def _matching(base: Base, stem: str, responses: list[Any], rules: list[Rule]) -> Question:
    told, used = list[tuple[str, str]](), set[str]()
    for each in responses:
        labels, earned = _labels(each), _right(each, rules)
        right = next((labels[key] for key in earned if labels.get(key)), None)
        if right is None:
            raise NotCarried("It does not say what belongs together.")
        told.append((markup.one_line(_said(each)), markup.one_line(right)))
        used.add(right)
    told += [("", markup.one_line(text)) for text in _labels(responses[0]).values() if text not in used]
    pairs, choices = questions.matching_of(told)
    return questions.Matching(**base, stem=stem, pairs=pairs, choices=choices, headings=("Item", "Match"))


def _gap(key: str, response: Any, rules: list[Rule], *, is_chosen: bool) -> Gap:
    labels, earned = _labels(response), _right(response, rules)
    if local(response) == "response_lid":
        if not set(earned) & set(labels):
            raise NotCarried("A gap has no right answer.")
        if is_chosen:
            return embedded.choice_gap(
                key, [(text, name in earned, None) for name, text in labels.items() if text]
            )
        return embedded.text_gap(
            key, (AcceptedText(labels[each].replace("*", "\\*")) for each in earned if each in labels)
        )
    numbers = _numbers(response, rules) if local(response) == "response_num" else ()
    if numbers:
        return embedded.number_gap(key, numbers)
    if not earned:
        raise NotCarried("A gap has no right answer.")
    return embedded.text_gap(key, _texts(response, rules))


def _cloze(base: Base, title: str, stem: str, responses: list[Any], rules: list[Rule]) -> Question:
    """Blanks that stand in the text by their names, `[colour]`, as Canvas writes them."""
    by_name = {_said(each).strip("[]\\ "): each for each in responses}
    gaps = list[Gap]()

    def put(found: re.Match[str]) -> str:
        response = by_name.get(found[1])
        if response is None:
            return found[0]
        choices = len(_right(response, rules)) < len(_labels(response))
        gaps.append(_gap(str(len(gaps) + 1), response, rules, is_chosen=choices))
        return f"[[{len(gaps)}]]"

    text = _BLANK.sub(put, stem)
    if not gaps:
        raise NotCarried("Its blanks do not stand in its text.")
    return questions.Cloze(**base, stem=title, text=text, gaps=tuple(gaps))


def _running_text(
    base: Base, title: str, presentation: Any, responses: list[Any], rules: list[Rule]
) -> Question:
    """Entries between pieces of text, in their order."""
    gaps, said = list[Gap](), list[str]()
    places: Mapping[int, Any] = {id(each): each for each in responses}
    for each in presentation.iter():
        if id(each) in places:
            gaps.append(_gap(str(len(gaps) + 1), each, rules, is_chosen=False))
            said.append(f"[[{len(gaps)}]]")
        elif local(each) in ("mattext", "matimage"):
            said.append(_words(each))
    return questions.Cloze(**base, stem=title, text=" ".join(filter(None, said)), gaps=tuple(gaps))
