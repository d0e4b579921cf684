"""The export of everything: complete, without secrets, for owners alone, and importable again."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from trellis.core import attachments, exported, importing, working
from trellis.core.export_jobs import export_everything
from trellis.core.filereading import read
from trellis.core.models import Assignment, Attachment, Event, Group, Import, Job, Person
from trellis.core.rules import NotAllowedError
from trellis.core.services import everything, groups, imports, jobs, people
from trellis.core.services.people import Facts

SECRET_WORDS = ("password", "secret", "token", "digest", "sealed", "session", "credential", "key_print")


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.FILES_FOLDER = tmp_path / "files"
    settings.TRELLIS_HANDBOOK = []


@pytest.fixture
def exported_file(owner, tmp_path):
    """Writes everything, and gives the archive."""

    def write():
        path = tmp_path / "everything.zip"
        everything.write(path, by=owner)
        return zipfile.ZipFile(path)

    return write


def lines(archive, name):
    return [json.loads(line) for line in archive.read(name).decode().splitlines()]


def test_every_model_is_exported_or_said_not_to_be():
    ours = {
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("trellis.") and ".tests." not in model.__module__
    }
    declared = {table.label for table in exported.tables()}

    assert declared | set(exported.left_out()) == ours
    assert not declared & set(exported.left_out())


def test_what_a_row_points_to_is_read_after_it():
    order = [table.label for table in exported.in_order()]
    pointers = {
        (table.label, field.related_model._meta.label)
        for table in exported.tables()
        for field in table.model._meta.concrete_fields
        if field.is_relation and field.related_model is not table.model
    }

    assert sorted(order) == [table.label for table in exported.tables()]
    assert [(one, other) for one, other in pointers if order.index(one) > order.index(other)] == []
    assert order.index("core.TreeHead") < order.index("core.Event")


def test_a_file_that_was_removed_is_not_exported(exported_file, owner):
    job = jobs.start(export_everything, by=owner)
    working.work_off()
    made = Attachment.objects.get(about="exported", object=job.pk)
    Attachment.objects.filter(pk=made.pk).update(about="page", removed_at=timezone.now())

    with exported_file() as archive:
        assert lines(archive, "records/core.Attachment.jsonl") == []
        assert lines(archive, "records/core.StoredFile.jsonl") == []
        assert [name for name in archive.namelist() if name.startswith("files/")] == []


SESSIONS = {
    (f"classes.{name}", "session_id")
    for name in ("Block", "Facilitator", "Issue", "Meeting", "Preparation", "Question", "Registration")
}
"""Sessions of classes, which are no secrets."""


def test_no_field_that_is_exported_is_called_like_a_secret():
    found = {
        f"{table.label}.{name}"
        for table in exported.tables()
        for name in table.fields
        if any(word in name for word in SECRET_WORDS) and (table.label, name) not in SESSIONS
    }

    digests = {name for name in found if name.endswith("digest")}  # of what was approved, read or signed
    assert found == digests >= {"work.ApprovalRequest.digest", "work.ApprovalDecision.digest"}


def test_an_export_holds_all_rows_and_says_so(exported_file, owner, administrator):
    person = people.add(facts=Facts("Nora", "nora@example.org"), by=administrator)

    with exported_file() as archive:
        manifest = json.loads(archive.read("manifest.json"))
        rows = lines(archive, "records/core.Person.jsonl")
        accounts = lines(archive, "records/core.Account.jsonl")

    assert manifest["records"]["core.Person"]["rows"] == len(rows) == Person.objects.count()
    assert [row["email"] for row in rows if row["id"] == str(person.pk)] == ["nora@example.org"]
    assert {row["email"] for row in accounts} == {owner.email, administrator.email}
    assert not any("password" in row for row in accounts)
    assert "core.ApiKey" in manifest["left_out"]


def test_what_is_importable_is_imported_as_it_was(exported_file, owner, administrator, member, rights):
    rights("duties:\n  aider: {title: Aider, description: Helps., permissions: [pages.approve]}\n")
    people.add(facts=Facts("Nora", "nora@example.org", Person.Kind.CUSTOMER, "Ltd", "C-1"), by=administrator)
    groups.add(name="Aiders", external_id="import:aiders", members={member.pk: ""}, by=administrator)
    now = timezone.now()
    Assignment.objects.create(
        duty="aider", account=member, starts_at=now, ends_at=now + timedelta(days=9), reason="R",
        given_by=owner,
    )  # fmt: skip
    with exported_file() as first:
        before = {each.name: first.read(f"importable/{each.name}.jsonl") for each in importing.importers()}
    Person.objects.filter(account=None).delete()
    Group.objects.all().delete()
    Assignment.objects.all().delete()

    for kind, text in before.items():
        if not importing.may_import(owner, kind):  # need-to-know: its own room asks this
            continue
        found = looked(imports.begin(kind=kind, name=f"{kind}.jsonl", pieces=[text], by=owner), owner)
        if kind == "accounts":  # none was deleted: an account stays for what it has done
            assert (found.looked["same"], found.looked["bad"]) == (len(text.splitlines()), 0)
            continue
        imports.run(found=found, way="skip", by=owner)
        working.work_off()
        assert Import.objects.get(pk=found.pk).made["bad"] == 0, kind

    with exported_file() as again:
        after = {each.name: again.read(f"importable/{each.name}.jsonl") for each in importing.importers()}
    assert {kind: sorted(text.splitlines()) for kind, text in after.items()} == {
        kind: sorted(text.splitlines()) for kind, text in before.items()
    }


def looked(found, owner):
    imports.look(found=found, by=owner)
    working.work_off()
    found.refresh_from_db()
    return found


def test_the_job_keeps_a_sealed_file_for_whoever_asked_alone(owner, administrator):
    job = jobs.start(export_everything, by=owner)
    working.work_off()
    made = Attachment.objects.get(about="exported")

    assert Job.objects.get(pk=job.pk).address == reverse("core:file", args=[made.pk])
    assert attachments.attachment_for(owner, made.pk) == made
    assert attachments.attachment_for(administrator, made.pk) is None
    assert made.stored.is_confidential
    with zipfile.ZipFile(io.BytesIO(b"".join(read(made.stored)))) as archive:
        assert "manifest.json" in archive.namelist()
    assert Event.objects.filter(name="core.everything-exported", by=owner.pk).count() == 1
    assert everything.export(key=job.pk, by=owner) == made  # a second try finds the file of the first
    assert everything.forget(timezone.now() + everything.KEPT * 2) == 1
    assert everything.exports_of(owner) == []


def test_only_owners_export_everything(administrator, member, tmp_path):
    for who in (administrator, member):
        with pytest.raises(NotAllowedError):
            everything.write(tmp_path / "x.zip", by=who)
        jobs.start(export_everything, by=who)
    working.work_off()

    assert set(Job.objects.values_list("state", flat=True)) == {"failed"}
    assert not (tmp_path / "x.zip").exists()
