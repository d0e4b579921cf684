"""The pages of people: who sees what, what forms do, and what they say when something cannot be."""

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format

from trellis.core.models import AccessNote, Account, Attachment, Person
from trellis.core.predicates import is_people_partner
from trellis.core.records import uuid7
from trellis.core.tests.picturefiles import png
from trellis.people.days import today
from trellis.people.models import DepartmentDuty, EmergencyContact, Employment, Leave, Part, Position
from trellis.people.queries.directory import Place
from trellis.people.services import employment as services
from trellis.people.services import leaves, profiles
from trellis.people.services.leaves import Away
from trellis.people.services.profiles import Contact
from trellis.people.tests.conftest import BEGAN, person

pytestmark = pytest.mark.django_db
MOST_QUERIES = 15
JULY = date(2021, 7, 1)


@pytest.fixture
def as_(client):
    """Signs in as somebody, and gives their browser."""

    def as_(who):
        client.force_login(Account.objects.get(pk=who.pk))
        return client

    return as_


def address(name, *args, **query):
    found = reverse(f"people:{name}", args=args)
    return found + ("?" + "&".join(f"{key}={value}" for key, value in query.items()) if query else "")


def words(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def position_form(employment, **said):
    """What a form of a position sends, as it would come out of the page, with some of it said anew."""
    position = Position.objects.on(today()).get(employment=employment)
    manager = position.manager
    return {
        "title": position.title, "manager": f"{manager.name} <{manager.email}>" if manager else "",
        "department": position.department, "contract_type": position.contract_type, "fte": "1",
        "location": position.location, "cost_centre": position.cost_centre, "location_factor": "",
        "effective_on": str(today()), "reason": "", "seen": employment.version, **said,
    }  # fmt: skip


def hire_form(**said):
    return {
        "name": "Nora Novak", "email": "nora@example.org", "known": "",
        "entity": "Test GmbH", "starts_on": "2026-01-05",
        "ends_on": "", "probation_ends_on": "", "number": "", "title": "IT Analyst", "manager": "mia@example.org",
        "department": "", "contract_type": "", "fte": "", "location": "", "cost_centre": "", "location_factor": "",
        "reason": "", "key": str(uuid7()), **said,
    }  # fmt: skip


def fresh(cast, name):
    return Employment.objects.get(pk=cast.employments[name].pk)


# -- who sees what


def partner_of_it(cast):
    """Rob as the people partner of IT."""
    DepartmentDuty.objects.create(
        department="it", person=cast.rob.person, part=Part.PEOPLE_PARTNER, starts_on=BEGAN
    )


SEEN = {
    "person": {"ada", "ben", "mia", "olga", "pia", "rob", "sam", "dora"},
    "record": {"ada", "mia", "olga", "pia", "rob"},
    "activity": {"ada", "mia", "olga", "pia", "rob"},
    "private": {"ada", "pia", "rob"},
    "profile": {"ada", "pia", "rob"},
    "contacts": {"ada", "pia", "rob"},
}


def test_each_page_of_a_person_opens_for_those_whom_it_concerns(cast, as_):
    names = ("ada", "ben", "mia", "olga", "pia", "rob", "sam", "dora")

    found = {
        page: {
            name for name in names
            if as_(getattr(cast, name)).get(address(page, cast.ada.person_id)).status_code == 200
        }
        for page in SEEN
    }  # fmt: skip

    assert found == SEEN


def test_whoever_begins_later_is_looked_after_by_the_partner_of_where_they_begin(cast):
    partner_of_it(cast)
    nia = person("Nia")
    cast.hire(nia, "IT Analyst", cast.mia, on=today() + timedelta(days=9), by=cast.pia)

    assert is_people_partner(cast.rob, nia.person)
    assert is_people_partner(cast.rob, nia)
    assert nia.person in Person.objects.filter(is_people_partner.of(cast.rob, Person))
    assert Place(nia.person, today()).partners == [cast.rob.person_id]
    assert not is_people_partner(cast.ben, nia.person)


def test_the_page_of_whoever_begins_later_says_when(cast, as_):
    partner_of_it(cast)
    nia = person("Nia")
    begins = today() + timedelta(days=9)
    cast.hire(nia, "IT Analyst", cast.mia, on=begins, by=cast.pia)

    page = as_(cast.rob).get(address("record", nia.person_id)).text

    assert f"begins on {date_format(begins)}" in page
    assert "not employed today" not in page


KEEPERS_ONLY = ("correct-employment", "change-position", "end", "take-back-end", "new-leave")


def test_only_who_keeps_records_opens_the_forms_of_an_employment(cast, as_):
    for page in KEEPERS_ONLY:
        there = address(page, cast.employments["ada"].pk)
        found = {}
        for name in ("ada", "ben", "mia", "dora", "pia"):
            browser = as_(getattr(cast, name))
            answer = browser.post(there) if page == "take-back-end" else browser.get(there)
            found[name] = answer.status_code

        done = 302 if page == "take-back-end" else 200
        assert found == {"ada": 403, "ben": 404, "mia": 403, "dora": 404, "pia": done}, page


def test_what_was_said_and_leaves_are_changed_by_keepers_alone(cast, as_):
    change = cast.employments["ada"].changes.get()
    leave = leaves.keep(employment=cast.employments["ada"], away=Away("sickness", BEGAN), by=cast.pia)
    there = [address("correct", change.pk), address("leave", leave.pk)]
    deeds = [
        address("withdraw", change.pk),
        address("withdraw-leave", leave.pk),
        address("photo", cast.ada.person_id),
    ]

    for name, status in (("mia", 403), ("ben", 404)):
        browser = as_(getattr(cast, name))
        assert [browser.get(each).status_code for each in there] == [status, status]
        assert [browser.post(each).status_code for each in deeds] == [status, status, 403]
    assert not Leave.objects.filter(withdrawn_at__isnull=False).exists()


def test_only_who_keeps_records_hires_and_finds_candidates(cast, as_):
    for name, status in (("mia", 403), ("dora", 403), ("pia", 200)):
        browser = as_(getattr(cast, name))
        assert browser.get(address("hire")).status_code == status
        assert browser.get(address("find", field="known", known=1)).status_code == status


def test_who_is_external_sees_nobody(cast, as_):
    outside = Person.objects.create(name="Extern", kind=Person.Kind.CUSTOMER)
    cast.sam.person = outside
    cast.sam.access = "external"
    cast.sam.save()

    browser = as_(cast.sam)

    for there in (
        address("directory"),
        address("person", cast.ada.person_id),
        address("find"),
        address("fit"),
    ):
        assert browser.get(there).status_code == 403


def test_managers_see_the_days_of_a_sickness_and_not_that_it_is_one(cast, as_):
    leaves.keep(employment=cast.employments["ada"], away=Away("sickness", today(), note="Flu"), by=cast.pia)
    leaves.keep(employment=cast.employments["ben"], away=Away("parental", today()), by=cast.pia)

    manager = words(as_(cast.mia).get(address("record", cast.ada.person_id)))
    keeper = words(as_(cast.pia).get(address("record", cast.ada.person_id)))
    parental = words(as_(cast.mia).get(address("record", cast.ben.person_id)))
    colleague = words(as_(cast.ben).get(address("person", cast.ada.person_id)))

    assert "not known yet" in manager
    assert "Sickness" not in manager
    assert "Flu" not in manager
    assert "Sickness" in keeper
    assert "Flu" in keeper
    assert "Parental leave" in parental
    assert "Away today." in colleague
    assert "Sickness" not in colleague


def test_each_look_at_what_is_private_is_noted(cast, as_):
    profiles.keep_contacts(person=cast.ada.person, contacts=[Contact("Carl", "+49 30 1")], by=cast.ada)

    for who in (cast.pia, cast.ada):
        assert "Carl" in words(as_(who).get(address("private", cast.ada.person_id)))
        as_(who).get(address("contacts", cast.ada.person_id))

    noted = AccessNote.objects.filter(about="person", object=cast.ada.person_id)
    assert sorted(noted.values_list("account__name", "why")) == [
        ("Ada", "contacts"), ("Ada", "private"), ("Pia", "contacts"), ("Pia", "private"),
    ]  # fmt: skip


def test_fields_of_the_handbook_show_to_whom_they_say(cast, as_):
    profiles.keep(
        person=cast.ada.person,
        values={},
        custom={"shirt-size": "M", "work-permit": "2027-03-31"},
        by=cast.pia,
    )

    everybody = words(as_(cast.ben).get(address("person", cast.ada.person_id)))
    private = words(as_(cast.pia).get(address("private", cast.ada.person_id)))

    assert "Shirt size M" in everybody
    assert "2027-03-31" not in everybody
    assert "Work permit ends 2027-03-31" in private


def test_who_has_left_is_not_there_for_colleagues(cast, as_):
    services.end(
        employment=cast.employments["ben"],
        leaves=services.Leaving(date(2024, 5, 31), "dismissal"),
        by=cast.pia,
    )

    assert as_(cast.ada).get(address("person", cast.ben.person_id)).status_code == 404
    assert as_(cast.ada).get(address("record", cast.ben.person_id)).status_code == 404
    assert "They left on" in words(as_(cast.pia).get(address("person", cast.ben.person_id)))


def test_why_somebody_leaves_is_for_those_who_keep_the_record(cast, as_):
    services.end(
        employment=cast.employments["ada"], leaves=services.Leaving(today() + timedelta(days=60), "dismissal"),
        by=cast.pia,
    )  # fmt: skip

    assert "Dismissal" in words(as_(cast.pia).get(address("record", cast.ada.person_id)))
    assert "Dismissal" not in words(as_(cast.mia).get(address("record", cast.ada.person_id)))


# -- speed


def many_facts(cast):
    """Mia with a long history, people below her, a partner who is no generalist, a leave, what is planned."""
    services.change_position(
        employment=cast.employments["rob"], effective_on=JULY, facts={"title": "IT Analyst"}, by=cast.pia
    )
    partner_of_it(cast)
    for number in range(6):
        day = JULY + timedelta(days=90 * number)
        made = services.change_position(
            employment=cast.employments["mia"],
            effective_on=day,
            facts={"location": f"Place {number}"},
            by=cast.pia,
        )
        if number % 2:
            services.withdraw_change(change=made, by=cast.pia)
    ahead = today() + timedelta(days=20)
    services.change_position(
        employment=cast.employments["mia"], effective_on=ahead, facts={"fte": "0.5"}, by=cast.pia
    )
    leaves.keep(employment=cast.employments["mia"], away=Away("parental", today()), by=cast.pia)
    for number in range(5):
        cast.hire(Person.objects.create(name=f"New {number}"), "IT Analyst", cast.mia, by=cast.pia)


def test_pages_of_a_person_ask_few_questions(cast, as_, django_assert_max_num_queries):
    many_facts(cast)
    for name in ("pia", "ada", "olga", "mia", "rob"):
        browser = as_(getattr(cast, name))
        for page in SEEN:
            with django_assert_max_num_queries(MOST_QUERIES, info=f"{page} for {name}"):
                browser.get(address(page, cast.mia.person_id))


def test_forms_and_the_directory_ask_few_questions(cast, as_, django_assert_max_num_queries):
    many_facts(cast)
    browser = as_(cast.pia)
    there = [address(each, cast.employments["mia"].pk) for each in KEEPERS_ONLY if each != "take-back-end"]

    for each in (*there, address("directory"), address("hire"), address("find", field="q", q="mi")):
        with django_assert_max_num_queries(MOST_QUERIES, info=each):
            browser.get(each)


# -- the record


def test_the_record_shows_each_position_what_is_planned_and_what_was_struck_out(cast, as_):
    wrong = services.change_position(
        employment=cast.employments["ada"],
        effective_on=JULY,
        facts={"location": "Bonn"},
        by=cast.pia,
        reason="Moved",
    )
    services.correct_change(change=wrong, effective_on=JULY, facts={"location": "Bremen"}, by=cast.pia)
    ahead = today() + timedelta(days=30)
    services.change_position(
        employment=cast.employments["ada"],
        effective_on=ahead,
        facts={"title": "Senior IT Analyst"},
        by=cast.pia,
    )

    shown = as_(cast.mia).get(address("record", cast.ada.person_id))
    chapter = shown.context["chapters"][0]

    assert [(step.position.title, step.tense) for step in chapter.steps] == [
        ("Senior IT Analyst", "planned"), ("IT Analyst", "now"), ("IT Analyst", "past"),
    ]  # fmt: skip
    assert [(said.fate, said.is_planned) for said in chapter.said] == [
        ("counts", True), ("counts", False), ("corrected", False), ("counts", False),
    ]  # fmt: skip
    told = words(shown)
    assert "Moved" in told
    assert "struck out by Pia" in told
    assert "Correct" not in told


def test_the_day_that_a_list_of_people_is_for_is_asked_above_the_list(cast, as_):
    text = as_(cast.pia).get(reverse("people:directory"), {"on": "2026-01-05"}).content.decode()

    assert 0 < text.index('value="2026-01-05"') < text.index("<table")


def test_a_record_is_shown_as_of_any_day(cast, as_):
    services.change_position(
        employment=cast.employments["ada"], effective_on=JULY, facts={"location": "Bremen"}, by=cast.pia
    )

    def on(day):
        return dict(as_(cast.mia).get(address("record", cast.ada.person_id, on=day)).context["then_facts"])

    assert "Place" not in on("2021-06-30")
    assert on("2021-07-01")["Place"] == "Bremen"
    assert on("2019-01-01") == {}


def test_who_began_on_a_leap_day_has_the_anniversary_on_the_28th(cast, as_):
    new = Person.objects.create(name="Leap")
    made = cast.hire(new, "IT Analyst", cast.mia, on=date(2024, 2, 29), by=cast.pia)
    chapter = as_(cast.pia).get(address("record", new.pk)).context["chapters"][0]

    day, years = chapter.anniversary
    assert made.probation_ends_on == date(2024, 8, 28)
    assert (day.month, day.day) == ((2, 29) if day.year % 4 == 0 else (2, 28))
    assert years == day.year - 2024


# -- hiring


def test_somebody_new_is_hired_by_a_form(cast, as_):
    answer = as_(cast.pia).post(address("hire"), hire_form())

    person = Person.objects.get(email="nora@example.org")
    position = Position.objects.get(person=person)
    assert answer.headers["Location"] == address("record", person.pk)
    assert (position.title, position.department, position.cost_centre) == ("IT Analyst", "it", "4100")
    assert (position.manager, position.starts_on) == (cast.mia.person, date(2026, 1, 5))


def test_a_form_that_is_sent_twice_hires_once(cast, as_):
    form = hire_form(email="")

    for _time in range(2):
        assert as_(cast.pia).post(address("hire"), form).status_code == 302

    assert Person.objects.filter(name="Nora Novak").count() == 1
    assert Employment.objects.filter(person__name="Nora Novak").count() == 1


def test_a_candidate_is_hired_as_whom_they_are(cast, as_):
    known = Person.objects.create(name="Cora", email="cora@example.org", kind=Person.Kind.CANDIDATE)
    begun = as_(cast.pia).get(address("hire", person=known.pk))

    as_(cast.pia).post(
        address("hire"), hire_form(name="", email="", known=begun.context["form"]["known"].value())
    )

    known.refresh_from_db()
    assert known.kind == Person.Kind.TEAM
    assert Employment.objects.filter(person=known).exists()


def test_everything_that_is_wrong_stands_beside_its_field_and_nothing_is_written(cast, as_):
    before = (Person.objects.count(), Employment.objects.count())

    answer = as_(cast.pia).post(
        address("hire"), hire_form(name="", email="no", manager="Nobody", starts_on="soon")
    )
    refused = as_(cast.pia).post(address("hire"), hire_form(title="Wizard"))
    known = as_(cast.pia).post(address("hire"), hire_form(email="ada@example.org"))

    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"name", "email", "manager", "starts_on"}
    assert "no role “Wizard”" in refused.context["form"].errors["title"][0]
    assert "known already" in known.context["form"].errors["email"][0]
    assert (Person.objects.count(), Employment.objects.count()) == before


