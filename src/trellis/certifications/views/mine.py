"""What everybody does with certifications: see where they stand, what is missing, and ask for sign-offs."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from trellis.certifications import lists, rules, terms
from trellis.certifications.addresses import certification_address
from trellis.certifications.definitions.certifications import Certification
from trellis.certifications.doors import doors_for
from trellis.certifications.forms import AnswerForm, NoteForm
from trellis.certifications.naming import label_of
from trellis.certifications.queries import awards, standing
from trellis.certifications.services import awarding, signing
from trellis.certifications.views.around import tabs_of
from trellis.certifications.views.trees import tree_of
from trellis.core.guarding import member_of
from trellis.handbook.errors import TrellisError
from trellis.pages.queries.current import current_edition
from trellis.pages.queries.naming import page_link
from trellis.pages.queries.past_pages import rendered_as_page
from trellis.people.days import today
from trellis.people.queries.directory import person_for
from trellis.people.views.person import head_of


@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The certificates that the reader has, can have or has to have, with what is missing."""
    who = member_of(request, rules.can_enter)
    assert who.person_id is not None  # a member is a person
    rows = [each for each in standing.mine(who.person_id, today()) if _is_seen(each.certification)]
    values = {
        "rows": [(each, lists.standing_tag(each), _next_of(each)) for each in rows],
        "tabs": tabs_of(who, "home"),
    }
    return render(request, "certifications/home.html", values)


@never_cache
@require_safe
def every(request: HttpRequest) -> HttpResponse:
    """All certifications of the handbook that the reader may read about."""
    who = member_of(request, rules.can_enter)
    assert who.person_id is not None  # a member is a person
    seen = [each for each in terms.certifications().by_key.values() if _is_seen(each)]
    found = standing.standings([who.person_id], seen, today())
    table = lists.table_of_all(request, who, {key: each for (_person, key), each in found.items()})
    return render(request, "certifications/all.html", {"table": table, "tabs": tabs_of(who, "all")})


@never_cache
@require_safe
def certification(request: HttpRequest, name: str) -> HttpResponse:
    """One certification: what it asks for, what the reader has shown of it, and what comes next."""
    who, made = member_of(request, rules.can_enter), _certification_or_404(name)
    assert who.person is not None  # a member is a person
    found = standing.standing_of(who.person, made, today())
    signed = awards.sign_offs_of(who.person.pk, name)
    values = {
        "made": made, "standing": found, "state": lists.standing_tag(found), "validity": lists.months_of(made),
        "tree": tree_of(found, signed, doors_for(request, who)), "page_url": page_link(made.path),
        "tree_next": [label_of(each.requirement) for each in found.missing], "form": NoteForm(),
        "sees_holders": rules.can_see_holders(who, name) or awards.sees_others(who),
    }  # fmt: skip
    return render(request, "certifications/certification.html", values)


@never_cache
@require_http_methods(["POST"])
def ask(request: HttpRequest, name: str) -> HttpResponse:
    """Ask to have something signed off."""
    who, made = member_of(request, rules.can_enter), _certification_or_404(name)
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            signing.ask(
                certification=made,
                name=request.POST.get("name", "")[:300],
                note=form.cleaned_data["note"],
                by=who,
            )
        except TrellisError as error:
            messages.error(request, f"{error.message} {error.hint or ''}".strip())
        else:
            messages.success(request, _("Asked. You are told what comes of it."))
    return redirect(certification_address(name))


@never_cache
@require_http_methods(["POST"])
def look_again(request: HttpRequest, name: str) -> HttpResponse:
    """Look at once whether all is shown: for whoever does not want to wait for the night."""
    who, made = member_of(request, rules.can_enter), _certification_or_404(name)
    assert who.person_id is not None  # a member is a person
    new = awarding.evaluate(who.person_id, terms.asked_by(made.routes))
    if any(each.certification == name for each in new):
        messages.success(request, _("You are certified: %(title)s") % {"title": made.title})
    else:
        messages.info(request, _("Something is still missing; it stands below."))
    return redirect(certification_address(name))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_off(request: HttpRequest, key: UUID) -> HttpResponse:
    """What somebody asked to have signed off, with what to look at; sent, it is signed, refused or withdrawn."""
    who, row = member_of(request, rules.can_enter), awards.sign_off_for(key)
    if row is None or not rules.can_see_sign_off(who, row):
        raise Http404
    form = AnswerForm(request.POST or None)
    trouble: TrellisError | None = None
    if request.method == "POST" and form.is_valid():
        answer, act = form.cleaned_data["answer"], request.POST.get("act", "")
        try:
            if act == "sign":
                signing.sign(row=row, answer=answer, by=who)
            elif act == "refuse":
                signing.refuse(row=row, answer=answer, by=who)
            elif act == "withdraw":
                signing.withdraw(row=row, by=who)
            return redirect("certifications:sign-off", key)
        except TrellisError as error:
            trouble = error
            if getattr(error, "field", "") in form.fields:
                form.add_error(error.field, error.message)  # type: ignore[attr-defined]
    made = terms.certification(row.certification)
    wanted = signing.requirement_named(made, row.name) if made is not None else None
    rubric = terms.rubric_of(made, wanted.rubric) if made is not None and wanted is not None else ""
    values = {
        "row": row, "made": made, "form": form, "trouble": None if form.errors else trouble,
        "rubric": _rendered(made, rubric) if made is not None and rubric else "",
        "may_sign": row.state == "asked" and rules.can_sign(who, row),
        "may_withdraw": row.state == "asked" and who.person_id == row.person_id,
    }  # fmt: skip
    status = 409 if trouble is not None or form.errors else 200
    return render(request, "certifications/sign_off.html", values, status=status)


@never_cache
@require_safe
def person(request: HttpRequest, key: UUID) -> HttpResponse:
    """What somebody holds and lacks, as a tab of theirs."""
    who, found = member_of(request, rules.can_enter), person_for(key)
    if found is None:
        raise Http404
    head = head_of(who, found, "certifications:person")
    if not rules.can_see_person(who, found):
        raise Http404
    held = list(awards.of_person(found.pk))
    rows = standing.mine(found.pk, today(), held, expected=True)
    former = [(each, lists.state_tag(each)) for each in held if not each.is_current]
    values = {
        **head,
        "rows": [
            (each, lists.standing_tag(each, is_mine=who.person_id == found.pk), _next_of(each))
            for each in rows
        ],
        "former": former,
    }
    return render(request, "certifications/person.html", values)


def _next_of(found: standing.Standing) -> list[str]:
    """The names of what is missing, three at most."""
    return [label_of(each.requirement) for each in found.missing[:3]]


def _rendered(made: Certification, text: str) -> SafeString:
    return rendered_as_page(current_edition(), terms.text_as_page(made.path, text), "").html


def _is_seen(made: Certification) -> bool:
    return current_edition().sees(made.path)


def _certification_or_404(key: str) -> Certification:
    made = terms.certification(key)
    if made is None or not _is_seen(made):
        raise Http404
    return made
