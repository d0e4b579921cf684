"""What of this room can be imported: people, who is in which group, who has which duty."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from trellis.core import assigning, provisioned
from trellis.core.days import begin_of, end_of
from trellis.core.definitions.permissions import ADMINISTER
from trellis.core.importing import (
    BadValueError,
    Change,
    Column,
    Importer,
    Put,
    Values,
    address,
    choice,
    day,
    text,
)
from trellis.core.models import Account, Assignment, Fate, Group, Membership, Person
from trellis.core.services import assignments, groups, people
from trellis.core.services.people import FIELDS, Facts

OURS = "import:"
"""What the external identifiers of groups begin with that an import made: the others are a provider's."""


# -- people


def _kinds() -> dict[str, str]:
    return {str(value): str(label) for value, label in Person.Kind.choices}


def _identify_person(values: Values) -> tuple[str, ...]:
    names = []
    if "external_reference" in values:
        names.append(f"reference {values.get('kind', '')} {values['external_reference']}")
    if "email" in values:
        names.append(f"address {values['email']}")
    return tuple(names)


def _put_person(values: Values, by: Account) -> Put:
    person = _person_meant(values)
    if person is None:
        made = people.add(facts=Facts(**values), by=by)
        return Put(Fate.NEW, made.name)
    before = {name: str(getattr(person, name)) for name in FIELDS}
    facts = Facts(**{**before, **values}).clean()
    changes = _changes(before, {name: str(getattr(facts, name)) for name in FIELDS})
    if changes:
        people.change(person=person, facts=facts, by=by)
    return Put(Fate.CHANGED if changes else Fate.SAME, facts.name, changes)


def _person_meant(values: Values) -> Person | None:
    """Who is known by the reference; else by the address, where they have no other reference. Raises BadValueError."""
    reference, email = values.get("external_reference", ""), values.get("email", "")
    if not reference and not email:
        raise BadValueError(
            _("Nothing tells this person from others of the same name."),
            remedy=_("Give an e-mail address, or a reference."),
        )
    known = Person.objects.filter(merged_into=None)
    if reference:
        same = known.filter(external_reference=reference)
        found = list((same.filter(kind=values["kind"]) if "kind" in values else same)[:2])
        if found:
            return _only(found, "external_reference", _("Say as what they belong, so that one is left."))
    if not email:
        return None
    # By what the index holds: a comparison without case would look at everybody, for each row.
    found = list(known.alias(lower=Lower("email")).filter(lower=email).order_by("pk")[:2])
    person = (
        _only(found, "email", _("Give a reference that tells them apart, or merge them.")) if found else None
    )
    if person is not None and reference and person.external_reference:
        raise BadValueError(
            _("%(name)s has this e-mail address, and another reference (%(reference)s).")
            % {"name": person.name, "reference": person.external_reference},
            remedy=_("If it is the same person, correct the reference; else give another address, or none."),
            column="email",
        )
    return person


def _only(found: list[Person], column: str, remedy: str) -> Person:
    if len(found) > 1:
        raise BadValueError(_("Several people here are meant by this."), remedy=remedy, column=column)
    return found[0]


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Change, ...]:
    labels = {column.key: str(column.label) for column in PEOPLE.columns}
    return tuple((labels[name], before[name], after[name]) for name in FIELDS if before[name] != after[name])


def _people() -> Iterator[dict[str, str]]:
    for person in Person.objects.filter(merged_into=None).order_by("pk").iterator(2000):
        yield {name: str(getattr(person, name)) for name in FIELDS}


PEOPLE = Importer(
    name="people",
    title=gettext_lazy("People"),
    help=gettext_lazy(
        "Team, candidates, customers and partners, without accounts. Somebody who is known already is recognised by the"
        " reference, else by the e-mail address."
    ),
    permission=ADMINISTER.name,
    columns=(
        Column(
            "name", gettext_lazy("Name"), required=True, parse=text(200), example="Ada Example",
            synonyms=("Full name", "Person", "Display name", "Vollständiger Name"),
        ),
        Column(
            "email", gettext_lazy("E-mail address"), parse=address, example="ada@example.org",
            synonyms=("E-mail", "Mail", "Email address", "E-Mail-Adresse"),
        ),
        Column(
            "kind", gettext_lazy("Belongs as"),
            gettext_lazy("team-member, candidate, customer, partner or other; without it a team member."),
            parse=choice(_kinds), example="customer", synonyms=("Kind", "Type", "Art"),
        ),
        Column(
            "organisation", gettext_lazy("Organisation"), gettext_lazy("Whom somebody external comes from."),
            parse=text(200), example="Example Ltd", synonyms=("Company", "Organization", "Firma"),
        ),
        Column(
            "external_reference", gettext_lazy("Reference elsewhere"),
            gettext_lazy("How another system calls them."), parse=text(255), example="CRM-1042",
            synonyms=("Reference", "External reference", "External ID", "Number", "Referenz"),
        ),
    ),
    identify=_identify_person,
    put=_put_person,
    rows=_people,
)  # fmt: skip


# -- groups


def _identify_member(values: Values) -> tuple[str, ...]:
    return (f"{groups.key_of(values['group'])}\n{values.get('member', '')}",)


