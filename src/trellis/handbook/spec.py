"""The words that name a handbook, on the command line and in `TRELLIS_HANDBOOK`.

    PATH                    a folder or a file as it is
    PATH@REVISION           a revision of the repository at PATH, without a checkout
    MOUNT=PATH[@REVISION]   the same, under the folder MOUNT of the handbook

Several words make one handbook; those without a mount get the last part of their path as mount. A path that
exists as it is written is never taken apart.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from trellis.handbook.directory import DirectorySource
from trellis.handbook.git import GitSource
from trellis.handbook.source import (
    DEFAULT_LIMITS,
    Limits,
    MountedSources,
    Source,
    SourceError,
    folder_name,
    printable,
)


class Spec(NamedTuple):
    """One word, understood: the mount (`None` if it names none), the path, the revision (`None`: as it is on
    disk).
    """

    mount: str | None
    path: Path
    revision: str | None


def parse_spec(word: str) -> Spec:
    """Understand one word. Raises SourceError for an empty word or a mount that leads elsewhere."""
    if not word.strip() or "\0" in word:
        raise SourceError(
            "The path of the handbook is empty.",
            hint="Give a folder, for instance “.”.",
            code="handbook.spec",
        )
    if os.path.exists(word):
        return Spec(None, Path(word), None)
    mount, rest = None, word
    head, separator, tail = word.partition("=")
    if separator and "@" not in head:
        mount, rest = _checked_mount(head), tail
    path, at, revision = rest.rpartition("@")
    if os.path.exists(rest) or not at:
        return Spec(mount, Path(rest), None)
    return Spec(mount, Path(path or "."), revision)


def _checked_mount(mount: str) -> str:
    parts = mount.strip("/").split("/")
    if not mount.isprintable() or any(part in (".", "..") or (not part and len(parts) > 1) for part in parts):
        raise SourceError(
            f"“{printable(mount)}” cannot be a folder of the handbook.",
            hint="Write the mount as a folder, for instance “internal=../internal”.",
            code="handbook.spec",
        )
    return "/".join(parts)


def open_source(words: str | Sequence[str], limits: Limits = DEFAULT_LIMITS) -> Source:
    """The source that some words name; a single string may hold several, parted by the path separator (`:`).

    Nothing is read yet. Raises SourceError where the words make no sense, or two of them claim one mount.
    """
    specs = [parse_spec(word) for word in (split_words(words) if isinstance(words, str) else words)]
    if not specs:
        raise SourceError("No handbook is named.", hint="Give the path of a folder.", code="handbook.spec")
    if len(specs) == 1 and not specs[0].mount:
        return _source(specs[0], limits)
    mounted: dict[str, Source] = {}
    for spec in specs:
        if spec.mount is not None:
            if spec.mount in mounted:
                raise SourceError(
                    f"Two sources are mounted at “{spec.mount or '/'}”.",
                    hint="Give each a mount of its own.",
                    code="handbook.spec",
                )
            mounted[spec.mount] = _source(spec, limits)
    for spec in specs:
        if spec.mount is None:
            mounted[_unique(folder_name(spec.path) or "handbook", mounted)] = _source(spec, limits)
    return MountedSources(mounted)


def split_words(text: str) -> list[str]:
    """The words of one string, parted by `:` or line ends; a string that exists as a path is one word."""
    if os.path.exists(text):
        return [text]
    return [word for line in text.splitlines() for word in line.split(os.pathsep) if word.strip()]


def _source(spec: Spec, limits: Limits) -> Source:
    if spec.revision is None:
        return DirectorySource(spec.path, limits)
    return GitSource(spec.path, spec.revision, limits)


def _unique(name: str, taken: dict[str, Source]) -> str:
    number, wanted = 2, name
    while wanted in taken:
        wanted, number = f"{name}-{number}", number + 1
    return wanted
