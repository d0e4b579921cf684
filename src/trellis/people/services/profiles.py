"""Writes of what is known of a person: by themselves, and by who keeps their records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from trellis.core import attachments
from trellis.core.definitions.calendars import is_zone
from trellis.core.rules import Account, Person
from trellis.core.services import files
from trellis.core.services.events import publish
from trellis.people import photos, rules, terms
from trellis.people.events import ProfileChanged
from trellis.people.models import EmergencyContact, Profile
from trellis.people.queries import records
from trellis.people.rules import NotAllowedError
from trellis.people.services.errors import PeopleError, StaleRecordError

OWN = (
    "pronunciation", "pronouns", "about", "work_phone", "private_phone", "private_email", "private_address",
    "languages", "time_zone",
)  # fmt: skip
"""What people say of themselves."""
KEPT = ("legal_name",)
"""What who keeps the records says as well."""
MOST_CONTACTS = 5


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call when something has happened."""

    name: str
    phone: str
    relation: str = ""


def profile_of(person: Person) -> Profile:
    """What is known of somebody; an unsaved one where nothing is yet."""
    return Profile.objects.filter(person=person).first() or Profile(person=person)


def keep(
    *,
    person: Person,
    values: Mapping[str, str],
    custom: Mapping[str, str] | None = None,
    by: Account,
    seen: int | None = None,
    is_example: bool = False,
) -> Profile:
    """Say what is known of somebody, only what is given; `custom` are fields of the handbook. The same writes nothing.

    `seen` is the version of the profile that was looked at, 0 where there was none. `is_example` says, for good, that
    they were made up; only who keeps their records says so. Raises NotAllowedError, also for what they may not say of
    themselves, PeopleError, StaleRecordError.
    """
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person.pk)
        if not rules.can_keep_profile(by, person):
            raise NotAllowedError(_("You may not change what is known of this person."))
        profile = profile_of(person)
        before = profile.version if not profile._state.adding else 0
        changed = _put(profile, values, keeps=rules.can_keep(by, person))
        changed += _put_custom(
            profile, custom or {}, is_own=by.person_id == person.pk, keeps=rules.can_keep(by, person)
        )
        if is_example and not profile.is_example:
            if not rules.can_keep(by, person):
                raise NotAllowedError(_("This is said by who keeps the records, not by yourself."))
            profile.is_example = True
            changed.append("is_example")
        if changed:
            if seen not in (None, before):
                raise StaleRecordError
            if not profile._state.adding:
                profile.version += 1
            profile.changed_at = timezone.now()
            _clean(profile)
            profile.save()
            publish(ProfileChanged(person.pk, by.pk, tuple(changed)))
    return profile


def keep_contacts(
    *, person: Person, contacts: Sequence[Contact], by: Account, seen: str | None = None
) -> list[EmergencyContact]:
    """Say whom to call for somebody, in order; lines without a name are left out.

    `seen` is the state (`records.state_of`) of those who were looked at. Raises as `keep`.
    """
    wanted = [each for each in contacts if each.name.strip()]
    with transaction.atomic():
        person = Person.objects.select_for_update().get(pk=person.pk)
        if not (rules.can_keep_profile(by, person) and rules.can_see_private(by, person)):
            raise NotAllowedError(_("You may not say whom to call for this person."))
        if len(wanted) > MOST_CONTACTS:
            raise PeopleError(_("%(most)d people to call are enough.") % {"most": MOST_CONTACTS})
        rows = [
            EmergencyContact(
                person=person, name=each.name.strip()[:200], phone=each.phone.strip()[:60],
                relation=each.relation.strip()[:100], order=at,
            )
            for at, each in enumerate(wanted)
        ]  # fmt: skip
        if any(not row.phone for row in rows):
            raise PeopleError(_("Whoever is to be called needs a telephone number."), field="phone")
        before = records.contacts_of(person)
        if records.state_of(*before) != records.state_of(*rows):
            if seen not in (None, records.state_of(*before)):
                raise StaleRecordError
            EmergencyContact.objects.filter(person=person).delete()
            EmergencyContact.objects.bulk_create(rows)
            publish(ProfileChanged(person.pk, by.pk, ("emergency_contacts",)))
    return rows


def keep_photo(*, person: Person, name: str, pieces: Iterable[bytes], by: Account) -> Profile:
    """Say how somebody looks: a picture, of which what is drawn anew is kept, in the place of the one before.

    Raises NotAllowedError; PictureError and FileError for what is no picture, StoreError where it cannot be kept.
    """
    with transaction.atomic():
        profile = _profile_to_change(person, by)
        made = files.put(kind=photos.KIND, key=person.pk, name=name, pieces=pieces, by=by)
        if made.pk != profile.photo:
            _put_photo(profile, made.pk, by)
    return profile


def remove_photo(*, person: Person, by: Account) -> Profile:
    """Say that there is no photo of somebody; again writes nothing. Raises NotAllowedError."""
    with transaction.atomic():
        profile = _profile_to_change(person, by)
        if profile.photo is not None:
            _put_photo(profile, None, by)
    return profile


def _profile_to_change(person: Person, by: Account) -> Profile:
    locked = Person.objects.select_for_update().get(pk=person.pk)
    if not rules.can_keep_profile(by, locked):
        raise NotAllowedError(_("You may not change what is known of this person."))
    return profile_of(locked)


def _put_photo(profile: Profile, photo: UUID | None, by: Account) -> None:
    for former in attachments.attachments_of(photos.KIND.about, profile.person_id):
        if former.pk != photo:
            files.take_away(attachment=former, by=by)
    profile.photo, profile.changed_at = photo, timezone.now()
    profile.save()
    publish(ProfileChanged(profile.person_id, by.pk, ("photo",)))


def _put(profile: Profile, values: Mapping[str, str], *, keeps: bool) -> list[str]:
    changed = []
    for name, value in values.items():
        if name not in OWN and not (keeps and name in KEPT):
            raise NotAllowedError(_("This is said by who keeps the records, not by yourself."))
        clean = " ".join(value.split())
        if getattr(profile, name) != clean:
            setattr(profile, name, clean)
            changed.append(name)
    return changed


def _put_custom(profile: Profile, custom: Mapping[str, str], *, is_own: bool, keeps: bool) -> list[str]:
    fields, changed = terms.person_fields(), []
    for name, value in custom.items():
        field = fields.get(name)
        if field is None:
            raise PeopleError(_("The handbook has no field “%(name)s” of people.") % {"name": name})
        if not keeps and not (is_own and field.edited_by_oneself):
            raise NotAllowedError(_("This is said by who keeps the records, not by yourself."))
        try:
            clean = field.clean(value)
        except ValueError as error:
            raise PeopleError(
                _("“%(title)s” must be: %(expected)s.") % {"title": field.title, "expected": error},
                field=f"custom-{name}",
            ) from None
        if profile.custom.get(name, "") != clean:
            others = {key: each for key, each in profile.custom.items() if key != name}
            profile.custom = {**others, name: clean} if clean else others
            changed.append(name)
    return changed


def _clean(profile: Profile) -> None:
    if profile.time_zone and not is_zone(profile.time_zone):
        raise PeopleError(
            _("There is no time zone “%(name)s”.") % {"name": profile.time_zone}, field="time_zone"
        )
    try:
        profile.clean_fields(exclude=["person"])
    except ValidationError as error:
        name, messages = next(iter(error.message_dict.items()))
        raise PeopleError(" ".join(messages), field=name) from None