def _put_member(values: Values, by: Account) -> Put:
    name, email = values["group"], values.get("member", "")
    account = _account(email, "member") if email else None
    here = list(provisioned.groups().filter(name_key=groups.key_of(name)).order_by("pk")[:2])
    if len(here) > 1:
        raise BadValueError(
            _("Two groups are called so."), remedy=_("Give one of them another name first."), column="group"
        )
    what = f"{name}: {account.name}" if account is not None else name
    if not here:
        members = {account.pk: ""} if account is not None else {}
        groups.add(name=name, external_id=_external_id(name), members=members, by=by)
        return Put(Fate.NEW, what)
    if account is None or Membership.objects.filter(group=here[0], account=account).exists():
        return Put(Fate.SAME, what)
    if not here[0].external_id.startswith(OURS):
        raise BadValueError(
            _("An identity provider says who is in this group."), remedy=_("Change it there."), column="group"
        )
    groups.move(group=here[0], joined={account.pk: ""}, left=(), by=by)
    return Put(Fate.NEW, what)  # the record is that somebody belongs to a group


def _external_id(name: str) -> str:
    return f"{OURS}{groups.key_of(name)}"[: groups.LONGEST_NAME]


def _members() -> Iterator[dict[str, str]]:
    for group in Group.objects.filter(removed_at=None, memberships=None).order_by("name_key", "pk"):
        yield {"group": group.name, "member": ""}
    rows = Membership.objects.filter(group__removed_at=None).order_by("group__name_key", "account__email")
    for name, email in rows.values_list("group__name", "account__email").iterator(2000):
        yield {"group": name, "member": email}


GROUPS = Importer(
    name="groups",
    title=gettext_lazy("Groups"),
    help=gettext_lazy(
        "Who is in which group, one row for each member. A group that is new gives nothing until an administrator says"
        " what. Nobody is taken out of a group, and groups of an identity provider stay as they are."
    ),
    permission=ADMINISTER.name,
    columns=(
        Column(
            "group", gettext_lazy("Group"), required=True, parse=text(groups.LONGEST_NAME), example="First aiders",
            synonyms=("Group name", "Team", "Gruppe"),
        ),
        Column(
            "member", gettext_lazy("Member"), gettext_lazy("The address of an account; empty for the group alone."),
            parse=address, example="ada@example.org", synonyms=("Account", "Email", "E-mail address", "Mitglied"),
        ),
    ),
    identify=_identify_member,
    put=_put_member,
    rows=_members,
)  # fmt: skip


# -- duties


def _duties() -> dict[str, str]:
    return {name: duty.title for name, duty in assigning.duties().items()}


def _identify_duty(values: Values) -> tuple[str, ...]:
    return (f"{values['account']}\n{values['duty']}",)


def _put_duty(values: Values, by: Account) -> Put:
    account, duty = _account(values["account"], "account"), values["duty"]
    starts_at = max(begin_of(values["since"]), timezone.now()) if "since" in values else timezone.now()
    ends_at = end_of(values["until"])
    what = f"{account.name}: {assigning.title_of(duty)}"
    same = Assignment.objects.open().filter(account=account, duty=duty)
    here = same.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).order_by("starts_at").first()
    try:
        if here is None:
            assignments.give(
                account=account,
                duty=duty,
                starts_at=starts_at,
                ends_at=ends_at,
                reason=values["reason"],
                by=by,
            )
            return Put(Fate.NEW, what)
        before = here.ends_at
        if assignments.extend(assignment=here, ends_at=ends_at, by=by).ends_at == before:
            return Put(Fate.SAME, what)
    except assignments.AssignmentError as error:
        raise BadValueError(error.message, remedy=error.hint, column=error.field) from None
    days = (str(assignments.last_day(before)), str(values["until"]))
    return Put(Fate.CHANGED, what, ((_("Last day"), *days),))


def _given() -> Iterator[dict[str, str]]:
    found = Assignment.objects.open().select_related("account").order_by("pk")
    for each in found.filter(ends_at__gt=timezone.now()).iterator(2000):
        yield {
            "account": each.account.email, "duty": each.duty, "reason": each.reason,
            "since": str(timezone.localtime(each.starts_at).date()),
            "until": str(assignments.last_day(each.ends_at)),
        }  # fmt: skip


DUTIES = Importer(
    name="duties",
    title=gettext_lazy("Duties"),
    help=gettext_lazy(
        "Who has which duty until when. A duty that somebody has at that time already gets the last day that is said."
    ),
    permission=ADMINISTER.name,
    columns=(
        Column(
            "account", gettext_lazy("Person"), gettext_lazy("The address of their account."), required=True,
            parse=address, example="ada@example.org", synonyms=("Email", "E-mail address", "Name", "Konto"),
        ),
        Column(
            "duty", gettext_lazy("Duty"), gettext_lazy("As rights.yml of the handbook calls it."), required=True,
            parse=choice(_duties), example="first-aider", synonyms=("Role", "Pflicht"),
        ),
        Column(
            "since", gettext_lazy("First day"), gettext_lazy("Without one it begins now."), parse=day,
            example="2030-01-01", synonyms=("Start", "From", "Starts", "Beginn"),
        ),
        Column(
            "until", gettext_lazy("Last day"), required=True, parse=day, example="2030-12-31",
            synonyms=("End", "To", "Ends", "Ende"),
        ),
        Column(
            "reason", gettext_lazy("Why"), required=True, parse=text(assignments.LONGEST_REASON),
            example="Trained in December", synonyms=("Reason", "Grund"),
        ),
    ),
    identify=_identify_duty,
    put=_put_duty,
    rows=_given,
)  # fmt: skip
ALL: Iterable[Importer] = (PEOPLE, GROUPS, DUTIES)


def _account(email: str, column: str) -> Account:
    found = Account.objects.filter(email__iexact=email, removed_at=None).first()
    if found is None:
        raise BadValueError(
            _("Nobody here has an account with this address."), remedy=_("Invite them first."), column=column
        )
    return found
