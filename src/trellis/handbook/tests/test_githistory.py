"""The past of files: the index says what Git says, and what is read stays within the handbook."""

import random
import subprocess
from datetime import UTC, datetime

import pytest

from trellis.handbook.commits import commit_of
from trellis.handbook.githistory import NoHistoryError, archive_of, chain_of, readable
from trellis.handbook.gitindex import index_of
from trellis.handbook.source import MemorySource
from trellis.handbook.spec import open_source

pytestmark = pytest.mark.slow  # Git runs

NAMES = [f"{folder}{name}.md" for folder in ("", "a/", "b/") for name in ("one", "two", "three")]


def git(folder, *words, when=1_700_000_000):
    person = {f"GIT_{who}_{what}": value for who in ("AUTHOR", "COMMITTER")
              for what, value in (("NAME", "Ada"), ("EMAIL", "a@x.org"), ("DATE", f"@{when} +0100"))}  # fmt: skip
    done = subprocess.run(
        ["git", "-C", folder, *words],
        check=True,
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", **person},
    )
    return done.stdout.strip()


@pytest.fixture
def folder(tmp_path):
    git(tmp_path, "init", "--quiet", "--initial-branch=main")
    return tmp_path


def archive(folder):
    return archive_of(open_source([str(folder)]), "")[0]


def write(folder, name, text):
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text)


def random_commits(folder, chance, number):
    """Commits that write, rename and delete, now and then on a branch that is merged."""
    there = {name for name in NAMES if (folder / name).exists()}
    for step in range(number):
        free = sorted(set(NAMES) - there)
        if there and chance.random() < 0.2 and free:
            old, new = chance.choice(sorted(there)), chance.choice(free)
            (folder / new).parent.mkdir(exist_ok=True)
            git(folder, "mv", old, new)
            there = there - {old} | {new}
        elif there and chance.random() < 0.15:
            gone = chance.choice(sorted(there))
            git(folder, "rm", "--quiet", gone)
            there -= {gone}
        else:
            name = chance.choice(NAMES)
            lines = (
                (folder / name).read_text().split("\n")
                if name in there
                else [f"{name} {i}" for i in range(9)]
            )
            lines[chance.randrange(len(lines))] = f"line {chance.random()}"
            write(folder, name, "\n".join(lines))
            there |= {name}
        git(folder, "add", "--all")
        git(folder, "commit", "--quiet", "--allow-empty", "-m", f"step {step}", when=1_700_000_000 + step)


@pytest.mark.parametrize("seed", range(4))
def test_the_index_knows_what_git_finds(folder, seed):
    chance = random.Random(seed)
    random_commits(folder, chance, 25)
    first = archive(folder)
    index = index_of(first)
    random_commits(folder, chance, 5)
    now = archive(folder)

    forward = index.forward(now)

    for name in NAMES:
        found = list(now.touches(name))
        assert list(forward.touches(name)) == found
        assert list(index_of(now).touches(name)) == found
        assert list(index.touches(name)) == list(first.touches(name))


@pytest.mark.parametrize("seed", range(4))
def test_a_chain_of_touches_blames_as_the_whole_history_does(folder, seed):
    random_commits(folder, random.Random(seed), 30)
    now = archive(folder)
    compared = 0
    for name in NAMES:
        chain = chain_of(now.touches(name))
        commits = now.commits(touch.commit for touch in chain)
        if chain:
            links = [(touch.commit, commits[touch.commit].parent) for touch in chain]
            assert now.blame(now.tip, name, links) == now.blame(now.tip, name)
            compared += 1

    assert compared > 0


def test_both_find_what_was_served_before_a_moment(folder):
    for step in range(5):
        git(folder, "commit", "--quiet", "--allow-empty", "-m", "x", when=1_700_000_000 + 100 * step)
    now = archive(folder)
    index = index_of(now)

    for seconds in (1_699_999_999, 1_700_000_000, 1_700_000_001, 1_700_000_250, 1_800_000_000, -5):
        moment = datetime.fromtimestamp(seconds, UTC)
        assert index.before(moment) == now.before(moment)
    assert now.before(datetime.fromtimestamp(1_700_000_000, UTC)) is None
    assert now.before(datetime.fromtimestamp(1_700_000_001, UTC)) is not None


def test_a_commit_tells_who_when_and_why(folder):
    git(folder, "commit", "--quiet", "--allow-empty", "-m", "Subject\n\nBody.\nMore.")
    now = archive(folder)

    commit = now.commits([now.tip])[now.tip]

    assert (commit.author, commit.subject, commit.body, commit.parent) == (
        "Ada",
        "Subject",
        "Body.\nMore.",
        "",
    )
    assert commit.when == datetime.fromtimestamp(1_700_000_000, UTC)
    assert commit.when.utcoffset().total_seconds() == 3600


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"tree x",
        b"tree x\n\n",
        b"tree x\nauthor nobody\ncommitter <> 1\n\nx",
        b"tree x\nauthor A <a> 99999999999999 +0000\ncommitter A <a> 99999999999999 +9999\n\nx",
        b"tree x\nencoding no-such\nauthor \xff <a> 1 +0000\n\n\xff\x00\x1b[31m",
    ],
)
def test_a_broken_commit_is_read_as_far_as_it_goes(raw):
    commit = commit_of("x", raw)

    assert commit is None or commit.subject.isprintable()


@pytest.mark.parametrize("path", ["a.md", "a/b.markdown", "handbook.yml", "a b/ä.md"])
def test_pages_and_data_files_can_be_read(path):
    assert readable(path)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "a",
        "/a.md",
        "a/../b.md",
        "../a.md",
        "a//b.md",
        ".a.md",
        ".git/a.md",
        "a\n.md",
        "a\0.md",
        "a.csv",
        "./a.md",
    ],
)
def test_nothing_else_can_be_read(path):
    assert not readable(path)


def test_a_handbook_without_git_says_so(tmp_path):
    with pytest.raises(NoHistoryError) as raised:
        archive_of(open_source([str(tmp_path)]), "a.md")
    assert raised.value.code == "handbook.no-git"
    with pytest.raises(NoHistoryError):
        archive_of(MemorySource({}), "a.md")


def test_a_bare_repository_and_a_fixed_revision_have_a_past(folder, tmp_path_factory):
    write(folder, "a.md", "one")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "-m", "one")
    git(folder, "tag", "v1")
    write(folder, "a.md", "two")
    git(folder, "commit", "--quiet", "-am", "two")
    bare = tmp_path_factory.mktemp("bare") / "book.git"
    git(folder, "clone", "--quiet", "--bare", ".", str(bare))

    whole = archive_of(open_source([f"{bare}@main"]), "a.md")[0]
    early = archive_of(open_source([f"{bare}@v1"]), "a.md")[0]

    assert [touch.how for touch in whole.touches("a.md")] == ["changed", "added"]
    assert [touch.how for touch in early.touches("a.md")] == ["added"]
    assert early.has(whole.tip) is False
    assert whole.blame(whole.tip, "a.md") == [whole.tip]
