"""Questions from other systems and to them: what each format says, what is left out, and there and back."""

from __future__ import annotations

import io
import zipfile
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trellis.assessments.definitions import questions as q
from trellis.assessments.definitions import writing
from trellis.assessments.definitions.scoring import best_answer, score
from trellis.assessments.exchange import aiken, formats, gift, markup, moodle, zips
from trellis.assessments.exchange.pages import page_of, quiz_of
from trellis.assessments.exchange.results import UnreadableFile
from trellis.assessments.tests import strategies
from trellis.assessments.tests.samples import AIKEN, GIFT, MOODLE, qti2_item, qti3_item

FEW = settings(deadline=None, max_examples=40)
"""Each example writes and reads whole files."""
EVERY_FORMAT = tuple(formats.FORMATS)


def out(found):
    return [note.message for note in found.notes if not note.is_kept]


# -- GIFT


def test_gift_has_all_types_with_weights_feedback_and_escapes():
    found = gift.read(GIFT)
    by_key = {each.key: each for each in found.questions}

    assert [each.type for each in found.questions] == [
        "single", "multiple", "true-false", "short", "numeric", "numeric", "matching", "essay", "single", "single"
    ]  # fmt: skip
    capital = by_key["capital"]
    assert (capital.stem, capital.pool, capital.tags) == (
        "What is the **capital** of Italy?",
        "geography",
        ("europe", "easy"),
    )
    assert [(o.text, o.is_right, o.credit, o.feedback) for o in capital.options] == [
        ("Rome", True, None, "Yes: Rome."), ("Milan", False, Decimal("0.5"), "Nearly."), ("Paris = no", False, None, "")
    ]  # fmt: skip
    assert capital.explanation == "Since 1871."
    assert [o.credit for o in by_key["rivers"].options] == [None, None, None]
    assert [o.feedback for o in by_key["flat"].options] == ["It is round.", "Right."]
    assert [(a.text, a.credit) for a in by_key["word"].accepted] == [
        ("colour", 1),
        ("color", Decimal("0.8")),
        ("2\\*3", 1),
    ]
    assert [(a.low, a.high, a.credit) for a in by_key["pi"].accepted] == [
        (Decimal("3.13"), Decimal("3.15"), 1), (3, 4, Decimal("0.5"))
    ]  # fmt: skip
    assert (by_key["range"].accepted[0].low, by_key["range"].accepted[0].high) == (1, 5)
    assert [(p.text) for p in by_key["pairs"].pairs] == ["Italy", "Japan"]
    assert [c.text for c in by_key["pairs"].choices] == ["Rome", "Tokyo", "Oslo"]
    assert by_key["lives"].stem == "A \\_\\_\\_\\_\\_ has nine lives."
    assert by_key["sign"].options[0].text == "\\# is \\\\"


def test_gift_names_what_it_cannot_take_by_its_line_and_keeps_the_rest():
    found = gift.read("A text.\n\nWhich? {~a ~b}\n\nWhich? {=a ~b}\n\nBroken? {=a\n\nPi? {#abc}\n")

    assert [each.line for each in found.questions] == [5]
    assert [(note.where, note.message.split(":")[0].split(".")[0]) for note in found.notes] == [
        ("line 1", "It asks nothing"), ("line 3", "It has no right answer"),
        ("line 7", "The brace before its answers is never closed"), ("line 9", "“abc” is no number"),
    ]  # fmt: skip


# -- Aiken


def test_aiken_has_single_choices_and_names_the_broken_ones():
    found = aiken.read(AIKEN)

    assert [(each.type, each.stem, each.right[0].text) for each in found.questions] == [
        ("single", "Which is a *fruit*?".replace("*", "\\*"), "Apple"), ("single", "Which is red?", "Rose")
    ]  # fmt: skip
    assert found.questions[1].explanation == "Roses are."
    assert [note.where for note in found.notes] == ["line 11", "line 16"]


# -- Moodle


