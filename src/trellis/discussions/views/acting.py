"""What people do in a discussion: each act is one call of a service, then the discussion is shown as it is now."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from trellis.core.rules import NotAllowedError
from trellis.discussions import rules, showing
from trellis.discussions.models import LONGEST, Comment
from trellis.discussions.queries.places import Place
from trellis.discussions.services import comments, reactions, watching
from trellis.discussions.services.comments import DiscussionError, StaleError
from trellis.discussions.views.guarding import account_of, found_comment, found_place, refusing
from trellis.handbook.errors import TrellisError


@require_POST
@refusing
def say(request: HttpRequest, kind: str, key: UUID) -> HttpResponse:
    """Say something, or answer a comment; or look first at how it will read."""
    place, by = found_place(request, kind, key), account_of(request)
    text, reply_to = request.POST.get("text", ""), _answered(request)
    if "preview" in request.POST:
        return _previewed(request, place, text, reply_to)
    try:
        made = comments.say(kind=kind, key=key, text=text, by=by, reply_to=reply_to)
    except DiscussionError as error:
        return _troubled(request, place, error, text, reply_to)
    return _shown(request, place, made, _("Said."))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@refusing
def edit(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say something in other words. Where it was edited meanwhile, both are shown."""
    found, place = found_comment(request, key)
    by = account_of(request)
    if not rules.can_edit(by, found):
        raise NotAllowedError(_("Only whoever said it can say it in other words."))
    context = {
        "comment": found,
        "place": place,
        "text": found.text,
        "version": found.version,
        "theirs": None,
        "trouble": "",
    }
    if request.method != "POST":
        return render(request, "discussions/edit.html", context)
    text = request.POST.get("text", "")
    try:
        version = _number(request.POST.get("version", ""))
        made = comments.edit(comment=found, text=text, version=version, by=by)
    except StaleError as error:
        now = error.comment
        context |= {
            "comment": now,
            "text": error.mine,
            "version": now.version,
            "theirs": now.text,
            "trouble": str(error.message),
        }
        return render(request, "discussions/edit.html", context, status=409)
    except DiscussionError as error:
        context |= {"text": text, "trouble": f"{error.message} {error.hint}".strip()}
        return render(request, "discussions/edit.html", context, status=422)
    return HttpResponseRedirect(showing.address_of(place, made))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@refusing
def hide(request: HttpRequest, key: UUID) -> HttpResponse:
    """Keep others from reading a comment; the reason is asked for."""
    found, place = found_comment(request, key)
    by = account_of(request)
    if not rules.can_hide(by, found):
        raise NotAllowedError(_("Only administrators and moderators can hide what others said."))
    context = {"comment": found, "place": place, "html": showing.html_of(found.text), "trouble": ""}
    if request.method == "POST":
        try:
            comments.hide(comment=found, reason=request.POST.get("reason", ""), by=by)
        except TrellisError as error:
            context["trouble"] = f"{error.message} {error.hint}".strip()
            return render(request, "discussions/hide.html", context, status=422)
        return HttpResponseRedirect(showing.address_of(place, found))
    return render(request, "discussions/hide.html", context)


@require_POST
@refusing
def act(request: HttpRequest, key: UUID, deed: str) -> HttpResponse:
    """Take back, show again, settle, open again, or react to a comment."""
    found, place = found_comment(request, key)
    deeds: dict[str, tuple[Callable[[], object], str]] = {
        "delete": (lambda: comments.delete(comment=found, by=by), _("Taken back.")),
        "show": (lambda: comments.show(comment=found, by=by), _("Others can read it again.")),
        "settle": (lambda: comments.settle(comment=found, by=by), _("Settled.")),
        "reopen": (lambda: comments.settle(comment=found, by=by, settled=False), _("Open again.")),
        "react": (lambda: reactions.react(comment=found, word=request.POST.get("word", ""), by=by), ""),
    }
    by = account_of(request)
    if deed not in deeds:
        raise Http404
    do, told = deeds[deed]
    try:
        do()
    except DiscussionError as error:
        return _troubled(request, place, error)
    return _shown(request, place, found, told)


@require_POST
def watch(request: HttpRequest, kind: str, key: UUID) -> HttpResponse:
    """Watch an object, mute it, or neither."""
    by, state = account_of(request), request.POST.get("state", "")
    try:
        watching.watch(account=by, kind=kind, key=key, state=state)
    except watching.WatchError as error:
        messages.error(request, error.message)
    except NotAllowedError:
        raise Http404 from None
    told = {
        "watching": _("You are told of what is new here."),
        "muted": _("You are told of nothing here but your name."),
    }
    said = told.get(state, _("You are told of this no more."))
    if request.POST.get("from") == "list":
        messages.success(request, said)
        return redirect("discussions:watched")
    place = found_place(request, kind, key)
    if request.headers.get("HX-Request"):
        return showing.answer(request, showing.context_of(request, place, by, told=said))
    messages.success(request, said)
    return HttpResponseRedirect(f"{place.address.partition('#')[0]}#discussion")


@require_POST
@refusing
def draft(request: HttpRequest, kind: str, key: UUID) -> HttpResponse:
    """Keep what somebody is writing."""
    found_place(request, kind, key)
    try:
        comments.keep_draft(
            kind=kind,
            key=key,
            text=request.POST.get("text", ""),
            by=account_of(request),
            reply_to=_answered(request),
        )
    except DiscussionError:
        raise Http404 from None
    return HttpResponse(status=204)


def _answered(request: HttpRequest) -> Comment | None:
    """The comment that is answered; one that is not there, or not for them, is not found."""
    words = request.POST.get("reply_to", "")
    if not words:
        return None
    try:
        return found_comment(request, UUID(words))[0]
    except ValueError:
        raise Http404 from None


def _previewed(request: HttpRequest, place: Place, text: str, reply_to: Comment | None) -> HttpResponse:
    by = account_of(request)
    if text.strip():
        comments.keep_draft(kind=place.kind, key=place.key, text=text, by=by, reply_to=reply_to)
    context = showing.context_of(
        request, place, by, preview=showing.html_of(text[: LONGEST]), previewed=text,
        answers=reply_to.thread_id if reply_to is not None else None,
    )  # fmt: skip
    return showing.answer(request, context)


def _troubled(
    request: HttpRequest, place: Place, error: TrellisError, text: str = "", reply_to: Comment | None = None
) -> HttpResponse:
    """The discussion with what went wrong, and the words that were not said."""
    context = showing.context_of(
        request, place, account_of(request), trouble=f"{error.message} {error.hint}".strip(), previewed=text,
        answers=reply_to.thread_id if reply_to is not None else None,
    )  # fmt: skip
    # HTMX shows nothing of an answer that is an error.
    return showing.answer(request, context, status=200 if request.headers.get("HX-Request") else 422)


def _shown(request: HttpRequest, place: Place, comment: Comment, told: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return showing.answer(request, showing.context_of(request, place, account_of(request), told=told))
    if told:
        messages.success(request, told)
    return HttpResponseRedirect(showing.address_of(place, comment))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