def test_people_are_found_by_what_is_typed(cast, as_):
    team = as_(cast.ada).get(address("find", field="manager", manager="mi")).content.decode()
    Person.objects.create(name="Mina", email="mina@example.org", kind=Person.Kind.CANDIDATE)
    known = as_(cast.pia).get(address("find", field="known", known="mi")).content.decode()

    assert "Mia &lt;mia@example.org&gt;" in team
    assert "Mina" not in team
    assert "Mina" in known


def test_a_manager_whom_the_handbook_does_not_name_is_pointed_out_and_allowed(cast, as_):
    hint = words(as_(cast.pia).get(address("fit", title="IT Analyst", manager="rob@example.org")))
    fits = words(as_(cast.pia).get(address("fit", title="IT Analyst", manager="mia@example.org")))
    as_(cast.pia).post(address("hire"), hire_form(manager="rob@example.org"))

    assert "reports to Manager, IT" in hint
    assert fits.strip() == ""
    assert Position.objects.filter(person__name="Nora Novak", manager=cast.rob.person).exists()


# -- changing, correcting, ending


def test_only_what_was_changed_in_the_form_is_written_and_it_can_be_undone(cast, as_):
    employment = cast.employments["ada"]
    ahead = today() + timedelta(days=30)
    form = position_form(employment, title="Senior IT Analyst", effective_on=str(ahead), reason="Promotion")

    answer = as_(cast.pia).post(address("change-position", employment.pk), form)
    shown = as_(cast.pia).get(answer.headers["Location"])
    made = employment.changes.get(effective_on=ahead)

    assert made.sets == ["role", "title"]
    assert shown.context["done"]["undo"] == address("withdraw", made.pk)
    as_(cast.pia).post(shown.context["done"]["undo"])
    assert employment.positions.count() == 1


