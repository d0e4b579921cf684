"""Whatever is written as a link: it is resolved without an error, and its canonical form leads to the same place."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from trellis.handbook import destinations
from trellis.handbook.tests.linked import Linked, diagnostics_of, mended

PATHS = (
    "index.md",
    "a/index.md",
    "a.md",
    "a/b c.md",
    "a/(d).md",
    "Ä/é%41.md",
    "m/a/x&y.html.md",
    "m/007.txt",
    "m/README.md",
)
TEXT = "---\naliases: [/old/, near]\n---\n# One two\n\n## Ü & {#n}\n\n[x](/a/y/)\n"
SETTINGS = {
    "hosts": (("h.org", ""), ("g.org/x", "m")),
    "redirects": (("/r/", "/a/"), ("/s/*", "/m/*"), ("/t/", "/t/")),
}
HANDBOOKS = (
    Linked(dict.fromkeys(PATHS, TEXT), ("a/p.png", "m/q.pdf"), roots=(("m", "m"), ("", "")), **SETTINGS),
    Linked(dict.fromkeys(PATHS, TEXT + "[y](/top/a/)\n"), roots=(("", "top"),), **SETTINGS),
)
parts = st.sampled_from([
    "/", "//", "a", "b c", "b%20c", "(d)", "Ä", "é%2541", "x&y", "m", "old", "near", "r", "s", "t", ".", "..", "#",
    "?", "q",
    "one-two", "top", "n", "%", "\\", ":", "http://", "https://h.org", "//g.org/x", ".md", ".html", "index", "A", "[",
    "\x00", "\ud800",
])  # fmt: skip
written = st.lists(parts, max_size=7).map("".join) | st.text(max_size=12)


@given(st.sampled_from(HANDBOOKS), st.sampled_from(PATHS), written, st.text(max_size=5), st.booleans())
def test_any_destination_is_resolved(
    linked: Linked, page: str, destination: str, text: str, image: bool
) -> None:
    found = linked.environment.resolve(page, destination, text=text, image=image)
    linked.environment.resolve_wiki(page, destination)

    assert found.target is None or found.target in linked.pages or found.status in {"asset", "folder"}


@given(st.sampled_from(HANDBOOKS), st.sampled_from(PATHS), written)
def test_the_canonical_destination_leads_to_the_same_place(
    linked: Linked, page: str, destination: str
) -> None:
    found = linked.resolve(page, destination)
    if found.canonical is None or found.status == "external":
        return

    again = linked.resolve(page, found.canonical)

    assert (again.status, again.target, again.heading) == (found.status, found.target, found.heading)
    assert again.canonical == found.canonical
    assert set(again.notes) <= {"made-anchor"}


@given(st.text(max_size=20))
def test_an_encoded_path_is_decoded_to_itself(path: str) -> None:
    encoded = destinations.encoded(path)

    assert destinations.decoded(encoded) == path or "\ud800" <= max(path) <= "\udfff"
    assert not set(encoded) & set(" ()<>[]#?\n")


lines = st.sampled_from([
    "# One\n", "## Two & three\n", "[a](b)\n", "[a](/b)\n", "[a](/b/#two-three)\n", "[a](a/b/)\n",
    "![](x.png)\n", "[](y)\n",
    "[a]((/b/))\n", "[a](//b//#one \"t\")\n", "<a href='b'>x</a>\n", "[a](b \\( c)\n",
    "- [a](/B/)\n", "| [a](/b) | x |\n",
    "[r]\n", "[r]: /b\n", "\n", "![[b]]\n", "![[b#one]]\n", "[[b#Two]]\n", "www [x](www.x.org)\n", "`[a](/b)`\n",
])  # fmt: skip
pages = st.lists(lines, max_size=7).map("".join)


@given(pages, pages)
def test_fixes_touch_links_only_and_a_second_run_finds_nothing_to_fix(first: str, second: str) -> None:
    files = {"a.md": first, "b.md": second, "a/b.md": "# One\n"}

    once = mended(files)

    assert all(d.fix is None for d in diagnostics_of(once))
    assert {path: text.count("\n") for path, text in once.items()} == {
        path: text.count("\n") for path, text in files.items()
    }
