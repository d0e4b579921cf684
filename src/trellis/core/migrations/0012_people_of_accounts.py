"""Each account that was there before people were gets the person it belongs to."""

from django.db import migrations

AT_ONCE = 500
NOWHERE = "@no-address.invalid"


def give_people(apps, schema_editor):
    Account = apps.get_model("core", "Account")
    Person = apps.get_model("core", "Person")
    keys = list(Account.objects.filter(person=None).order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        accounts = list(Account.objects.filter(pk__in=keys[start : start + AT_ONCE]))
        for account in accounts:
            account.person = Person(
                name=account.name or account.email,
                email="" if account.email.endswith(NOWHERE) else account.email,
                external_reference=account.external_id if account.removed_at is None else "",
                created_at=account.created_at,
                changed_at=account.created_at,
            )
        _keep_references_once(Person, [account.person for account in accounts])
        Person.objects.bulk_create([account.person for account in accounts])
        Account.objects.bulk_update(accounts, ["person"])


def _keep_references_once(Person, people):
    """Two accounts of two providers may have had the same reference: the second does without."""
    wanted = [person.external_reference for person in people if person.external_reference]
    taken = set(Person.objects.filter(external_reference__in=wanted).values_list("external_reference", flat=True))
    for person in people:
        if person.external_reference in taken:
            person.external_reference = ""
        elif person.external_reference:
            taken.add(person.external_reference)


class Migration(migrations.Migration):

    dependencies = [
        ("core", "0011_ground"),
    ]

    operations = [
        migrations.RunPython(give_people, migrations.RunPython.noop),
    ]