def test_a_change_that_is_sent_twice_is_written_once(cast, as_):
    employment = cast.employments["ada"]
    form = position_form(employment, location="Bremen")

    answers = [
        as_(cast.pia).post(address("change-position", employment.pk), form).status_code for _time in range(2)
    ]

    assert answers == [302, 302]
    assert employment.changes.count() == 2


def test_who_was_overtaken_sees_both_versions_and_can_send_again(cast, as_):
    employment = cast.employments["ada"]
    form = position_form(employment, location="Bremen")
    services.change_position(
        employment=employment, effective_on=today(), facts={"location": "Bonn"}, by=cast.rob
    )

    answer = as_(cast.pia).post(address("change-position", employment.pk), form)

    assert answer.status_code == 409
    told = words(answer)
    assert "Somebody else has changed this meanwhile" in told
    assert "Now: Bonn" in told
    assert answer.context["form"]["location"].value() == "Bremen"
    again = {**form, "seen": answer.context["form"]["seen"].value()}
    assert as_(cast.pia).post(address("change-position", employment.pk), again).status_code == 302
    assert Position.objects.on(today()).get(employment=employment).location == "Bremen"


def test_a_profile_that_changed_meanwhile_shows_both_versions(cast, as_):
    there = address("profile", cast.ada.person_id)
    form = {"seen": "0", "about": "Mine", "languages": "en"}
    profiles.keep(person=cast.ada.person, values={"about": "Theirs"}, by=cast.pia)

    answer = as_(cast.ada).post(there, form)

    assert answer.status_code == 409
    assert "Now: Theirs" in words(answer)
    assert as_(cast.ada).post(there, {**form, "seen": "1"}).status_code == 302
    assert profiles.profile_of(cast.ada.person).about == "Mine"


