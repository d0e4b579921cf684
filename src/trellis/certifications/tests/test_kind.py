import pytest

from trellis.certifications.definitions import codes
from trellis.certifications.definitions.certifications import NAME
from trellis.certifications.definitions.requirements import leaves
from trellis.config.kinds import all_kinds
from trellis.handbook.tests.examples import found_in
from trellis.pages.tests.served import compiled

KINDS = all_kinds()
every_code = pytest.mark.parametrize("code", codes.CODES, ids=lambda code: code.id)


@every_code
def test_the_bad_example_of_a_code_shows_it(code):
    assert found_in(code.bad, code, KINDS) != []


@every_code
def test_the_good_example_of_a_code_does_not_show_it(code):
    assert found_in(code.good, code, KINDS) == []


def assembled(**others):
    return compiled({**codes.NO_OWNER.good.files, **others}).assembled[NAME]


def test_a_page_says_what_to_show_how_long_it_counts_and_how_it_is_renewed():
    found = assembled().by_key["calibrator"]

    assert (found.title, found.owner, found.months, found.window_days) == (
        "Calibrator",
        "Head of Calibration",
        24,
        90,
    )
    assert [(each.kind, each.key) for each in leaves(found.requires)] == [
        ("course", "gauges"), ("quiz", "courses/gauges/quiz.md"), ("path", "first-weeks"),
        ("practical", "gauges/bench"), ("sign-off", "head of calibration: calibrated-a-gauge"),
        ("certification", "assistant"),
    ]  # fmt: skip
    assert found.to_renew.key == "gauges"
    assert found.ladder == (90, 30)
    assert found.can_be_earned


@pytest.mark.parametrize(
    "requires",
    [
        "{course: gauges, quiz: courses/gauges/quiz.md}",
        "{at-least: 3, of: [{course: gauges}, {path: first-weeks}]}",
        "{all: [{course: gauges}, {corse: other}]}",
        "{all: [{course: gauges}, later]}",
        "{course: gauges, score: 80}",
        "{any: []}",
        "{sign-off: manager}",
    ],
)
def test_what_is_not_clear_can_never_be_earned(requires):
    text = codes._ASSISTANT.replace("{course: gauges}", requires)
    found = assembled(**{"certifications/assistant.md": text}).by_key["assistant"]

    assert not found.can_be_earned


def test_a_renewal_that_cannot_be_read_does_not_make_it_easier():
    text = codes._GOOD.replace("requires: {course: gauges}}", "requires: 3}")
    found = assembled(**{"certifications/calibrator.md": text}).by_key["calibrator"]

    assert not (found.renewal and found.renewal.is_whole) or found.to_renew == found.requires


def test_it_says_for_which_certifications_something_counts():
    found = assembled()

    assert [each.key for each in found.asking_for("course", "gauges")] == ["assistant", "calibrator"]
    assert list(found.asking_for("course", "other")) == []
