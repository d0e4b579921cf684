import pytest

from trellis.handbook.settings import Settings
from trellis.handbook.tests.pages import checked, codes_in, fixed, marked


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("We see the the point.\n", "We see the point.\n"),
        ("Work such as such as triage.\n", "Work such as triage.\n"),
        ("Meet with with them, in the in the room.\n", "Meet with them, in the room.\n"),
        ("One line ends in the\nthe next begins.\n", "One line ends in the next begins.\n"),
    ],
)
def test_doubled_words_are_deleted(text, mended):
    assert fixed(text, "HB110") == mended


@pytest.mark.parametrize(
    "text",
    [
        "It had had an effect that that team saw.\n",
        "Very very good, step by step by step, day to day to day.\n",
        "- End of the\n- the next\n",
        "| the | the |\n| --- | --- |\n| of | of |\n",
        "Go to Walla Walla or New New York.\n",
        "Write `the the` or <!-- the the --> here.\n",
        "See [the](/the/the) the-the a.the the.a.\n",
        "Numbers 10 10 and marks - - stay.\n",
        "Paragraph ends in the\n\nthe next begins.\n",
    ],
)
def test_repetition_with_a_meaning_is_no_fault(text):
    assert marked(text, "HB110") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("- Drive team successManage a team.\n- Manage others\n", ["successManage"]),
        ("We know the database.This is new.\n", ["database.This"]),
        ("We work at theDivision level.\n", ["theDivision"]),
        ("Use GitLab, DevOps, JavaScript, YouTube, eLearning, iPhone, macOS.\n", []),
        ("Call exportRoles and exportUsers.\n", []),
        ("| productInteraction | string |\n", []),
        ("See gitlab.com, Node.js, e.g. README.md and v1.Next.\n", []),
    ],
)
def test_words_that_ran_together(text, found):
    assert marked(text, "HB112") == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("This is an technical role.\n", ["an technical"]),
        ("This is a important role.\n", ["a important"]),
        ("A user, a unique one, a European, an hour, an honest, an historic, a one-off.\n", []),
        ("From a user in a university with a UX of an MBA for an SQL.\n", []),
        ("Plan a or an b, an x-ray.\n", []),
    ],
)
def test_articles(text, found):
    assert marked(text, "HB115") == found


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("It is written an moved through the rounds.", "“and moved” or “a moved”"),
        ("Click it an hit `run` then.", "“and hit” or “a hit”"),
        ("It is an moved stone.", "“a moved”"),
        ("It is an role in sales.", "“a role”"),
    ],
)
def test_an_before_a_verb_may_be_an_unfinished_and(text, meant):
    (found,) = checked(f"# Page\n\n{text}\n")

    assert found.message.endswith(f" should be {meant}.")


@pytest.mark.parametrize(
    ("slip", "likely"),
    [
        ("accesss", "access"),
        ("stretegic", "strategic"),
        ("responsibilites", "responsibilities"),
        ("recieve", "receive"),
    ],
)
def test_slip_is_told_with_the_likely_word(slip, likely):
    (found,) = checked(f"# Page\n\nThe {slip} here.\n")

    assert found.message == f"“{slip}” looks like a typing slip for “{likely}”."
    assert found.fix is None


@pytest.mark.parametrize(
    ("slip", "meant"),
    [("operatea", "“operated” or “operates”"), ("traiging", "“training” or “triaging”")],
)
def test_slip_for_two_words_alike_names_both(slip, meant):
    (found,) = checked(f"# Page\n\nThe {slip} here.\n")

    assert found.message == f"“{slip}” looks like a typing slip for {meant}."


def test_name_of_a_linked_web_site_is_no_slip():
    assert marked("See the [nidirect pages](https://www.nidirect.example/leave/).\n", "HB180") == []
    assert marked("An [orginal idea](https://www.example.com/orginal/).\n", "HB180") == ["orginal"]


@pytest.mark.parametrize("name", ["Curriciulum/Curriculum", "Techincal/Technical"])
def test_capitalised_slip_is_told_where_the_page_has_the_word_as_well(name):
    slip, likely = name.split("/")

    assert marked(f"The {slip} Developer.\n\nThe {likely} Developer.\n", "HB180") == [slip]
    assert marked(f"The {slip} Developer.\n", "HB180") == []


@pytest.mark.parametrize(
    "text",
    [
        "Colour and color, organise and organize, centre and center, labour and labor.\n",
        "Onboarding, offboarding, roadmap, backend, microservices, triaged, approvers, deliverables.\n",
        "They doesn't, shouldn’t, weren't, team's, teams’.\n",
        "Write `accesss` or visit https://accesss.example/accesss and accesss@example.com.\n",
        'See [the page](/accesss/) and <a name="accesss"></a>.\n',
        "```\naccesss\n```\n",
        "{% accesss %} {{ accesss }} <%= accesss %>\n",
        "Ask @accesss in #accesss or ~accesss.\n",
        "We use Coupa, Zuora and Kubernetes.\n",
    ],
)
def test_what_is_no_slip(text):
    assert marked(text, "HB180") == []


def test_words_of_the_house_are_no_slips():
    settings = Settings(vocabulary=("Accesss Tool",))

    assert [found.code for found in checked("# Page\n\nThe accesss tool.\n", settings)] == []


def test_page_in_another_language_is_not_spelled():
    slips = (
        "accesss stretegic responsibilites recieve seperate goverment enviornment commuication managment developement "
        "occured succesful neccessary acheive refered untill additonal availble enviroment knowlege"
    )

    assert marked(f"{slips}\n", "HB180") == []
    assert len(marked(" ".join(slips.split()[:8]) + "\n", "HB180")) == 8


def test_everything_at_once_is_found_in_order():
    text = "# Page\n\nWe has accesss to the the tools.This is an technical role.\n"

    assert codes_in(text) == ["HB180", "HB110", "HB112", "HB115"]


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("The the customers wait.\n", "The customers wait.\n"),
        ("Wait here. In  in time they come.\n", "Wait here. In  in time they come.\n"),
        ("We sign it. Have have fun.\n", "We sign it. Have fun.\n"),
        ("Will will come. That that is so.\n", "Will will come. That that is so.\n"),
        ("Plan A a is older.\n", "Plan A a is older.\n"),
    ],
)
def test_word_doubled_across_the_capital_of_a_sentence(text, mended):
    assert fixed(text, "HB110") == mended
