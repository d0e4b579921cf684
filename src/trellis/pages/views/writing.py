"""What the editor asks while somebody writes: names to complete, and pictures to keep with the draft. In JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from trellis.core.guarding import account_of, reads_its_body
from trellis.handbook.errors import TrellisError
from trellis.pages import pieces, reshaping
from trellis.pages.addresses import draft_picture_address
from trellis.pages.models import Proposal
from trellis.pages.queries import draft_pictures, editing, offers, visual
from trellis.pages.queries import proposals as queries
from trellis.pages.queries.current import current_edition
from trellis.pages.services import pictures
from trellis.pages.services.drafts import NotAllowedError, checked_text
from trellis.pages.views.editing import contributors_only
from trellis.pages.views.reading import file_answer
from trellis.web.guarding import readers_only

LONGEST_RUN = 200_000
"""Characters of HTML of the words of one block."""

MOST_ADDED = 50
"""New paragraphs or items that come with one block."""

LONGEST_QUERY = 400
"""Characters of what somebody has typed that are looked at."""


@require_safe
@never_cache
@contributors_only
def complete(request: HttpRequest, what: str, path: str) -> HttpResponse:
    """What may be meant: `fields` of the front matter, `pages`, `headings`, or names that a room knows."""
    edition = current_edition()
    if what == "fields":
        found = [
            {"label": field.name, "detail": str(field.means), "values": field.values}
            for field in offers.front_fields(edition, path)
        ]
        return JsonResponse({"offers": found})
    query = request.GET.get("q", "")[:LONGEST_QUERY]
    return JsonResponse(
        {"offers": [each._asdict() for each in offers.offers_for(edition, path, what, query)]}
    )


@require_POST
@contributors_only
@reads_its_body
def picture(request: HttpRequest, path: str) -> HttpResponse:
    """Keep a picture, sent as the body of the request, with the draft of a page; answer with how to show it."""
    most = pictures.largest()
    too_large = JsonResponse(
        {
            "error": _("The picture is larger than %(most)s MB.") % {"most": most // 2**20},
            "hint": _("Make it smaller."),
        },
        status=413,
    )
    length = request.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) > most:
        return too_large
    number = request.GET.get("proposal", "")
    try:
        kept = pictures.add_picture(
            current_edition(),
            author=account_of(request),
            path=path,
            name=request.GET.get("name", "")[:200],
            data=request.body,
            proposal=_proposal(int(number)) if number.isdecimal() else None,
        )
    except RequestDataTooBig:
        return too_large
    except NotAllowedError:
        raise
    except TrellisError as error:
        return JsonResponse({"error": error.message, "hint": error.hint}, status=422)
    folder = path.rpartition("/")[0]
    relative = kept.path.removeprefix(f"{folder}/") if folder and kept.path.startswith(f"{folder}/") else ""
    return JsonResponse(
        {
            "destination": relative or (kept.path if not folder else f"/{kept.path}"),
            "address": draft_picture_address(kept.path),
            "width": kept.width,
            "height": kept.height,
        }
    )


@require_POST
@contributors_only
def blocks(request: HttpRequest, path: str) -> HttpResponse:
    """A text that is being written, block by block, to be edited as it looks."""
    post, account = request.POST, account_of(request)
    number = post.get("proposal", "")
    proposal = _proposal(int(number)) if number.isdecimal() else None
    context: dict[str, object] = {}
    try:
        text = checked_text(post.get("text", "")).replace("\r\n", "\n")
        draft = editing.draft_of(account, path, proposal)
        pictures = draft_pictures.pictures_beside(current_edition(), draft, proposal)
        known = frozenset(post.get("known", "").split())
        context["pieces"] = visual.shown_pieces(path, text, pictures, known)
    except TrellisError as error:
        context["error"] = error
    return render(request, "pages/parts/blocks.html", context)


@require_POST
@contributors_only
def block(request: HttpRequest, path: str) -> HttpResponse:
    """A text with one block in other words, or changed as a whole. Nothing is kept: the editor has the text, and keeps
    it as ever.
    """
    post = request.POST
    try:
        page = visual.page_of(path, checked_text(post.get("text", "")).replace("\r\n", "\n"))
        number, start = int(post.get("number", "")), page.body_start
        if post.get("act"):
            text, number = reshaping.acted(
                page.text, start, number, post.get("print", ""), post["act"], post.get("into", "")
            )
        else:
            text = _rewritten(page.text, start, number, post)
        found = pieces.tops(text, start)
        own = found[number].fingerprint(text) if 0 <= number < len(found) else ""
    except (ValueError, TypeError, AttributeError, IndexError):
        return JsonResponse({"error": _("The block could not be read."), "hint": ""}, status=400)
    except TrellisError as error:
        return JsonResponse({"error": error.message, "hint": error.hint}, status=422)
    return JsonResponse({"text": text, "number": number, "print": own})


def _rewritten(text: str, start: int, number: int, post: Mapping[str, str]) -> str:
    """The text with the words of one block as they were sent, and with what was added below it: paragraphs, which may
    be meant to become something else, or items.
    """
    added = [str(html)[:LONGEST_RUN] for html in json.loads(post.get("added") or "[]")[:MOST_ADDED]]
    intos = [str(into) for into in json.loads(post.get("intos") or "[]")] or [""] * len(added)
    if number < 0:  # An empty page: its first paragraph, then those below it.
        text, number = pieces.begun(text, start, added.pop(0)), 0
        text = _made_into(text, start, 0, intos.pop(0))
    else:
        changed = {
            int(at): str(html)[:LONGEST_RUN] for at, html in json.loads(post.get("runs") or "{}").items()
        }
        text = pieces.replaced(text, start, number, post.get("print", ""), changed)
    item = int(post["item"]) if post.get("item", "").isdecimal() else None
    for html, into in reversed(list(zip(added, intos, strict=True))):  # Each stands right below the block.
        own = pieces.tops(text, start)[number].fingerprint(text)
        now = pieces.added(text, start, number, own, html, item)
        text = _made_into(now, start, number + 1, into) if item is None and now != text else now
    return text


def _made_into(text: str, start: int, number: int, into: str) -> str:
    """The text with a block that was added made into what it was meant to be."""
    if not into:
        return text
    return reshaping.turned(text, start, number, pieces.tops(text, start)[number].fingerprint(text), into)


@require_safe
@never_cache
@contributors_only
def draft_picture(request: HttpRequest, path: str) -> HttpResponse:
    """A picture of one's own draft."""
    found = draft_pictures.picture_of(account_of(request), path)
    if found is None:
        raise Http404
    return file_answer(found)


@readers_only
def proposal_file(request: HttpRequest, number: int, path: str) -> HttpResponse:
    """A picture that a proposal brings."""
    try:
        found = draft_pictures.file_in(current_edition(), _proposal(number), path)
    except TrellisError:  # The branch is gone, or the repository is no longer served.
        found = None
    if found is None:
        raise Http404
    return file_answer(found)


def _proposal(number: int) -> Proposal:
    found = queries.proposal_by_number(number)
    if found is None:
        raise Http404
    return found
