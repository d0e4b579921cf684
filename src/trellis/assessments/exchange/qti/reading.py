"""An item of QTI 2 or 3 as a question."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from trellis.assessments.definitions import questions
from trellis.assessments.definitions.numbers import UnreadableNumber, accepted_number
from trellis.assessments.definitions.questions import ONE, AcceptedNumber, AcceptedText, Question
from trellis.assessments.exchange import markup
from trellis.assessments.exchange.keys import Keys
from trellis.assessments.exchange.qti import gapped, pictured, several
from trellis.assessments.exchange.qti.items import Item
from trellis.assessments.exchange.qti.responses import Response, declared
from trellis.assessments.exchange.results import Imported, NotCarried
from trellis.assessments.exchange.safexml import below, child, children, local

Base = dict[str, Any]
_TRUE, _FALSE = ("true", "wahr", "richtig"), ("false", "falsch")


def questions_in(
    root: Any, found: Imported, keys: Keys, where: str, files: Mapping[str, bytes], path: str
) -> list[Question]:
    """The questions of an item whose names are those of version 2: one, or one of each thing that it asks at once.

    Raises NotCarried.
    """
    item = Item(root, declared(root), found, where, files, path)
    body = child(root, "itemBody")
    if body is None:
        raise NotCarried("It has no body.")
    if below(root, "templateDeclaration"):
        raise NotCarried("Its numbers vary by a template; write it with parameters.")
    interactions = [each for each in body.iter() if local(each).endswith("Interaction")]
    if not interactions:
        raise NotCarried("It asks nothing.")
    title = root.get("title") or ""
    if item.declared.is_own:
        item.note("Its own rules of scoring are left out; what is declared as right counts.")
    base: Base = {
        "key": keys.key(root.get("identifier") or "", title), "points": _points(item),
        "explanation": _explanation(item), "line": 0,
    }  # fmt: skip
    kinds = {local(each) for each in interactions}
    if kinds <= _INLINE and not _stands_alone(interactions):
        return [_cloze(item, base, body, title, interactions)]
    if len(interactions) > 1:
        ways = several.Ways(_MAKERS, _INLINE, texts_of, numbers_of)
        return several.questions_of(item, base, _title(title, base), body, interactions, ways, keys)
    return [_question(item, base, body, title, interactions[0])]


def _question(item: Item, base: Base, body: Any, title: str, only: Any) -> Question:
    """The question of an item that asks one thing."""
    if local(only) == "gapMatchInteraction":
        text, gaps = gapped.gap_match(item, only, body)
        return questions.Cloze(**base, stem=_title(title, base), text=text, gaps=gaps)
    maker = _MAKERS.get(local(only))
    if maker is None:
        raise NotCarried(f"There are no questions of the type “{local(only)}” here.")
    return maker(item, {**base, "stem": _stem(item, body, only, title)}, only)


def _stands_alone(interactions: list[Any]) -> bool:
    """Whether there is one entry, and no text around it in its block: what is asked stands above it."""
    if len(interactions) > 1 or local(interactions[0]) != "textEntryInteraction":
        return False
    block = interactions[0].getparent()
    return not "".join(block.itertext()).strip()


def _points(item: Item) -> Decimal:
    """The points it says it has, else what its mapping earns at most, else one."""
    said = item.declared.points
    if said is None and item.declared.uses_mapping:
        best = sum((each.best for each in item.declared.responses.values()), Decimal(0))
        said = best if best > 0 else None
    return min(said if said is not None else ONE, Decimal(1000)).quantize(Decimal("0.01")).normalize() + 0


def _title(title: str, base: Base) -> str:
    return markup.escaped(" ".join(title.split())) or base["key"]


def _stem(item: Item, body: Any, interaction: Any, title: str) -> str:
    """What stands around an interaction, and its prompt."""
    own = local(interaction)

    def special(element: Any) -> str | None:
        if element is interaction and own != "hottextInteraction":
            return f" {gapped.BLANK} " if own == "textEntryInteraction" else ""
        if local(element) == "hottext":
            return f"**{item.markdown(element)}**"
        return "" if local(element) == "prompt" else None

    around = item.markdown(body, special)
    if own == "textEntryInteraction" and around.endswith(gapped.BLANK):
        around = around.removesuffix(gapped.BLANK).rstrip()
    prompt = child(interaction, "prompt")
    asked = "\n\n".join(filter(None, [around, item.markdown(prompt) if prompt is not None else ""]))
    return asked or markup.escaped(" ".join(title.split()))


def _explanation(item: Item) -> str:
    told = [item.markdown(each) for each in children(item.root, "modalFeedback")]
    told = list(filter(None, told))
    if len(told) > 1:
        item.note("Feedback besides the first one is left out.")
    return told[0] if told else ""


def _feedback(item: Item, node: Any) -> str:
    return "\n\n".join(
        item.markdown(each) for each in children(node, "feedbackInline", "feedbackBlock")
    ).strip()


# -- interactions


def _choice(item: Item, base: Base, interaction: Any) -> Question:
    choices = [
        (each.get("identifier") or "", item.markdown(each), _feedback(item, each))
        for each in below(interaction, "simpleChoice")
    ]
    return _of_choices(item, base, interaction, choices)


def _hottext(item: Item, base: Base, interaction: Any) -> Question:
    """The words that can be chosen within a text are the answers; there, they are strong."""
    choices = [
        (each.get("identifier") or "", markup.one_line(item.markdown(each)), "")
        for each in below(interaction, "hottext")
    ]
    item.note("Its words were chosen within the text there; they are answers below it now.")
    return _of_choices(item, base, interaction, choices)


def _of_choices(item: Item, base: Base, interaction: Any, choices: list[tuple[str, str, str]]) -> Question:
    """A question of choices; each with its identifier, its words and what is told to who chose it."""
    response = item.response_of(interaction)
    keys = [key for key, _text, _told in choices]
    credits_ = response.credits(keys) if item.declared.uses_mapping or not response.correct else {}
    right = set(response.correct) or {key for key, value in credits_.items() if value > 0}
    if not right & {key for key, _text, _told in choices}:
        raise NotCarried("It has no right answer.")
    if any(not text for _key, text, _told in choices):
        raise NotCarried("One of its answers has no words.")
    is_single = response.cardinality == "single" and len(right) == 1
    words = [text.strip(" .").casefold() for _key, text, _told in choices]
    if is_single and len(words) == 2 and words[0] in _TRUE and words[1] in _FALSE:
        told = [feedback for _key, _text, feedback in choices]
        return questions.TrueFalse(
            **base, options=questions.true_false_options(choices[0][0] in right, *told)
        )
    kind = questions.SingleChoice if is_single else questions.MultipleChoice
    written = [
        (text, key in right, _credit(key, right, credits_, is_single), told) for key, text, told in choices
    ]
    return kind(**base, options=questions.options_of(written))


def _credit(key: str, right: set[str], given: Mapping[str, Decimal], is_single: bool) -> Decimal | None:
    """What need not be written is left away: equal shares of right answers, and wrong ones that cost as much."""
    if is_single:
        return None if key in right or not given.get(key) else _rounded(given[key])
    if not given:
        return None
    value, share = given.get(key, Decimal(0)), ONE / len(right)
    close = Decimal("0.001")
    if key in right and all(abs(given.get(each, Decimal(0)) - share) < close for each in right):
        return None
    return None if key not in right and abs(value + share) < close else _rounded(value)


def _rounded(share: Decimal) -> Decimal:
    return share.quantize(Decimal("0.0001")).normalize() + 0


def _order(item: Item, base: Base, interaction: Any) -> Question:
    response = item.response_of(interaction)
    texts = {each.get("identifier"): item.markdown(each) for each in below(interaction, "simpleChoice")}
    ordered = [texts[each] for each in response.correct if texts.get(each)]
    if len(ordered) < 2:
        raise NotCarried("It does not say which order is right.")
    if len(ordered) < len(texts):
        item.note("Choices that belong into no order are left out.")
    return questions.Ordering(**base, items=questions.items_of(ordered))


def _match(item: Item, base: Base, interaction: Any) -> Question:
    response = item.response_of(interaction)
    sets = [children(each, "simpleAssociableChoice") for each in children(interaction, "simpleMatchSet")]
    if len(sets) != 2:
        raise NotCarried("It has not two sets to match.")
    rows, columns = (
        {each.get("identifier"): markup.one_line(item.markdown(each)) for each in one} for one in sets
    )
    pairs = _pairs(response)
    by_row = {left: right for left, right in pairs if left in rows and right in columns}
    if len(by_row) < len({pair for pair in pairs if pair[0] in rows}):
        by_row = {right: left for left, right in pairs if left in rows and right in columns}
        if len(by_row) < len(pairs):
            raise NotCarried("A row belongs to several columns, and a column to several rows.")
        rows, columns = columns, rows
    return _matching(item, base, rows, columns, by_row)


def _associate(item: Item, base: Base, interaction: Any) -> Question:
    response = item.response_of(interaction)
    texts = {
        each.get("identifier"): markup.one_line(item.markdown(each))
        for each in below(interaction, "simpleAssociableChoice")
    }
    by_row = {left: right for left, right in _pairs(response) if left in texts and right in texts}
    if len(set(by_row.values())) < len(by_row) or set(by_row) & set(by_row.values()):
        raise NotCarried("A choice belongs to several others.")
    item.note("Which of two stands left was open there; the first of each pair does now.")
    left = {key: texts[key] for key in by_row}
    right = {key: text for key, text in texts.items() if key not in by_row}
    return _matching(item, base, left, right, by_row)


def _pairs(response: Response) -> list[tuple[str, str]]:
    said = [
        each.split() for each in response.correct or (each.key for each in response.mapping if each.value > 0)
    ]
    return [(each[0], each[1]) for each in said if len(each) == 2]


def _matching(
    item: Item, base: Base, rows: Mapping[Any, str], columns: Mapping[Any, str], by_row: Mapping[str, str]
) -> Question:
    told = [(rows[left], columns[right]) for left, right in by_row.items() if rows[left] and columns[right]]
    if not told:
        raise NotCarried("It does not say what belongs together.")
    if len(told) < len(rows):
        item.note("Rows to which nothing belongs are left out.")
    used = {right for _left, right in told}
    told += [("", text) for text in columns.values() if text and text not in used]
    pairs, choices = questions.matching_of(told)
    if len(choices) < 2 and len(pairs) < 2:
        raise NotCarried("It has nothing to match.")
    return questions.Matching(**base, pairs=pairs, choices=choices, headings=("Item", "Match"))


def _entry(item: Item, base: Base, interaction: Any) -> Question:
    response = item.response_of(interaction)
    if response.base_type in ("float", "integer"):
        return questions.Numeric(**base, accepted=numbers_of(response))
    return questions.ShortAnswer(**base, accepted=texts_of(response))


def _slider(item: Item, base: Base, interaction: Any) -> Question:
    low, high = interaction.get("lowerBound") or "?", interaction.get("upperBound") or "?"
    item.note(f"Its number was chosen between {low} and {high} there; it is typed now.")
    return questions.Numeric(**base, accepted=numbers_of(item.response_of(interaction)))


def texts_of(response: Response) -> tuple[AcceptedText, ...]:
    """The texts that a response accepts. Raises NotCarried without any."""
    if response.mapping:
        earned = response.credits()
        found = [
            AcceptedText(_plain(e.key), e.is_exact, _rounded(earned.get(e.key, Decimal(0))))
            for e in response.mapping
            if e.value > 0
        ]
    else:
        found = [AcceptedText(_plain(each)) for each in response.correct]
    found = [AcceptedText(e.text, e.is_exact, ONE if e.credit == 1 else e.credit) for e in found if e.text]
    if not any(each.credit == 1 for each in found):
        raise NotCarried("It does not say which text is right.")
    return tuple(found)


def _plain(text: str) -> str:
    """An asterisk of theirs stands for itself."""
    return text.replace("*", "\\*")


def numbers_of(response: Response) -> tuple[AcceptedNumber, ...]:
    """The numbers that a response accepts. Raises NotCarried without any."""
    given = response.credits() or dict.fromkeys(response.correct, ONE)
    by, mode = response.tolerance or ("", "")
    about = f" ± {by}{' %' if mode == 'relative' else ''}" if by and Decimal(by) else ""
    try:
        found = tuple(
            accepted_number(f"{key}{about}", max(credit, Decimal(0)))
            for key, credit in given.items()
            if key and credit > 0
        )
    except UnreadableNumber as error:
        raise NotCarried(error.message) from None
    if not any(each.credit == 1 for each in found):
        raise NotCarried("It does not say which number is right.")
    return found


def _cloze(item: Item, base: Base, body: Any, title: str, interactions: list[Any]) -> Question:
    text, gaps = gapped.inline(item, body, interactions, texts_of, numbers_of)
    return questions.Cloze(**base, stem=_title(title, base), text=text, gaps=gaps)


def _essay(item: Item, base: Base, interaction: Any) -> Question:
    return questions.Essay(**base)


def _upload(item: Item, base: Base, interaction: Any) -> Question:
    return questions.FileUpload(**base)


def _hotspot(item: Item, base: Base, interaction: Any) -> Question:
    return pictured.hotspot(item, base, interaction)


_INLINE = frozenset({"textEntryInteraction", "inlineChoiceInteraction"})
_MAKERS: Mapping[str, Callable[[Item, Base, Any], Question]] = {
    "choiceInteraction": _choice, "orderInteraction": _order, "matchInteraction": _match,
    "associateInteraction": _associate, "textEntryInteraction": _entry, "extendedTextInteraction": _essay,
    "hottextInteraction": _hottext, "sliderInteraction": _slider,
    "uploadInteraction": _upload, "hotspotInteraction": _hotspot, "selectPointInteraction": _hotspot,
}  # fmt: skip
