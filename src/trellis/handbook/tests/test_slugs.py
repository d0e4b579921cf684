"""Anchors under each rule, compared with what the rule's own tool makes of the same headings.

The expected values were made by running github-slugger 2.0.0, kramdown 2.4.0 with kramdown-parser-gfm 1.1.0, and Hugo
0.111.3 over these headings; GitLab's are those of `Gitlab::Utils::Markdown#string_to_anchor`.
"""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.handbook import slugs
from trellis.handbook.slugs import Anchors, HeadingName, anchors_of, slug
from trellis.handbook.tests.linked import page_of

HEADINGS = [
    # heading, github, gitlab, kramdown-gfm, kramdown, hugo
    ("Learning & Development", "learning--development", "learning-development", None, None, None),
    ("Location Factor < 0.69", "location-factor--069", "location-factor-069", None, None, None),
    ("Percent (%) of team", "percent--of-team", "percent-of-team", None, None, None),
    (
        "Turnover -- growth > X%",
        "turnover----growth--x",
        "turnover-growth-x",
        "turnover--growth--x",
        None,
        None,
    ),
    ("2. Second thing", "2-second-thing", "2-second-thing", None, "second-thing", None),
    ("123", "123", "anchor-123", None, "section", None),
    ("Über die Straße", "über-die-straße", "über-die-straße", None, "ber-die-strae", None),
    ("日本語 Foo", "日本語-foo", "日本語-foo", None, "foo", None),
    ("Foo_bar baz", "foo_bar-baz", "foo_bar-baz", None, "foobar-baz", None),
    ("**Bold** and *emph* `code()`", "bold-and-emph-code", "bold-and-emph-code", None, None, None),
    ("[Link](/a/b/) text", "link-text", "link-text", None, "linkab-text", "linkab-text"),
    ("![alt](x.png) picture", "-picture", "picture", None, "altxpng-picture", "altxpng-picture"),
    ("“Quoted” it’s – dash", "quoted-its--dash", "quoted-its-dash", None, None, None),
    ("Two  spaces", "two--spaces", "two-spaces", None, None, None),
    ("C++ / C# & Go", "c--c--go", "c-c-go", None, None, None),
    ("² squared ½", "-squared-", "-squared-", None, "squared-", None),
    ("a&amp;b &lt; c", "ab--c", "ab-c", None, "aampb-lt-c", "aampb-lt-c"),
    ("Ⓐ circled ⅳ", "ⓐ-circled-ⅳ", "ⓐ-circled-ⅳ", None, "circled-", "-circled-"),
    ("trailing hashes ##", "trailing-hashes", "trailing-hashes", None, None, None),
    ("-a-", "-a-", "-a-", None, "a-", None),
    (":ok_hand: Single", "ok_hand-single", "ok_hand-single", None, "okhand-single", None),
    ("Job\u00a0Grade\u00a0", "jobgrade", "jobgrade", None, None, None),
]


@pytest.mark.parametrize(("heading", "github", "gitlab", "gfm", "kramdown", "hugo"), HEADINGS)
def test_each_rule_makes_the_anchor_that_its_tool_makes(
    heading: str, github: str, gitlab: str, gfm: str | None, kramdown: str | None, hugo: str | None
) -> None:
    page = page_of(f"## {heading}\n")

    made = [
        anchors_of(page, rule).names[0] for rule in ("github", "gitlab", "kramdown-gfm", "kramdown", "hugo")
    ]

    assert made == [github, gitlab, gfm or github, kramdown or github, hugo or github]


def test_goldmark_keeps_ascii_alone_and_makes_hyphens_of_underscores() -> None:
    assert [slug("Über foo_bar", "goldmark"), slug("!!!", "goldmark")] == ["ber-foo-bar", "heading"]


DUPLICATES = ["echo", "echo", "echo 1", "echo-1", "echo"]


@pytest.mark.parametrize(
    ("rule", "names"),
    [
        ("github", ["echo", "echo-1", "echo-1-1", "echo-1-2", "echo-2"]),
        ("hugo", ["echo", "echo-1", "echo-1-1", "echo-1-2", "echo-2"]),
        ("kramdown", ["echo", "echo-1", "echo-1", "echo-1-1", "echo-2"]),
        ("kramdown-gfm", ["echo", "echo-1", "echo-1", "echo-1-1", "echo-2"]),
    ],
)
def test_duplicates_are_numbered_as_the_tool_numbers_them(rule: str, names: list[str]) -> None:
    assert slugs._names(tuple(HeadingName(text, None, None) for text in DUPLICATES), rule) == names


