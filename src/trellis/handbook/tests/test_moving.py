"""Pages that get another address: links follow, in the manner in which they were written, and nothing else changes."""

from __future__ import annotations

import difflib
import os
import random
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.handbook.compiler import compile_handbook
from trellis.handbook.handbook import Handbook
from trellis.handbook.moving import Rewriting, rewriting, with_alias
from trellis.handbook.overlay import OverlaySource
from trellis.handbook.resolution import ANCHOR_MISSING, ASSET, PAGE
from trellis.handbook.source import MemorySource
from trellis.handbook.spec import open_source
from trellis.handbook.workspace import Workspace

ROOT = Path(__file__).parents[4]


def compiled(files: Mapping[str, str | bytes]) -> Handbook:
    return compile_handbook(MemorySource(files))


def moved(
    files: Mapping[str, str], moves: Mapping[str, str], gone: Mapping[str, str] | None = None
) -> tuple[dict[str, str], Rewriting]:
    """The files after a move, and what was said about it."""
    handbook = compiled(files)
    made = rewriting(
        handbook,
        moves,
        lambda changes: compile_handbook(OverlaySource(handbook.source, changes)),
        gone=gone,
    )
    after = {moves.get(path, path): text for path, text in files.items() if path not in (gone or {})}
    return {**after, **made.texts}, made


LEAVE = "# Leave\n\n## Sick leave\n\nGet well.\n"


@pytest.mark.parametrize(
    ("written", "wanted"),
    [
        ("[x](/policies/leave/)", "[x](/people/time-off/)"),
        ("[x](/policies/leave)", "[x](/people/time-off/)"),
        ("[x](/policies/leave/#sick-leave)", "[x](/people/time-off/#sick-leave)"),
        ("[x](policies/leave.md)", "[x](people/time-off.md)"),
        ("[x](./policies/leave.md#sick-leave)", "[x](people/time-off.md#sick-leave)"),
        ("[x](policies/leave/ 'Title')", "[x](people/time-off/ 'Title')"),
        ("[x](<policies/leave.md>)", "[x](<people/time-off.md>)"),
        ("[x](https://book.example.com/policies/leave/?a=1#sick-leave)",
         "[x](https://book.example.com/people/time-off/?a=1#sick-leave)"),
        ("[x][y]\n\n[y]: /policies/leave/", "[x][y]\n\n[y]: /people/time-off/"),
        ("[[policies/leave]]", "[[people/time-off]]"),
        ("[[policies/leave#sick-leave|ill]]", "[[people/time-off#sick-leave|ill]]"),
        ("![[policies/leave#sick-leave]]", "![[people/time-off#sick-leave]]"),
        ('<a href="/policies/leave/">x</a>', '<a href="/people/time-off/">x</a>'),
        ("[[Leave]]", "[[Leave]]"),
        ("[x](/nowhere/) `[x](/policies/leave/)`", "[x](/nowhere/) `[x](/policies/leave/)`"),
    ],
)  # fmt: skip
def test_a_link_follows_in_the_manner_in_which_it_was_written(written: str, wanted: str) -> None:
    files = {
        "handbook.yml": "hosts: [book.example.com]\ncomplete: true\n",
        "index.md": f"# Home\r\n\r\n{written}  \r\n",
        "policies/leave.md": LEAVE,
    }

    after, _ = moved(files, {"policies/leave.md": "people/time-off.md"})

    assert after["index.md"] == f"# Home\r\n\r\n{wanted}  \r\n"


def test_links_of_the_page_itself_lead_where_they_led() -> None:
    files = {
        "a/page.md": "# Page\n\n[b](b.md) [c](../c/) ![p](p.png) [here](#page) [me](page.md#page) [out](https://x.org/)\n",
        "a/b.md": "# B\n",
        "c.md": "# C\n",
        "a/p.png": "x",
    }

    after, made = moved(files, {"a/page.md": "d/e/page.md"})

    assert after["d/e/page.md"].endswith(
        "# Page\n\n[b](../../a/b.md) [c](../../c/) ![p](../../a/p.png) [here](#page) "
        "[me](page.md#page) [out](https://x.org/)\n"
    )
    assert made.left == ()


def test_a_folder_moves_with_all_that_is_in_it_and_links_within_it_stay_as_they_are() -> None:
    files = {
        "a/one.md": "# One\n\n[two](two.md) ![p](p.png)\n",
        "a/two.md": "# Two\n\n[one](/a/one/)\n",
        "a/p.png": "x",
    }

    after, _ = moved(files, {path: f"z/{path}" for path in files})

    assert after["z/a/one.md"] == "---\naliases: [/a/one/]\n---\n\n# One\n\n[two](two.md) ![p](p.png)\n"
    assert after["z/a/two.md"].endswith("[one](/z/a/one/)\n")


