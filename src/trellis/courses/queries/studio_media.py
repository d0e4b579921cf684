"""The pictures, recordings and captions of a course: published ones and those of drafts, and where each is used."""

from __future__ import annotations

from dataclasses import dataclass

from trellis.courses.definitions.lessons import media_kind
from trellis.courses.queries.studio_questions import kept_addresses
from trellis.handbook import destinations
from trellis.pages.addresses import file_address
from trellis.pages.queries.files import PLAYED, SHOWN
from trellis.pages.queries.folders import Bench


@dataclass(frozen=True, slots=True)
class Shown:
    """A file of a course: `kind` is `picture`, `video`, `audio` or `captions`; `draft` the page whose draft keeps it.

    `uses` are the pages that name it, by name and title; `is_silent` that one of them shows it without words.
    """

    path: str
    name: str
    kind: str
    url: str
    draft: str
    uses: tuple[tuple[str, str], ...]
    is_silent: bool


def library(bench: Bench) -> tuple[Shown, ...]:
    """All files of a course that are shown or played, by name."""
    below = f"{bench.folder}/"
    kept = {each.path: each for each in bench.files}
    addresses = kept_addresses(bench)
    paths = {path for path in bench.handbook.assets if path.startswith(below)} | set(kept)
    found = []
    for path in sorted(paths):
        kind = kind_of(path)
        if kind:
            uses, is_silent = _uses(bench, path)
            found.append(
                Shown(
                    path,
                    path.removeprefix(below),
                    kind,
                    addresses.get(path) or file_address(path),
                    kept[path].draft if path in kept else "",
                    uses,
                    is_silent,
                )
            )
    return tuple(found)


def videos_of(bench: Bench) -> tuple[tuple[str, str, str], ...]:
    """The videos and recordings that pages of a course play: page, address as it is written, words."""
    below = f"{bench.folder}/"
    return tuple(
        (path, link.destination, link.text)
        for path, page in sorted(bench.handbook.pages.items())
        if path.startswith(below)
        for link in page.links
        if link.image and media_kind(link.destination)
    )


def kind_of(path: str) -> str:
    """What a file is, by its ending; empty for what is neither shown nor played."""
    ending = destinations.file_extension(path)
    if ending in SHOWN:
        return "picture"
    if ending == "vtt":
        return "captions"
    return PLAYED[ending].partition("/")[0] if ending in PLAYED else ""


def _uses(bench: Bench, path: str) -> tuple[tuple[tuple[str, str], ...], bool]:
    below, name = f"{bench.folder}/", path.rpartition("/")[2]
    found, is_silent = [], False
    for other, page in sorted(bench.handbook.pages.items()):
        if not other.startswith(below) or name not in page.text:
            continue
        found.append((other.removeprefix(below), page.title))
        is_silent = is_silent or any(
            link.image and link.destination.endswith(name) and not link.text.strip() for link in page.links
        )
    return tuple(found), is_silent
