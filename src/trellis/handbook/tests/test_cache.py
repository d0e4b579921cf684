"""The cache forgets rather than lies."""

from __future__ import annotations

import os
import pickle
import sqlite3
import stat
from pathlib import Path
from typing import Any

import pytest

from trellis.handbook import cache as caching
from trellis.handbook.cache import Cache, dump, key_of, open_cache
from trellis.handbook.diagnostics import Severity
from trellis.handbook.directory import DirectorySource
from trellis.handbook.source import MemorySource
from trellis.handbook.stored import Forgotten, LazyMapping, pack_diagnostics, unpack_diagnostics
from trellis.handbook.tests.kinds import NoteKind
from trellis.handbook.tests.test_incremental import summary
from trellis.handbook.text import Span
from trellis.handbook.workspace import Workspace

FILES = {
    "handbook.yml": "organisation: Example\n",
    "a.md": "---\ntitle: A\nkind: note\n---\n\n# A\n\nSee [b](/b/) and [none](/b/#none).\n\n- the the item\n",
    "b.md": "# B\n",
}


@pytest.fixture
def cache(tmp_path: Path) -> Any:
    made = open_cache(tmp_path / "cache")
    assert made is not None
    yield made
    made.close()


def test_value_comes_back(cache: Cache) -> None:
    cache.put({b"key": dump(("a", Span(1, 2)))})

    assert cache.load(b"key") == ("a", Span(1, 2))
    assert cache.load(b"other") is None


def test_folder_belongs_to_the_user_alone(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    folder.mkdir(mode=0o777)
    made = open_cache(folder)
    assert made is not None
    made.put({b"key": b"value"})

    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()} == {0o600}
    made.close()


def test_folder_that_is_a_link_or_a_file_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "file").write_text("")

    assert open_cache(tmp_path / "link") is None
    assert open_cache(tmp_path / "file") is None


def test_folder_of_somebody_else_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 4711)

    assert open_cache(tmp_path / "cache") is None


def test_cache_never_lies_inside_a_handbook(tmp_path: Path) -> None:
    assert open_cache(tmp_path / "book/.cache", outside=[tmp_path / "book"]) is None
    assert not (tmp_path / "book").exists()


def test_default_folder_follows_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert caching.default_folder() == tmp_path / "trellis"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert caching.default_folder() == Path.home() / ".cache/trellis"


def test_file_that_is_no_database_is_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    folder.mkdir(mode=0o700)
    (folder / caching.FILE_NAME).write_bytes(b"rubbish" * 1000)

    made = open_cache(folder)

    assert made is not None
    made.put({b"key": dump(1)})
    assert made.load(b"key") == 1
    made.close()


def test_entry_that_was_changed_is_not_believed(cache: Cache) -> None:
    cache.put({b"key": dump("true"), b"other": dump("other")})
    with sqlite3.connect(cache.path) as raw:
        value = raw.execute("SELECT value FROM entries WHERE key = ?", (b"key",)).fetchone()[0]
        raw.execute("UPDATE entries SET value = ? WHERE key = ?", (value[:-3] + b"xyz", b"key"))
        raw.execute(
            "UPDATE entries SET value = (SELECT value FROM entries WHERE key = ?) WHERE key = ?",
            (b"key", b"other"),
        )
    raw.close()

    assert cache.load(b"key") is None
    assert cache.load(b"other") is None


class Evil:
    def __reduce__(self) -> Any:
        return os.system, ("true",)


@pytest.mark.parametrize("value", [Evil(), os.system, print, Path("x"), Workspace, open_cache])
def test_only_plain_values_are_loaded(cache: Cache, value: Any) -> None:
    cache.put({b"key": pickle.dumps(value)})

    assert cache.load(b"key") is None or value is Workspace


def test_oldest_entries_go_when_it_grows(tmp_path: Path) -> None:
    cache = Cache(tmp_path / "c.sqlite3", max_bytes=10_000)
    for number in range(20):
        cache.put({key_of(str(number)): bytes(900)})
        with sqlite3.connect(cache.path) as raw:
            raw.execute("UPDATE entries SET used = ? WHERE key = ?", (number, key_of(str(number))))
        raw.close()
    kept = [number for number in range(20) if cache.get(key_of(str(number))) is not None]
    cache.close()

    assert kept[-1] == 19
    assert kept == list(range(kept[0], 20))
    assert 5 < len(kept) < 12


