"""What a command line asks: which handbook, which roles, which part of a page."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NamedTuple

import click

from trellis.handbook import loading
from trellis.handbook.errors import TrellisError
from trellis.handbook.handbook import Handbook
from trellis.handbook.kinds import Kind
from trellis.handbook.slugs import anchors_of
from trellis.handbook.source import SETTINGS_NAMES, SourceError
from trellis.handbook.spec import parse_spec
from trellis.roles.definitions.finding import UnknownRole, find_family, find_role
from trellis.roles.definitions.graph import Role, RoleGraph
from trellis.roles.definitions.impact import Place, heading_place, page_place, role_place
from trellis.roles.definitions.kind import NAME
from trellis.roles.definitions.kinds import KINDS
from trellis.roles.definitions.phrases import quoted
from trellis.roles.printing.screen import screen_for_output
from trellis.roles.printing.teller import Teller

HANDBOOK = "TRELLIS_HANDBOOK"
ON_DISK = "."
"""As a revision: the files as they are."""


class NoRoles(TrellisError):
    """A handbook in which nobody is described."""

    code = "roles.none"


@dataclass(frozen=True, slots=True)
class Asked:
    """A handbook with its roles, and how to tell about them at this terminal."""

    handbook: Handbook
    graph: RoleGraph

    def teller(self) -> Teller:
        """Tells about these roles on standard output."""
        return Teller(screen_for_output(), self.graph, self.name_of)

    @property
    def name_of(self) -> Callable[[str], str]:
        """A page's path as somebody at this terminal finds the file."""
        return partial(loading.name_on_disk, self.handbook.source)

    def role(self, wording: str) -> Role:
        """The role that a wording means; says on standard error what was taken for what. Raises TrellisError."""
        found = find_role(self.graph, wording)
        if not found.exact:
            click.echo(f"{quoted(wording)} is taken for {quoted(found.role.full_title)}.", err=True)
        return found.role

    def place(self, wording: str) -> Place:
        """The page, the heading of a page (`page#heading`), the role or the family that a wording means.

        Raises TrellisError where it means nothing.
        """
        address, _, anchor = wording.partition("#")
        path = self.page(address)
        if path is None:
            try:
                return role_place(self.handbook, self.role(wording))
            except UnknownRole as error:
                try:
                    return page_place(self.handbook.pages[find_family(self.graph, wording).path])
                except UnknownRole:
                    raise error from None
        page = self.handbook.pages[path]
        if not anchor:
            return page_place(page)
        role = next((r for r in self.graph if r.family.path == path and r.level.slug == anchor), None)
        match = anchors_of(page, self.handbook.settings.slugs).lookup(anchor)
        if match is not None and match.heading is not None:
            return heading_place(page, match.heading)
        if role is not None:
            return role_place(self.handbook, role)
        raise TrellisError(f"{path} has no heading {quoted('#' + anchor)}.", code="roles.heading")

    def page(self, address: str) -> str | None:
        """The path of a page by its path, its file on the disk, or its address."""
        if address in self.handbook.pages:
            return address
        if not address or not ("/" in address or "." in address):
            return None
        by_url = self.handbook.page_by_url(address)
        if by_url is not None:
            return by_url.path
        real = os.path.abspath(address)
        if not os.path.isfile(real):
            return None
        return next(
            (path for path in self.handbook.pages if os.path.abspath(self.name_of(path)) == real), None
        )


class Words(NamedTuple):
    """The arguments of a command, told apart: titles first, then the paths of the handbook."""

    titles: tuple[str, ...]
    paths: tuple[str, ...]


def split_words(words: Sequence[str], least: int, most: int, *, all_titles: bool = False) -> Words:
    """Tell titles from paths: what stands behind the first `least` words and is there on the disk is a path.

    Where one title is wanted, words that nobody put in quotes make one. Raises click's UsageError for too few
    or too many.
    """
    at = len(words)
    while not all_titles and at > least and is_path(words[at - 1]):
        at -= 1
    titles, paths = list(words[:at]), tuple(words[at:])
    if most == 1 and len(titles) > 1:
        titles = [" ".join(titles)]
    if len(titles) < least:
        raise click.UsageError(
            "Name a role." if least == 1 else f"Name {('one role', 'two roles')[least - 1]}."
        )
    if len(titles) > most:
        missing = titles[most]
        raise click.UsageError(
            f"{quoted(missing)} is neither expected as a title nor a path that is there. Put each title in quotes."
        )
    return Words(tuple(titles), paths)


def is_path(word: str) -> bool:
    """Whether a word names a handbook that is there: a path, or a revision of one.

    In a folder that is a handbook itself, a bare word is no path: "it" is a department there, and the end of
    "Manager IT".
    """
    if not any(mark in word for mark in ("/", ".", "@", "=", os.sep)) and _is_handbook(Path()):
        return False
    try:
        return parse_spec(word).path.exists()
    except (SourceError, OSError, ValueError):
        return False


def ask(context: click.Context, paths: Sequence[str], option: Sequence[str] = ()) -> Asked:
    """Compile the handbook that the option, else the arguments, else the folder or the environment names.

    Raises SourceError where nothing can be read, NoRoles where no page describes a role.
    """
    return asked(loading.load(handbook_words(paths, option), kinds(context)))


def asked(handbook: Handbook) -> Asked:
    """A compiled handbook with its roles. Raises NoRoles."""
    graph = handbook.assembled.get(NAME)
    if not isinstance(graph, RoleGraph) or not graph.families:
        raise NoRoles(
            f"No page of {handbook.source.name} describes a role.",
            hint=f"Name the folder of the handbook: as PATH, with --handbook, or in {HANDBOOK}.",
        )
    return Asked(handbook, graph)


def kinds(context: click.Context) -> tuple[Kind, ...]:
    """The kinds that the command was started with; those of this room where it was started alone."""
    return loading.kinds_of(context) or KINDS


def handbook_words(paths: Sequence[str], option: Sequence[str] = ()) -> list[str]:
    """The words that name the handbook: the option, the arguments, the folder one is in if it is one, the
    environment.
    """
    named = [*option, *paths]
    if named:
        return named
    configured = os.environ.get(HANDBOOK, "").strip()
    return [configured] if configured and not _is_handbook(Path()) else ["."]


def revisions(
    paths: Sequence[str], option: Sequence[str], names: tuple[str, str]
) -> tuple[list[str], list[str]]:
    """The words for two revisions of the handbook that is named; `.` stands for the files as they are."""
    words = handbook_words(paths, option)
    before, after = ([word if name == ON_DISK else f"{word}@{name}" for word in words] for name in names)
    return before, after


def _is_handbook(folder: Path) -> bool:
    """Whether a folder says that it is a handbook: by its settings, or by its job families."""
    return any((folder / name).is_file() for name in SETTINGS_NAMES) or (folder / "job-families").is_dir()
