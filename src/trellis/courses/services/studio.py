"""Writes of the studio: what is chosen there becomes the text of drafts, and no more; publishing proposes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from trellis.core.rules import Account
from trellis.courses import gates
from trellis.courses.services import steps
from trellis.courses.studio import inserting, outlines
from trellis.handbook.errors import TrellisError
from trellis.handbook.rewriting import CannotRewriteError
from trellis.pages.queries import editing
from trellis.pages.queries.current import Edition
from trellis.pages.queries.editing import Desk, difference
from trellis.pages.queries.folders import Bench, plain
from trellis.pages.rules import can_propose
from trellis.pages.services import drafts, folders, media
from trellis.pages.services.drafts import NotAllowedError

Reshape = Callable[[str], str]


class StudioError(TrellisError):
    """The studio cannot do what was asked for."""

    code = "studio"


def begin(edition: Edition, *, by: Account, folder: str, files: Mapping[str, str]) -> None:
    """Begin a new course: a draft for each of its files. What somebody has begun there already stays as it is.

    Raises NotAllowedError, StudioError where there is such a course, NotWritableError.
    """
    require(by)
    desks = {name: editing.desk(edition, by, f"{folder}/{name}") for name in files}
    if any(not each.is_new or each.draft is not None for each in desks.values()):
        raise StudioError(
            _("There is a course in the folder “%(folder)s” already.") % {"folder": folder},
            hint=_("Give yours another title, or go on with that one."),
        )
    with transaction.atomic():
        act = steps.new_act()
        for name, text in files.items():
            steps.keep(desks[name], by=by, text=text, act=act)


def change(desk: Desk, *, by: Account, seen: str, reshape: Reshape, act: UUID | None = None) -> bool:
    """Change the draft of a file by a function of its text; the answer says whether anything is different.

    It can be undone, with whatever else has the same `act`. `seen` is the fingerprint of the text that `by` looked at.
    Raises NotAllowedError, StaleError where the text is another by now, CannotRewriteError where it can only be changed
    as text, and what `reshape` raises.
    """
    require(by)
    drafts.check_seen(
        desk.text,
        seen,
        _("It is shown as it is now. What you did last is not in it: do it again if it is still right."),
    )
    before = plain(desk.text)
    try:
        text = reshape(before)
    except CannotRewriteError as error:
        raise CannotRewriteError(
            _("This page is written in a way that a form cannot change."), hint=_("Edit it as text.")
        ) from error
    if text == before:
        return False
    steps.keep(desk, by=by, text=text, act=act or steps.new_act())
    return True


def add_page(
    bench: Bench,
    course: Desk,
    *,
    by: Account,
    seen: str,
    title: str,
    text: str,
    name: str,
    missing: tuple[str, ...] = (),
    act: UUID | None = None,
) -> str:
    """Add a page to a course, as a draft, and put it at the end of its outline; gives its path.

    `missing` are the lines of an outline that the course has not written yet. Raises as `change` does, and StudioError
    where there is such a page.
    """
    require(by)
    path = f"{bench.folder}/{name}"
    desk = editing.desk(bench.edition, by, path, bench.proposal)
    if not desk.is_new or desk.draft is not None:
        raise StudioError(
            _("There is a page “%(name)s” in this course already.") % {"name": name},
            hint=_("Choose another title."),
        )
    line, act = outlines.part(title, name), act or steps.new_act()
    with transaction.atomic():
        change(course, by=by, seen=seen, reshape=lambda old: listed(old, course.path, line, missing), act=act)
        steps.keep(desk, by=by, text=text, act=act)
    return path


def listed(text: str, path: str, line: str, missing: tuple[str, ...]) -> str:
    """A course with one more part; before that, an outline of what it has without saying so.

    What is no quiz comes before the quiz that the outline ends with: people are asked what they have read.
    """
    made = outlines.added(outlines.with_outline(text, path, missing), path, "outline", line)
    *_before, last, new = (None, *outlines.rows_of(made, path))
    is_behind = (
        last is not None and last.destination.endswith("quiz.md") and not new.destination.endswith("quiz.md")
    )
    return outlines.moved(made, path, "outline", new.at, -1) if is_behind else made


def add_media(
    bench: Bench,
    *,
    by: Account,
    page: str,
    name: str,
    data: bytes,
    words: str,
    video: str = "",
    language: str = "",
) -> str:
    """Keep a file with the course and show it at the end of a page; captions go below the video they belong to.

    Gives the path of the file. Raises NotAllowedError, PictureError, InsertError without words, NotWritableError.
    """
    require(by)
    is_captions = data.lstrip(b"\xef\xbb\xbf").startswith(b"WEBVTT")
    if not is_captions:
        inserting.shown("x", words)
    elif not video:
        raise inserting.InsertError(
            _("Captions belong to a video."), hint=_("Choose the video that they are for.")
        )
    kept = media.add_file(
        bench.edition,
        author=by,
        path=f"{bench.folder}/course.md",
        name=name,
        data=data,
        proposal=bench.proposal,
    )
    desk = editing.desk(bench.edition, by, page, bench.proposal)
    text, inner = plain(desk.text), kept.path.removeprefix(f"{bench.folder}/")
    if is_captions:
        said = " ".join((language or "English").split())
        text = inserting.captioned(text, video, f"[Captions, {said}]({inner})")
    else:
        text = inserting.inserted(text, page, inserting.shown(inner, words))
    steps.keep(desk, by=by, text=text, act=steps.new_act())
    return kept.path


def publish(bench: Bench, *, by: Account, title: str, reason: str) -> int:
    """Propose all that was begun for a course, or put it into its proposal; gives the number of the proposal.

    Raises what `folders.propose_folder` and `folders.put_into` raise, and StudioError for what somebody who does not
    see or hear could not learn from, with its file and line.
    """
    require(by)
    _check_for_all(bench)
    keep = f"{bench.folder}/course.md"
    if bench.proposal is not None:
        made = folders.put_into(
            bench.edition, bench.proposal, by=by, folder=bench.folder, message=title, keep=keep
        )
    else:
        made = folders.propose_folder(
            bench.edition, author=by, folder=bench.folder, title=title, reason=reason, keep=keep
        )
    steps.forget(bench, by=by)
    return int(made.number)


def _check_for_all(bench: Bench) -> None:
    """Raises StudioError for what a course would bring that is not for everybody."""
    new = difference(bench.edition.handbook, bench.handbook).new if bench.drafts else ()
    own = (each for each in new if each.path.startswith(f"{bench.folder}/"))
    found = next(gates.keeping_back(own), None)
    if found is not None:
        raise StudioError(
            gates.sentence(found), hint=found.hint or _("Mend it first: courses are for everybody.")
        )


def discard(bench: Bench, *, by: Account, name: str = "") -> None:
    """Throw away the draft of one page of a course, or all that was begun for it. Raises NotAllowedError."""
    require(by)
    if name:
        drafts.discard_draft(author=by, path=f"{bench.folder}/{name}", proposal=bench.proposal)
    else:
        folders.discard_folder(author=by, folder=bench.folder, proposal=bench.proposal)
    steps.forget(bench, by=by, name=name)


def undo(bench: Bench, *, by: Account) -> int:
    """Take the last act of the studio in a course back; gives how many pages that changes.

    Raises NotAllowedError, and UndoError where there is nothing to undo or a text was written elsewhere since.
    """
    require(by)
    return steps.undo(bench, by=by)


def forget_media(bench: Bench, *, by: Account, path: str) -> None:
    """Take a file away that was uploaded and that nothing shows yet. Raises NotAllowedError, StudioError."""
    require(by)
    kept = next((each for each in bench.files if each.path == path), None)
    name = path.rpartition("/")[2]
    if kept is None or any(name in draft.text for draft in bench.drafts.values()):
        raise StudioError(_("This file is used, or already gone."), hint=_("Take it out of the page first."))
    folders.forget_file(author=by, draft=kept.draft, path=path, proposal=bench.proposal)


def require(by: Account) -> None:
    """Raises NotAllowedError for whoever may not change courses."""
    if not can_propose(by):
        raise NotAllowedError(
            _("Only contributors can change courses."), hint=_("Ask an administrator for access.")
        )
