"""handbook.yml: every key, and what is said about a wrong one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.handbook import yaml
from trellis.handbook.diagnostics import Diagnostic, Reporter
from trellis.handbook.settings import (
    SETTINGS,
    SLUG_RULES,
    Entity,
    ReviewRule,
    Settings,
    WordList,
    matches,
    read_settings,
)
from trellis.handbook.slugs import RULES
from trellis.handbook.text import SourceText


def read(
    text: str, path: str = "handbook.yml", kinds: tuple[str, ...] = ()
) -> tuple[Settings, list[Diagnostic]]:
    reporter = Reporter(path, SourceText(text))
    made = read_settings(yaml.parse(text).node, reporter, kinds)
    return made, reporter.found


EVERYTHING = """
organisation: Example
currency: eur
fiscal_year_start: "04-01"
languages: [en, de]
time_zones: Europe/Berlin
entities:
  - {name: Example GmbH, country: Germany, currency: EUR}
hosts: [https://Handbook.example.com/, example.org/book]
slugs: gitlab
redirects: {/old/: /new/, /a/*: /b/*}
outside: [/blog]
complete: true
select: [HB, jf101]
ignore: HB180
paths:
  - {path: "old/**", ignore: [HB], kinds: {job-family: {check: false}}}
visibility:
  - {path: jobs/, to: public}
  - {path: cases/, to: restricted, roles: [Case Handler], people: petra@example.org}
reviews:
  - path: policies/
    days: 365
vocabulary: [Trellis, 42]
words: {masculine: {extra: [lead], removed: [drive]}, ninja: [ninja]}
kinds: {job-family: {check: true, most: 5}}
limits: {page_bytes: 1000}
"""


def test_every_setting_is_read() -> None:
    settings, found = read(EVERYTHING)

    assert found == []
    assert (settings.organisation, settings.currency, settings.fiscal_year_start) == (
        "Example",
        "EUR",
        "04-01",
    )
    assert (settings.languages, settings.time_zones) == (("en", "de"), ("Europe/Berlin",))
    assert settings.entities == (Entity("Example GmbH", "Germany", "EUR"),)
    assert settings.hosts == (("Handbook.example.com", ""), ("example.org/book", ""))
    assert (settings.slugs, settings.complete, settings.outside) == ("gitlab", True, ("/blog",))
    assert settings.redirects == {"/old/": "/new/", "/a/*": "/b/*"}
    assert (settings.select, settings.ignore) == (("HB", "JF101"), ("HB180",))
    assert settings.reviews == (ReviewRule("policies/", 365),)
    assert settings.vocabulary == ("Trellis", "42")
    assert settings.words == {"masculine": WordList(("lead",), ("drive",)), "ninja": WordList(("ninja",))}
    assert [rule[:4] for rule in settings.visibility] == [
        ("jobs/", "public", (), ()),
        ("cases/", "restricted", ("Case Handler",), ("petra@example.org",)),
    ]
    assert settings.page_bytes == 1000
    assert settings.path == "handbook.yml"


def test_every_setting_is_in_the_example_above() -> None:
    node = yaml.parse(EVERYTHING).node
    assert node is not None

    assert {key for key, _ in node.items()} == set(SETTINGS)


def test_settings_of_a_path_go_before_those_of_all() -> None:
    settings, _ = read(EVERYTHING)

    assert settings.kind("job-family", "new/a.md") == {"check": True, "most": 5}
    assert settings.kind("job-family", "old/a.md") == {"check": False, "most": 5}
    assert settings.kind("other", "old/a.md") == {}
    assert [rule.ignore for rule in settings.rules_for("old/a.md")] == [("HB",)]


def test_nothing_gives_the_defaults() -> None:
    assert read("") == (Settings(path="handbook.yml"), [])


@pytest.mark.parametrize(
    ("text", "code", "message", "hint"),
    [
        ("organistaion: x", "HB020", "“organistaion” is no setting.", "Did you mean “organisation”?"),
        ("limits: {page: 1}", "HB020", "“page” is no setting.", "Did you mean “page_bytes”?"),
        ("hosts: 12", "HB021", "“hosts” must be a list of texts.", None),
        ("currency: euro", "HB021", "“currency” must be the three letters of a currency, such as EUR.", None),
        ("slugs: mine", "HB021", f"“slugs” must be one of {', '.join(SLUG_RULES)}.", None),
        ("complete: 1", "HB021", "“complete” must be true or false.", None),
        ("limits: {page_bytes: 0}", "HB021", "“page_bytes” must be a whole number above 0.", None),
        ("entities: [{country: x}]", "HB021", "“Each entry” must be an entity with a name.", None),
        ("paths: [{ignore: [HB]}]", "HB021", "“Each entry” must be a mapping with a path.", None),
        ("select: [nonsense!]", "HB021", "“select” must be codes such as HB101, not “NONSENSE!”.", None),
        ("- a", "HB021", "“handbook.yml” must be a list of keys and values.", None),
        ("kinds: {job: {}}", "HB020", "“job” is no setting of kinds.", "Did you mean “job-family”?"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, code: str, message: str, hint: str | None) -> None:
    settings, found = read(text, kinds=("job-family",))

    assert [(d.code, d.message) for d in found] == [(code, message)]
    assert hint is None or found[0].hint == hint
    assert text[slice(*found[0].span)].strip()
    assert settings.hosts == ()


def test_a_wrong_setting_leaves_the_others() -> None:
    settings, found = read("currency: 5\norganisation: Example\n")

    assert (settings.organisation, settings.currency, len(found)) == ("Example", "EUR", 1)


def test_settings_of_a_mounted_handbook_speak_of_its_folder() -> None:
    settings, _ = read(
        "hosts: [a.example]\npaths:\n - path: old/*.md\n - path: draft.md\n"
        "redirects: {/old/: /new/#x, away: https://x.example/}\n",
        "inner/handbook.yml",
    )

    assert settings.hosts == (("a.example", "inner"),)
    assert [rule.path for rule in settings.paths] == ["inner/old/*.md", "inner/**/draft.md"]
    assert settings.redirects == {"/inner/old/": "/inner/new/#x", "/inner/away": "https://x.example/"}
    assert settings.rules_for("inner/x/draft.md")
    assert settings.rules_for("inner/draft.md")
    assert not settings.rules_for("draft.md")


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("a.md", "a.md", True),
        ("a.md", "x/a.md", True),
        ("/a.md", "x/a.md", False),
        ("x", "x/y/a.md", True),
        ("x/", "q/x/a.md", True),
        ("x/*.md", "x/a.md", True),
        ("x/*.md", "x/y/a.md", False),
        ("x/**", "x/y/a.md", True),
        ("**/a.md", "a.md", True),
        ("x/**/a.md", "x/a.md", True),
        ("x/**/a.md", "x/y/z/a.md", True),
        ("a?.md", "ab.md", True),
        ("a?.md", "a/.md", False),
        ("[a].md", "[a].md", True),
        ("*.md", "x/y.md", True),
        ("x.md", "xx.md", False),
    ],
)
def test_patterns_match_as_people_expect(pattern: str, path: str, expected: bool) -> None:
    assert matches(pattern, path) is expected


