import pytest

from trellis.handbook.tests.pages import codes_in, fixed, marked


def test_line_that_lost_its_marker_gets_that_of_the_list():
    text = (
        "* Manage relationships with partners\n* Plan the work\nCollaborate with leadership to meet goals\n"
    )

    assert fixed(text, "HB120") == text.replace("Collaborate", "* Collaborate")


@pytest.mark.parametrize(
    "text",
    [
        "- One item here\n- another that is wrapped by\n  hand\nGoes on here today\n",
        "- Plan the work\n- Report to the board\nThe rest is told elsewhere\n",
        "- Plan the work\n- Report to the board\nImplementation of this is being discussed\n",
        "- Plan the work\n- Report to the board\nMake sure to save the report\n",
        "- Plan the work\n- Report to the board\nPlan well. Report well.\n",
        "- Plan the work\n- Report to the board  \nAfter a break the item goes on\n",
        "- Plan the work\n- Report to the board:\nMonthly and quarterly numbers\n",
        "- Plan the work\n- Report to\nGitLab and others today\n",
        "- Plan the work\n    - Report to the board\nCollaborate with leadership to meet goals\n",
        "- Plan the work\n- Report to the board\n\nCollaborate with leadership to meet goals\n",
        "```\n- Plan the work\n- Report to the board\nCollaborate with leadership\n```\n",
    ],
)
def test_line_that_belongs_to_the_item_above_or_to_none_is_left_alone(text):
    assert marked(text, "HB120") == []


def test_doubled_marker_goes():
    assert fixed("* Plan\n* * Report\n", "HB121") == "* Plan\n* Report\n"


@pytest.mark.parametrize("text", ["* * *\n", "- - -\n", "- [ ] task\n", "- -\n", "* - \n"])
def test_rules_and_tasks_are_no_doubled_markers(text):
    assert marked(text, "HB121") == []


def test_marker_gets_its_space():
    assert fixed("- Plan\n-Report\n-[Page](/a)\n", "HB122") == "- Plan\n- Report\n- [Page](/a)\n"


@pytest.mark.parametrize(
    "text", ["*emphasis*\n* item\n", "-5 degrees\n- item\n", "-Single\n", "+1\n+ item\n", "**Bold**\n* a\n"]
)
def test_emphasis_and_numbers_are_no_markers(text):
    assert marked(text, "HB122") == []


def test_bullet_becomes_a_marker():
    assert fixed("• Plan\n•\u00a0Report\n", "HB123") == "- Plan\n- Report\n"


def test_dash_of_speech_is_no_bullet_but_a_list_of_dashes_is():
    assert marked("He said it.\n\n— Somebody\n", "HB123") == []
    assert fixed("– Plan\n– Report\n", "HB123") == "- Plan\n- Report\n"


def test_a_good_list_is_clean():
    text = (
        "# Page\n\n- One\n    - Nested\n    - Items\n- Two\n\n1. First\n2. Second\n\n- [x] Done\n- [ ] Open\n"
    )

    assert codes_in(text) == []