def test_moodle_has_all_its_types_and_tells_what_it_cannot_take():
    found = moodle.read(MOODLE)
    by_key = {each.key: each for each in found.questions}

    assert {key: each.type for key, each in by_key.items()} == {
        "which": "single", "several": "multiple", "flat": "true-false", "word": "short", "force": "numeric",
        "pairs": "matching", "order": "ordering", "gaps": "cloze", "letter": "essay", "upload": "file", "pick": "cloze",
    }  # fmt: skip
    assert out(found) == [
        "It is a text and asks nothing.", "Dragging onto a picture is not known here; make it a hotspot or a matching."
    ]  # fmt: skip
    which = by_key["which"]
    assert which.stem == "Which is **round**?\n\n![A ball](media/ball.png)"
    assert found.files == {"ball.png": b"picture"}
    assert (which.points, which.pool, which.tags, which.hint) == (2, "shapes", ("geometry",), "Roll it.")
    assert [(o.text, o.credit, o.feedback) for o in which.options] == [
        ("Ball", None, "Yes."), ("Egg", Decimal("0.5"), ""), ("1 < 2 & 3", None, "")
    ] or which.options[2].text == "1 \\< 2 & 3"  # fmt: skip
    assert by_key["word"].accepted[0].is_exact
    assert (by_key["force"].unit, by_key["force"].accepted[0].low) == ("N", Decimal("9.5"))
    gaps = by_key["gaps"]
    assert gaps.text == "Berlin lies in [[1]], on the [[2]], at [[3]] m."
    assert [gap.kind for gap in gaps.gaps] == ["short", "choice", "numeric"]
    assert gaps.gaps[0].written == "Germany|Europe (50%)"
    assert score(gaps, best_answer(gaps)).is_right
    assert [o.text for o in by_key["pick"].gaps[0].options] == ["cat", "dog"]


# -- QTI


def test_an_item_of_qti_is_read_whatever_its_version():
    two, three = formats.read(qti2_item()), formats.read(qti3_item())

    for found in (two, three):
        (question,) = found.questions
        assert (question.type, question.key, question.points) == ("multiple", "choiceMultiple", 2)
        assert question.stem == "Look at **water**.\n\nWhich elements are in it?"
        assert [(o.text, o.is_right) for o in question.options] == [
            ("Hydrogen", True),
            ("Helium", False),
            ("Oxygen", True),
        ]
        assert question.options[0].feedback == "Twice."
    assert two.questions[0].fingerprint == three.questions[0].fingerprint


def test_what_is_no_item_is_said_plainly():
    with pytest.raises(UnreadableFile, match="assessmentItem"):
        formats.read(b"<html/>")
    with pytest.raises(UnreadableFile, match="no XML"):
        formats.read(b"<quiz><question>")
    with pytest.raises(UnreadableFile, match="none of the formats"):
        formats.read(b"Hello.")


def test_a_package_is_read_in_the_order_of_its_test_and_bad_items_are_named():
    files = {
        "b.xml": qti2_item("second"), "a.xml": qti2_item("first"), "bad.xml": b"<assessmentItem>",
        "test.xml": b'<assessmentTest title="Water"><assessmentItemRef href="a.xml"/><assessmentItemRef href="b.xml"/>'
        b"</assessmentTest>",
    }  # fmt: skip
    found = formats.read(zips.archive_of(files))

    assert (found.title, [each.key for each in found.questions]) == ("Water", ["first", "second"])
    assert [note.where for note in found.notes if not note.is_kept] == ["bad.xml"]


# -- harm


def test_entities_are_not_resolved_and_nothing_is_loaded():
    bomb = b'<!DOCTYPE quiz [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><quiz><question>&b;</question></quiz>'
    foreign = b'<!DOCTYPE quiz [<!ENTITY x SYSTEM "file:///etc/hostname">]><quiz>&x;</quiz>'

    for data in (bomb, foreign):
        with pytest.raises(UnreadableFile, match="entities"):
            moodle.read(data)


