"""Nobody but active handlers without a part in it sees a case: by no query, no page, no level of access."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from trellis.automations.events_known import event_fields
from trellis.cases import rules
from trellis.cases.models import Case, CaseHandler, CaseParty
from trellis.cases.queries import cases as queries
from trellis.cases.services import handling, opening, watching, writing
from trellis.cases.services.errors import CaseError, NoCaseError
from trellis.cases.tests.conftest import SECRET
from trellis.core import attachments, objects, searching
from trellis.core.acting import Acting, acting
from trellis.core.events import kinds as all_events
from trellis.core.models import Account, Notice
from trellis.people.days import today
from trellis.people.services import employment
from trellis.work.models import Absence, WorkItem

EVERYBODY = ("olga", "mia", "ada", "ben", "pia", "rob", "sam", "dora", "quinn")


def opened_by(who, address, **data):
    client = Client()
    client.force_login(who)
    return client.post(address, data) if data else client.get(address)


def sees(cast, name, case):
    return rules.handled(cast.fresh(name), case)


def test_the_handler_sees_the_case_and_nobody_else_does(cast, case):
    cast.dora.is_owner = True
    cast.dora.save()
    assert [name for name in EVERYBODY if sees(cast, name, case)] == ["pia"]


def test_for_everybody_else_the_case_is_not_there(cast, case):
    for name in ("mia", "olga", "ada", "rob", "dora", "quinn"):
        who = cast.fresh(name)
        missing = opened_by(who, reverse("cases:case", args=[CaseParty.objects.get().pk]))
        answer = opened_by(who, reverse("cases:case", args=[case.pk]) + "?tab=log")
        assert answer.status_code == missing.status_code == 404
        assert SECRET not in answer.content.decode()
        for deed in ("note", "close", "handler", "party"):
            assert opened_by(who, reverse("cases:do", args=[case.pk, deed]), text="x").status_code == 404


def test_the_handler_opens_each_part_and_no_browser_keeps_it(cast, case, django_assert_max_num_queries):
    client = Client()
    client.force_login(cast.pia)
    client.get(reverse("cases:mine"))
    writing.keep_document(case=case.pk, name="x.txt", pieces=[b"plain words"], by=cast.fresh("pia"))
    for address in (
        reverse("cases:mine"),
        *(f"{reverse('cases:case', args=[case.pk])}?tab={tab}" for tab in ("history", "people", "log")),
    ):
        with django_assert_max_num_queries(15 + 2):  # the look is written down: its row and its event
            answer = client.get(address)
        assert answer.status_code == 200
        assert "no-store" in answer["Cache-Control"]
        head = answer.content.decode().partition("</title>")[0]
        assert SECRET not in head
    assert "Pia" in client.get(f"{reverse('cases:case', args=[case.pk])}?tab=log").content.decode()


def test_who_asked_is_answered_on_the_page_of_the_case(cast, django_assert_max_num_queries):
    cast.partner("rob", "it")
    opening.ask(key=uuid.uuid4(), title=SECRET, text=SECRET, by=cast.fresh("ben"))
    asked = CaseHandler.objects.select_related("account", "case").filter(case__is_asked=True).first()
    by = Account.objects.get(pk=asked.account_id)
    writing.keep_document(case=asked.case_id, name="y.txt", pieces=[b"plain words"], by=by)
    client, address = Client(), reverse("cases:case", args=[asked.case_id])
    client.force_login(by)
    client.get(address)
    with django_assert_max_num_queries(15 + 2):
        assert "Answer Ben" in client.get(address).content.decode()


def test_each_look_is_noted_for_the_handlers(cast, case):
    opened_by(cast.pia, reverse("cases:case", args=[case.pk]))
    assert [each.account.name for each in queries.looks_at(case)] == ["Pia"]


def test_whoever_acts_as_a_handler_opens_no_case(cast, case):
    with acting(Acting(case.pk, cast.dora.pk, cast.pia.pk)):
        assert not sees(cast, "pia", case)


def test_a_handler_who_becomes_the_subject_loses_the_case_at_once(cast):
    case = cast.open(handlers=["rob"])
    assert sees(cast, "rob", case)
    opening.add_party(case=case.pk, person=cast.rob.person, part="subject", by=cast.fresh("pia"))
    assert not sees(cast, "rob", case)
    assert opened_by(cast.fresh("rob"), reverse("cases:case", args=[case.pk])).status_code == 404
    asked = WorkItem.objects.filter(kind=watching.NEEDED, state="open")
    assert [(each.assignee.name, each.title) for each in asked] == [
        ("Pia", "A confidential case needs another handler")
    ]
    assert not WorkItem.objects.filter(assignee=cast.rob, state="open").exists()


def test_a_handler_who_becomes_the_manager_of_the_subject_loses_it_without_anybody_doing_anything(cast, case):
    employment.change_position(
        employment=cast.employments["ada"], effective_on=today(), facts={"manager": cast.pia.person},
        by=cast.fresh("rob"),
    )  # fmt: skip
    assert not sees(cast, "pia", case)
    watching.watch()
    case.refresh_from_db()
    waiting = WorkItem.objects.filter(kind=watching.NEEDED, state="open").values_list(
        "assignee__name", flat=True
    )
    assert list(waiting) == ["Quinn"]
    assert [each.pk for each in queries.needing(cast.fresh("quinn"))] == [case.pk]
    page = opened_by(cast.fresh("quinn"), reverse("cases:needing"))
    assert SECRET not in page.content.decode()
    assert "Ada" not in page.content.decode()
    opened_by(cast.fresh("quinn"), reverse("cases:needing"), case=case.pk, handler=cast.rob.pk)
    assert sees(cast, "rob", case)
    assert not sees(cast, "quinn", case)
    assert not WorkItem.objects.filter(kind=watching.NEEDED, state="open").exists()


def test_who_has_a_part_or_no_duty_cannot_be_made_a_handler(cast, case):
    for name in ("mia", "olga", "ada", "ben", "dora"):
        with pytest.raises(CaseError):
            handling.give(case=case.pk, account=cast.fresh(name), by=cast.fresh("pia"))
    # Who oversees cannot take a case from its handlers either.
    with pytest.raises(NoCaseError):
        handling.give(case=case.pk, account=cast.fresh("rob"), by=cast.fresh("quinn"))


def test_what_waits_is_under_words_that_say_nothing_and_for_no_stand_in(cast, case):
    found = list(WorkItem.objects.filter(state="open"))
    assert {each.assignee.name for each in found} == {"Pia"}
    assert {each.title for each in found} == {
        "Confidential case: a deadline", "Confidential case: an answer is due",
    }  # fmt: skip
    assert not any(SECRET in (each.title + each.text + each.address) for each in found)
    Absence.objects.create(
        account=cast.pia, stand_in=cast.rob, starts_at="2020-01-01T00:00Z", ends_at="2100-01-01T00:00Z"
    )
    assert SECRET not in opened_by(cast.rob, "/my-work/").content.decode()
    assert "Confidential case" not in opened_by(cast.rob, "/my-work/").content.decode()
    assert "Confidential case" in opened_by(cast.pia, "/my-work/").content.decode()


def test_no_list_of_all_rooms_tells_whom_a_case_is_about(cast):
    case = cast.open(handlers=["rob"])
    assert {each.subject for each in Notice.objects.all()} == {"A case needs you"}
    assert not objects.seen_by(cast.fresh("dora"), {("case", case.pk)})
    assert objects.describe({("case", case.pk)})["case", case.pk].address == ""
    assert not any(issubclass(each.model, Case) for each in searching.kinds())
    page = opened_by(cast.dora, "/audit/")
    assert SECRET not in page.content.decode()
    assert str(cast.ada.person_id) not in page.content.decode()
    assert opened_by(cast.dora, reverse("core:person-privacy", args=[cast.ada.person_id])).status_code == 200
    told = opened_by(cast.dora, reverse("core:person-privacy", args=[cast.ada.person_id])).content.decode()
    assert "case" not in told.casefold().replace(reverse("cases:advice"), "")
    events = [each for each in all_events() if each.name.startswith(("cases.", "meetings."))]
    assert {(each.about, each.is_confidential) for each in events} == {("case", True), ("series", True)}
    assert not {each.name for each in events} & set(event_fields()), "nor does any automation begin with one"


def test_everybody_finds_the_advice_for_managers(cast):
    for name in ("mia", "pia"):
        page = opened_by(cast.fresh(name), reverse("cases:asked")).content.decode()
        assert f'href="{reverse("cases:advice")}"' in page, name


def test_files_of_a_case_are_for_its_handlers_alone(cast, case):
    made = writing.keep_document(
        case=case.pk, name=f"{SECRET}.txt", pieces=[b"plain words"], by=cast.fresh("pia")
    )
    assert made.name == f"{SECRET}.txt"
    assert attachments.attachment_for(cast.fresh("pia"), made.file).name == "document-1.txt"
    for name in EVERYBODY:
        if name != "pia":
            assert attachments.attachment_for(cast.fresh(name), made.file) is None


def test_nobody_without_the_permission_opens_a_case_and_the_duty_alone_shows_none(cast, case):
    assert opened_by(cast.mia, reverse("cases:new")).status_code == 403
    assert opened_by(cast.dora, reverse("cases:mine")).status_code == 403
    assert opened_by(cast.mia, reverse("cases:needing")).status_code == 403
    assert queries.listed(cast.fresh("rob"), state="all").count() == 0


PEOPLE = ("mia", "ada", "ben", "pia", "rob", "olga", "quinn")


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    parts=st.lists(
        st.tuples(st.sampled_from(PEOPLE), st.sampled_from(["subject", "reporter", "witness", "manager"])),
        max_size=3,
    ),
    handlers=st.sets(st.sampled_from(EVERYBODY)),
    ended=st.sets(st.sampled_from(EVERYBODY)),
)
def test_of_any_cast_nobody_but_active_handlers_without_a_part_sees_it(cast, parts, handlers, ended):
    CaseParty.objects.all().delete()
    CaseHandler.objects.all().delete()
    Case.objects.all().delete()
    case = Case(type="sickness", stage="intake", revision="r", reply_by="2026-01-01T00:00Z")
    case.title = SECRET
    case.save()
    for name, part in parts:
        CaseParty.objects.get_or_create(case=case, person=getattr(cast, name).person, part=part)
    for name in handlers:  # past every service: the rule itself must hold
        until = "2100-01-01T00:00Z" if name in ended else None
        CaseHandler.objects.create(case=case, account=getattr(cast, name), until=until)
    above = {"ada": "mia", "ben": "mia", "mia": "olga", "pia": "olga", "rob": "olga", "quinn": "olga"}
    for name in EVERYBODY:
        near = {name, above.get(name)} | {each for each, boss in above.items() if boss == name}
        line = {each for each in above if name in (above.get(each), above.get(above.get(each)))}
        has_part = any(who in near or (part == "subject" and who in line) for who, part in parts)
        expected = name in handlers and name not in ended and name in ("pia", "rob") and not has_part
        who = cast.fresh(name)
        assert rules.handled(who, case) is expected, name
        assert rules.conflicted(who, case) is has_part, name
        assert queries.listed(who, state="all").exists() is expected
        assert (queries.case_for(who, case.pk) is not None) is expected
        assert attachments.shown_to(who, "case", case.pk) == []
        assert bool(queries.seen_cases(who, [case.pk])) is expected
