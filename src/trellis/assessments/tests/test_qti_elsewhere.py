"""Items of QTI that others write: several questions in one item, and version 1.2."""

from __future__ import annotations

from decimal import Decimal

import pytest

from trellis.assessments.definitions import scoring
from trellis.assessments.exchange import formats, zips
from trellis.assessments.exchange.results import UnreadableFile


def left_out(found):
    return [(note.where, note.message) for note in found.notes if not note.is_kept]


# -- several things at once

CHOICE = """<choiceInteraction responseIdentifier="{name}" maxChoices="1"><prompt>{asked}</prompt>
<simpleChoice identifier="A">{a}</simpleChoice><simpleChoice identifier="B">{b}</simpleChoice></choiceInteraction>"""


def response(name, right="A", kind="identifier"):
    correct = f"<correctResponse><value>{right}</value></correctResponse>" if right else ""
    said = f'identifier="{name}" cardinality="single" baseType="{kind}"'
    return f"<responseDeclaration {said}>{correct}</responseDeclaration>"


def item(body, *responses, points="4", processing=""):
    value = f"<defaultValue><value>{points}</value></defaultValue>"
    most = f'<outcomeDeclaration identifier="MAXSCORE" cardinality="single">{value}</outcomeDeclaration>'
    return f"""<?xml version="1.0"?>
<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2" identifier="bridge" title="Bridges">
{"".join(responses)}{most}
<itemBody><p>A bridge stands on two piers.</p>
{body}
</itemBody>{processing}</assessmentItem>""".encode()


def test_each_thing_that_an_item_asks_becomes_a_question_under_what_stands_above_all():
    body = (
        CHOICE.format(name="R1", asked="Who built it?", a="Masons", b="Rain")
        + "<p>Now look again.</p>"
        + CHOICE.format(name="R2", asked="Of what?", a="Stone", b="Milk")
        + '<p>It is <textEntryInteraction responseIdentifier="R3"/> metres long.</p>'
        + '<extendedTextInteraction responseIdentifier="R4"><prompt>Why there?</prompt></extendedTextInteraction>'
    )
    found = formats.read(
        item(
            body, response("R1"), response("R2"), response("R3", "30", "float"), response("R4", "", "string")
        )
    )

    assert [(each.type, each.key, each.points) for each in found.questions] == [
        ("single", "bridge", 1), ("single", "bridge-2", 1), ("cloze", "bridge-3", 1), ("essay", "bridge-4", 1),
    ]  # fmt: skip
    assert [each.stem for each in found.questions] == [
        "A bridge stands on two piers.\n\nWho built it?",
        "A bridge stands on two piers.\n\nNow look again.\n\nOf what?",
        "Bridges",
        "A bridge stands on two piers.\n\nWhy there?",
    ]
    assert found.questions[2].text == "A bridge stands on two piers.\n\nIt is [[1]] metres long."
    assert [note.message for note in found.notes] == [
        "It asked 4 things at once there; each is a question of its own here."
    ]


def test_of_an_item_the_part_that_cannot_be_taken_is_named_by_its_line_and_the_others_are_kept():
    body = (
        CHOICE.format(name="R1", asked="Who built it?", a="Masons", b="Rain")
        + '\n<drawingInteraction responseIdentifier="R2"><object data="b.png" type="image/png"/></drawingInteraction>'
    )
    found = formats.read(item(body, response("R1"), response("R2", "", "file")))

    assert [each.key for each in found.questions] == ["bridge"]
    assert left_out(found) == [
        ("bridge, part 2, line 7", "There are no questions of the type “drawingInteraction” here.")
    ]


def test_that_all_had_to_be_right_together_is_said():
    body = "".join(CHOICE.format(name=f"R{n}", asked="Which?", a="This", b="That") for n in (1, 2))
    match = '<match><variable identifier="R{0}"/><correct identifier="R{0}"/></match>'
    processing = (
        f"<responseProcessing><responseCondition><responseIf><and>{match.format(1)}{match.format(2)}</and>"
        '<setOutcomeValue identifier="SCORE"><baseValue baseType="float">4</baseValue></setOutcomeValue>'
        "</responseIf></responseCondition></responseProcessing>"
    )
    found = formats.read(item(body, response("R1"), response("R2"), processing=processing))

    assert [each.points for each in found.questions] == [2, 2]
    assert any("only where all was right together" in note.message for note in found.notes)


# -- version 1.2


def older(*items):
    return (
        '<?xml version="1.0"?>\n<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2">'
        f'<assessment ident="a" title="Rope"><section ident="s">{"".join(items)}</section></assessment>'
        "</questestinterop>"
    ).encode()


def text(words, kind="text/plain"):
    return f'<material><mattext texttype="{kind}">{words}</mattext></material>'


def labels(**said):
    return "".join(
        f'<response_label ident="{key}">{text(words)}</response_label>' for key, words in said.items()
    )


def choice(ident, said, cardinality="Single", own=""):
    shown = f"{own}<render_choice>{said}</render_choice>"
    return f'<response_lid ident="{ident}" rcardinality="{cardinality}">{shown}</response_lid>'


def fib(ident, kind="String", own=""):
    return f'<response_str ident="{ident}" rcardinality="Single">{own}<render_fib fibtype="{kind}"/></response_str>'


def rule(value, *conditions, told=""):
    asked = f"<conditionvar>{''.join(conditions)}</conditionvar>"
    shown = f'<displayfeedback feedbacktype="Response" linkrefid="{told}"/>' if told else ""
    return f'<respcondition>{asked}<setvar action="Set">{value}</setvar>{shown}</respcondition>'


def equal(ident, value):
    return f'<varequal respident="{ident}">{value}</varequal>'


