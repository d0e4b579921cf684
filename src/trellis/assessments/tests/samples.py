"""Small files of other systems, written for these tests."""
# ruff: noqa: E501 - their lines are as long as those systems write them

from __future__ import annotations

GIFT = r"""
// A file of all that GIFT can say.
$CATEGORY: $course$/top/geography

// [id:capital] [tag:europe] [tag:easy]
::Capital of Italy::[markdown]What is the **capital** of Italy? {
    =Rome#Yes\: Rome.
    ~%50%Milan #Nearly.
    ~Paris \= no
    ####Since 1871.
}

::rivers:: Which are rivers? { ~%50%Rhine ~%50%Po ~%-50%Etna }

::flat::[html]The earth is <b>flat</b>. {FALSE#It is round.#Right.}

::word::How do you spell it? {=colour =%80%color =2\*3}

::pi::What is pi? {#
    =3.14:0.01
    =%50%3..4 # Close.
}

::range::A number from 1 to 5. {#1..5}

$CATEGORY: $course$

::pairs::Match. {
    =Italy -> Rome

    =Japan -> Tokyo
    = -> Oslo
}

::essay::Write about it. {}

::lives::A {~dog =cat} has nine lives.

::sign::Which is it? {=\# is \\#Yes. ~other}
"""
AIKEN = """\
Which is a *fruit*?
A) Apple
B) Stone
ANSWER: A

Which is red?
A. Rose
B. Grass
ANSWER: A
FEEDBACK: Roses are.
Which is blue?
A. Sky
ANSWER: A
FEEDBACK: Nothing to say.

No answer here.
A. One
B. Two
"""
MOODLE = b"""<?xml version="1.0" encoding="UTF-8"?>
<quiz>
<question type="category"><category><text>$course$/top/shapes</text></category></question>
<question type="multichoice">
  <name><text>Which one</text></name><idnumber>which</idnumber>
  <questiontext format="html"><text><![CDATA[<p>Which is <b>round</b>?</p><p><img src="@@PLUGINFILE@@/ball.png" alt="A ball"></p>]]></text>
    <file name="ball.png" path="/" encoding="base64">cGljdHVyZQ==</file></questiontext>
  <defaultgrade>2.0000000</defaultgrade><single>true</single>
  <answer fraction="100" format="html"><text>&lt;p&gt;Ball&lt;/p&gt;</text><feedback format="html"><text>Yes.</text></feedback></answer>
  <answer fraction="50" format="html"><text>Egg</text><feedback format="html"><text></text></feedback></answer>
  <answer fraction="0" format="plain_text"><text>1 &lt; 2 &amp; 3</text></answer>
  <hint format="html"><text>Roll it.</text></hint><tags><tag><text>geometry</text></tag></tags>
</question>
<question type="multichoice">
  <name><text>several</text></name><questiontext format="markdown"><text>Which are round?</text></questiontext>
  <single>false</single>
  <answer fraction="50"><text>Ball</text></answer><answer fraction="50"><text>Wheel</text></answer>
  <answer fraction="-50"><text>Box</text></answer>
</question>
<question type="truefalse"><name><text>flat</text></name><questiontext><text>Flat?</text></questiontext>
  <answer fraction="0"><text>true</text></answer><answer fraction="100"><text>false</text></answer></question>
<question type="shortanswer"><name><text>word</text></name><questiontext><text>Which word?</text></questiontext>
  <usecase>1</usecase><answer fraction="100"><text>Trellis</text></answer></question>
<question type="numerical"><name><text>force</text></name><questiontext><text>How much?</text></questiontext>
  <answer fraction="100"><text>10</text><tolerance>0.5</tolerance></answer>
  <answer fraction="0"><text>*</text></answer>
  <units><unit><multiplier>1</multiplier><unit_name>N</unit_name></unit></units></question>
<question type="matching"><name><text>pairs</text></name><questiontext><text>Match.</text></questiontext>
  <subquestion><text>Italy</text><answer><text>Rome</text></answer></subquestion>
  <subquestion><text>Japan</text><answer><text>Tokyo</text></answer></subquestion>
  <subquestion><text></text><answer><text>Oslo</text></answer></subquestion></question>
<question type="ordering"><name><text>order</text></name><questiontext><text>Put in order.</text></questiontext>
  <answer fraction="1"><text>one</text></answer><answer fraction="2"><text>two</text></answer></question>
<question type="cloze"><name><text>gaps</text></name><questiontext format="html"><text><![CDATA[<p>Berlin lies in
  {1:SHORTANSWER:=Germany~%50%Europe#Nearly}, on the {1:MC:Rhine~=Spree}, at {1:NUMERICAL:=34:1} m.</p>]]></text></questiontext></question>
<question type="description"><name><text>read</text></name><questiontext><text>Read this.</text></questiontext></question>
<question type="essay"><name><text>letter</text></name><questiontext><text>Write.</text></questiontext>
  <responseformat>editor</responseformat></question>
<question type="essay"><name><text>upload</text></name><questiontext><text>Hand in.</text></questiontext>
  <responseformat>noinline</responseformat><attachments>1</attachments></question>
<question type="ddimageortext"><name><text>drag</text></name><questiontext><text>Drag.</text></questiontext></question>
<question type="gapselect"><name><text>pick</text></name><questiontext><text>A [[1]] purrs.</text></questiontext>
  <selectoption><text>cat</text><group>1</group></selectoption><selectoption><text>dog</text><group>1</group></selectoption>
  <selectoption><text>red</text><group>2</group></selectoption></question>
</quiz>"""
_ITEM = """<?xml version="1.0" encoding="UTF-8"?>
<assessmentItem xmlns="http://www.imsglobal.org/xsd/imsqti_v2p2" identifier="{identifier}" title="Water" adaptive="false"
  timeDependent="false">
  <responseDeclaration identifier="RESPONSE" cardinality="multiple" baseType="identifier">
    <correctResponse><value>H</value><value>O</value></correctResponse>
    <mapping lowerBound="0" upperBound="2" defaultValue="-2">
      <mapEntry mapKey="H" mappedValue="1"/><mapEntry mapKey="O" mappedValue="1"/><mapEntry mapKey="He" mappedValue="-1"/>
    </mapping>
  </responseDeclaration>
  <outcomeDeclaration identifier="SCORE" cardinality="single" baseType="float"/>
  <itemBody>
    <p>Look at <strong>water</strong>.</p>
    <choiceInteraction responseIdentifier="RESPONSE" shuffle="true" maxChoices="0">
      <prompt>Which elements are in it?</prompt>
      <simpleChoice identifier="H">Hydrogen<feedbackInline outcomeIdentifier="FEEDBACK" identifier="H"
        showHide="show">Twice.</feedbackInline></simpleChoice>
      <simpleChoice identifier="He">Helium</simpleChoice>
      <simpleChoice identifier="O">Oxygen</simpleChoice>
    </choiceInteraction>
  </itemBody>
  <responseProcessing template="http://www.imsglobal.org/question/qti_v2p2/rptemplates/map_response"/>
</assessmentItem>"""
_NAMES = (
    "assessmentItem", "responseDeclaration", "correctResponse", "value", "mapping", "mapEntry", "outcomeDeclaration",
    "itemBody", "choiceInteraction", "prompt", "simpleChoice", "feedbackInline", "responseProcessing",
)  # fmt: skip
_ATTRIBUTES = (
    "timeDependent", "baseType", "lowerBound", "upperBound", "defaultValue", "mapKey", "mappedValue", "maxChoices",
    "responseIdentifier", "outcomeIdentifier", "showHide",
)  # fmt: skip


def qti2_item(identifier: str = "choiceMultiple") -> bytes:
    """An item of version 2.2."""
    return _ITEM.format(identifier=identifier).encode()


def qti3_item() -> bytes:
    """The same item in the names of version 3."""
    text = _ITEM.format(identifier="choiceMultiple").replace("imsqti_v2p2", "imsqtiasi_v3p0")
    for name in _NAMES:
        hyphened = "".join(f"-{c.lower()}" if c.isupper() else c for c in name)
        text = text.replace(f"<{name}", f"<qti-{hyphened}").replace(f"</{name}>", f"</qti-{hyphened}>")
    for name in _ATTRIBUTES:
        hyphened = "".join(f"-{c.lower()}" if c.isupper() else c for c in name)
        text = text.replace(f" {name}=", f" {hyphened}=").replace(f"\n        {name}=", f" {hyphened}=")
    return text.encode()
