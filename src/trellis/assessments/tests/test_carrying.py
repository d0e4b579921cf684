"""What goes along when questions move: line breaks, pictures, words to choose; and what does not, in words."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.assessments.definitions import questions as q
from trellis.assessments.definitions.questions import Question
from trellis.assessments.exchange import formats, markup, proof, zips
from trellis.assessments.exchange.pictures import pictures_of
from trellis.assessments.tests import strategies
from trellis.core.tests.picturefiles import png

ITEM = """<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2" identifier="one" title="One"
  adaptive="false" timeDependent="false">
  <responseDeclaration identifier="RESPONSE" cardinality="{cardinality}" baseType="{base}">
    <correctResponse>{right}</correctResponse></responseDeclaration>
  <itemBody>{body}</itemBody>
  <responseProcessing template="http://www.imsglobal.org/question/qti_v2p2/rptemplates/match_correct"/>
</assessmentItem>"""


def read(body, *right, base="identifier", cardinality="single"):
    values = "".join(f"<value>{each}</value>" for each in right)
    return formats.read(ITEM.format(body=body, right=values, base=base, cardinality=cardinality).encode())


# -- texts


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>Steer north.<br/>Then east.</p>", "Steer north.\\\nThen east."),
        ("<p>The end<br/></p><p>of it</p>", "The end\n\nof it"),
        ("one<br><br>two", "one\n\ntwo"),
        ("<b>bold<br></b>after", "**bold**\\\nafter"),
        ("<ul><li>first<br>line</li></ul>", "- first\\\n  line"),
        ("<table><tr><td>a<br>b</td><td>c</td></tr></table>", "| a b | c |\n|---|---|"),
        ("one <b> two</b>  <i>three </i> four", "one **two** *three* four"),
        ("<div> <p>a</p> <span> </span>\n    <span>    b</span></div>", "a\n\nb"),
        ("a\\<br>b", "a\\\\\\\nb"),
        ("<math><mi>x</mi><mo>=</mo><mn>2</mn><annotation encoding='t'>x=2</annotation></math>", "x = 2"),
    ],
)
def test_breaks_and_spaces_of_html_are_those_of_markdown(html, markdown):
    assert markup.from_html(html) == markdown
    assert markup.from_html(markup.to_html(markdown)).strip() == markdown


@given(st.text("ab<>/br \n\\", max_size=30))
def test_any_html_settles_after_one_turn(text):
    once = markup.from_html(markup.to_html(markup.from_html(text)))

    assert markup.from_html(markup.to_html(once)) == once


def test_words_that_are_chosen_within_a_text_become_answers():
    body = (
        '<rubricBlock view="candidate"><p>Find the error.</p></rubricBlock>'
        '<rubricBlock view="scorer"><p>It is the second.</p></rubricBlock>'
        '<hottextInteraction responseIdentifier="RESPONSE" maxChoices="1"><p>A map '
        '<hottext identifier="A">shows</hottext> the <hottext identifier="B">bearings</hottext> of a ship.</p>'
        "</hottextInteraction>"
    )
    found = read(body, "B")

    question = found.questions[0]
    assert question.stem == "Find the error.\n\nA map **shows** the **bearings** of a ship."
    assert [(each.text, each.is_right) for each in question.options] == [("shows", False), ("bearings", True)]
    assert [note.message for note in found.notes] == [
        "Its words were chosen within the text there; they are answers below it now."
    ]


def test_a_number_that_is_chosen_on_a_scale_is_typed():
    body = (
        '<sliderInteraction responseIdentifier="RESPONSE" lowerBound="0" upperBound="360">'
        "<prompt>Where is west?</prompt></sliderInteraction>"
    )
    found = read(body, "270", base="integer")

    assert (found.questions[0].stem, found.questions[0].accepted[0].low) == ("Where is west?", 270)
    assert "between 0 and 360" in found.notes[0].message


def test_texts_of_gift_may_name_a_format_of_their_own():
    """As the files do that Moodle itself writes."""
    found = formats.read(
        b"::one::[html]Which <b>way</b>?{\n=[markdown]*North* # [plain]1 < 2\n~[html]<i>South</i>\n}\n",
        form="gift",
    )

    north, south = found.questions[0].options
    assert (found.questions[0].stem, north.text, south.text) == ("Which **way**?", "*North*", "*South*")
    assert north.feedback == "1 \\< 2"


def test_a_number_of_gift_may_have_words_for_all_others():
    found = formats.read(b"How many? {#3:2~#Far off}\n\nAnd now? {#=4#Yes ~5#No}\n", form="gift")

    assert [[(each.low, each.high) for each in one.accepted] for one in found.questions] == [
        [(1, 5)],
        [(4, 4)],
    ]
    assert [note.message for note in found.notes] == ["Feedback on any other number is left out."] * 2


def test_answers_of_aiken_need_no_space():
    found = formats.read(b"Which?\nA)North\nB)A.M. is in the morning\nANSWER: B\n", form="aiken")

    assert [each.text for each in found.questions[0].options] == ["North", "A.M. is in the morning"]


def test_gaps_of_moodle_say_once_what_is_not_as_it_was():
    text = "{1:MR:=a#x~=b#y} {1:MR:=c~=d#z} {1:SAC:=H<sub>2</sub>O}"
    found = formats.read(
        f'<quiz><question type="cloze"><name><text>G</text></name><questiontext format="html"><text><![CDATA[{text}]]>'
        "</text></questiontext></question></quiz>".encode()
    )

    assert [note.message for note in found.notes] == [
        "Feedback on gaps is left out.", "In gaps with several right answers, one is chosen here."
    ]  # fmt: skip
    assert found.questions[0].gaps[2].texts[0].text == "H2O"


# -- what does not go along


@pytest.mark.parametrize(("points", "there", "notes"), [(2, 2, 0), (4, 4, 0), (1, 2, 1), (3, 2, 1)])
def test_gaps_in_moodle_count_whole_points(points, there, notes):
    gaps = tuple(q.Gap(f"{at}", "short", "north", texts=(q.AcceptedText("north"),)) for at in (1, 2))
    question = q.Cloze(key="way", stem="Way", points=Decimal(points), text="[[1]] or [[2]]", gaps=gaps)
    made = formats.write([question], "moodle")

    assert formats.read(made.data).questions[0].points == there
    assert len(made.notes) == notes


def test_moodle_is_told_of_shares_that_it_does_not_know():
    options = q.options_of([("a", True, None, ""), ("b", False, Decimal("0.37"), "")])
    made = formats.write([q.SingleChoice(key="one", stem="Which?", options=options)], "moodle")

    assert [note.where for note in made.notes] == ["one"]
    assert "certain shares" in made.notes[0].message


def test_a_question_that_comes_back_as_another_is_named():
    """As where the right sides of a matching are plain words there, and pictures here."""
    pairs, choices = q.matching_of([("Sun", "![A sun](https://example.org/sun.png)"), ("Moon", "Moon")])
    question = q.Matching(key="pairs", stem="Match", pairs=pairs, choices=choices)
    made = formats.write([question], "moodle")
    also = formats.write([replace(question, objective="name")], "moodle")

    assert [(note.where, note.message) for note in made.notes] == [("pairs", proof.CHANGED)]
    assert [note.message for note in also.notes] == ["The objective is left out.", proof.CHANGED]


@given(
    st.lists(strategies.every, min_size=1, max_size=3, unique_by=lambda each: each.key),
    st.sampled_from(("qti2", "qti3", "moodle", "gift")),
)
def test_what_is_not_named_comes_back_with_the_same_answers_and_points(several, form):
    made = formats.write(several, form, "T")
    told = {note.where for note in made.notes}
    if {note.where for note in made.notes if not note.is_kept} == {each.key for each in several}:
        return
    back = {each.stem: each for each in formats.read(made.data, form=form).questions}

    for each in several:
        if each.key not in told and not isinstance(each, q.Cloze):
            assert back[each.stem].points == each.points
            assert back[each.stem].type == each.type


# -- pictures

SUN, MOON = b"the sun", b"the moon"
FILES = {"media/sun.png": SUN, "../shared/sun.png": MOON, "chart.png": b"a chart"}


def pictured() -> list[Question]:
    options = q.options_of([("![Moon](../shared/sun.png)", True, None, ""), ("None", False, None, "")])
    areas = (q.Area("a1", "circle", (Decimal(50), Decimal(50), Decimal(10)), True, "Top"),)
    return [
        q.SingleChoice(key="which", stem="Like ![Sun](media/sun.png)?", options=options),
        replace(q.Hotspot(key="spot", stem="Where?", image="chart.png", alternative="Chart"), areas=areas),
    ]


def test_pictures_of_a_question_are_those_that_lie_beside_it():
    question = q.Essay(
        key="e", stem="![a](a.png) ![b](<b c.png>) ![c](https://example.org/c.png) [d](d.pdf) ![a](a.png)"
    )

    assert pictures_of(question) == ("a.png", "b c.png")


@pytest.mark.parametrize("form", ["qti2", "qti3"])
def test_pictures_go_along_in_a_package(form):
    made = formats.write(pictured(), form, "T", FILES.get)
    inside = zips.files_of(made.data)

    assert (inside["items/media/sun.png"], inside["items/media/sun-2.png"]) == (SUN, MOON)
    assert b"items/media/chart.png" in inside["imsmanifest.xml"]
    back = formats.read(made.data)
    assert back.files == {"sun.png": SUN, "sun-2.png": MOON, "chart.png": b"a chart"}
    assert back.questions[0].options[0].text == "![Moon](media/sun-2.png)"
    assert [note.message for note in made.notes] == ["There, areas are chosen, not places."]


@pytest.mark.parametrize(("form", "picture"), [("qti2", b"<object data="), ("qti3", b"<img src=")])
def test_a_hotspot_is_written_as_the_schema_of_the_version_wants_it(form, picture):
    """Source: the bindings of QTI 2.2 and 3.0: an object there, an image here, and coordinates in whole pixels."""
    spot = replace(
        pictured()[1], areas=(q.Area("a1", "circle", (Decimal("50.04"), Decimal(50), Decimal("9.96")), True),)
    )
    item = zips.files_of(formats.write([spot], form, "T", FILES.get).data)["items/spot.xml"]

    assert picture + b'"media/chart.png"' in item
    assert b'coords="500,500,100"' in item


def test_a_hotspot_has_the_size_of_its_picture():
    area = q.Area("a1", "rectangle", (Decimal(50), Decimal(25), Decimal(25), Decimal(50)), True)
    spot = replace(pictured()[1], areas=(area,))
    made = formats.write([spot], "qti3", "T", {"chart.png": png(400, 200)}.get)
    item = zips.files_of(made.data)["items/spot.xml"]

    assert b'width="400" height="200"' in item
    assert b'coords="200,50,300,150"' in item
    assert formats.read(made.data).questions[0].areas[0].numbers == area.numbers


def test_pictures_go_along_in_moodle():
    made = formats.write(pictured()[:1], "moodle", "T", FILES.get)

    back = formats.read(made.data)
    assert back.files == {"sun.png": SUN, "sun-2.png": MOON}
    assert (back.questions[0].stem, made.notes) == ("Like ![Sun](media/sun.png)?", [])


@pytest.mark.parametrize(
    ("form", "find"), [("gift", FILES.get), ("qti3", lambda _address: None), ("moodle", None)]
)
def test_a_picture_that_stays_behind_is_named(form, find):
    made = formats.write(pictured()[:1], form, "T", find)

    told = [note.message for note in made.notes if note.where == "which"]
    assert told == [
        f"The picture “{address}” does not go along; put it beside the file."
        for address in ("media/sun.png", "../shared/sun.png")
    ]