def test_a_leave_that_changed_meanwhile_shows_both_versions(cast, as_):
    leave = leaves.keep(employment=cast.employments["ada"], away=Away("parental", BEGAN), by=cast.pia)
    begun = as_(cast.pia).get(address("leave", leave.pk)).context["form"]
    form = {
        "kind": "parental",
        "starts_on": str(BEGAN),
        "ends_on": "2020-09-30",
        "note": "",
        "certificate_seen_on": "",
    }
    leaves.keep(
        employment=cast.employments["ada"],
        away=Away("parental", BEGAN, date(2020, 8, 31)),
        by=cast.rob,
        leave=leave,
    )

    answer = as_(cast.pia).post(address("leave", leave.pk), {**form, "seen": begun["seen"].value()})

    assert answer.status_code == 409
    assert "Now: 2020-08-31" in words(answer)
    again = {**form, "seen": answer.context["form"]["seen"].value()}
    assert as_(cast.pia).post(address("leave", leave.pk), again).status_code == 302
    assert Leave.objects.get().ends_on == date(2020, 9, 30)


def test_a_leave_that_is_sent_twice_is_written_once(cast, as_):
    form = {"kind": "parental", "starts_on": "2022-01-03", "ends_on": "2022-06-30", "key": str(uuid7())}

    for _time in range(2):
        assert as_(cast.pia).post(address("new-leave", cast.employments["ada"].pk), form).status_code == 302

    assert Leave.objects.count() == 1