def test_the_old_address_leads_to_the_new_one() -> None:
    after, _ = moved({"leave.md": LEAVE, "index.md": "# Home\n"}, {"leave.md": "people/leave.md"})

    found = compiled(after | {"index.md": "# Home\n\n[x](/leave/#sick-leave)\n"})

    assert found.links["index.md"][0].target == "people/leave.md"


def test_another_page_takes_the_place_of_one_that_goes() -> None:
    files = {
        "index.md": "# Home\n\n[a](/old/#gone) [b](old.md) [c](/old/#both)\n",
        "old.md": "# Old\n\n## Gone\n\n## Both\n",
        "new.md": "# New\n\n## Both\n",
    }

    after, made = moved(files, {}, {"old.md": "new.md"})

    assert after["index.md"] == "# Home\n\n[a](/new/) [b](new.md) [c](/new/#both)\n"
    assert after["new.md"] == "---\naliases: [/old/]\n---\n\n# New\n\n## Both\n"
    assert made.changed == ("index.md", "new.md")


def test_a_link_that_is_written_in_no_known_way_is_named() -> None:
    files = {"index.md": "# Home\n\n[x](/a&#47;b/)\n", "a/b.md": "# B\n"}

    after, made = moved(files, {"a/b.md": "c.md"})

    assert after["index.md"] == files["index.md"]
    assert [(each.path, each.line) for each in made.left] == [("index.md", 3)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("# A\n", "---\naliases: [/x/]\n---\n\n# A\n"),
        ("---\ntitle: A\n---\n# A\n", "---\naliases: [/x/]\ntitle: A\n---\n# A\n"),
        ("---\r\ntitle: A\r\n---\r\n# A\r\n", "---\r\naliases: [/x/]\r\ntitle: A\r\n---\r\n# A\r\n"),
        ("---\naliases: [/y/]\n---\n# A\n", "---\naliases: [/y/, /x/]\n---\n# A\n"),
        ("---\naliases:\n  - /y/  # why\n---\n", "---\naliases:\n  - /y/  # why\n  - /x/\n---\n"),
        ("---\nredirect_from: /y/\n---\n", "---\nredirect_from: [/y/, /x/]\n---\n"),
        ("---\naliases: []\n---\n", None),
        ("+++\ntitle = 'A'\n+++\n", None),
    ],
)
def test_a_page_remembers_an_address_in_its_front_matter(before: str, after: str | None) -> None:
    assert with_alias(before, "/x/") == after


@given(st.text(alphabet="ab/-é '#:\"[]{},&*!|>%@`", min_size=1, max_size=12).map(lambda t: f"/{t}/"))
def test_any_address_can_be_remembered_and_the_body_stays(address: str) -> None:
    made = with_alias("---\ntitle: A\n---\n\n# A\n", address)

    assert made is None or made.endswith("title: A\n---\n\n# A\n")


# -- whole handbooks


def handbooks() -> list[Path]:
    corpus = Path(os.environ.get("TRELLIS_TEST_CORPUS", ROOT.parent / "shared" / "corpus"))
    return [folder for folder in (ROOT / "example" / "handbook", corpus) if folder.is_dir()]


@pytest.mark.parametrize("folder", handbooks(), ids=lambda folder: folder.name)
def test_whatever_page_moves_wherever_every_link_still_leads_where_it_led(folder: Path) -> None:
    workspace = Workspace(open_source([str(folder)]))
    handbook = workspace.handbook
    chance = random.Random(7)
    linked = [path for path in handbook.pages if handbook.backlinks(path)]
    for old in chance.sample(sorted(linked), 6):
        new = f"{chance.choice(['moved', 'a/b/moved', 'job-families'])}/page-{len(old)}.md"
        made = rewriting(handbook, {old: new}, workspace.tried)
        after = workspace.tried({old: None, **{p: t.encode("utf-8") for p, t in made.texts.items()}})

        unwritten = {(each.path, each.destination) for each in made.left}
        for path, links in handbook.links.items():
            now = after.links[new if path == old else path]
            written = handbook.pages[path].links
            for link, was, found in zip(written, links, now, strict=True):
                if was.status in {PAGE, ASSET, ANCHOR_MISSING} and (path, link.destination) not in unwritten:
                    wanted = new if was.target == old else was.target
                    assert (found.target, found.heading) == (wanted, was.heading), (path, link.destination)
        for path in made.changed:
            changed = list(difflib.ndiff(handbook.pages[path].text.split("\n"), made.texts[path].split("\n")))
            assert sum(line.startswith("-") for line in changed) <= made.links
