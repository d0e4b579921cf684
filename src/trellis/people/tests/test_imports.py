"""What comes into this room from files beside employments: leaves, profiles, contacts, duties, the headcount plan."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from trellis.core import import_lists, importing, working
from trellis.core.models import Event, Import
from trellis.core.services import import_rows, imports
from trellis.core.tests.rowwise import put, written
from trellis.people.importers.knowledge import CONTACTS, PERSON_FIELDS, PROFILES
from trellis.people.importers.leaves import LEAVES
from trellis.people.importers.organisation import DEPARTMENT_DUTIES, SEATS
from trellis.people.models import DepartmentDuty, EmergencyContact, Employment, Leave, Position, Profile, Seat

pytestmark = pytest.mark.django_db

LEAVE = "person,kind,starts_on,ends_on\n"
PROFILE = "person,work_phone,time_zone\n"
FIELD = "person,field,value\n"
CONTACT = "person,name,phone,relation\n"
DUTY = "department,part,person,starts_on,ends_on\n"
SEAT = "title,department,starts_on,count\n"


def test_leaves_come_in_and_are_changed_by_their_first_day(cast):
    first = put(LEAVES, LEAVE + "ada@example.org,parental,2025-03-03,\n", cast.pia)
    then = put(LEAVES, LEAVE + "ADA@example.org,Parental leave,2025-03-03,2025-05-30\n", cast.pia)

    assert (first, then) == (["new"], ["changed"])
    assert list(Leave.objects.values_list("kind", "starts_on", "ends_on")) == [
        ("parental", date(2025, 3, 3), date(2025, 5, 30))
    ]


@pytest.mark.parametrize(
    ("row", "fate"),
    [
        ("nobody@example.org,parental,2025-03-03,", "bad person"),
        ("ada@example.org,holidays,2025-03-03,", "bad kind"),
        ("ada@example.org,parental,2015-03-03,", "bad starts_on"),
        ("ada@example.org,parental,2025-03-03,2025-02-03", "bad ends_on"),
        ("ada@example.org,parental,soon,", "bad starts_on"),
        ("pia@example.org,parental,2025-03-03,", "bad"),  # nobody writes down their own
    ],
)
def test_a_leave_that_cannot_be_says_where(cast, row, fate):
    assert put(LEAVES, LEAVE + row, cast.pia) == [fate]
    assert not Leave.objects.exists()


def test_profiles_change_only_what_a_row_says(cast):
    put(PROFILES, "person,work_phone,legal_name\nada@example.org,+49 30 1,Adelheid\n", cast.pia)

    fates = put(
        PROFILES, PROFILE + "ada@example.org,,Europe/Berlin\nben@example.org,,Mars/Olympus\n", cast.pia
    )

    assert fates == ["changed", "bad time_zone"]
    made = Profile.objects.get(person=cast.ada.person)
    assert (made.work_phone, made.legal_name, made.time_zone) == ("+49 30 1", "Adelheid", "Europe/Berlin")


def test_fields_of_the_handbook_come_in_one_value_a_row(cast):
    rows = "ada@example.org,Shirt size,M\nada@example.org,work-permit,2027-01-31\nben@example.org,shirt-size,XXL\n"

    assert put(PERSON_FIELDS, FIELD + rows, cast.pia) == ["new", "new", "bad value"]
    assert put(PERSON_FIELDS, FIELD + "ada@example.org,shirt-size,L\n", cast.pia) == ["changed"]
    assert Profile.objects.get(person=cast.ada.person).custom == {
        "shirt-size": "L",
        "work-permit": "2027-01-31",
    }


def test_contacts_are_known_by_their_name_and_none_is_taken_off(cast):
    rows = "ada@example.org,Otto,+49 1,brother\nada@example.org,Nora,+49 2,\n"

    assert put(CONTACTS, CONTACT + rows, cast.pia) == ["new", "new"]
    assert put(CONTACTS, CONTACT + "ada@example.org,OTTO,+49 3,\n", cast.pia) == ["changed"]
    assert list(EmergencyContact.objects.order_by("order").values_list("name", "phone", "relation")) == [
        ("Otto", "+49 3", "brother"), ("Nora", "+49 2", ""),
    ]  # fmt: skip


def test_a_new_head_follows_the_one_before(cast):
    rows = "it,head,mia@example.org,2021-01-01,\nIT,head,ada@example.org,2023-01-01,\n"
    late = "it,head,ben@example.org,2022-01-01,\n"

    assert put(DEPARTMENT_DUTIES, DUTY + rows + late, cast.pia) == ["new", "new", "bad starts_on"]
    held = DepartmentDuty.objects.order_by("starts_on").values_list("person__name", "ends_on")
    assert list(held) == [("Mia", date(2022, 12, 31)), ("Ada", None)]


def test_the_plan_gets_as_many_positions_as_are_missing(cast):
    assert put(SEATS, SEAT + "IT Analyst,it,2040-01-02,1\n", cast.pia) == ["bad starts_on"]  # too far ahead
    assert put(SEATS, SEAT + "IT Analyst,it,2027-01-04,2\n", cast.pia) == ["new"]
    assert put(SEATS, SEAT + "IT Analyst,it,2027-01-04,3\n", cast.pia) == ["changed"]
    assert put(SEATS, SEAT + "IT Analyst,it,2027-01-04,1\n", cast.pia) == ["same"]
    assert put(SEATS, SEAT + "Wizard,it,2027-01-04,1\n", cast.pia) == ["bad title"]
    assert Seat.objects.count() == 3


WHOLE = (
    (LEAVES, LEAVE + "ada@example.org,parental,2025-03-03,2025-05-30\n"),
    (PROFILES, PROFILE + "ada@example.org,+49 30 1,Europe/Berlin\n"),
    (PERSON_FIELDS, FIELD + "ada@example.org,shirt-size,M\n"),
    (CONTACTS, CONTACT + "ada@example.org,Otto,+49 1,brother\n"),
    (DEPARTMENT_DUTIES, DUTY + "it,head,mia@example.org,2021-01-01,2022-12-31\nit,head,ada@example.org,2023-01-01,\n"),
    (SEATS, SEAT + "IT Analyst,it,2027-01-04,2\n"),
)  # fmt: skip


@pytest.mark.parametrize(("importer", "text"), WHOLE, ids=lambda each: getattr(each, "name", ""))
def test_what_was_imported_goes_out_and_says_nothing_new(cast, importer, text):
    assert set(put(importer, text, cast.pia)) == {"new"}
    before = Event.objects.count()

    assert set(put(importer, text, cast.pia)) == {"same"}
    assert set(put(importer, written(importer), cast.pia)) == {"same"}
    assert Event.objects.count() == before


@pytest.mark.parametrize(("importer", "text"), WHOLE, ids=lambda each: getattr(each, "name", ""))
def test_only_who_keeps_records_imports_them(cast, importer, text):
    assert importing.may_import(cast.pia, importer.name)
    for who in (cast.mia, cast.ben, cast.dora):
        assert not importing.may_import(who, importer.name)
    assert all(fate.startswith("bad") for fate in put(importer, text, cast.ben))


def test_a_dry_run_knows_of_rows_far_above_that_others_build_on(cast, settings, tmp_path, monkeypatch):
    settings.FILES_FOLDER = tmp_path / "files"
    monkeypatch.setattr(import_rows, "AT_ONCE", 2)
    leads = '{0}@example.org,{0},Test GmbH,2025-01-06,,"Manager, IT",{1}@example.org\n'
    reports = "r{0}@example.org,R {0},Test GmbH,2025-01-06,,IT Analyst,nils@example.org\n"
    rows = [leads.format("nora", "mia"), leads.format("nils", "nora"), *(reports.format(n) for n in range(5))]
    moved = "nora@example.org,,,2025-01-06,2025-09-01,,olga@example.org\n"
    lost = "rx@example.org,R X,Test GmbH,2025-01-06,,IT Analyst,nobody@example.org\n"
    text = "email,name,entity,starts_on,effective_on,title,manager\n" + "".join(rows) + moved + lost
    before = Employment.objects.count()

    found = imports.begin(kind="employments", name="people.csv", pieces=[text.encode()], by=cast.pia)
    found = imports.look(found=found, by=cast.pia)
    working.work_off()
    found = Import.objects.get(pk=found.pk)
    told = list(import_lists.rows_of(found).values_list("number", "fate", "what", "changes"))

    assert (found.looked, Employment.objects.count()) == (
        {"new": 7, "changed": 1, "same": 0, "bad": 1}, before,
    )  # fmt: skip
    imports.run(found=found, way="skip", by=cast.pia)
    working.work_off()
    found = Import.objects.get(pk=found.pk)
    assert found.made == found.looked
    assert list(import_lists.rows_of(found).values_list("number", "fate", "what", "changes")) == told


def test_who_is_hired_with_others_is_written_down_and_looked_up_with_them(cast):
    def statements(numbers):
        row = "n{0}@example.org,N {0},Test GmbH,2025-01-06,IT Analyst,Mia@example.org\n"
        text = "email,name,entity,starts_on,title,manager\n" + "".join(map(row.format, numbers))
        found = imports.begin(kind="employments", name="people.csv", pieces=[text.encode()], by=cast.pia)
        imports.look(found=found, by=cast.pia)
        with CaptureQueriesContext(connection) as asked:
            working.work_off()
        assert Import.objects.get(pk=found.pk).looked == {
            "new": len(numbers), "changed": 0, "same": 0, "bad": 0,
        }  # fmt: skip
        return len(asked)

    few, many = statements(range(10)), statements(range(10, 50))

    # A person, an employment, what was said, a position; a savepoint; and whether they have benefits elsewhere.
    assert (many - few) / 30 <= 8


def test_of_two_rows_about_one_new_person_the_second_finds_what_the_first_made(cast):
    text = (
        "reference,email,name,entity,starts_on,effective_on,title\n"
        "HR-1,nora@example.org,Nora,Test GmbH,2025-01-06,,IT Analyst\n"
        'HR-1,,,,,2025-03-03,"Manager, IT"\n'
    )
    found = imports.begin(kind="employments", name="people.csv", pieces=[text.encode()], by=cast.pia)
    imports.look(found=found, by=cast.pia)
    working.work_off()
    imports.run(found=Import.objects.get(pk=found.pk), way="skip", by=cast.pia)
    working.work_off()

    found = Import.objects.get(pk=found.pk)
    assert (found.made["new"], found.made["changed"]) == (1, 1)
    held = Position.objects.filter(person__external_reference="HR-1").order_by("starts_on")
    assert list(held.values_list("title", flat=True)) == ["IT Analyst", "Manager, IT"]
