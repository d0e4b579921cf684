"""Feedback: what I received, gave and asked for; giving, asking, answering, taking back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from trellis.conversations import terms
from trellis.conversations.forms import AnswerForm, AskForm, GiveForm
from trellis.conversations.looking import around, known_names, of_members, person_named
from trellis.conversations.models import FeedbackRequest
from trellis.conversations.queries import feedback as queries
from trellis.conversations.services import feedback as services
from trellis.conversations.services.errors import NotThereError
from trellis.core.forms import Form
from trellis.core.guarding import account_of
from trellis.handbook.errors import TrellisError
from trellis.people.queries.directory import person_for
from trellis.web.paging import QueryRows, page_of
from trellis.web.tabs import Tab


@of_members
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What I received, gave, or asked for; on top who waits for an answer of mine."""
    who, show = account_of(request), request.GET.get("show", "")
    here = reverse("conversations:feedback")
    kinds = (
        Tab(_("Received"), here, show not in ("given", "asked")),
        Tab(_("Given"), f"{here}?show=given", show == "given"),
        Tab(_("Asked for"), f"{here}?show=asked", show == "asked"),
    )
    values: dict[str, Any] = {
        **around(who, "feedback"), "kinds": kinds, "show": show, "waiting": queries.waiting_for(who),
    }  # fmt: skip
    if show == "asked":
        values["paged"] = page_of(QueryRows(queries.asked_by(who)), request)
    else:
        rows = queries.given_by(who) if show == "given" else queries.received_by(who)
        values["paged"] = page_of(QueryRows(rows), request)
        values["cards"] = queries.cards(values["paged"].rows, who)
    return render(request, "conversations/feedback.html", values)


@of_members
@require_http_methods(["GET", "HEAD", "POST"])
def give(request: HttpRequest) -> HttpResponse:
    """Give somebody feedback."""
    who = account_of(request)
    form = GiveForm(request.POST or None, initial={"receiver": _address_of(request)})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            receiver = person_named(said["receiver"], who, "receiver")
            services.give(
                key=said["key"], receiver=receiver, tone=said["tone"], text=said["text"],
                for_manager=said["for_manager"], by=who,
            )  # fmt: skip
        except TrellisError as error:
            form.refuse(error, getattr(error, "field", "") or "receiver")
        else:
            minutes = terms.conversations().feedback.withdraw_within
            messages.success(
                request,
                _("%(name)s reads it now. For %(minutes)s minutes you can take it back.")
                % {"name": receiver.name, "minutes": minutes},
            )
            return redirect(f"{reverse('conversations:feedback')}?show=given")
    return _form(request, "conversations/give.html", form, people=known_names(who))


@of_members
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask somebody for feedback."""
    who = account_of(request)
    form = AskForm(request.POST or None, initial={"asked": _address_of(request)})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            asked = person_named(said["asked"], who, "asked")
            services.ask(key=said["key"], asked=asked, question=said["question"], by=who)
        except TrellisError as error:
            form.refuse(error, getattr(error, "field", "") or "asked")
        else:
            messages.success(request, _("%(name)s is asked.") % {"name": asked.name})
            return redirect(f"{reverse('conversations:feedback')}?show=asked")
    return _form(request, "conversations/ask.html", form, people=known_names(who))


@of_members
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, key: UUID) -> HttpResponse:
    """Answer whoever asked; whoever asked sees how it stands."""
    who, found = account_of(request), _request_or_404(request, key)
    is_asked = found.asked_id == who.person_id
    is_open = found.state == FeedbackRequest.State.OPEN
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and is_asked and form.is_valid():
        said = form.cleaned_data
        try:
            services.give(
                key=said["key"], receiver=found.asker, tone=said["tone"], text=said["text"],
                for_manager=said["for_manager"], request=found.pk, by=who,
            )  # fmt: skip
        except TrellisError as error:
            form.refuse(error, None)
        else:
            messages.success(request, _("Thank you. %(name)s reads it now.") % {"name": found.asker.name})
            return redirect(f"{reverse('conversations:feedback')}?show=given")
    values = {"found": found, "is_asked": is_asked, "may_answer": is_asked and is_open, "is_open": is_open}
    return _form(request, "conversations/answer.html", form, **values)


@of_members
@require_POST
def decline(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say that one has nothing to say; whoever asked takes it back."""
    services.decline(request=_request_or_404(request, key).pk, by=account_of(request))
    messages.success(request, _("This is not asked any more."))
    return redirect("conversations:feedback")


@of_members
@require_POST
def withdraw(request: HttpRequest, key: UUID) -> HttpResponse:
    """Take feedback back that was given just now."""
    try:
        services.withdraw(feedback=key, by=account_of(request))
    except NotThereError:
        raise Http404 from None
    except TrellisError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Taken back. Its words are deleted."))
    return redirect(f"{reverse('conversations:feedback')}?show=given")


def _form(request: HttpRequest, template: str, form: Form, **values: Any) -> HttpResponse:
    everything = {**around(account_of(request), "feedback"), "form": form, **values}
    return render(request, template, everything, status=422 if form.errors else 200)


def _request_or_404(request: HttpRequest, key: UUID) -> FeedbackRequest:
    found = queries.request_for(account_of(request), key)
    if found is None:
        raise Http404
    return found


def _address_of(request: HttpRequest) -> str:
    """The address of whom a link means (`?to=`)."""
    try:
        found = person_for(UUID(request.GET.get("to", "")))
    except ValueError:
        return ""
    return found.email or found.name if found is not None else ""
