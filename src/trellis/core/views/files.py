"""Files: attaching, reading and removing them. What is read runs nothing, whatever it is."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    JsonResponse,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from trellis.core import attaching, attachments, filestore
from trellis.core.attaching import Attaching
from trellis.core.filereading import is_ready, read
from trellis.core.guarding import account_of
from trellis.core.models import Attachment
from trellis.core.nameless import cleaning, office
from trellis.core.nameless.errors import StillNamedError
from trellis.core.rules import NotAllowedError
from trellis.core.services import files
from trellis.core.views.entering import local
from trellis.handbook.errors import TrellisError

POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
PART = "X-Trellis-Part"
AROUND = 64 * 1024
"""Bytes of a form around its file."""
MOST_AT_ONCE = 20
DIRECT = timedelta(minutes=5)
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


@never_cache
@csrf_exempt  # `_attached` is protected: the size is looked at before the body is read
@require_POST
def upload(request: HttpRequest, about: str, key: UUID) -> HttpResponseBase:
    """Attach the files of a form to an object; a script gets the new list, or what is wrong, as JSON."""
    who = account_of(request)
    kind = attaching.kind_of(about)
    if kind is None or not attaching.can_see(who, about, key):
        raise Http404
    if not attaching.can_add(who, about, key):
        raise PermissionDenied
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > MOST_AT_ONCE * (kind.largest_bytes + AROUND):
        return _refused(request, _too_large(kind), HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    try:
        answer: HttpResponseBase = csrf_protect(_attached)(request, kind, key)
    except OSError as error:  # while the form was read: its files go to the disk
        if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise
        return _refused(request, filestore.DiskFullError(), HTTPStatus.INSUFFICIENT_STORAGE)
    return answer


def _attached(request: HttpRequest, kind: Attaching, key: UUID) -> HttpResponseBase:
    given = request.FILES.getlist("file")[:MOST_AT_ONCE]
    if not given:
        return _refused(request, files.FileError(_("No file was chosen.")), HTTPStatus.BAD_REQUEST)
    for each in given:
        assert isinstance(each, UploadedFile)
        try:
            files.attach(
                about=kind.about, key=key, name=each.name or "", pieces=each.chunks(), by=account_of(request)
            )
        except filestore.DiskFullError as error:
            return _refused(request, error, HTTPStatus.INSUFFICIENT_STORAGE)
        except NotAllowedError:
            raise PermissionDenied from None
        except TrellisError as error:
            return _refused(request, error, HTTPStatus.UNPROCESSABLE_ENTITY)
    if request.headers.get(PART):
        return _list(request, kind.about, key)
    return HttpResponseRedirect(local(request, request.POST.get("next", "")))


def _list(request: HttpRequest, about: str, key: UUID) -> HttpResponse:
    who = account_of(request)
    values = {"files": attachments.shown_to(who, about, key), "here": request.POST.get("next", "")}
    return render(request, "core/parts/attached.html", values)


def _refused(request: HttpRequest, error: TrellisError, status: HTTPStatus) -> HttpResponse:
    if request.headers.get(PART):
        return JsonResponse({"error": error.message, "hint": error.hint}, status=status)
    return render(request, "core/file_refused.html", {"error": error}, status=status)


def _too_large(kind: Attaching) -> TrellisError:
    return files.FileError(
        _("The files are larger than %(most)s MB.") % {"most": kind.largest_bytes // 2**20 or 1},
        hint=_("Make them smaller, or send one at a time."),
    )


@require_safe
def download(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """A file, for those who may see its object."""
    found = attachments.attachment_for(request.user, key)
    if found is None:
        raise Http404
    if found.stored.is_confidential and request.method == "GET":
        files.note_reading(attachment=found, by=account_of(request).pk)
    return answer_with(request, found)


@login_not_required
@require_safe
def linked(request: HttpRequest, token: str) -> HttpResponseBase:
    """A file for anybody who has its link, until the link ends."""
    found, has_ended = attachments.linked(token, timezone.now())
    if has_ended:
        return render(request, "core/file_link_ended.html", status=HTTPStatus.GONE)
    if found is None or found.stored.is_confidential:
        raise Http404
    return answer_with(request, found)


@never_cache
@require_POST
def remove(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """Remove a file from its object."""
    found = attachments.attachment_for(account_of(request), key)
    if found is None:
        raise Http404
    try:
        files.remove(attachment=found, by=account_of(request))
    except NotAllowedError:
        raise PermissionDenied from None
    if request.headers.get(PART):
        return _list(request, found.about, found.object)
    name = attachments.name_for(request.user, found)
    messages.success(request, _("“%(name)s” is removed.") % {"name": name})
    return redirect(local(request, request.POST.get("next", "")))


def answer_with(request: HttpRequest, attachment: Attachment) -> HttpResponseBase:
    """A file as an answer, all of it or a part: nothing in it runs, and only pictures are shown in place.

    A file that cannot be given yet, or no more, is answered by a page that says why. Those from whom it is kept whose
    a file is get a copy without what its form says of an author; where there can be none, a page says so first.
    """
    stored = attachment.stored
    if not is_ready(stored):
        return render(request, "core/file_waiting.html", {"stored": stored}, status=HTTPStatus.CONFLICT)
    is_blind = attaching.hides_names(request.user, attachment.about, attachment.object)
    if is_blind and not cleaning.is_bare(stored.family) and "as-it-is" not in request.GET:
        return _nameless(request, attachment)
    inline = stored.family == "picture" and "download" not in request.GET
    name = attachments.name_for(request.user, attachment)
    disposition = content_disposition_header(not inline, name) or "inline"
    if not inline and not stored.key_print:
        place = filestore.store().address(stored.name, DIRECT, timezone.now(), stored.media_type, disposition)
        if place is not None:
            return HttpResponseRedirect(place)
    answer = _inert(_answer(request, attachment), disposition)
    if stored.is_confidential:
        answer["Cache-Control"] = "no-store, private"
    else:
        patch_cache_control(answer, private=True, max_age=60)
    return answer


def _nameless(request: HttpRequest, attachment: Attachment) -> HttpResponseBase:
    """The whole of a document without its author, made for this answer; it is never kept."""
    stored, name = attachment.stored, attachments.name_for(request.user, attachment)
    try:
        if not cleaning.can_be_cleaned(stored.media_type, stored.family, stored.size):
            raise StillNamedError(office.other_form())
        data = cleaning.cleaned(b"".join(read(stored)), stored.media_type, stored.family)
    except StillNamedError as error:
        values = {"error": error, "name": name}
        return render(request, "core/file_still_named.html", values, status=HTTPStatus.CONFLICT)
    except TrellisError as error:
        return render(
            request, "core/file_refused.html", {"error": error}, status=HTTPStatus.SERVICE_UNAVAILABLE
        )
    answer = HttpResponse(data, content_type=stored.media_type)
    answer["Cache-Control"] = "no-store, private"
    return _inert(answer, content_disposition_header(True, name) or "attachment")


def _inert(answer: HttpResponseBase, disposition: str) -> HttpResponseBase:
    """The answer with a file, nothing of which runs."""
    answer["Content-Security-Policy"] = POLICY
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cross-Origin-Resource-Policy"] = "same-origin"
    answer["Content-Disposition"] = disposition
    return answer


def _answer(request: HttpRequest, attachment: Attachment) -> HttpResponseBase:
    stored = attachment.stored
    etag = quote_etag(stored.digest)
    if not stored.is_confidential and etag in request.headers.get("If-None-Match", ""):
        return HttpResponse(status=HTTPStatus.NOT_MODIFIED, headers={"ETag": etag})
    asked = request.headers.get("Range", "")
    if request.headers.get("If-Range", etag) != etag:
        asked = ""
    begin, end = _wanted(asked, stored.size)
    if begin is None:
        return HttpResponse(
            status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE,
            headers={"Content-Range": f"bytes */{stored.size}"},
        )
    media = f"{stored.media_type}; charset=utf-8" if stored.family == "text" else stored.media_type
    if stored.family in {"active", "program"}:
        media = "application/octet-stream"
    headers = {
        "Content-Length": str(end - begin), "Accept-Ranges": "bytes", "ETag": etag, "Content-Type": media
    }  # fmt: skip
    is_part = (begin, end) != (0, stored.size)
    if is_part:
        headers["Content-Range"] = f"bytes {begin}-{end - 1}/{stored.size}"
    status = HTTPStatus.PARTIAL_CONTENT if is_part else HTTPStatus.OK
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=headers)
    pieces = read(stored, begin, end)
    try:
        first = next(pieces, b"")
    except TrellisError as error:  # what is wrong with the store is told before the answer begins
        return render(
            request, "core/file_refused.html", {"error": error}, status=HTTPStatus.SERVICE_UNAVAILABLE
        )
    return StreamingHttpResponse(_after(first, pieces), status=status, headers=headers)


def _after(first: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from pieces


def _wanted(asked: str, size: int) -> tuple[int | None, int]:
    """The bytes that a range asks for (RFC 9110, 14.2): all where it asks for several, None where it is beyond."""
    found = _RANGE.fullmatch(asked.strip())
    if found is None or found.groups() == ("", ""):
        return 0, size
    first, last = found.groups()
    if not first:
        begin, end = max(0, size - int(last)), size
    else:
        begin, end = int(first), min(int(last) + 1 if last else size, size)
        if last and int(last) < begin:
            return 0, size
    return (begin, end) if begin < end else (None, 0)
