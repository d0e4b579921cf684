"""Moving a page or a folder, and putting another page in the place of one: what that would change."""

from __future__ import annotations

import hashlib
import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from trellis.handbook import moving
from trellis.handbook.owning import repository_of
from trellis.handbook.page import Page
from trellis.handbook.repositories import NotWritableError, Repository, checked_path
from trellis.handbook.settings import visibility_of
from trellis.handbook.source import is_page
from trellis.pages.definitions import owners
from trellis.pages.queries.current import Edition, try_out
from trellis.pages.queries.editing import LARGEST
from trellis.pages.queries.proposals import mount_of

MOST_FILES = 500
"""Files that move at once."""

LARGEST_FILE = 8 * LARGEST
_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A page whose links are written anew, as it is called now."""

    page: Page
    path: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a move, or a replacement, changes: the bytes of the files of one repository by their paths there.

    `moves` are new paths by old ones; `replaced_by` is the page that takes the place of one that goes. `unlike` names
    what would differ for readers at the new place, each as a sentence.
    """

    repository: Repository
    mount: str
    base: str
    changes: Mapping[str, bytes | None]
    moves: Mapping[str, str]
    replaced_by: Page | None
    rewriting: moving.Rewriting
    others: tuple[Rewritten, ...]
    kept_out: tuple[str, ...]
    unlike: tuple[str, ...]

    @property
    def purpose(self) -> str:
        """The same for the same move of the same texts."""
        digest = hashlib.sha256(self.mount.encode())
        for path, data in sorted(self.changes.items()):
            digest.update(f"\0{path}\0".encode("utf-8", "surrogatepass") + (data or b"-"))
        return f"move:{digest.hexdigest()}"


def folder_of(page: Page) -> str:
    """The folder that a page stands for, if it is the page of one; else empty."""
    folder, _slash, _name = page.path.rpartition("/")
    return folder if folder and page.url.strip("/") == folder else ""


def plan_of_move(edition: Edition, path: str, folder: str, name: str, *, whole: bool = False) -> Plan:
    """What moving a page does; with `whole` the folder that it stands for, with everything below.

    `name` is the new name of the file, or of the folder. Raises NotWritableError that says what is in the way.
    """
    page = edition.handbook.pages[path]
    place = "/".join(part for part in (folder.strip("/"), name.strip("/")) if part)
    if whole:
        moves = _of_folder(edition, folder_of(page), place)
    else:
        suffix = path[len(path) - len(path.rpartition("/")[2].partition(".")[2]) - 1 :]
        moves = {path: place if is_page(place) else f"{place}{suffix}"}
    for old, new in moves.items():
        _check(edition, old, new, moves)
    rewriting = moving.rewriting(edition.handbook, moves, try_out)
    return _plan(edition, path, moves, rewriting, None)


def plan_of_replacement(edition: Edition, path: str, by: str) -> Plan:
    """What it does to take a page away and let another take its place: links to it lead there, and its address.

    Raises NotWritableError that says what is in the way.
    """
    wanted = by.strip().strip("/")
    other = edition.handbook.pages.get(wanted) or edition.handbook.page_by_url(wanted)
    if other is None or other.path == path:
        raise NotWritableError(
            _("There is no other page at “%(path)s”.") % {"path": by.strip()[:200]},
            hint=_("Choose a page from the list, or leave it empty."),
        )
    rewriting = moving.rewriting(edition.handbook, {}, try_out, gone={path: other.path})
    return _plan(edition, path, {}, rewriting, other)


# -- how


def _of_folder(edition: Edition, folder: str, place: str) -> dict[str, str]:
    handbook = edition.handbook
    if not folder:
        raise NotWritableError(_("This page stands for no folder."))
    if not place or f"{place}/".startswith(f"{folder}/"):
        raise NotWritableError(
            _("A folder cannot move into itself, nor to the top."), hint=_("Choose another place.")
        )
    below = [
        old for old in (*handbook.pages, *handbook.data, *handbook.assets) if old.startswith(f"{folder}/")
    ]
    if len(below) > MOST_FILES:
        raise NotWritableError(
            _("There are %(n)d files in “%(folder)s”.") % {"n": len(below), "folder": folder},
            hint=_("At most %(most)d files move at once. Move its folders one by one.")
            % {"most": MOST_FILES},
        )
    return {old: place + old[len(folder) :] for old in below}