def test_a_rule_that_gives_one_name_twice_is_made_distinct_where_it_is_canonical() -> None:
    anchors = Anchors((HeadingName(text, None, None) for text in DUPLICATES), rule="kramdown")

    assert anchors.names == ("echo", "echo-1", "echo-1-2", "echo-1-1", "echo-2")


def test_explicit_names_come_first() -> None:
    anchors = anchors_of(page_of("# Grade {#pay}\n\n## Pay\n\n### Level\n{: #step .x}\n\nText.\n"))

    assert anchors.names == ("pay", "pay-1", "step")
    assert anchors.lookup("pay") == (0, "explicit", "pay")
    assert anchors.lookup("pay-1") == (1, "github", "pay-1")


def test_a_heading_with_a_name_is_still_found_by_its_words() -> None:
    assert anchors_of(page_of("# Pay grade {#pay}\n")).lookup("pay-grade") == (0, "loose", "pay")


def test_other_anchors_belong_to_the_heading_above() -> None:
    page = page_of("# One\n\n<a name='x'></a>\n\nText.\n{: #y}\n\n1. #### In a list:\n\n> ## In a quote\n")
    anchors = anchors_of(page)

    found = {name: anchors.lookup(name) for name in ("x", "y", "in-a-list", "in-a-quote")}

    assert found == {
        "x": (None, "other", "x"),
        "y": (0, "other", "y"),
        "in-a-list": (0, "other", "in-a-list"),
        "in-a-quote": (0, "other", "in-a-quote"),
    }


@pytest.mark.parametrize(
    ("anchor", "rule"),
    [
        ("learning--development-partner", "github"),
        ("learning-development-partner", "gitlab"),
        ("Learning--Development-Partner", "loose"),
        ("learning--development-partner/", "loose"),
        ("user-content-learning--development-partner", "loose"),
        ("5-start", "github"),
        ("start", "kramdown"),
        ("whats-new", "github"),
        ("what-s-new", "loose"),
    ],
)
def test_an_anchor_of_another_rule_finds_its_heading(anchor: str, rule: str) -> None:
    anchors = anchors_of(page_of("# Learning & Development Partner\n\n# 5. Start\n\n# What's new?\n"))

    found = anchors.lookup(anchor)

    assert found is not None
    assert found.rule == rule


def test_a_foreign_anchor_finds_nothing() -> None:
    anchors = anchors_of(page_of("# One\n\n# Two & three\n"))

    assert [anchors.lookup(name) for name in ("four", "", "-", "on", "two")] == [None] * 5


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(KeyError):
        anchors_of(page_of("# One\n"), "sphinx")


names = st.text(st.sampled_from("aB1 -_&.:é日’"), max_size=8)
headings = st.lists(
    st.builds(HeadingName, names, st.none() | names, st.none() | st.sampled_from(["x", "a-1"])), max_size=8
)


@given(headings, st.sampled_from(slugs.RULES))
def test_canonical_anchors_are_distinct_and_lead_to_their_heading(
    found: list[HeadingName], rule: str
) -> None:
    anchors = Anchors(found, rule=rule)

    assert len(set(anchors.names)) == len(found)
    for index, name in enumerate(anchors.names):
        match = anchors.lookup(name)
        assert match is not None
        assert (match.heading, match.canonical) == (index, name)


@given(headings, st.text(max_size=6))
def test_a_lookup_is_the_same_after_storing(found: list[HeadingName], anchor: str) -> None:
    anchors = Anchors(found, [("y", None)])

    stored = pickle.loads(pickle.dumps(anchors))

    assert stored == anchors
    assert stored.lookup(anchor) == anchors.lookup(anchor)


@given(st.text(max_size=60))
def test_any_text_has_anchors(text: str) -> None:
    page = page_of(text)

    for rule in slugs.RULES:
        assert len(anchors_of(page, rule).names) == len(page.headings)
