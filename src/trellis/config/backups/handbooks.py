"""The repositories of the handbook: all their branches and commits in a Git bundle; a plain folder file by file."""

from __future__ import annotations

import base64
import os
import re
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any, Protocol

from trellis.config.backups.archive import LARGEST_PIECE, ArchiveError
from trellis.handbook import git
from trellis.handbook.errors import TrellisError
from trellis.handbook.spec import parse_spec

LARGEST_FILE = LARGEST_PIECE // 2  # as base64 it is a third larger
BUNDLE, FOLDER = "git", "folder"
_FETCH = (
    "-c", "transfer.fsckObjects=true", "-c", "protocol.file.allow=always", "fetch", "--quiet", "--no-tags",
    "--update-head-ok",
)  # fmt: skip
_PLAIN = re.compile(r"[^A-Za-z0-9_-]+")


class HandbookBackupError(TrellisError):
    """A repository that cannot be backed up or restored."""

    code = "backup-handbook"


class Rows(Protocol):
    """What takes parts: a backup, or an export."""

    def add_rows(self, part: str, rows: Iterable[object], /) -> int:
        """Rows as JSON lines; gives how many."""

    def add_bytes(self, part: str, content: IO[bytes], /) -> int:
        """A stream of unknown length; gives its size."""


@dataclass(frozen=True)
class Kept:
    """A repository or folder as the manifest names it.

    `mount` and `revision` are those of the word that names the handbook, `inside` the folder of the handbook in its
    repository, `head` the branch or commit that was checked out or served; `loose` says that some files were changed
    and not committed.
    """

    kind: str
    name: str
    mount: str | None
    revision: str | None
    inside: str
    head: str
    loose: bool = False

    def as_document(self) -> dict[str, Any]:
        """For the manifest."""
        return asdict(self)


def kept_from(document: object) -> Kept:
    """What the manifest says. Raises ArchiveError for what is none."""
    try:
        kept = Kept(**document)  # type: ignore[arg-type]
        texts = (kept.name, kept.inside, kept.head, kept.mount or "", kept.revision or "")
    except TypeError:
        raise ArchiveError("What it says of a handbook cannot be read.") from None
    if (
        kept.kind not in (BUNDLE, FOLDER)
        or not all(isinstance(each, str) for each in texts)
        or not _is_below(kept.inside or "x")
        or _PLAIN.search(kept.name)
        or kept.head.startswith("-")
        or not kept.head.isprintable()
    ):
        raise ArchiveError("What it says of a handbook cannot be read.")
    return kept


def found(words: Sequence[str]) -> list[tuple[Path, Kept]]:
    """Each source of the handbook, with the top of its repository or its folder."""
    return [_found(word) for word in words]


def write(writer: Rows, part: str, path: Path, kept: Kept) -> int:
    """Write one into a part of the backup; gives the bytes. Raises HandbookBackupError."""
    if kept.kind == FOLDER:
        return writer.add_rows(part, _files(path))
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            git.command(path, "bundle", "create", "--quiet", "-", "HEAD", "--all"),
            env=git.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
        )
        with process:
            assert process.stdout is not None
            size = writer.add_bytes(part, process.stdout)
        if process.returncode != 0:
            said.seek(0)
            reason = said.read(2000).decode("utf-8", "replace").strip()
            raise HandbookBackupError(f"The repository {path} cannot be backed up: {reason}")
    return size


def restore_bundle(pieces: Iterable[bytes], kept: Kept, target: Path, scratch: Path) -> None:
    """Make a repository of a bundle, with its files. Raises HandbookBackupError."""
    bundle = scratch / "bundle"
    with bundle.open("wb") as out:
        for piece in pieces:
            out.write(piece)
    target.mkdir(parents=True, mode=0o700)
    branch = f"refs/heads/{kept.head}"
    _git(target, "init", "--quiet", "--initial-branch=trellis-restores")
    _git(target, *_FETCH, str(bundle.absolute()), "+refs/*:refs/*")
    if git.run(target, "show-ref", "--verify", "--quiet", branch).returncode == 0:
        _git(target, "symbolic-ref", "HEAD", branch)
        _git(target, "reset", "--quiet", "--hard")
    else:
        _git(target, *_FETCH, str(bundle.absolute()), "HEAD")
        _git(target, "checkout", "--quiet", "--detach", kept.head)
    bundle.unlink()


