"""Where else people are told: chats of their own, channels, and how notices read that are mailed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trellis.core import auditing, notifying, telling
from trellis.core.guarding import account_of, administrators_only
from trellis.core.models import ChatHook
from trellis.core.services import chat
from trellis.core.telling_forms import ChannelForm, ChatForm
from trellis.core.views.entering import context
from trellis.handbook.errors import TrellisError


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_chat(request: HttpRequest) -> HttpResponse:
    """The chat in which somebody is told as well."""
    own = account_of(request)
    hook = telling.chat_of(own)
    form = ChatForm(request.POST or None, initial={"wanted": hook.kinds if hook is not None else []})
    if hook is not None:
        form.fields["address"].required = False
    if request.method == "POST" and form.is_valid():
        try:
            hook = chat.connect(by=own, **form.cleaned_data)
        except TrellisError as error:
            form.refuse(error, "address" if error.code == "webhook-address" else None)
        else:
            _tell_of_test(request, hook)
            return redirect("core:chat")
    return render(request, "core/chat.html", _page(form, hook))


@require_POST
def chat_deed(request: HttpRequest, deed: str) -> HttpResponse:
    """Say something in one's chat to try it, or be told there no more."""
    hook = telling.chat_of(account_of(request))
    if hook is None:
        raise Http404
    _do(request, hook, deed)
    return redirect("core:chat")


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def channels(request: HttpRequest) -> HttpResponse:
    """The channels that are told of events, and a form for one more."""
    form = ChannelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = _connected(request, form, None)
        if made is not None:
            return redirect("core:channel", key=made.pk)
    return render(request, "core/channels.html", context(form=form, channels=telling.channels()))


@administrators_only
@require_http_methods(["GET", "HEAD", "POST"])
def channel(request: HttpRequest, key: UUID) -> HttpResponse:
    """One channel: what it hears of, and the log of what it was told."""
    hook = _channel(key)
    form = ChannelForm(request.POST or None, initial={"name": hook.name, "wanted": hook.events})
    form.fields["address"].required = False
    if request.method == "POST" and form.is_valid() and _connected(request, form, hook) is not None:
        return redirect("core:channel", key=hook.pk)
    return render(request, "core/channel.html", _page(form, hook))


@administrators_only
@require_POST
def channel_deed(request: HttpRequest, key: UUID, deed: str) -> HttpResponse:
    """Say something in a channel to try it, or take it away."""
    _do(request, _channel(key), deed)
    return redirect("core:channels") if deed == "remove" else redirect("core:channel", key=key)


@administrators_only
@require_safe
def templates(request: HttpRequest) -> HttpResponse:
    """Which notices are mailed in which words: the handbook's own, or the usual ones."""
    return render(request, "core/notice_templates.html", {"rows": telling.templates()})


@administrators_only
@require_safe
def template(request: HttpRequest, name: str, language: str) -> HttpResponse:
    """How a notice reads that is mailed in a language, with examples in its fields."""
    kind = notifying.kind_named(name)
    if kind is None or language not in telling.languages():
        raise Http404
    with override(language):
        letter = telling.example(kind, account_of(request))
    shown = {
        "kind": kind,
        "language": language,
        "letter": letter,
        "shown": letter.shown,
        "path": telling.path_of(name, language),
    }
    return render(request, "core/notice_template.html", shown)


def _connected(request: HttpRequest, form: ChannelForm, hook: ChatHook | None) -> ChatHook | None:
    try:
        made = chat.connect(by=account_of(request), channel=hook, as_channel=True, **form.cleaned_data)
    except TrellisError as error:
        form.refuse(error, "address" if error.code == "webhook-address" else None)
        return None
    _tell_of_test(request, made)
    return made


def _do(request: HttpRequest, hook: ChatHook, deed: str) -> None:
    if deed == "test":
        _tell_of_test(request, hook)
    elif deed == "remove":
        chat.disconnect(hook=hook, by=account_of(request))
        messages.success(request, _("Nothing is told there any more."))
    else:
        raise Http404


def _tell_of_test(request: HttpRequest, hook: ChatHook) -> None:
    try:
        answer = chat.send_test(hook=hook, by=account_of(request))
    except TrellisError as error:
        messages.error(request, f"{error.message} {error.hint}".strip())
        return
    if answer.is_success:
        messages.success(request, _("A test was sent, and the chat has taken it."))
    else:
        said = answer.text[:200] or str(answer.status or "")
        messages.error(request, _("The chat has not taken the test: %(why)s") % {"why": said})


def _channel(key: UUID) -> ChatHook:
    found = telling.channel_of(key)
    if found is None:
        raise Http404
    return found


def _page(form: Any, hook: ChatHook | None) -> dict[str, Any]:
    sent = telling.told_in(hook) if hook is not None else []
    return context(form=form, hook=hook, sent=sent, titles=dict(auditing.names_of_events()))