def test_the_key_of_another_leave_overwrites_nothing(cast, as_):
    other = leaves.keep(employment=cast.employments["ben"], away=Away("parental", BEGAN), by=cast.pia)
    form = {"kind": "unpaid", "starts_on": "2022-01-03", "ends_on": "", "key": str(other.pk)}

    as_(cast.pia).post(address("new-leave", cast.employments["ada"].pk), form)

    assert sorted(Leave.objects.values_list("employment__person__name", "kind")) == [
        ("Ada", "unpaid"),
        ("Ben", "parental"),
    ]


def test_a_correction_keeps_what_the_change_said_beside_it(cast, as_):
    wrong = services.change_position(
        employment=cast.employments["ada"],
        effective_on=JULY,
        facts={"location": "Bonn", "fte": "0.5"},
        by=cast.pia,
    )
    begun = as_(cast.pia).get(address("correct", wrong.pk)).context["form"]
    form = {name: begun[name].value() or "" for name in begun.fields}

    as_(cast.pia).post(
        address("correct", wrong.pk), {**form, "location": "Bremen", "effective_on": "2021-08-01"}
    )

    right = wrong.corrected_by
    assert (right.sets, right.location, str(right.fte)) == (["fte", "location"], "Bremen", "0.500")
    assert right.effective_on == date(2021, 8, 1)


