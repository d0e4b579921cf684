"""Advice for managers, and asking People Operations in confidence."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from trellis.cases import terms
from trellis.cases.forms import AskForm, MessageForm
from trellis.cases.guarding import confidential
from trellis.cases.queries import advice
from trellis.cases.queries import cases as queries
from trellis.cases.services import opening, writing
from trellis.cases.services.errors import NoCaseError
from trellis.core.guarding import account_of
from trellis.handbook.errors import TrellisError


@confidential
@require_safe
def pages(request: HttpRequest) -> HttpResponse:
    """The pages of advice, by topic, and the way to ask."""
    text, topic = request.GET.get("q", "").strip()[:200], request.GET.get("topic", "")[:100]
    values = {
        "pages": advice.pages(text=text, topic=topic), "topics": advice.topics(), "text": text, "topic": topic,
        "may_ask": terms.asked() is not None, "folder": advice.FOLDER,
    }  # fmt: skip
    return render(request, "cases/advice.html", values)


@confidential
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask in confidence; `page` names the page of advice from which somebody comes."""
    who = account_of(request)
    page = advice.named(request.GET.get("page", "")[:300])
    form = AskForm(request.POST or None, initial={"title": page.title if page is not None else ""})
    if request.method == "POST" and form.is_valid():
        try:
            thread = opening.ask(by=who, **form.cleaned_data)
        except TrellisError as error:
            form.refuse(error)
        else:
            messages.success(request, _("People Operations has your question, and nobody else."))
            return redirect("cases:thread", thread.pk)
    found = terms.asked()
    values = {"form": form, "page": page, "within": found[1].reply_within if found is not None else ""}
    return render(request, "cases/ask.html", values)


@confidential
@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """What somebody asked."""
    return render(request, "cases/asked.html", {"threads": queries.threads_of(account_of(request))})


@confidential
@require_http_methods(["GET", "HEAD", "POST"])
def thread(request: HttpRequest, key: UUID) -> HttpResponse:
    """What was asked and answered, for whoever asked: the messages to them, and nothing of the case."""
    who = account_of(request)
    found = queries.thread_for(who, key)
    if found is None:
        raise Http404
    form = MessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            writing.say(thread=key, by=who, **form.cleaned_data)
        except NoCaseError:
            raise Http404 from None
        except TrellisError as error:
            form.refuse(error)
        else:
            return redirect("cases:thread", key)
    values = {"thread": found, "said": queries.messages_of(found), "form": form, "who": who}
    return render(request, "cases/thread.html", values)
