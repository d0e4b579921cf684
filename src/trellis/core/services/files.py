"""Writes of files: attaching and removing them, having them scanned, and taking away what nobody needs.

A file arrives as a draft, is looked at, goes to the store, and then is attached, so that whatever stops it leaves
nothing that anybody sees. Its record is there before its bytes are: what never arrived is found by it and swept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.core import (
    attaching,
    attachments,
    events,
    filekeys,
    filestore,
    filetypes,
    images,
    rounds,
    scanning,
)
from trellis.core.attaching import Attaching
from trellis.core.filereading import DamagedFileError, digest_of, read
from trellis.core.filestore import Draft, MissingFileError, StoreError
from trellis.core.filetypes import Family, FileType
from trellis.core.models import AccessNote, Account, Attachment, StoredFile
from trellis.core.records import uuid7
from trellis.core.rules import NotAllowedError
from trellis.core.services import events as house
from trellis.core.services import notices
from trellis.handbook.errors import TrellisError

KEPT_UNUSED = timedelta(days=30)
"""How long what is removed can be brought back, by those who run the site."""
ON_THE_WAY = timedelta(days=1)
LONGEST_LINK = timedelta(days=30)
SCAN_PAUSE = timedelta(minutes=1)
LONGEST_SCAN_PAUSE = timedelta(hours=6)
MOST_AT_ONCE = 50
INFECTED = "file-infected"
_DRAWN = {
    each.media: each
    for each in (filetypes.PNG, filetypes.JPEG, filetypes.GIF, filetypes.WEBP, filetypes.AVIF)
}


class FileError(TrellisError):
    """A file that is not taken, or cannot be given."""

    code = "file"


@dataclass(frozen=True, slots=True)
class _Looked:
    """A draft that was looked at: what it is, and its bytes as they are to be kept."""

    draft: Draft
    made: FileType
    name: str


def attach(*, about: str, key: UUID, name: str, pieces: Iterable[bytes], by: Account) -> Attachment:
    """Attach a file to an object. Its bytes come in pieces; of a picture those are kept that are drawn anew.

    The same file under the same name again is the one that is there; the same bytes are kept once. Raises
    NotAllowedError, FileError or PictureError for what is not taken, and StoreError where it cannot be kept; nothing
    is left of it then.
    """
    return put(kind=_kind_for(about, key, by), key=key, name=name, pieces=pieces, by=by)


def put(*, kind: Attaching, key: UUID, name: str, pieces: Iterable[bytes], by: Account | None) -> Attachment:
    """`attach` for services that have checked who may: what the site itself makes for somebody."""
    about = kind.about
    with filestore.drafted(bounded(pieces, kind)) as draft, _looked(draft, name, kind) as looked:
        stored = _kept(looked, kind)
        with transaction.atomic():
            bytes_ = _settled(stored)
            here = Attachment.objects.filter(about=about, object=key, removed_at=None)
            before = here.filter(stored=bytes_, name=looked.name).select_related("stored").first()
            if before is not None:
                return before
            if here.count() >= kind.most:
                raise FileError(
                    _("There are %(most)s files here already.") % {"most": kind.most},
                    hint=_("Remove some first."),
                )
            attachment = Attachment.objects.create(
                about=about, object=key, stored=bytes_, name=looked.name, by=by
            )
            house.publish(
                events.FileAttached(
                    file=attachment.pk,
                    by=by.pk if by is not None else None,
                    about=about,
                    object=key,
                    size=looked.draft.size,
                )
            )
            transaction.on_commit(rounds.soon)
    return attachment


def remove(*, attachment: Attachment, by: Account) -> Attachment:
    """Remove a file from its object; again changes nothing. Whoever added it may, and administrators who see it.

    Raises NotAllowedError.
    """
    if not attachments.can_remove(by, attachment):
        raise NotAllowedError(_("Only whoever added a file and administrators remove it."))
    return take_away(attachment=attachment, by=by)


def take_away(*, attachment: Attachment, by: Account) -> Attachment:
    """`remove` for services that have checked who may: what takes the place of another."""
    with transaction.atomic():
        attachment = Attachment.objects.select_for_update().get(pk=attachment.pk)
        if attachment.removed_at is None:
            attachment.removed_at = timezone.now()
            attachment.save(update_fields=["removed_at"])
            house.publish(
                events.FileRemoved(
                    file=attachment.pk, by=by.pk, about=attachment.about, object=attachment.object
                )
            )
    return attachment


def forget(*, about: str, keys: Iterable[UUID]) -> int:
    """Let go of the files of objects that are no more; gives how many. The sweep takes the bytes. For rooms."""
    return Attachment.objects.filter(about=about, object__in=list(keys)).delete()[0]


def note_reading(*, attachment: Attachment, by: UUID | None) -> None:
    """Record that somebody read a confidential file."""
    with transaction.atomic():
        if by is not None:
            AccessNote.objects.create(account_id=by, about=attachment.about, object=attachment.object)
        house.publish(
            events.FileRead(file=attachment.pk, by=by, about=attachment.about, object=attachment.object)
        )


def link_to(*, attachment: Attachment, lasts: timedelta) -> str:
    """The path at which anybody gets a file for a while, for mails and documents. Raises FileError.

    What is confidential has no such link.
    """
    kind = attaching.kind_of(attachment.about)
    if kind is None or kind.is_confidential or attachment.stored.is_confidential:
        raise FileError(_("What is confidential is not given by a link."))
    if not timedelta() < lasts <= LONGEST_LINK:
        raise FileError(_("A link works for %(days)s days at most.") % {"days": LONGEST_LINK.days})
    until = int((timezone.now() + lasts).timestamp())
    return reverse(
        "core:linked-file", args=[signing.dumps([attachment.pk.hex, until], salt=attachments.LINK)]
    )


# -- rounds


def scan(now: datetime) -> int:
    """Ask the scanner about files that it has not seen; gives how many it told of. Several processes may do it."""
    if not settings.TRELLIS_SCANNER:
        return 0
    waiting = StoredFile.objects.filter(is_kept=True, scan=StoredFile.Scan.NONE, scan_next_at__lte=now)
    told = 0
    for stored in list(waiting.order_by("scan_next_at", "pk")[:MOST_AT_ONCE]):
        pause = min(SCAN_PAUSE * 2 ** min(stored.scan_tries, 10), LONGEST_SCAN_PAUSE)
        claimed = waiting.filter(pk=stored.pk, scan_tries=stored.scan_tries).update(
            scan_tries=F("scan_tries") + 1, scan_next_at=now + pause
        )
        if claimed:
            told += _scanned(stored)
    return told


def _scanned(stored: StoredFile) -> int:
    try:
        verdict = scanning.asked(settings.TRELLIS_SCANNER, read(stored))
    except (scanning.ScannerError, TrellisError):
        return 0  # the row says when it is asked again
    with transaction.atomic():
        row = StoredFile.objects.select_for_update().filter(pk=stored.pk).first()
        if row is None:
            return 0
        row.scan = StoredFile.Scan.CLEAN if verdict.is_clean else StoredFile.Scan.INFECTED
        row.scan_found = verdict.found
        row.save(update_fields=["scan", "scan_found"])
        if not verdict.is_clean:
            held = list(row.attachments.filter(removed_at=None).select_related("by"))
            house.publish_all(
                [
                    events.FileInfected(file=each.pk, by=None, about=each.about, object=each.object)
                    for each in held
                ]
            )
            notices.notify(
                INFECTED,
                {each.by_id: each.by for each in held if each.by is not None}.values(),
                subject=gettext_lazy("A file that you added holds something harmful"),
                text=gettext_lazy(
                    "A scanner found it. Nobody is given the file; add it again when it is clean."
                ),
                address="/notices/",
                key=f"infected {row.pk}",
            )
    return 1


def sweep(now: datetime) -> int:
    """Take away what was removed long ago, what never arrived, and bytes that no file holds; gives how many."""
    filestore.sweep_drafts(now)
    Attachment.objects.filter(removed_at__lt=now - KEPT_UNUSED).delete()
    held = Attachment.objects.filter(stored=OuterRef("pk"))
    loose = StoredFile.objects.filter(~Exists(held))
    loose.filter(is_kept=True, unused_at=None).update(unused_at=now)
    gone = [
        *loose.filter(is_kept=True, unused_at__lt=now - ON_THE_WAY).values_list("pk", flat=True)[
            :MOST_AT_ONCE
        ],
        *loose.filter(is_kept=False, created_at__lt=now - ON_THE_WAY).values_list("pk", flat=True)[
            :MOST_AT_ONCE
        ],
    ]
    taken = 0
    for key in gone:
        try:
            taken += _taken_away(key)
        except StoreError:
            continue  # its row is still there: tried again in an hour
    return taken


def _taken_away(key: UUID) -> int:
    """Forget bytes that no file holds. The row goes with them: if the store fails, it stays and is tried again."""
    with transaction.atomic():
        stored = StoredFile.objects.select_for_update().filter(pk=key).first()
        if stored is None or stored.attachments.exists():
            return 0
        name = stored.name
        stored.delete()
        filestore.store().delete(name)
    return 1


def reseal(tell: Callable[[int, int], object] = lambda done, total: None) -> int:
    """Seal all files anew that an older key sealed; gives how many were. For the clock.

    Each is a transaction of its own, so it may be stopped and started again. `tell` hears how many were looked at, of
    how many. What cannot be read now stays as it is until the next time.
    """
    current = filekeys.keys().current
    older = StoredFile.objects.filter(is_kept=True).exclude(key_print__in=["", current])
    keys, resealed = list(older.order_by("pk").values_list("pk", flat=True)), 0
    for done, key in enumerate(keys):
        tell(done, len(keys))
        stored = older.filter(pk=key).first()
        resealed += _resealed(stored, current) if stored is not None else 0
    return resealed


def sealed_before() -> int:
    """How many files are still sealed by an older key, which must not be taken away yet."""
    current = filekeys.keys().current
    return StoredFile.objects.filter(is_kept=True).exclude(key_print__in=["", current]).count()


def _resealed(stored: StoredFile, current: str) -> int:
    """Write the bytes down under another name with the current key, and let all files hold those."""
    try:
        new = StoredFile.objects.create(
            digest=stored.digest, size=stored.size, media_type=stored.media_type, family=stored.family,
            is_confidential=True, key_print=current, scan=stored.scan, scan_found=stored.scan_found,
        )  # fmt: skip
        with filestore.drafted(filekeys.sealed(read(stored), new.name)) as draft:
            filestore.store().put(new.name, draft)
    except TrellisError:
        return 0  # what was begun is swept
    with transaction.atomic():
        old = StoredFile.objects.select_for_update().filter(pk=stored.pk, is_kept=True).first()
        if old is None:
            return 0
        StoredFile.objects.filter(pk=old.pk).update(is_kept=False, created_at=timezone.now())
        StoredFile.objects.filter(pk=new.pk).update(is_kept=True)
        Attachment.objects.filter(stored=old).update(stored=new)
    return 1


# -- taking a file in


def _kind_for(about: str, key: UUID, by: Account) -> Attaching:
    kind = attaching.kind_of(about)
    if kind is None or not attaching.can_add(by, about, key):
        raise NotAllowedError(_("You cannot attach files here."))
    return kind


def bounded(pieces: Iterable[bytes], kind: Attaching) -> Iterator[bytes]:
    """The bytes of a file as they come. Raises FileError for none at all, and for more than a kind of object takes."""
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > kind.largest_bytes:
            most = kind.largest_bytes / 2**20
            raise FileError(
                _("The file is larger than %(most)s MB.") % {"most": number_format(round(most, 1), most < 1)},
                hint=_("Make it smaller, or put it where large files lie and attach a link."),
            )
        yield piece
    if not size:
        raise FileError(_("The file is empty."), hint=_("Choose another one."))


@contextmanager
def _looked(draft: Draft, name: str, kind: Attaching) -> Iterator[_Looked]:
    """What a draft really is, with a picture drawn anew. Raises FileError and PictureError."""
    with draft.path.open("rb") as content:
        head = content.read(filetypes.HEAD)
    made = filetypes.told_by(head, name)
    name = filetypes.safe_name(name, _("file"))
    if not filetypes.is_what_it_says(made, name):
        raise FileError(
            _("“%(name)s” is not what its name says: it holds something else (%(media)s).")
            % {"name": name, "media": made.media},
            hint=_("Save it anew from the program that made it, or give it its right ending."),
        )
    if made.family not in kind.takes:
        raise FileError(
            _("Files of this kind (%(media)s) are not taken here.") % {"media": made.media},
            hint=_pictures_only(kind),
        )
    if made.extensions:
        name = filetypes.with_extension(name, made.extensions[0])
    looked = _Looked(draft, made, name)
    if made.media not in _DRAWN:
        yield looked
        return
    with draft.path.open("rb") as content:
        drawn = images.redrawn(content.read(images.LARGEST + 1))
    with filestore.drafted([drawn]) as other:
        yield replace(looked, draft=other)


def _pictures_only(kind: Attaching) -> str:
    return _("Save it as PNG, JPEG, GIF, WebP or AVIF.") if kind.takes == frozenset({Family.PICTURE}) else ""


def _kept(looked: _Looked, kind: Attaching) -> StoredFile:
    """The bytes in the store: those that are there already, or these. Raises StoreError."""
    digest = digest_of(looked.draft.digest, confidential=kind.is_confidential)
    before = _kept_before(digest, confidential=kind.is_confidential)
    if before is not None:
        return before
    key = uuid7()
    stored = StoredFile.objects.create(
        pk=key, digest=digest, size=looked.draft.size, media_type=looked.made.media, family=looked.made.family,
        is_confidential=kind.is_confidential,
        key_print=filekeys.keys().current if kind.is_confidential else "",
    )  # fmt: skip
    try:
        if kind.is_confidential:
            pieces = filekeys.sealed(filestore.pieces_of(looked.draft.path), stored.name)
            with filestore.drafted(pieces) as sealed:
                filestore.store().put(stored.name, sealed)
        else:
            filestore.store().put(stored.name, looked.draft)
    except StoreError:
        StoredFile.objects.filter(pk=key).delete()
        raise
    return stored


def _kept_before(digest: str, *, confidential: bool) -> StoredFile | None:
    """The same bytes that are in the store already, if they still are and are fine."""
    found = StoredFile.objects.filter(digest=digest, is_confidential=confidential, is_kept=True).first()
    if found is None:
        return None
    try:
        for _piece in read(found):
            pass
    except (DamagedFileError, MissingFileError, filekeys.SealedFileError):
        # The files that hold these bytes get those that have just come: see `_settled`.
        StoredFile.objects.filter(pk=found.pk).update(is_kept=False, created_at=timezone.now())
        return None
    return found


def _settled(stored: StoredFile) -> StoredFile:
    """The bytes that a file is to hold, locked: another upload may have brought the same meanwhile, or a sweep come."""
    same = StoredFile.objects.select_for_update().filter(
        digest=stored.digest, is_confidential=stored.is_confidential, is_kept=True
    )
    found = same.first()
    if found is None:
        try:
            with transaction.atomic():
                if not StoredFile.objects.filter(pk=stored.pk).update(is_kept=True, unused_at=None):
                    raise MissingFileError(_("The file was taken away meanwhile."), hint=_("Try again."))
            Attachment.objects.filter(
                stored__digest=stored.digest,
                stored__is_confidential=stored.is_confidential,
                stored__is_kept=False,
            ).update(stored=stored)
            stored.is_kept = True
            return stored
        except IntegrityError:
            found = same.get()
    if found.unused_at is not None:
        StoredFile.objects.filter(pk=found.pk).update(unused_at=None)
    return found
