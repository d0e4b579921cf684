"""What is known of a person: said by themselves, and by who keeps their records."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from trellis.core import calendars
from trellis.core.guarding import member_of
from trellis.core.rules import Account, NotAllowedError, Person
from trellis.core.services.looking import record_access
from trellis.handbook.errors import TrellisError
from trellis.people import photos, rules, terms
from trellis.people.days import today
from trellis.people.forms.profiles import ContactsForm, ProfileForm, contacts_initial, profile_initial
from trellis.people.queries import records
from trellis.people.queries.directory import Place
from trellis.people.rules import Standing
from trellis.people.services import profiles as services
from trellis.people.views.person import person_or_404
from trellis.people.views.sending import sent, shown


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say what is known of somebody; at the side, how they look."""
    who, person, standing = _kept(request, key)
    found = services.profile_of(person)
    fields = terms.person_fields()
    custom = {name: each for name, each in fields.items() if standing.keep or each.edited_by_oneself}
    initial = profile_initial(found, custom)
    zones = [(name, name.replace("_", " ")) for name in calendars.zones()]
    form = ProfileForm(request.POST or None, initial=initial, custom=custom, zones=zones, keeps=standing.keep)
    if request.method == "POST" and form.is_valid():
        made = sent(
            form,
            lambda: services.keep(
                person=person, values=form.values(), custom=form.custom_values(), by=who,
                seen=form.cleaned_data["seen"],
            ),
        )  # fmt: skip
        if made is not None:
            messages.success(request, _("Saved."))
            return redirect("people:person", person.pk)
    if form.is_stale:
        form.now = _differing(form, initial)
        form.renewed(seen=initial["seen"])
    return shown(
        request, form,
        title=_("Your profile") if standing.is_self else _("Profile of %(name)s") % {"name": person.name},
        back=reverse("people:person", args=[person.pk]), submit=_("Save"), person=person,
        aside="people/parts/photo.html", photo=photos.address_of(found), largest=photos.LARGEST_MB,
    )  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def contacts(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say whom to call for somebody. Each look is noted."""
    who, person, _standing = _kept(request, key)
    record_access(account=who, about="person", object=person.pk, why="contacts")
    initial = contacts_initial(records.contacts_of(person))
    form = ContactsForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        made = sent(
            form,
            lambda: services.keep_contacts(
                person=person, contacts=form.contacts(), by=who, seen=form.cleaned_data["seen"]
            ),
        )
        if made is not None:
            messages.success(request, _("Saved."))
            return redirect("people:private", person.pk)
    if form.is_stale:
        form.now = _differing(form, initial)
        form.renewed(seen=initial["seen"])
    return shown(
        request, form, title=_("Whom to call for %(name)s") % {"name": person.name}, submit=_("Save"), person=person,
        lead=_("When something has happened at work. In the order in which they are called."),
        back=reverse("people:private", args=[person.pk]),
    )  # fmt: skip


@never_cache
@require_POST
def photo(request: HttpRequest, key: UUID) -> HttpResponse:
    """Say how somebody looks, or that there is no photo of them. The picture is drawn anew, without its metadata."""
    who, person, _standing = _kept(request, key)
    given = request.FILES.get("photo")
    try:
        if isinstance(given, UploadedFile):
            services.keep_photo(person=person, name=given.name or "", pieces=given.chunks(), by=who)
            messages.success(request, _("The photo is saved."))
        elif request.POST.get("act") == "remove":
            services.remove_photo(person=person, by=who)
            messages.success(request, _("The photo is removed."))
        else:
            messages.error(request, _("No photo was chosen."))
    except NotAllowedError as error:
        raise PermissionDenied(error.message) from error
    except TrellisError as error:
        messages.error(request, f"{error.message} {error.hint}".strip())
    return redirect("people:profile", person.pk)


def _kept(request: HttpRequest, key: UUID) -> tuple[Account, Person, Standing]:
    who, person = member_of(request), person_or_404(key)
    place = Place(person, today())
    standing = rules.standing(who, person, place)
    if not standing.keep_profile:
        if not standing.record and place.position is None:
            raise Http404
        raise PermissionDenied
    return who, person, standing


def _differing(form: Any, initial: dict[str, Any]) -> dict[str, str]:
    """What stands there now in the fields that were sent with something else."""
    return {
        name: str(initial.get(name) or "–")
        for name in form.fields
        if name != "seen" and str(form.data.get(name, "")).strip() != str(initial.get(name) or "")
    }