def restore_files(rows: Iterable[list[Any]], target: Path) -> None:
    """Write the files of a plain folder. Raises ArchiveError for a path that leads elsewhere."""
    target.mkdir(parents=True, mode=0o700)
    for row in rows:
        check_file(row)
        place = target / row[0]
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("xb") as out:
            out.write(base64.b64decode(row[1]))


def check_file(row: list[Any]) -> None:
    """Raises ArchiveError where a row is no file of a folder: its path leads elsewhere, or into Git's own files."""
    if len(row) != 2 or not all(isinstance(each, str) for each in row) or not _is_below(row[0]):
        raise ArchiveError("It holds a file of the handbook that lies outside of the handbook.")
    try:
        base64.b64decode(row[1], validate=True)
    except ValueError:
        raise ArchiveError("It holds a file of the handbook that cannot be read.") from None


def words_for(restored: Sequence[tuple[Path, Kept]]) -> list[str]:
    """What TRELLIS_HANDBOOK has to say to serve what was restored."""
    words = []
    for path, kept in restored:
        place = str(path / kept.inside) if kept.inside else str(path)
        words.append(f"{kept.mount}={place}" if kept.mount is not None else place)
    return words


def _found(word: str) -> tuple[Path, Kept]:
    spec = parse_spec(word)
    folder = spec.path if spec.path.is_dir() else spec.path.parent
    name = _PLAIN.sub("-", (spec.mount or folder.absolute().name)).strip("-") or "handbook"
    top = _said(folder, "rev-parse", "--show-toplevel") or _bare(folder)
    has_commit = _said(folder, "rev-parse", "--verify", "--quiet", spec.revision or "HEAD")
    if top is None or has_commit is None:
        return folder, Kept(FOLDER, name, spec.mount, None, "", "")
    inside = (_said(folder, "rev-parse", "--show-prefix") or "").strip("/")
    ignored = _said(folder, "check-ignore", "--quiet", str(folder.absolute())) is not None
    tracked = _said(folder, "ls-tree", "HEAD", "--", ".") if inside else "yes"
    if spec.revision is None and (ignored or not tracked):  # A folder in a repository that is not of it.
        return folder, Kept(FOLDER, name, spec.mount, None, "", "")
    wanted = spec.revision or "HEAD"
    symbolic = _said(folder, "rev-parse", "--abbrev-ref", wanted)
    head = symbolic if symbolic and symbolic != "HEAD" else has_commit
    loose = spec.revision is None and bool(_said(folder, "status", "--porcelain", "--", "."))
    return Path(top), Kept(BUNDLE, name, spec.mount, spec.revision, inside, head, loose)


def _files(folder: Path) -> Iterator[list[str]]:
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(each for each in folders if each != ".git")
        for name in sorted(names):
            path = Path(place) / name
            relative = path.relative_to(folder).as_posix()
            if not path.is_symlink() and path.is_file() and _is_below(relative):
                if path.stat().st_size > LARGEST_FILE:
                    raise HandbookBackupError(f"{path} is too large for a backup; keep it elsewhere.")
                yield [relative, base64.b64encode(path.read_bytes()).decode("ascii")]


def _is_below(path: str) -> bool:
    parts = PurePosixPath(path).parts
    return (
        path.isprintable()
        and bool(parts)
        and not path.startswith("/")
        and "\\" not in path
        and not any(part == ".." or part.lower() == ".git" for part in parts)
    )


def _bare(folder: Path) -> str | None:
    is_bare = _said(folder, "rev-parse", "--is-bare-repository") == "true"
    return _said(folder, "rev-parse", "--absolute-git-dir") if is_bare else None


def _said(folder: Path, *words: str) -> str | None:
    done = git.run(folder, *words)
    return done.stdout.decode("utf-8", "replace").strip() if done.returncode == 0 else None


def _git(folder: Path, *words: str) -> None:
    done = git.run(folder, *words, variables={"GIT_ALLOW_PROTOCOL": "file"})
    if done.returncode != 0:
        reason = done.stderr.decode("utf-8", "replace").strip()
        raise HandbookBackupError(f"Git cannot put the handbook back: {reason}")
