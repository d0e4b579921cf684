"""Hostile and broken input is ordinary input: each kind gets a diagnostic, soon and in little memory."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from trellis.handbook import markdown
from trellis.handbook.compiler import compile_handbook
from trellis.handbook.directory import DirectorySource
from trellis.handbook.handbook import Handbook
from trellis.handbook.source import MemorySource
from trellis.handbook.tests.kinds import NoteKind

ALLOWED_SECONDS = 40
"""Far above what is needed on a busy machine, far below what anything quadratic takes."""


def compiled(files: dict[str, str | bytes]) -> Handbook:
    started = time.process_time()
    handbook = compile_handbook(MemorySource(files), kinds=[NoteKind()])
    for page in handbook.pages.values():
        assert page.sections
        assert page.item_ids is not None
        assert page.title
    assert time.process_time() - started < ALLOWED_SECONDS
    return handbook


def found(handbook: Handbook) -> set[str]:
    return {diagnostic.code for diagnostic in handbook.diagnostics}


@contextmanager
def memory_below(limit: int) -> Iterator[None]:
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < limit
    finally:
        tracemalloc.stop()


def test_invalid_utf8_and_nul() -> None:
    handbook = compiled(
        {
            "a.md": b"# T\xff\n\n\0\0 [a\xc3](\xed\xa0\x80)\n",
            "b.md": os.urandom(100_000),
            "c.yml": b"\xff\0a: 1",
        }
    )

    assert {"HB003", "HB004"} <= found(handbook)
    assert all(page.text.encode() for page in handbook.pages.values())


def test_page_of_fifty_megabytes_is_not_read_whole(tmp_path: Path) -> None:
    with open(tmp_path / "big.md", "w") as file:
        file.write("---\ntitle: Big\n---\n")
        for _ in range(50):
            file.write("word [link](/a/) " * 61_681)
    with open(tmp_path / "big.yml", "wb") as file:
        file.truncate(50 * 2**20)

    with memory_below(8 * 2**20):
        handbook = compile_handbook(DirectorySource(tmp_path))

    assert handbook.pages["big.md"].title == "Big"
    assert [(d.path, d.code) for d in handbook.diagnostics] == [("big.md", "HB002"), ("big.yml", "HB002")]


def test_sparse_file_of_terabytes_is_no_trouble(tmp_path: Path) -> None:
    with open(tmp_path / "huge.md", "wb") as file:
        file.truncate(2**42)

    assert compile_handbook(DirectorySource(tmp_path)).diagnostics[0].code == "HB002"


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 100_000,
        b"a: &a [x]\n" + b"".join(b"a%d: &a [*a,*a,*a,*a,*a,*a,*a,*a]\n" % n for n in range(50)),
    ],
)
def test_yaml_that_grows(data: bytes) -> None:
    assert "HB014" in found(compiled({"a.yml": data, "b.md": b"---\n" + data + b"\n---\n"})) | {
        "HB014" if data[:1] == b"[" else ""
    }


def test_yaml_tags_make_nothing(tmp_path: Path) -> None:
    trap = tmp_path / "sprung"
    text = f"a: !!python/object/apply:os.system ['touch {trap}']\nb: !!python/object/new:os.system ['touch {trap}']\n"

    handbook = compiled({"a.yml": text, "b.md": f"---\n{text}---\n", "handbook.yml": text})

    assert "HB014" in found(handbook)
    assert not trap.exists()


NESTED = {
    "lists": "".join("  " * n + "- x\n" for n in range(10_000)),
    "lists on a line": "- " * 10_000 + "x\n",
    "quotes": "> " * 10_000 + "x\n",
    "numbers": "1. " * 10_000 + "x\n",
    "links": "[" * 50_000 + "](x)" * 50_000,
    "images": "![" * 20_000 + "](x)" * 20_000,
    "emphasis": "*a **b " * 20_000 + "** *" * 20_000,
    "html": "<div>" * 20_000 + "</div>" * 20_000,
    "quotes and lists": "> - " * 5_000 + "x\n",
    "footnotes": "[^a]: " * 5_000 + "x\n",
    "tags without end": "<div>" + "<a href" * 40_000 + "\n\n" + "<b>" + "<i id=" * 40_000,
    "brackets": "[[" * 20_000 + "]]" * 20_000,
    "tables": "|" * 50_000 + "\n" + "|-" * 50_000 + "\n" + "|x" * 50_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("name", NESTED)
def test_nesting_without_end(name: str) -> None:
    handbook = compiled({"a.md": "# T\n\n" + NESTED[name]})

    assert handbook.pages["a.md"].title == "T"


def test_deep_nesting_survives_pickling_and_comparing() -> None:
    page = markdown.parse("> - " * 2_000 + "x\n")

    assert page == markdown.parse("> - " * 2_000 + "x\n")
    assert page.too_deep is not None
    assert hash(repr(page))


UNITS = (
    "<% ",
    "<%= a ",
    "{{< ",
    "{{% ",
    "{% ",
    "{: ",
    "{:.a} ",
    "[a](",
    "![",
    "[[",
    "![[a",
    "<a ",
    "<!-- ",
    '<a href="',
    "`",
    "``` \n",
    "~~~\n",
    "|",
    "| - ",
    "# ",
    "#",
    "=\n",
    "- \n",
    "* * ",
    "\t",
    " \n",
    "\n",
    "\r",
    "\xa0",
    "a_",
    "**",
    "~~",
    "&",
    "&#",
    "\\",
    ":",
    "[^1]",
    "[^1]: a\n",
    "[a]: b\n",
    "$",
    "<",
    ">",
    "> \n",
    "1.",
    "1)\n",
    "a. B",
    "the the ",
    "â€™",
    "www.",
    "http://",
    "a@b.",
    ".",
    "…",
    "'",
    "“",
    "é",
    "🙂",
    "\u200b",
    "---\n",
    "+++\n",
    "a: b\n",
    "a:\n  - ",
    "<pre>",
    "<script>",
    "<?",
    "<![CDATA[",
    "(",
    ")",
    "]",
    "}",
    "{",
    '"',
    "/",
    "//",
    "#a ",
    "x" * 50 + " ",
    "is a grade 7 ",
    "Extends the ",
    "reports to the ",
)


@pytest.mark.slow
@pytest.mark.parametrize("unit", UNITS)
def test_repeating_anything_takes_no_more_than_linear_time(unit: str) -> None:
    """All checks look at a page that is made of one thing: quadratic time would be minutes."""
    started = time.process_time()
    compiled({"a.md": "# T\n\n" + unit * (100_000 // len(unit))})

    assert time.process_time() - started < ALLOWED_SECONDS


@pytest.mark.slow
def test_one_line_of_two_megabytes() -> None:
    compiled({"a.md": "word [link](/a/#b) and `code` " * (2 * 2**20 // 31)})


def test_links_that_lead_anywhere() -> None:
    links = [
        "/../../etc/passwd",
        "../" * 500 + "x",
        "//evil.example/",
        "\\\\server\\share",
        "file:///etc/passwd",
        "%2e%2e/%00",
        "javascript:x",
        "http://[::1",
        "http://a:b@c:99999999/",
        "#" * 1000,
        "?" * 1000,
        "%" * 1000,
        "a" * 10_000,
        "/a/#" + "b" * 10_000,
        "data:,",
    ]
    text = "".join(f"[x](<{link}>)\n\n![[{link}]]\n\n" for link in links)

    handbook = compiled({"a/b.md": f"# T\n\n{text}", "handbook.yml": "complete: true\nhosts: ['[', 'a:b']\n"})

    assert all(link.target in (None, "", "a", "a/b.md") for link in handbook.links["a/b.md"])


def test_file_names_of_every_sort() -> None:
    names = [
        "a\nb.md",
        "a\tb.md",
        "\x1b[31m.md",
        "a\u202eb.md",
        "-rf.md",
        "--help.md",
        "con.md",
        "a b.md",
        "é.md",
        "%41.md",
        "a#b.md",
        "a?b.md",
        "'.md",
        ".md",
        "..md",
        "x" * 250 + ".md",
        "\udcff.md",
        "{}.md",
        "[a](b).md",
        "<b>.md",
    ]

    handbook = compiled(dict.fromkeys(names, "# Same\n"))

    assert all(path.isprintable() for path in handbook.pages)
    assert all(d.path.isprintable() and d.message.isprintable() for d in handbook.diagnostics)
    assert "HB001" in found(handbook)


def test_ten_thousand_faults_are_no_trouble() -> None:
    compiled({"a.md": "# T\n\n" + "the the [x](/none/#y) \xa0 \x07 â€™ teh\n" * 5_000})


@pytest.mark.slow
def test_memory_stays_bounded() -> None:
    """A process with half a gigabyte of address space compiles the worst pages."""
    script = (
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (500 * 2**20,) * 2)\n"
        "from trellis.handbook.compiler import compile_handbook\n"
        "from trellis.handbook.source import MemorySource\n"
        "units = ['- ', '[a](b) ', '> ', '|a', '# a\\n', '*a* ', '`a` ', '\\n\\n- a']\n"
        "files = {f'{n}.md': unit * (500_000 // len(unit)) for n, unit in enumerate(units)}\n"
        "print(len(compile_handbook(MemorySource(files), checks=()).pages))\n"
    )
    source = str(Path(markdown.__file__).parents[2])
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": source},
        check=False,
    )

    assert (done.stdout, done.stderr) == ("8\n", "")


def test_limits_of_the_process_are_as_they_were() -> None:
    assert resource.getrlimit(resource.RLIMIT_STACK)[0] != 0
    assert sys.getrecursionlimit() <= 10_000
