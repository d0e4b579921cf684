"""Tasks: writing one down, looking at one, changing it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from trellis.core import objects
from trellis.core.guarding import account_of
from trellis.core.stale import show_both
from trellis.handbook.errors import TrellisError
from trellis.work import dues, rules
from trellis.work.forms import TaskChangeForm, TaskForm
from trellis.work.guarding import members_only
from trellis.work.models import WorkItem
from trellis.work.queries import items as queries
from trellis.work.services import tasks
from trellis.work.views.my_work import snoozes


@members_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Write a task down, for oneself or for another; `about` names the object that it is about."""
    who = account_of(request)
    form = TaskForm(request.POST or None, initial={"about": request.GET.get("about", "")[:80]})
    if request.method == "POST" and form.is_valid():
        try:
            made = tasks.give(
                title=form.cleaned_data["title"], text=form.cleaned_data["text"], due=form.cleaned_data["due"], by=who,
                to=tasks.somebody_named(form.cleaned_data["who"], by=who), about=_about(form.cleaned_data["about"]),
            )  # fmt: skip
        except TrellisError as error:
            form.add_error(None, f"{error.message} {error.hint}".strip())
        else:
            messages.success(request, _("“%(title)s” is written down.") % {"title": made.title})
            return redirect("work:my-work" if made.assignee_id == who.pk else made.address)
    about = _about(str(form["about"].value() or ""))
    values = {
        "form": form,
        "partners": queries.partners_of(who),
        "about": objects.describe({about}).get(about) if about else None,
    }
    return render(request, "work/new_task.html", values)


@members_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def task(request: HttpRequest, key: UUID) -> HttpResponse:
    """A task, for those who have to do with it."""
    who, now = account_of(request), timezone.now()
    item = queries.task_of(key)
    away = queries.away_for(who, now)
    if item is None or not rules.can_see_task(who, item, away):
        raise Http404
    form = TaskChangeForm(request.POST or None, initial=_initial(item))
    may_change = rules.can_change_task(who, item)
    if request.method == "POST" and form.is_valid():
        try:
            tasks.change(
                item, title=form.cleaned_data["title"], text=form.cleaned_data["text"], due=form.cleaned_data["due"],
                turn=form.cleaned_data["turn"], by=who,
            )  # fmt: skip
        except tasks.StaleTaskError as error:
            item = queries.task_of(key) or item
            now_said = _initial(item)
            form.add_error(None, f"{error.message} {error.hint}")
            show_both(form, {name: now_said[name] for name in ("title", "due", "text")}, turn=item.turn)
        except TrellisError as error:
            form.add_error(None, f"{error.message} {error.hint}".strip())
        else:
            messages.success(request, _("Saved."))
            return redirect(item.address)
    values = {
        "item": item,
        "form": form,
        "about": queries.about_of(item),
        "may_change": may_change,
        "may_finish": rules.can_finish(who, item, away),
        "may_delegate": rules.can_delegate(who, item, away),
        "may_snooze": rules.can_snooze(who, item, away),
        "is_late": item.is_open and item.due_at is not None and item.due_at < now,
        "snoozes": snoozes(dues.today(who, now)),
        "partners": queries.partners_of(who),
        "who": who,
    }
    return render(request, "work/task.html", values)


def _initial(item: WorkItem) -> dict[str, object]:
    due = item.due_at.astimezone(dues.zone_of(item.assignee)).date() if item.due_at else None
    return {"title": item.title, "text": item.text, "due": due, "turn": item.turn}


def _about(text: str) -> tuple[str, UUID] | None:
    """An object as addresses name it: its kind, a colon, its identifier."""
    kind, _colon, key = text.partition(":")
    try:
        return (kind, UUID(key)) if kind in objects.labels() else None
    except ValueError:
        return None
