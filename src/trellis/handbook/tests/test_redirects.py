"""Where addresses have moved."""

from __future__ import annotations

import pytest

from trellis.handbook.compiler import compile_handbook
from trellis.handbook.redirects import Redirects, moves_of
from trellis.handbook.settings import Settings
from trellis.handbook.source import MemorySource, MountedSources

MOVED = Redirects(
    [
        ("/old/", "/new/#part"),
        ("/old/", "/ignored/"),
        ("/people-ops/*", "/people/*"),
        ("/people-ops/pay/", "/finance/pay/"),
        ("/people-ops/it/*", "/it/"),
        ("wiki/*", "https://wiki.example.com/*"),
        ("/a%20b/", "/c/"),
    ]
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("old", "/new/#part"),
        ("/old/index.md", "/new/#part"),
        ("OLD", "/new/#part"),
        ("a b", "/c/"),
        ("people-ops", "/people/"),
        ("people-ops/time-off/", "/people/time-off"),
        ("people-ops/pay", "/finance/pay/"),
        ("people-ops/it/help/desk", "/it/help/desk"),
        ("wiki/Some Page?#x", "https://wiki.example.com/Some%20Page%3F%23x"),
        ("wiki/../../evil", None),
        ("older", None),
        ("people-opsx", None),
        ("", None),
    ],
)
def test_an_address_has_moved_where_its_nearest_rule_says(old: str, new: str | None) -> None:
    assert MOVED.of(old) == new


def test_all_of_a_site_may_have_moved() -> None:
    assert Redirects([("/*", "/handbook/*")]).of("a/b") == "/handbook/a/b"


def test_a_former_address_is_read_from_the_root_or_from_where_the_page_lies() -> None:
    assert list(moves_of("/m/a/b/", "m/a/b.md", "/x/", "m")) == [("m//x/", "/m/a/b/")]
    assert [old for old, _ in moves_of("/m/a/b/", "m/a/b.md", "x", "m")] == ["m/x", "m/a/x", "m/a/b/x"]


def test_nothing_has_moved_unless_somebody_says_so() -> None:
    assert not Redirects(Settings().redirects.items())


def test_redirects_of_a_mounted_handbook_hold_for_its_folder() -> None:
    inner = {
        "handbook.yml": "redirects:\n  /old/*: /new/*\n",
        "new/x.md": "# X\n",
        "page.md": "# Page\n\n[x](/old/x/)\n",
    }
    outer = {"page.md": "# Page\n\n[x](/inner/old/x/)\n"}

    handbook = compile_handbook(MountedSources({"outer": MemorySource(outer), "inner": MemorySource(inner)}))

    assert handbook.links["inner/page.md"][0].target == "inner/new/x.md"
    assert handbook.links["outer/page.md"][0].target == "inner/new/x.md"
