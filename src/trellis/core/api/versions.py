"""Versions of what is read: strong entity tags (RFC 9110, 8.8.3) and the fields that somebody wants of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.translation import gettext as _
from ninja import Schema
from ninja.responses import NinjaJSONEncoder

from trellis.core.api.problems import ProblemError, invalid


def version_of(shown: Any) -> str:
    """What a thing is called as it is now: a digest of everything that is shown of it."""
    if isinstance(shown, Schema):
        shown = json.loads(json.dumps(shown.model_dump(), cls=NinjaJSONEncoder))
    whole = json.dumps(shown, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(whole.encode()).hexdigest()[:32]


def check_version(request: HttpRequest, shown: Schema) -> None:
    """That the caller changes what they have read (`If-Match`). Raises ProblemError: 428 without, 412 for another."""
    header = request.headers.get("If-Match")
    if header is None:
        raise ProblemError(
            HTTPStatus.PRECONDITION_REQUIRED, "version-missing", _("It was not said which version is changed."),
            hint=_("Read it first, and send its ETag in the header If-Match."),
        )  # fmt: skip
    wanted = {_tag(each).partition(";")[0] for each in _tags(header) if not each.strip().startswith("W/")}
    if header.strip() != "*" and version_of(shown) not in wanted:
        raise ProblemError(
            HTTPStatus.PRECONDITION_FAILED, "version", _("It has changed since you read it."),
            hint=_("Read it again, look at what is new, and send the new ETag in If-Match."),
        )  # fmt: skip


def tagged(
    request: HttpRequest, answer: HttpResponse, fields: Sequence[str], *, is_list: bool
) -> HttpResponse:
    """An answer with its tag, and only with the fields that are wanted; 304 where the caller has it already.

    The tag of an answer with some fields begins with that of the whole, so that it serves for changing it as well.
    """
    shown = json.loads(answer.content)
    tag = f'"{version_of(shown)}{";" + ",".join(fields) if fields else ""}"'
    held = request.headers.get("If-None-Match", "")
    if held.strip() == "*" or tag.strip('"') in {_tag(each) for each in _tags(held)}:
        unchanged: HttpResponse = HttpResponseNotModified()
        unchanged["ETag"], unchanged["Cache-Control"] = tag, "private, no-cache"
        return unchanged
    if fields:
        rows = shown["items"] if is_list else [shown]
        parts = [{name: row[name] for name in fields} for row in rows]
        answer.content = json.dumps({**shown, "items": parts} if is_list else parts[0])
    answer["ETag"], answer["Cache-Control"] = tag, "private, no-cache"
    return answer


def wanted_fields(request: HttpRequest, known: Sequence[str]) -> tuple[str, ...]:
    """The fields that `?fields=` names, in the order of the schema; none for all. Raises ProblemError for others."""
    if "fields" not in request.GET:
        return ()
    named = {name.strip() for name in request.GET["fields"].split(",")}
    unknown = sorted(named - set(known))
    if unknown:
        message = _("There is no field “%(name)s”; there are: %(known)s") % {
            "name": unknown[0][:60],
            "known": ", ".join(known),
        }
        raise invalid([("query.fields", message)])
    return tuple(name for name in known if name in named)


def _tags(header: str) -> list[str]:
    """The tags of a header; a comma inside quotes belongs to its tag."""
    found, inside, start = [], False, 0
    for place, letter in enumerate(header):
        if letter == '"':
            inside = not inside
        elif letter == "," and not inside:
            found.append(header[start:place])
            start = place + 1
    return [*found, header[start:]]


def _tag(written: str) -> str:
    return written.strip().removeprefix("W/").strip('"')