def test_slug_rules_are_those_that_links_know() -> None:
    assert set(SLUG_RULES) == set(RULES)


values: st.SearchStrategy[Any] = st.recursive(
    st.sampled_from(["1", "true", "x", "''", "[]", "{}", "null", "'04-01'", "HB1"]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda parts: f"[{', '.join(parts)}]"),
        st.lists(
            st.tuples(st.sampled_from(["path", "name", "x", "ignore", "kinds", "extra"]), inner), max_size=3
        ).map(lambda pairs: "{" + ", ".join(f"{k}: {v}" for k, v in pairs) + "}"),
    ),
    max_leaves=6,
)


@given(st.lists(st.tuples(st.sampled_from([*SETTINGS, "other"]), values), max_size=4))
def test_any_values_are_read_or_reported(pairs: list[tuple[str, str]]) -> None:
    text = "".join(f"{key}: {value}\n" for key, value in pairs)

    settings, found = read(text)

    assert isinstance(settings, Settings)
    assert all(0 <= d.span.start <= d.span.end <= len(text) for d in found)


@given(st.text(alphabet="*?/a.[]{}()\\+^$|", max_size=12), st.text(alphabet="/a.", max_size=12))
def test_any_pattern_can_be_asked(pattern: str, path: str) -> None:
    assert matches(pattern, path) in (True, False)
