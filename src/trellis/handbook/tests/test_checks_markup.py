import pytest

from trellis.handbook.tests.pages import checked, codes_in, marked


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("The **grade is seven.\n", ["**"]),
        ("- One **bold** and **one not\n- Next\n", ["**"]),
        ("The **grade** is **seven**.\n", []),
        ("Bold **over\ntwo lines** is fine.\n", []),
        ("Write `a ** b` and 2 ** 3.\n", []),
        ("** Footnote\n", []),
    ],
)
def test_emphasis_without_an_end(text, found):
    assert marked(text, "HB140") == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Run `trellis check now.\n", ["`"]),
        ("Run `a` and `b`.\n", []),
        ("```\na ` b\n```\n", []),
        ("``a ` b``\n", []),
    ],
)
def test_code_without_an_end(text, found):
    assert marked(text, "HB141") == found


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("See the [page] (/a/) now.\n", "There is a space between the text and the address of the link."),
        ("See the [page](https://example.com/a. \n", "The bracket around the link's address is not closed."),
        ("See the [page](https://example.com/a b/c) now.\n", "The address of the link holds a space."),
    ],
)
def test_links_that_are_none(text, message):
    assert [found.message for found in checked(text) if found.code == "HB142"] == [message]


@pytest.mark.parametrize(
    "text",
    [
        'See [a](/b "title") and [c](/d).\n',
        "An array [1] (see below).\n",
        "`[a] (/b)`\n",
        "[a](/b_(c))\n",
        "[a](</b c>)\n",
    ],
)
def test_good_links(text):
    assert marked(text, "HB142") == []


def test_title_comes_from_front_matter_or_heading():
    assert [found.code for found in checked("Text.\n")] == ["HB151"]
    assert codes_in("---\ntitle: T\n---\nText.\n") == []
    assert [found.code for found in checked("# T\n\nText.\n")] == []
    assert [found.code for found in checked("")] == []
