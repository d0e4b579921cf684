"""Files of questions that are broken in one place, or odd: what is whole is taken, what is lost is told by its line."""

from __future__ import annotations

import pytest

from trellis.assessments.definitions import writing
from trellis.assessments.exchange import formats
from trellis.assessments.exchange.results import UnreadableFile

BROKEN = """\
<?xml version="1.0"?>
<quiz>
<question type="essay"><name><text>A</text></name><questiontext><text>first</text></questiontext></question>
<question type="essay"><name><text>B & C</text></name><questiontext><text>second</text></questiontext></question>
<question type="essay"><name><text>D</text></name><questiontext><text>third</text></questiontext>
<question type="stack"><name><text>S</text></name></question>
<question type="essay"><name><text>E</text></name><questiontext><text>fourth</text></questiontext></question>
</quiz>
"""


def test_of_a_file_that_is_broken_somewhere_the_whole_questions_are_kept():
    read = formats.read(BROKEN.encode())

    assert [each.stem for each in read.questions] == ["first", "fourth"]
    assert [(each.where, each.is_kept) for each in read.notes] == [
        ("line 4", False), ("line 5", False), ("line 6, “S”", False)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [
        b'<!DOCTYPE quiz [<!ENTITY a "b">]><quiz><question>&a;</question><question>& </question></quiz>',
        b"<quiz><question>&</quiz>",
        b"<questestinterop><question>& </question><question/></questestinterop>",
    ],
    ids=["entities", "one question", "another format"],
)
def test_a_file_that_is_refused_as_a_whole_says_why(data):
    with pytest.raises(UnreadableFile):
        formats.read(data, form="moodle")


def test_a_gap_with_nothing_to_choose_is_told():
    text = (
        '<quiz><question type="gapselect"><name><text>G</text></name>'
        "<questiontext><text>The [[1]] sat on the [[2]], [[9]].</text></questiontext>"
        "<selectoption><text>cat</text><group>1</group></selectoption>"
        "<selectoption><text>mat</text><group>2</group></selectoption>"
        "<selectoption><text>dog</text><group>1</group></selectoption></question></quiz>"
    )
    read = formats.read(text.encode())

    assert "cat / dog" in writing.markdown(read.questions[0])
    assert "sat on the mat" in writing.markdown(read.questions[0])
    assert [each.message.split(";")[0] for each in read.notes] == [
        "A gap with one word to choose is filled in with it.", "A gap names a word that is not there"
    ]  # fmt: skip


WATER = """\
<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2" identifier="water" title="Water" adaptive="false"
 timeDependent="false"><responseDeclaration identifier="R" cardinality="multiple" baseType="identifier">
<correctResponse><value>H</value><value>O</value></correctResponse>
<mapping lowerBound="0" upperBound="2" defaultValue="-2"><mapEntry mapKey="H" mappedValue="1"/>
<mapEntry mapKey="O" mappedValue="1"/><mapEntry mapKey="Cl" mappedValue="-1"/></mapping></responseDeclaration>
<itemBody><p><img src="images/water.png" alt="A glass of water"/></p>
<choiceInteraction responseIdentifier="R" maxChoices="0">
<prompt>Which elements form water?</prompt><simpleChoice identifier="H">Hydrogen</simpleChoice>
<simpleChoice identifier="He">Helium</simpleChoice><simpleChoice identifier="O">Oxygen</simpleChoice>
<simpleChoice identifier="Cl">Chlorine</simpleChoice></choiceInteraction></itemBody>
<responseProcessing template="http://www.imsglobal.org/question/qti_v2p2/rptemplates/map_response"/></assessmentItem>
"""


def test_answers_that_a_mapping_does_not_name_cost_what_it_says_of_others():
    """The published example “Composition of Water” (QTI 2.2, choice_multiple.xml): helium costs two points of two."""
    question = formats.read(WATER.encode()).questions[0]

    assert [(each.text, each.credit) for each in question.options] == [
        ("Hydrogen", None), ("Helium", -1), ("Oxygen", None), ("Chlorine", None)
    ]  # fmt: skip


def test_a_picture_that_is_not_in_the_file_is_told():
    read = formats.read(WATER.encode())

    assert [each.message for each in read.notes] == ["Its picture “images/water.png” is not in the file."]
    assert read.notes[0].is_kept
