"""Folders, mounts and the words that name them."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from trellis.handbook.compiler import compile_handbook
from trellis.handbook.directory import DirectorySource
from trellis.handbook.git import GitSource
from trellis.handbook.source import (
    File,
    Limits,
    MemorySource,
    MountedSources,
    Skipped,
    SourceError,
    content_id,
    printable,
    roots_of,
)
from trellis.handbook.spec import open_source, parse_spec, split_words


def write(root: Path, path: str, text: str = "# Page\n") -> Path:
    file = root / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def reasons(source: DirectorySource) -> dict[str, str]:
    return {skipped.path: skipped.reason for skipped in source.list().skipped}


def test_folder_lists_files_by_path_without_hidden_ones(tmp_path: Path) -> None:
    for path in ("b.md", "a/c.md", ".git/config", ".hidden.md", "node_modules/x.md", "logo.png"):
        write(tmp_path, path)

    listing = DirectorySource(tmp_path).list()

    assert list(listing.files) == ["a/c.md", "b.md", "logo.png"]
    assert listing.skipped == ()


def test_folder_reads_at_most_the_limit(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "0123456789")
    source = DirectorySource(tmp_path)
    source.list()

    assert source.read(["a.md", "gone.md"], 4) == {"a.md": b"0123", "gone.md": None}


def test_links_that_lead_out_or_round_are_left_out(tmp_path: Path) -> None:
    root = tmp_path / "book"
    write(root, "a.md")
    write(root, "part/b.md")
    write(root, ".secret/key.md")
    write(tmp_path, "secret.md", "secret")
    (root / "out.md").symlink_to(tmp_path / "secret.md")
    (root / "up").symlink_to("..")
    (root / "loop").symlink_to(".")
    (root / "self").symlink_to("self")
    (root / "again").symlink_to("part")
    (root / "hidden.md").symlink_to(".secret/key.md")
    (root / "alias.md").symlink_to("part/b.md")
    source = DirectorySource(root)

    listing = source.list()

    assert list(listing.files) == ["a.md", "alias.md", "part/b.md"]
    assert source.read(["alias.md"], 100)["alias.md"] == b"# Page\n"
    assert reasons(source) == {
        "out.md": "is a link that leads out of the handbook",
        "up": "is a link that leads out of the handbook",
        "loop": "is a link to a folder that is read at its own place",
        "self": "is a link that leads nowhere or to itself",
        "again": "is a link to a folder that is read at its own place",
        "hidden.md": "is a link to a hidden file",
    }


def test_pipes_and_sockets_are_left_out_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.md")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket.md"))
        source = DirectorySource(tmp_path)

        assert set(reasons(source).values()) == {"is a device, pipe or socket"}
        assert source.read(["pipe.md"], 10) == {"pipe.md": None}


def test_names_that_cannot_be_shown_are_escaped(tmp_path: Path) -> None:
    write(tmp_path, "two\nlines.md")
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.md")).write_text("x")
    source = DirectorySource(tmp_path)

    assert sorted(reasons(source)) == ["caf\\xe9.md", "two\\x0alines.md"]
    assert not source.list().files


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_folder_without_permission_is_named(tmp_path: Path) -> None:
    write(tmp_path, "closed/a.md")
    (tmp_path / "closed").chmod(0)

    assert reasons(DirectorySource(tmp_path)) == {"closed": "cannot be read (permission denied)"}


def test_number_and_depth_of_files_are_bounded(tmp_path: Path) -> None:
    for number in range(5):
        write(tmp_path, f"{number}.md")
    write(tmp_path, "a/b/c/d.md")

    few = DirectorySource(tmp_path, Limits(files=3))
    flat = DirectorySource(tmp_path, Limits(depth=2))

    assert len(few.list().files) == 3
    assert "at most 3 files" in next(iter(reasons(few).values()))
    assert reasons(flat) == {"a/b/c": "lies more than 2 folders deep"}


def test_fresh_file_has_no_stamp_and_an_old_one_has(tmp_path: Path) -> None:
    fresh, old = write(tmp_path, "fresh.md"), write(tmp_path, "old.md")
    os.utime(old, (1, 1))

    files = DirectorySource(tmp_path).list().files

    assert files["fresh.md"].stamp is None
    # The change of the times themselves is fresh as well.
    assert files["old.md"].stamp is None
    assert fresh.exists()


def test_missing_handbook_is_said_kindly(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="There is no handbook at") as caught:
        DirectorySource(tmp_path / "none").list()

    assert caught.value.hint


def test_file_is_a_handbook_of_one_page(tmp_path: Path) -> None:
    write(tmp_path, "other.md")
    source = DirectorySource(write(tmp_path, "page.md", "# One\n"))

    assert list(source.list().files) == ["page.md"]
    assert source.read(["page.md"], 100) == {"page.md": b"# One\n"}
    assert source.revision({"page.md": "x"})


def test_memory_lists_what_it_holds() -> None:
    source = MemorySource({"b.md": "B", "a.md": b"A", "c\n.md": ""})
    listing = source.list()

    assert list(listing.files.values()) == [
        File("a.md", 1, content_id(b"A"), content_id(b"A")),
        File("b.md", 1, content_id(b"B"), content_id(b"B")),
    ]
    assert listing.skipped == (
        Skipped("c\\x0a.md", "has a name with characters that cannot be shown or linked to"),
    )


def test_content_identity_is_that_of_git() -> None:
    assert content_id(b"") == "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"


def test_mounts_join_and_the_deeper_one_owns() -> None:
    source = MountedSources(
        {
            "": MemorySource({"a.md": "A", "in/b.md": "outer"}),
            "in": MemorySource({"b.md": "inner", "c.md": "C"}),
        }
    )

    listing = source.list()

    assert list(listing.files) == ["a.md", "in/b.md", "in/c.md"]
    assert source.read(["a.md", "in/b.md"], 10) == {"a.md": b"A", "in/b.md": b"inner"}
    assert source.mounts == ("", "in")


BOOK = {"handbook/index.md": "# Home\n\n[x](/handbook/x/)\n", "handbook/x.md": "# X\n\n[home](/handbook/)\n"}


@pytest.mark.parametrize(
    "words", [["handbook"], ["handbook/"], ["handbook", "other"], ["=handbook", "other"]]
)
def test_links_may_name_the_folder_that_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    for path, text in {**BOOK, "other/y.md": "# Y\n"}.items():
        write(tmp_path, path, text)
    monkeypatch.chdir(tmp_path)

    handbook = compile_handbook(open_source(words))

    folder = "handbook/" if "handbook" in handbook.mounts else ""
    assert handbook.links[f"{folder}index.md"][0].target == f"{folder}x.md"
    assert handbook.links[f"{folder}x.md"][0].target == f"{folder}index.md"
    assert handbook.environment.resolve(f"{folder}x.md", "/handbook/x/").target == f"{folder}x.md"


def test_the_folder_at_the_root_has_its_name_from_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write(tmp_path, "handbook/x.md")
    monkeypatch.chdir(tmp_path / "handbook")

    assert roots_of(open_source(".")) == (("", "handbook"),)
    assert roots_of(open_source(str(file))) == (("", "handbook"),)
    assert roots_of(GitSource(tmp_path / "handbook.git")) == (("", "handbook"),)
    assert roots_of(MemorySource()) == (("", ""),)
    assert roots_of(open_source(["in/side=."])) == (("in/side", "side"),)


def test_revision_of_mounts_names_each() -> None:
    one, two = MemorySource({"a.md": "A"}), MemorySource({"b.md": "B"})
    contents = {"x/a.md": "1", "y/b.md": "2"}

    revision = MountedSources({"x": one, "y": two}).revision(contents)

    assert revision == f"x={one.revision({'a.md': '1'})},y={two.revision({'b.md': '2'})}"


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("book", (None, "book", None)),
        ("book@main", (None, "book", "main")),
        ("book@feature/x@{1}", (None, "book@feature/x", "{1}")),
        ("in=book", ("in", "book", None)),
        ("in/side=book@v1", ("in/side", "book", "v1")),
        ("=book", ("", "book", None)),
        ("@main", (None, ".", "main")),
        ("a@b=c", (None, "a", "b=c")),
    ],
)
def test_words_are_taken_apart(word: str, expected: tuple[str | None, str, str | None]) -> None:
    spec = parse_spec(word)

    assert (spec.mount, str(spec.path), spec.revision) == expected


def test_path_that_exists_is_never_taken_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a=b", "c@d", "e=f@g"):
        write(tmp_path, f"{name}/x.md")
        assert parse_spec(name) == (None, Path(name), None)
    assert parse_spec("in=c@d") == ("in", Path("c@d"), None)


@pytest.mark.parametrize("word", ["", "  ", "../up=book", "a/../b=book", "a\nb=book", "x\0y"])
def test_words_that_make_no_sense_are_refused(word: str) -> None:
    with pytest.raises(SourceError):
        parse_spec(word)


def test_several_words_are_mounted_at_their_names(tmp_path: Path) -> None:
    for path in ("one/book/a.md", "two/book/b.md", "three/c.md"):
        write(tmp_path, path)

    source = open_source([str(tmp_path / "one/book"), str(tmp_path / "two/book"), f"x={tmp_path / 'three'}"])

    assert list(source.list().files) == ["book-2/b.md", "book/a.md", "x/c.md"]


def test_two_sources_cannot_have_one_mount(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="Two sources are mounted at “a”"):
        open_source([f"a={tmp_path}", f"a={tmp_path}"])


def test_no_word_names_no_handbook() -> None:
    with pytest.raises(SourceError, match="No handbook is named"):
        open_source("")


def test_words_of_one_string_are_parted(tmp_path: Path) -> None:
    assert split_words("a:b\nc") == ["a", "b", "c"]
    assert split_words(str(tmp_path)) == [str(tmp_path)]


def test_revision_makes_a_git_source(tmp_path: Path) -> None:
    source = open_source(f"{tmp_path}@main")

    assert isinstance(source, GitSource)
    assert source.wanted == "main"


def test_printable_leaves_plain_names_alone() -> None:
    assert printable("Ünï code.md") == "Ünï code.md"
    assert printable("a\u2028b\x7f") == "a\\u2028b\\x7f"


def test_listing_again_looks_only_at_what_changed_and_agrees(tmp_path: Path) -> None:
    for path in ("a.md", "b/c.md"):
        write(tmp_path, path)
    source = DirectorySource(tmp_path)
    first = source.list()
    real = os.path.realpath(tmp_path)

    write(tmp_path, "b/c.md", "# Longer now\n")
    again = source.list_again([f"{real}/b/c.md"])

    assert again.files["b/c.md"].size == 13
    assert again.files["a.md"] is first.files["a.md"]
    assert again == source.list()


@pytest.mark.parametrize("change", ["new", "gone", "folder", "link", "hidden"])
def test_listing_again_looks_at_everything_where_more_than_a_file_changed(
    tmp_path: Path, change: str
) -> None:
    for path in ("a.md", "b/c.md"):
        write(tmp_path, path)
    source = DirectorySource(tmp_path)
    source.list()
    changed = {"new": "new.md", "gone": "a.md", "folder": "b", "link": "a.md", "hidden": ".x.md"}[change]
    place = tmp_path / changed
    if change in ("gone", "link"):
        place.unlink()
    if change in ("new", "hidden"):
        write(tmp_path, changed)
    if change == "folder":
        write(tmp_path, "b/d.md")
    if change == "link":
        place.symlink_to("b/c.md")

    assert source.list_again([os.path.realpath(tmp_path) + f"/{changed}"]) == DirectorySource(tmp_path).list()


def test_mounts_list_again_what_they_hold(tmp_path: Path) -> None:
    write(tmp_path, "one/a.md")
    write(tmp_path, "two/b.md")
    source = MountedSources({"1": DirectorySource(tmp_path / "one"), "2": DirectorySource(tmp_path / "two")})
    source.list()
    changed = os.path.realpath(write(tmp_path, "two/b.md", "# Longer now\n"))

    assert source.list_again([changed]).files["2/b.md"].size == 13