def test_what_an_employment_began_with_is_corrected_on_its_day(cast, as_):
    first = cast.employments["ada"].changes.get()
    begun = as_(cast.pia).get(address("correct", first.pk))
    form = {name: begun.context["form"][name].value() or "" for name in begun.context["form"].fields}

    as_(cast.pia).post(
        address("correct", first.pk), {**form, "title": "Senior IT Analyst", "effective_on": "2021-01-01"}
    )

    position = cast.employments["ada"].positions.get()
    assert begun.context["withdraw_url"] == ""
    assert (position.title, position.starts_on, position.manager) == (
        "Senior IT Analyst",
        BEGAN,
        cast.mia.person,
    )


def test_the_form_of_an_end_tells_the_first_last_day_and_who_is_concerned(cast, as_):
    shown = as_(cast.pia).get(address("end", cast.employments["mia"].pk, notice_given_on="2026-03-10"))

    assert shown.context["first_days"] == [
        ("by them", date(2026, 4, 30), "4 weeks"), ("by us", date(2026, 4, 30), "4 weeks"),
    ]  # fmt: skip
    assert "2 people report to them" in words(shown)


def test_an_end_hands_the_team_over_and_can_be_taken_back(cast, as_):
    employment, last = cast.employments["mia"], today() + timedelta(days=30)
    form = {
        "ends_on": str(last), "reason": "growth", "voluntary": "", "growth_related": "no", "notice_given_on": "",
        "successor": "Olga", "seen": employment.version,
    }  # fmt: skip

    answer = as_(cast.pia).post(address("end", employment.pk), form)
    ended = fresh(cast, "mia")
    undo = as_(cast.pia).get(answer.headers["Location"]).context["done"]["undo"]

    assert (ended.ends_on, ended.voluntary, ended.growth_related) == (last, True, False)
    after = Position.objects.on(last + timedelta(days=1)).get(person=cast.ada.person)
    assert after.manager == cast.olga.person
    as_(cast.pia).post(undo)
    assert fresh(cast, "mia").ends_on is None


