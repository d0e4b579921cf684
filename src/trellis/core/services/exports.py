"""Copies of what is kept of somebody: JSON, their files, and a page to read; made as a job."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterable, Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.core import attaching, filestore, personal, privacy, rules
from trellis.core.filereading import is_ready, read
from trellis.core.models import Account, Attachment, Job, Person, PersonExport
from trellis.core.personal import Declaration, Subject
from trellis.core.privacy_events import ExportAsked, ExportMade
from trellis.core.rules import NotAllowedError
from trellis.core.running import Run
from trellis.core.services import files, jobs, notices
from trellis.core.services.events import publish
from trellis.core.speaking import speaking_to
from trellis.core.tasks import JobFailed, Outcome, job
from trellis.handbook.errors import TrellisError

NOTICE = "person-export"
LASTS = timedelta(days=7)
LARGEST = 2**32
MOST_SHOWN = 50
"""Rows of each model that the page shows; the JSON holds all."""
CHUNK = 500
PIECE = 2**16


class ExportError(TrellisError):
    """A copy cannot be asked for like this."""

    code = "person-export"


def ask(*, person: Person, by: Account, reason: str = "") -> Job:
    """Have a copy made of what is kept of somebody; gives the job. They may themselves, administrators with a reason.

    Who is asked about by another is told. While one is being made for the same, that is given. Raises NotAllowedError
    and ExportError.
    """
    own = by.person_id == person.pk
    clean = " ".join(reason.split())[:500]
    if not own and not rules.can_keep_people(by):
        raise NotAllowedError(_("Only administrators have copies made of what is kept of others."))
    if not own and not clean:
        raise ExportError(_("Say why: the person reads it."))
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person.pk)
        key = f"export {person.pk} for {by.pk}"
        under_way = Job.objects.filter(key=key, finished_at=None).first()
        if under_way is not None:
            return under_way
        now = timezone.now()
        export = PersonExport.objects.create(
            person=person, asked_by=by, reason="" if own else clean, asked_at=now, expires_at=now + LASTS
        )
        publish(ExportAsked(person.pk, by.pk, export.pk, own))
        if not own:
            notices.notify(
                NOTICE, Account.objects.filter(person=person), actor=by, text=clean,
                subject=gettext_lazy("An administrator has a copy made of what is kept of you"),
                address=reverse("core:own-data"),
            )  # fmt: skip
        return jobs.start(export_person, by=by, arguments={"export": str(export.pk)}, key=key)


@job("core.export-person", title=gettext_lazy("Make a copy of what is kept of somebody"))
def export_person(run: Run, export: str) -> Outcome:
    """Put it together and attach it to its record; again makes it anew, until it is made."""
    row = PersonExport.objects.select_related("person", "asked_by").get(pk=UUID(export))
    if row.asked_by.person_id != row.person_id and not rules.can_keep_people(row.asked_by):
        raise JobFailed(_("Whoever asked for it may have it no more."))
    if row.made_at is None:
        kind = attaching.kind_of(privacy.EXPORT)
        assert kind is not None  # registered when Django starts
        with TemporaryFile() as packed:
            with speaking_to(row.asked_by):
                pack(row.person, packed, run)
            packed.seek(0)
            forget_files(PersonExport.objects.filter(pk=row.pk))  # of a try that was cut off
            files.put(
                kind=kind, key=row.pk, name="my-data.zip", by=row.asked_by,
                pieces=iter(lambda: packed.read(PIECE), b""),
            )  # fmt: skip
        with transaction.atomic():
            row.made_at = timezone.now()
            row.save(update_fields=["made_at"])
            publish(ExportMade(row.person_id, row.asked_by_id, row.pk))
    return Outcome(says=_("It can be had for seven days."), address=privacy.link_to(row))


def pack(person: Person, out: IO[bytes], run: Run | None = None) -> None:
    """Write everything that is kept of somebody into an archive. Others are in it by their names alone."""
    subject, parts = privacy.subject_of(person), []
    kept = [each for each in personal.declared() if each.is_personal]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for at, each in enumerate(kept):
            if run is not None:
                run.report(done=at, total=len(kept) + 1)
            shown, count = _write_rows(archive, each, subject)
            if count:
                parts.append(
                    {"declaration": each, "count": count, "rows": shown, "file": f"data/{each.label}.json"}
                )
        added = _write_files(archive, subject)
        added += _write_kept(archive, subject, set(added))
        values = {
            "person": person,
            "parts": parts,
            "files": added,
            "made_at": timezone.now(),
            "most": MOST_SHOWN,
        }
        archive.writestr("index.html", render_to_string("core/export/index.html", values).lstrip())


def end_over(now: Any) -> int:
    """Take away the files of copies that are over; gives how many."""
    return forget_files(PersonExport.objects.filter(expires_at__lt=now))


def forget_files(exports: QuerySet[PersonExport]) -> int:
    """Only the rows: the sweep takes the bytes, which nothing holds any more."""
    gone, _counts = Attachment.objects.filter(about=privacy.EXPORT, object__in=exports.values("pk")).delete()
    return gone


def _write_rows(
    archive: zipfile.ZipFile, each: Declaration, subject: Subject
) -> tuple[list[dict[str, Any]], int]:
    """All rows of a model, one JSON list; gives the first of them, and how many they are."""
    rows = each.of(subject).order_by("pk")
    if not rows.exists():
        return [], 0
    shown: list[dict[str, Any]] = []
    count = 0
    with archive.open(f"data/{each.label}.json", "w") as out:
        for values in _values(each, rows):
            out.write(b",\n" if count else b"[\n")
            out.write(json.dumps(values, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1).encode())
            if count < MOST_SHOWN:
                shown.append({name: "" if value is None else value for name, value in values.items()})
            count += 1
        out.write(b"\n]\n")
    return shown, count


def _values(each: Declaration, rows: QuerySet[Any]) -> Iterator[dict[str, Any]]:
    """The fields of rows that are not withheld; who is pointed at is named."""
    columns = [field for field in each.model._meta.concrete_fields if field.name not in each.withheld]
    ways: dict[str, QuerySet[Any]] = {
        field.attname: QuerySet(model)
        for field in columns
        if (model := personal.person_model(field)) is not None
    }
    found = rows.values(*(field.attname for field in columns))
    for start in range(0, rows.count(), CHUNK):
        part = list(found[start : start + CHUNK])
        names: dict[Any, str] = {}
        for attname, somebody in ways.items():
            keys = {row[attname] for row in part}
            names |= dict(somebody.filter(pk__in=keys).values_list("pk", "name"))
        for row in part:
            yield {name: names.get(value, value) if name in ways else value for name, value in row.items()}


def _write_files(archive: zipfile.ZipFile, subject: Subject) -> list[str]:
    """The files that somebody added and may still see; their paths in the archive."""
    added: list[str] = []
    for account in Account.objects.filter(pk__in=subject.accounts):
        mine = Attachment.objects.filter(by=account, removed_at=None).exclude(about=privacy.EXPORT)
        for each in mine.select_related("stored").order_by("created_at", "pk").iterator(chunk_size=CHUNK):
            if not is_ready(each.stored) or not attaching.can_see(account, each.about, each.object):
                continue
            path = f"files/{each.pk}-{Path(each.name).name}"
            if _written(archive, each, path):
                added.append(path)
    return added


def _write_kept(archive: zipfile.ZipFile, subject: Subject, seen: Iterable[str]) -> list[str]:
    """The files that hang on somebody's own rows, where a room says so, and that are not in it yet; their paths."""
    added: list[str] = []
    for each in personal.declared():
        rows = each.of(subject).values("pk") if each.files and each.is_personal else None
        if rows is None:
            continue
        for one in Attachment.objects.filter(
            about=each.files, object__in=rows, removed_at=None
        ).select_related("stored"):
            path = f"files/{one.pk}-{Path(one.name).name}"
            if path not in seen and is_ready(one.stored) and _written(archive, one, path):
                added.append(path)
    return added


def _written(archive: zipfile.ZipFile, each: Attachment, path: str) -> bool:
    try:
        with archive.open(path, "w") as out:
            for piece in read(each.stored):
                out.write(piece)
    except filestore.StoreError:
        return False  # damaged or gone: its row says that there was one
    return True