def old_item(ident, shown, rules, kind="", points="", feedback=""):
    fields = "".join(
        f"<qtimetadatafield><fieldlabel>{label}</fieldlabel><fieldentry>{entry}</fieldentry></qtimetadatafield>"
        for label, entry in (("question_type", kind), ("points_possible", points)) if entry
    )  # fmt: skip
    return (
        f'<item ident="{ident}" title="{ident.title()}">'
        f"<itemmetadata><qtimetadata>{fields}</qtimetadata></itemmetadata>"
        f"<presentation>{shown}</presentation><resprocessing><outcomes><decvar maxvalue='100' minvalue='0'/></outcomes>"
        f"{''.join(rules)}</resprocessing>{feedback}</item>\n"
    )


def test_choices_of_version_one_are_read_with_points_feedback_and_partial_credit():
    asked = text("&lt;p&gt;Which &lt;b&gt;knot&lt;/b&gt;?&lt;/p&gt;", "text/html")
    told = [f'<itemfeedback ident="{key}">{text(said)}</itemfeedback>' for key, said in (
        ("a_fb", "It holds."), ("general_fb", "Tie it."),
    )]  # fmt: skip
    one = old_item(
        "knot", asked + choice("r", labels(a="Bowline", b="Granny", c="Reef")),
        [rule(100, equal("r", "a"), told="a_fb"), rule(50, equal("r", "c"))],
        "multiple_choice_question", "2.0", "".join(told),
    )  # fmt: skip
    several = old_item(
        "ropes", text("Which float?") + choice("r", labels(a="Polypropylene", b="Nylon", c="Dyneema"), "Multiple"),
        [rule(100, f'<and>{equal("r", "a")}<not>{equal("r", "b")}</not>{equal("r", "c")}</and>')],
    )  # fmt: skip
    true = old_item(
        "wet",
        text("Wet rope is weaker.") + choice("r", labels(t="True", f="False")),
        [rule(1, equal("r", "t"))],
    )
    found = formats.read(older(one, several, true))

    first, second, third = found.questions
    assert (first.type, first.key, first.points, first.stem) == ("single", "knot", 2, "Which **knot**?")
    assert [(o.text, o.is_right, o.feedback) for o in first.options] == [
        ("Bowline", True, "It holds."), ("Granny", False, ""), ("Reef", False, ""),
    ]  # fmt: skip
    assert first.options[2].credit == Decimal("0.5")
    assert first.explanation == "Tie it."
    assert (second.type, [o.is_right for o in second.options]) == ("multiple", [True, False, True])
    assert (third.type, third.options[0].is_right) == ("true-false", True)
    assert (found.title, found.notes) == ("Rope", [])


def test_words_numbers_gaps_pairs_and_essays_of_version_one_are_read():
    short = old_item(
        "word", text("What is it called?") + fib("r"), [rule(100, equal("r", "rope"), equal("r", "line"))]
    )
    near = '<and><vargte respident="r">9.5</vargte><varlte respident="r">10.5</varlte></and>'
    number = old_item(
        "length", text("How long?") + fib("r", "Decimal"), [rule(100, f"<or>{equal('r', '10')}{near}</or>")],
        "numerical_question",
    )  # fmt: skip
    blanks = old_item(
        "song", text("Roses are [colour], [flower] are blue.")
        + choice("r_c", labels(a="red"), own=text("colour")) + choice("r_f", labels(b="violets"), own=text("flower")),
        [rule(50, equal("r_c", "a")), rule(50, equal("r_f", "b"))], "fill_in_multiple_blanks_question",
    )  # fmt: skip
    both = labels(x="sea", y="hill", z="sky")
    pairs = old_item(
        "pairs", text("Match.") + choice("r1", both, own=text("Boat")) + choice("r2", both, own=text("Goat")),
        [rule(50, equal("r1", "x")), rule(50, equal("r2", "y"))], "matching_question",
    )  # fmt: skip
    essay = old_item("why", text("Why?") + fib("r"), [], "essay_question")
    found = formats.read(older(short, number, blanks, pairs, essay))

    assert [each.type for each in found.questions] == ["short", "numeric", "cloze", "matching", "essay"]
    assert [each.text for each in found.questions[0].accepted] == ["rope", "line"]
    assert [scoring.score(found.questions[1], said).points for said in ("9.6", "9.4")] == [1, 0]
    assert found.questions[2].text == "Roses are [[1]], [[2]] are blue."
    right = {each.key: each.text for each in found.questions[3].choices}
    assert [(each.text, right[each.choice]) for each in found.questions[3].pairs] == [
        ("Boat", "sea"),
        ("Goat", "hill"),
    ]
    assert sorted(right.values()) == ["hill", "sea", "sky"]
    assert found.notes == []


def test_what_cannot_be_taken_of_version_one_is_named_by_item_and_line_and_the_rest_is_kept():
    good = old_item("good", text("Say it.") + fib("r"), [rule(1, equal("r", "it"))])
    none = old_item("none", text("Which?") + choice("r", labels(a="One", b="Two")), [])
    spot = old_item("spot", text("Where?") + '<response_xy ident="r"/>', [])
    data = older(good, none, spot)

    alone, packed = formats.read(data), formats.read(zips.archive_of({"q/items.xml": data}))

    assert [each.key for each in alone.questions] == [each.key for each in packed.questions] == ["good"]
    assert left_out(alone) == [
        ("none, line 3", "It has no right answer."),
        ("spot, line 4", "There are no questions of the type “response_xy” here."),
    ]
    assert left_out(packed)[0][0] == "none in q/items.xml, line 3"


def test_a_document_of_version_one_without_items_is_said_plainly():
    with pytest.raises(UnreadableFile, match="no items"):
        formats.read(older())