def test_an_employment_is_corrected_and_says_what_cannot_be(cast, as_):
    there = address("correct-employment", cast.employments["ada"].pk)
    form = {"entity": "Test GmbH", "starts_on": "2019-12-02", "probation_ends_on": "", "number": "17"}

    wrong = as_(cast.pia).post(there, {**form, "probation_ends_on": "2019-01-01"})
    as_(cast.pia).post(there, form)

    assert "before the employment begins" in wrong.context["form"].errors["probation_ends_on"][0]
    assert (fresh(cast, "ada").number, fresh(cast, "ada").starts_on) == ("17", date(2019, 12, 2))


# -- what is known of a person


def test_people_say_of_themselves_what_is_theirs_to_say(cast, as_):
    there = address("profile", cast.ada.person_id)
    form = {
        "seen": "0",
        "pronouns": "she",
        "time_zone": "Europe/Lisbon",
        "custom-shirt-size": "M",
        "legal_name": "Eva",
    }

    begun = as_(cast.ada).get(there).context["form"]
    as_(cast.ada).post(there, form)

    profile = profiles.profile_of(cast.ada.person)
    assert not {"legal_name", "custom-work-permit"} & set(begun.fields)
    assert (profile.pronouns, profile.custom, profile.legal_name) == ("she", {"shirt-size": "M"}, "")
    assert "Europe/Lisbon" in words(as_(cast.ben).get(address("person", cast.ada.person_id)))


def test_whom_to_call_is_kept_in_order_and_needs_a_number(cast, as_):
    there = address("contacts", cast.ada.person_id)
    begun = as_(cast.ada).get(there).context["form"]
    form = {"name-0": "Carl", "phone-0": "1", "name-1": "Dana", "phone-1": "", "seen": begun["seen"].value()}

    wrong = as_(cast.ada).post(there, form)
    as_(cast.ada).post(there, {**form, "phone-1": "2"})

    assert "phone-1" in wrong.context["form"].errors
    found = EmergencyContact.objects.filter(person=cast.ada.person).order_by("order")
    assert list(found.values_list("name", "phone")) == [("Carl", "1"), ("Dana", "2")]


def test_a_photo_is_drawn_anew_takes_the_place_of_the_former_and_goes(cast, as_):
    there = address("photo", cast.ada.person_id)
    for who, width in ((cast.ada, 3), (cast.pia, 5)):
        as_(who).post(there, {"photo": SimpleUploadedFile("me.png", png(width=width), "image/png")})
    shown = as_(cast.ben).get(address("person", cast.ada.person_id))
    photo = as_(cast.ben).get(shown.context["photo"])

    assert photo.headers["Content-Type"] == "image/png"
    assert Attachment.objects.filter(removed_at=None).count() == 1
    as_(cast.ada).post(there, {"photo": SimpleUploadedFile("me.png", b"no picture", "image/png")})
    assert Attachment.objects.filter(removed_at=None).count() == 1
    as_(cast.ada).post(there, {"act": "remove"})
    assert not Attachment.objects.filter(removed_at=None).exists()
    assert profiles.profile_of(cast.ada.person).photo is None


def test_what_happened_to_a_record_is_told_without_what_it_says(cast, as_):
    services.change_position(
        employment=cast.employments["ada"], effective_on=JULY, facts={"location": "Bremen"}, by=cast.pia
    )

    told = words(as_(cast.mia).get(address("activity", cast.ada.person_id)))

    assert "Pia changed a position" in told
    assert "Bremen" not in told


def test_pages_are_had_in_german(cast, as_):
    with translation.override("de"):
        assert as_(cast.pia).get(address("hire")).status_code == 200
