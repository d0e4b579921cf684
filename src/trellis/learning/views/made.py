"""Paths that are made for somebody: making them from a template, how far somebody is, and their items."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from trellis.core.guarding import member_of
from trellis.handbook.errors import TrellisError
from trellis.learning import rules, terms
from trellis.learning.goal_forms import OWN_ROWS, ItemForm, MakeForm
from trellis.learning.models import MadeItem, MadePath
from trellis.learning.queries import made as queries
from trellis.learning.queries import tailoring
from trellis.learning.rules import Account
from trellis.learning.services import making
from trellis.learning.views.guarding import person_of, tabs_of, trouble
from trellis.web.paging import QueryRows, page_of


@never_cache
@require_safe
def every(request: HttpRequest) -> HttpResponse:
    """The paths that were made for the reader, and those that the reader made for others."""
    who = member_of(request)
    person = person_of(who)
    paged = page_of(QueryRows(queries.made_by(who).exclude(person=person)), request)
    mine = list(MadePath.objects.filter(person=person).order_by("state", "due_on", "-made_at")[:100])
    values = {
        "tabs": tabs_of(who, "home"), "mine": queries.views(person.pk, mine), "paged": paged,
        "makes": rules.can_keep(who) or rules.leads(who),
    }  # fmt: skip
    return render(request, "learning/made_paths.html", values)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Make a path: first it shows what each would get, then it is made."""
    who = member_of(request)
    person_of(who)
    post = request.POST if request.method == "POST" else None
    form = MakeForm(post, who=who, chosen=tuple(request.GET.getlist("person")))
    if post is None and request.GET.get("template"):
        form.initial["template"] = request.GET["template"]
    items = [ItemForm(post, prefix=f"own{n}") for n in range(OWN_ROWS)]
    preview: list[Any] = []
    # All of them are asked, so that everything that is wrong is shown at once.
    valid = [form.is_valid(), *(each.is_valid() for each in items)] if post is not None else [False]
    if post is not None and all(valid):
        own = [item for each in items if (item := each.item) is not None]
        if "look" in post:
            preview = _preview(form)
        elif (answer := _make(request, who, form, own)) is not None:
            return answer
    values = {"tabs": tabs_of(who, "home"), "form": form, "items": items, "preview": preview}
    return render(request, "learning/made_new.html", values)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def made(request: HttpRequest, key: UUID) -> HttpResponse:
    """A path that was made for somebody, item by item."""
    who, found = member_of(request), queries.made_for(key)
    if found is None or not rules.can_see_learning(who, found.person):
        raise Http404
    is_own = who.person_id == found.person_id
    shapes = rules.can_shape(who, found)
    is_added = request.method == "POST" and request.POST.get("act") == "add"
    form = ItemForm(request.POST if is_added else None)
    if request.method == "POST" and (not is_added or form.is_valid()):
        try:
            if _act(request, found, form):
                return redirect("learning:made", key)
        except TrellisError as error:
            if not is_added:
                trouble(request, error)
                return redirect("learning:made", key)
            field = getattr(error, "field", "")
            form.add_error(
                field if field in form.fields else None, f"{error.message} {error.hint or ''}".strip()
            )
    values = {
        "row": found, "view": queries.views(found.person_id, [found])[0], "is_own": is_own, "shapes": shapes,
        "form": form if is_own or shapes else None, "who": who,
        "others": MadePath.objects.filter(group=found.group).count() - 1 if shapes else 0,
        "template": terms.path(found.template) if found.template else None,
    }  # fmt: skip
    return render(request, "learning/made.html", values)


def _preview(form: MakeForm) -> list[Any]:
    """What each would get of the template."""
    path, people = terms.path(form.cleaned_data["template"]), list(form.cleaned_data["people"])
    if path is None:
        return []
    found = tailoring.tailored(path, [each.pk for each in people])
    return [(each, found[each.pk]) for each in people]


def _make(
    request: HttpRequest, who: Account, form: MakeForm, own: list[making.OwnItem]
) -> HttpResponse | None:
    clean = form.cleaned_data
    try:
        found = making.make(
            people=list(clean["people"]), title=clean["title"], template=clean["template"], own=own, why=clean["why"],
            due_on=clean["due_on"], key=clean["key"], by=who,
        )  # fmt: skip
    except TrellisError as error:
        field = getattr(error, "field", "")
        form.add_error(field if field in form.fields else None, f"{error.message} {error.hint or ''}".strip())
        return None
    n = len(found)
    if not n:
        form.add_error("template", _("Everybody has all of it already: there is nothing to make."))
        return None
    messages.success(
        request,
        ngettext("Made for %(n)d person.", "Made for %(n)d people, each by what they have.", n) % {"n": n},
    )
    return redirect("learning:made", found[0].pk) if n == 1 else redirect("learning:made-paths")


def _act(request: HttpRequest, found: MadePath, form: ItemForm) -> bool:
    who, post = member_of(request), request.POST
    match post.get("act"):
        case "add":
            item = form.item
            if item is None:
                form.add_error("title", _("Say what it is."))
                return False
            making.add(path=found, item=item, by=who, to_all=post.get("to_all") == "yes")
            messages.success(request, _("Added."))
        case "done" | "undone":
            making.tick(item=_item(found, post.get("item", "")), done=post["act"] == "done", by=who)
        case "out":
            making.take_out(item=_item(found, post.get("item", "")), by=who)
            messages.success(request, _("Taken out."))
        case "give-up":
            making.give_up(path=found, by=who)
            messages.success(request, _("This path is not under way any more."))
        case _:
            raise Http404
    return True


def _item(path: MadePath, key: str) -> MadeItem:
    try:
        found = MadeItem.objects.filter(path=path, pk=UUID(key)).first()
    except ValueError:
        found = None
    if found is None:
        raise Http404
    return found