def test_an_archive_that_grows_without_bound_is_refused(monkeypatch):
    monkeypatch.setattr(zips, "LARGEST_FILE", 1000)
    with pytest.raises(UnreadableFile, match="more than it may"):
        zips.files_of(zips.archive_of({"a.xml": b" " * 1001}))
    with pytest.raises(UnreadableFile, match="broken"):
        zips.files_of(b"PK\x03\x04 nothing")


def test_names_in_an_archive_lead_nowhere():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../../etc/x.xml", qti2_item())
    (question,) = formats.read(out.getvalue()).questions

    assert question.key == "choiceMultiple"


@given(
    st.text(max_size=200)
    | st.lists(st.sampled_from([*"{}=~#%:\\\n/ a1->", "####", "::", "$CATEGORY: x", "//"])).map("".join)
)
def test_no_text_stops_the_reading(text):
    page_of(gift.read(text), "T")
    page_of(aiken.read(text + "\nA. x\nB. y\nANSWER: A\n"), "T")


@given(st.text(max_size=60).filter(lambda text: "\0" not in text))
def test_plain_text_becomes_markdown_that_shows_the_same(text):
    same = " ".join(markup.xml_text(text).split())

    assert markup.to_text(markup.escaped(same)) == same


# -- there and back


@FEW
@given(st.lists(strategies.every, max_size=4, unique_by=lambda each: each.key), st.sampled_from(EVERY_FORMAT))
def test_what_a_format_holds_comes_back_with_the_same_right_answers(several, form):
    made = formats.write(several, form, "T")
    left = {note.where for note in made.notes if not note.is_kept}
    found = formats.read(made.data, form=form) if len(left) < len(several) else None
    kept = [each for each in several if each.key not in left]

    assert out(found) == [] if found else True
    assert [each.stem for each in found.questions if form != "aiken"] == [
        _stem(each, form) for each in kept if form != "aiken"
    ] if found else True  # fmt: skip
    for before, after in zip(kept, found.questions if found else (), strict=True):
        assert after.type == _type_there(before, form)
        if after.type == before.type and not before.is_by_hand:
            assert _right(after) == _right(before)


def _stem(question, form):
    return question.title if isinstance(question, q.Cloze) else question.stem


def _type_there(question, form):
    if form.startswith("qti") and question.type == "categorize":
        return "matching"
    if form == "aiken" and question.type == "true-false":
        return "single"
    return question.type


def _right(question):
    """What is right, in words."""
    if isinstance(question, q.Choice):
        return [markup.to_text(each.text) for each in question.right]
    if isinstance(question, q.Matching):
        by_key = {each.key: each.text for each in question.choices}
        return {(each.text, by_key[each.choice]) for each in question.pairs}
    if isinstance(question, q.Ordering):
        return [each.text for each in question.items]
    if isinstance(question, q.ShortAnswer):
        return {each.text for each in question.accepted}
    if isinstance(question, q.Numeric):
        return [(each.low, each.high) for each in question.accepted]
    if isinstance(question, q.Cloze):
        return [
            (gap.kind, {o.text for o in gap.options if o.is_right}, {t.text for t in gap.texts})
            for gap in question.gaps
        ]
    if isinstance(question, q.Hotspot):
        return [(each.shape, each.numbers, each.is_right, each.label) for each in question.areas]
    return None


@FEW
@given(
    st.lists(strategies.every, min_size=1, max_size=3, unique_by=lambda each: each.key),
    st.sampled_from(("qti2", "qti3", "moodle")),
)
def test_an_imported_question_becomes_a_page_that_asks_the_same(several, form):
    found = (
        formats.read(formats.write(several, form, "T").data, form=form) if _any_kept(several, form) else None
    )
    if found is None:
        return
    text, kept = page_of(found, "T")

    assert [note.message for note in found.notes if "Look at it" in note.message] == []
    assert [each.fingerprint for each in kept] == [each.fingerprint for each in found.questions]
    assert quiz_of(text)[0].questions == kept
    assert writing.page("T", kept) == text


def _any_kept(several, form):
    notes = formats.write(several, form, "T").notes
    return sum(1 for note in notes if not note.is_kept) < len(several)