def _check(edition: Edition, old: str, new: str, moves: Mapping[str, str]) -> None:
    handbook = edition.handbook
    checked_path(new)
    if new == old:
        raise NotWritableError(_("That is where it is now."), hint=_("Choose another folder or name."))
    if not edition.sees(new):
        raise NotWritableError(
            _("“%(path)s” is not yours to change.") % {"path": new},
            hint=_("Its folder is for other readers. Choose another one."),
        )
    there = new in handbook.pages or new in handbook.data or new in handbook.assets
    if there and new not in moves:
        raise NotWritableError(
            _("There is a file at “%(path)s” already.") % {"path": new}, hint=_("Choose another name.")
        )
    address = (
        handbook.page_by_url(Page(new, handbook.pages[old].source, None, 0).url)
        if old in handbook.pages
        else None
    )
    if address is not None and address.path not in moves:
        raise NotWritableError(
            _("“%(path)s” has this address already.") % {"path": address.path}, hint=_("Choose another name.")
        )
    if mount_of(edition, old) != mount_of(edition, new):
        raise NotWritableError(
            _("“%(path)s” lies in another repository.") % {"path": posixpath.dirname(new)},
            hint=_("Add the page there, then delete it here with that one in its place."),
        )


def _plan(
    edition: Edition, path: str, moves: Mapping[str, str], rewriting: moving.Rewriting, by: Page | None
) -> Plan:
    source = edition.whole.handbook.source
    mount = mount_of(edition, path)
    repository, _inner = repository_of(source, path)
    base = repository.tip()
    if base is None:
        raise NotWritableError(_("The repository has no commit yet."), hint=_("Commit the pages first."))
    gone = [path] if by is not None else []
    before = {new: old for old, new in moves.items()}
    own = {
        old
        for old in (*moves, *gone, *(before.get(new, new) for new in rewriting.texts))
        if mount_of(edition, old) == mount
    }
    inner = {each: repository_of(source, each)[1] for each in own}
    committed = repository.read_all(base, inner.values(), LARGEST_FILE + 1)
    changes: dict[str, bytes | None] = {}
    kept_out = []
    for old in (*moves, *gone):
        data = committed.get(inner[old])
        if data is None or len(data) > LARGEST_FILE or _is_changed(edition, old, data):
            raise NotWritableError(
                _("“%(path)s” is not as it was committed, or too large.") % {"path": old},
                hint=_("Commit it first, or move it in the repository itself."),
            )
        changes[inner[old]] = None
        if old in moves:
            changes[repository_of(source, moves[old])[1]] = data
    for new, text in rewriting.texts.items():
        old = before.get(new, new)
        data = committed.get(inner.get(old, ""), None)
        if data is None or _is_changed(edition, old, data):
            kept_out.append(old)
            continue
        mark = _MARK if data.startswith(_MARK) else b""
        changes[repository_of(source, new)[1]] = mark + text.encode("utf-8", "surrogatepass")
    others = tuple(
        Rewritten(edition.handbook.pages[each], each) for each in rewriting.changed if each not in kept_out
    )
    unlike = tuple(_unlike(edition, moves))
    return Plan(repository, mount, base, changes, moves, by, rewriting, others, tuple(kept_out), unlike)


def _is_changed(edition: Edition, path: str, data: bytes) -> bool:
    """Whether readers see something else than what is committed."""
    page = edition.handbook.pages.get(path)
    if page is None:
        return False
    return data.removeprefix(_MARK) != page.text.encode("utf-8", "surrogatepass")


def _unlike(edition: Edition, moves: Mapping[str, str]) -> Iterator[str]:
    """What rules by path say otherwise of the new place: who sees the pages, and who approves changes."""
    whole = edition.whole.handbook
    rules = whole.settings.visibility
    if any(visibility_of(rules, old) != visibility_of(rules, new) for old, new in moves.items()):
        yield _("At the new place other people may read it.")
    known = owners.rules_of(whole)
    before = {owner for old in moves for owner in owners.owners_of(known, old)}
    after = {owner for new in moves.values() for owner in owners.owners_of(known, new)}
    if before != after:
        yield _("At the new place changes are approved by: %(owners)s.") % {
            "owners": ", ".join(sorted(after)) or _("any approver")
        }
