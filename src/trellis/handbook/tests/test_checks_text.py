import pytest

from trellis.handbook.tests.pages import marked


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("- Meet people in accounting, sales or product (m\n- Next\n", ["(m"]),
        ("* Experience leading a team of designers and/or\n  * Strong skills\n", ["and/or"]),
        ("* A process that is inclusive of\n* Next one here\n", ["of"]),
        ("We instruct you on adding your \n\nNext.\n", ["your"]),
        ("We plan and we develop the\n", ["the"]),
        ("We had people across accounting, sales, exec admin,\n\n## Next\n\nText.\n", [","]),
    ],
)
def test_text_that_was_cut_off(text, found):
    assert marked(text, "HB111") == found


@pytest.mark.parametrize(
    "text",
    [
        "- supply and customer lists; and\n- price lists\n",
        "- a member for two years, or\n- older\n",
        "Everybody must be able to\n\n- read\n- write\n",
        "* Make sure that all of the\n    * hardware\n    * software\n",
        "We wrap our lines and the\nsentence goes on.\n",
        "Things that we are proud of\n",
        "Everything that you are part of\n",
        "| We plan the |\n| --- |\n| and develop a |\n",
        "## What we are and\n\nText.\n",
        "```\nwe plan and develop the\n```\n",
        "See the table and\n\n> a quotation\n",
    ],
)
def test_text_that_goes_on_elsewhere_is_whole(text):
    assert marked(text, "HB111") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We answer (within an hour and always, all of us.\n", ["("]),
        ("We answer within an hour) and always.\n", [")"]),
        ("1) One\n2) Two and a) b) c) too\n", []),
        ("All is well :) and ;-) and :( there\n", []),
        ("Brackets (over\ntwo lines) are fine.\n", []),
        ("See `f(x` and [page](/a_(b)) for (more).\n", []),
        ("See [page] (/address for more.\n", []),
        ("全角（かっこ)です。\n", []),
    ],
)
def test_brackets_without_a_partner(text, found):
    assert marked(text, "HB113") == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("All products, - creating one.\n", [", -"]),
        ("One,, two and three ,four.\n", [",,", " ,"]),
        ("It ends here.. And here. . Well, etc..\n", ["..", ". ."]),
        ("Develops long- range plans.\n", ["long- range"]),
        ("Front- and backend, short- to mid-term, pre- or postfix.\n", []),
        ("Wait... what? Use ../folder and a..b, e.g., i.e., Inc., or etc., too.\n", []),
        ("| a ,b | c,,d |\n| --- | --- |\n", []),
        ("Write `a ,b` and `c,,d`.\n", []),
    ],
)
def test_stray_punctuation(text, found):
    assert marked(text, "HB114") == found