def test_closed_or_broken_cache_is_silent(cache: Cache) -> None:
    cache.path.write_bytes(b"broken" * 10_000)
    cache.put({b"key": b"value"})
    cache.close()

    assert cache.get(b"key") is None
    cache.put({b"key": b"value"})


def test_keys_of_different_parts_differ() -> None:
    assert len({key_of("a", "bc"), key_of("ab", "c"), key_of("abc"), key_of("a", "b", "c"), key_of()}) == 5


def test_diagnostics_survive_packing() -> None:
    diagnostics = Workspace(MemorySource(FILES), [NoteKind()]).handbook.diagnostics

    assert any(diagnostic.fix for diagnostic in diagnostics)
    assert unpack_diagnostics(pack_diagnostics(diagnostics)) == diagnostics


def write(root: Path, files: dict[str, str]) -> None:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)


def test_second_process_loads_instead_of_compiling(
    tmp_path: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "book", FILES)
    source = DirectorySource(tmp_path / "book")
    # Settled files have stamps; these are too fresh, unless the rule for fresh files is switched off.
    monkeypatch.setattr("trellis.handbook.directory.RACY_NS", -(10**18))
    first = Workspace(source, [NoteKind()], cache).handbook

    second = Workspace(source, [NoteKind()], cache).handbook

    assert isinstance(second.pages, LazyMapping)
    assert summary(second) == summary(first)


def test_edit_after_a_warm_start_is_seen(
    tmp_path: Path, cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "book", FILES)
    source = DirectorySource(tmp_path / "book")
    monkeypatch.setattr("trellis.handbook.directory.RACY_NS", -(10**18))
    Workspace(source, [NoteKind()], cache).handbook  # noqa: B018
    workspace = Workspace(source, [NoteKind()], cache)
    loaded = workspace.handbook
    assert workspace.refresh() is loaded

    write(tmp_path / "book", {"b.md": "# Changed\n"})

    assert workspace.refresh().pages["b.md"].title == "Changed"
    assert loaded.pages["b.md"].title == "B"


def test_fresh_file_that_changes_without_a_trace_is_seen(tmp_path: Path, cache: Cache) -> None:
    write(tmp_path / "book", FILES)
    page = tmp_path / "book/b.md"
    source = DirectorySource(tmp_path / "book")
    before = page.stat()
    Workspace(source, [NoteKind()], cache).handbook  # noqa: B018

    page.write_text("# X\n")
    os.utime(page, ns=(before.st_atime_ns, before.st_mtime_ns))

    assert Workspace(source, [NoteKind()], cache).handbook.pages["b.md"].title == "X"


def test_handbook_whose_cache_is_gone_says_so(cache: Cache) -> None:
    source = MemorySource(FILES)
    Workspace(source, [NoteKind()], cache).handbook  # noqa: B018
    loaded = Workspace(source, [NoteKind()], cache).handbook
    cache.close()

    with pytest.raises(Forgotten, match="The cache of the handbook has been removed"):
        loaded.pages["a.md"]


def test_a_folder_of_another_name_is_another_handbook(cache: Cache) -> None:
    """The same files: but links may name the folder, and in the other one lead nowhere."""
    source = MemorySource({"a.md": "# A\n\n[b](/handbook/b/)\n", "b.md": "# B\n"})

    source.folder = "handbook"
    named = [Workspace(source, (), cache).handbook.links["a.md"][0].target for _ in range(2)]
    source.folder = "elsewhere"
    renamed = Workspace(source, (), cache).handbook.links["a.md"][0].target

    assert (named, renamed) == (["b.md", "b.md"], None)


def test_members_of_enumerations_are_read_however_a_version_of_python_wrote_them(tmp_path):
    # Python 3.11 up to 3.11.3 writes a member down as an attribute of its class.
    def written(owner, name):
        class Attribute:
            def __reduce__(self):
                return getattr, (owner, name)

        return dump(Attribute())

    cache = Cache(tmp_path / "c.sqlite3")
    cache.put({b"member": written(Severity, "ERROR"), b"other": written(Cache, "put")})

    assert cache.load(b"member") is Severity.ERROR
    assert cache.load(b"other") is None
