from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from trellis.core import rounds
from trellis.core.models import Account, Notice, Person
from trellis.core.rules import ActingError, NotAllowedError
from trellis.core.tests.lent import lent
from trellis.handbook.meaning import compare
from trellis.pages.tests.served import compiled
from trellis.people.days import today
from trellis.people.services import employment
from trellis.people.services.employment import Leaving
from trellis.policies import terms
from trellis.policies.models import Acknowledgement, Meaning, Version
from trellis.policies.queries import changes
from trellis.policies.services import acknowledging, asking, deciding, following
from trellis.policies.services.errors import DecidedError, NewerVersionError, PolicyError
from trellis.policies.tests.conftest import CONDUCT, LAPTOPS, POLICIES
from trellis.work.models import WorkItem

ALL = {"Olga", "Mia", "Ada", "Ben", "Pia", "Rob"}


def _read(office, who, number=None, path=CONDUCT):
    newest = changes.newest_of(path)
    return acknowledging.acknowledge(path=path, number=number or newest.number, by=who)


def test_everybody_whom_a_policy_is_for_is_asked_once(office):
    office.round()

    assert office.asked() == ALL
    assert office.asked(LAPTOPS) == {"Mia", "Ada", "Ben"}
    assert WorkItem.objects.filter(kind="acknowledgement", state="open").count() == len(ALL) + 3
    assert Notice.objects.filter(account=office.cast.ada, kind="policy").count() == 2
    assert office.round() == 0


def test_what_was_acknowledged_is_pinned_to_the_text_that_was_shown(office):
    row = _read(office, office.cast.ada)
    office.says("respect", "RESPECT")

    row.refresh_from_db()

    assert (row.state, row.read.number, changes.newest_of(CONDUCT).number) == ("done", 1, 2)
    assert "with respect" in row.read.text
    assert row.read.digest != changes.newest_of(CONDUCT).digest
    assert not WorkItem.objects.filter(kind="acknowledgement", about=row.pk, state="open").exists()
    assert _read(office, office.cast.ada, number=1) == row
    assert Acknowledgement.objects.filter(person=office.cast.ada.person, path=CONDUCT).count() == 1


def test_a_change_of_looks_asks_nobody_again(office):
    for who in (office.cast.ada, office.cast.ben):
        _read(office, who)

    office.says("Gifts above 50 euros are declined.", "**Gifts** above\n50 euros are declined!")
    office.round(days=9)

    assert changes.newest_of(CONDUCT).meaning == Meaning.SAME
    assert office.row(office.cast.ada).state == "done"


def test_a_changed_sentence_asks_again_once_nobody_said_otherwise_in_time(office):
    _read(office, office.cast.ada)
    office.says("50 euros", "30 euros")

    assert changes.newest_of(CONDUCT).meaning == Meaning.OPEN
    assert office.row(office.cast.ada).state == "done"

    office.round(days=3)

    row = office.row(office.cast.ada)
    assert (row.state, row.reason, row.asked.number) == ("asked", "changed", 2)
    assert (
        Acknowledgement.objects.filter(person=office.cast.ada.person, path=CONDUCT, state="done").count() == 1
    )


def test_a_section_for_some_asks_only_those_concerned(office):
    cast = office.cast
    lea = Account.objects.create(
        email="lea@example.org", name="Lea", access="reader", person=Person.objects.create(name="Lea")
    )
    cast.hire(lea, "IT Analyst", cast.mia, entity="Test Ltd", by=cast.pia)
    office.round()
    for who in (cast.ada, lea):
        _read(office, who)

    office.says("council is heard.", "council is heard. It decides within a week.")
    office.round(days=3)

    assert office.row(cast.ada).state == "asked"
    assert office.row(lea).state == "done"


def test_the_word_of_a_reviewer_counts_and_the_same_twice_is_once(office):
    _read(office, office.cast.ada)
    office.says("50 euros", "fifty euros")
    version = changes.newest_of(CONDUCT)

    for _again in range(2):
        deciding.decide(
            version=version, asks=False, because="The same amount", by=office.cast.pia, seen="open"
        )
    office.round(days=9)

    version.refresh_from_db()
    assert version.meaning == Meaning.UNCHANGED
    assert version.decision.because == "The same amount"
    assert office.row(office.cast.ada).state == "done"

    deciding.decide(version=version, asks=True, because="", by=office.cast.pia, seen="unchanged")
    office.round()
    assert office.row(office.cast.ada).state == "asked"


def test_what_is_decided_before_a_merge_counts_for_exactly_that_text(office, monkeypatch):
    files = {**office.files, CONDUCT: office.files[CONDUCT].replace("50 euros", "fifty euros")}
    before, after = (terms.text_in(compiled(each), CONDUCT) for each in (office.files, files))
    proposed = changes.Proposed(before, after, compare(before.parts, after.parts), 6, None)
    by_rob = SimpleNamespace(author_id=office.cast.rob.pk)
    monkeypatch.setattr(deciding.queries, "proposed_by", lambda _number: (proposed,))
    monkeypatch.setattr(deciding.proposals, "proposal_by_number", lambda _number: by_rob)
    says = {"number": 7, "path": CONDUCT, "asks": False, "because": "The same amount"}

    for who in (office.cast.rob, office.cast.ada):
        with pytest.raises(NotAllowedError):
            deciding.decide_ahead(**says, after=after.digest, by=who)
    with pytest.raises(PolicyError, match="changed meanwhile"):
        deciding.decide_ahead(**says, after=before.digest, by=office.cast.pia)
    deciding.decide_ahead(**says, after=after.digest, by=office.cast.pia)
    office.publish(files)

    assert changes.newest_of(CONDUCT).meaning == Meaning.UNCHANGED
    office.says("fifty euros", "sixty euros")
    assert changes.newest_of(CONDUCT).meaning == Meaning.OPEN


def test_no_change_of_meaning_needs_a_reason_a_right_and_the_present_state(office):
    office.says("50 euros", "fifty euros")
    version = changes.newest_of(CONDUCT)

    with pytest.raises(PolicyError, match="Say why"):
        deciding.decide(version=version, asks=False, because=" ", by=office.cast.pia, seen="open")
    with pytest.raises(NotAllowedError):
        deciding.decide(version=version, asks=False, because="x", by=office.cast.ada, seen="open")
    deciding.decide(version=version, asks=False, because="x", by=office.cast.pia, seen="open")
    with pytest.raises(DecidedError, match="Pia"):
        deciding.decide(version=version, asks=True, because="", by=office.cast.rob, seen="open")


def test_who_reads_an_older_text_is_told_that_there_is_a_newer_one(office):
    office.says("50 euros", "30 euros")
    office.round(days=3)

    with pytest.raises(NewerVersionError):
        _read(office, office.cast.ada, number=1)

    assert office.row(office.cast.ada).state == "asked"
    assert _read(office, office.cast.ada).read.number == 2


def test_nobody_acknowledges_what_they_are_not_asked_for(office):
    with pytest.raises(PolicyError, match="not asked"):
        _read(office, office.cast.pia, path=LAPTOPS)
    with pytest.raises(PolicyError, match="not asked"):
        _read(office, office.cast.dora)
    with pytest.raises(PolicyError, match="no such version"):
        _read(office, office.cast.ada, number=99)


def test_who_comes_is_asked_from_the_day_they_began_and_who_leaves_no_more(office):
    cast = office.cast
    office.round()
    lea = Account.objects.create(
        email="lea@example.org", name="Lea", access="reader", person=Person.objects.create(name="Lea")
    )
    Version.objects.update(created_at=office.now - timedelta(days=30))
    cast.hire(lea, "IT Analyst", cast.mia, on=today(), by=cast.pia)
    asking.ask_people([lea.person_id], office.now)

    row = office.row(lea, LAPTOPS)
    assert (row.state, row.reason) == ("asked", "hired")
    assert (row.due_at.date() - today()).days >= 13

    gone = Leaving(ends_on=today() - timedelta(days=1), reason="resignation")
    employment.end(employment=cast.employments["ben"], leaves=gone, by=cast.pia)
    for _again in range(2):
        asking.ask_people([cast.ben.person_id], office.now)
    assert {row.state for row in Acknowledgement.objects.filter(person=cast.ben.person)} == {"withdrawn"}
    assert not WorkItem.objects.filter(assignee=cast.ben, kind="acknowledgement", state="open").exists()


def test_another_department_means_other_policies(office):
    cast = office.cast
    employment.change_position(
        employment=cast.employments["ada"], effective_on=today(), facts={"department": "people"}, by=cast.pia
    )
    asking.ask_people([cast.ada.person_id], office.now)

    assert office.row(cast.ada, LAPTOPS).state == "withdrawn"
    assert office.row(cast.ada).state == "asked"


def test_after_a_year_it_is_asked_again_where_the_policy_says_so(office):
    _read(office, office.cast.ada)
    _read(office, office.cast.ada, path=LAPTOPS)
    Acknowledgement.objects.filter(state="done").update(acknowledged_at=office.now - timedelta(days=366))

    office.round()
    office.round()

    assert office.row(office.cast.ada).state == "done"
    assert (office.row(office.cast.ada, LAPTOPS).state, office.row(office.cast.ada, LAPTOPS).reason) == (
        "asked",
        "yearly",
    )


def test_a_policy_that_asks_no_more_waits_for_nobody(office):
    office.publish({CONDUCT: "---\ntitle: Code of conduct\n---\n\nWe treat each other with respect.\n"})

    assert office.asked() == set()
    assert not WorkItem.objects.filter(kind="acknowledgement", state="open", title="Code of conduct").exists()


def test_killed_in_the_middle_the_next_try_asks_the_others_and_nobody_twice(office, monkeypatch):
    Acknowledgement.objects.all().delete()
    WorkItem.objects.all().delete()
    monkeypatch.setattr(asking, "AT_ONCE", 2)
    steps = iter(range(2))

    class Killed(BaseException):
        pass

    def step():
        if next(steps, None) is None:
            raise Killed
        return asking.transaction.atomic()

    with pytest.raises(Killed):
        asking.ask_all(office.now, step)
    assert len(office.asked()) == 4

    office.round()
    assert office.asked() == ALL
    assert WorkItem.objects.filter(kind="acknowledgement", title="Code of conduct").count() == len(ALL)


def test_many_are_asked_with_as_many_queries_as_one(office):
    people = list(Acknowledgement.objects.filter(path=CONDUCT).values_list("person", flat=True))

    def queries_for(some):
        Acknowledgement.objects.all().delete()
        WorkItem.objects.all().delete()
        Notice.objects.all().delete()
        with CaptureQueriesContext(connection) as captured:
            asking.ask_people(some, office.now)
        assert Acknowledgement.objects.filter(path=CONDUCT).count() == len(some)
        return len(captured)

    ada = office.cast.ada.person_id
    assert queries_for(people) == queries_for([ada])


def test_who_has_no_account_is_asked_and_not_written_anew_each_night(office):
    Account.objects.filter(pk=office.cast.ada.pk).update(is_active=False)
    Acknowledgement.objects.filter(person=office.cast.ada.person).update(waits=False)
    steps = []

    def step():
        steps.append(1)
        return asking.transaction.atomic()

    assert asking.ask_all(office.now, step) == 0
    assert steps == []

    Account.objects.filter(pk=office.cast.ada.pk).update(is_active=True)
    asking.ask_all(office.now, step)
    assert steps == [1, 1]
    assert office.row(office.cast.ada).waits


def test_an_edition_is_followed_once_by_whichever_process_comes_first(office):
    assert following.keep_versions(office.now) == 0
    following._seen.revision = ""
    assert following.follow(office.now) == 0
    assert Version.objects.count() == 2


def test_many_versions_are_kept_over_several_rounds_each_once(office, monkeypatch):
    monkeypatch.setattr(following, "AT_ONCE", 1)
    monkeypatch.setattr(rounds, "SLICE", 0.0)
    office.files |= {path: text.replace("euros", "pounds") + "\nMore.\n" for path, text in POLICIES.items()}
    office._serve(office.files)

    assert [following.follow(office.now) for _each in range(4)] == [1, 1, 0, 0]
    assert sorted(Version.objects.values_list("path", "number")) == sorted(
        (path, number) for path in (CONDUCT, LAPTOPS) for number in (1, 2)
    )


def test_reminders_come_ahead_and_each_week_once(office):
    acknowledging.remind_by_the_clock(office.now)
    before = Notice.objects.filter(account=office.cast.ada, kind="policy").count()
    due = office.row(office.cast.ada).due_at

    for day in (
        due - timedelta(days=2),
        due - timedelta(days=1),
        due + timedelta(days=3),
        due + timedelta(days=4),
    ):
        acknowledging.remind_by_the_clock(day)

    mine = Notice.objects.filter(account=office.cast.ada, kind="policy", subject__contains="Code of conduct")
    assert mine.count() - 1 == 2
    assert before == 2


def test_a_manager_reminds_their_line_and_nobody_else(office):
    row = office.row(office.cast.ada)

    with pytest.raises(NotAllowedError):
        acknowledging.remind(keys=[row.pk], by=office.cast.ben)
    assert acknowledging.remind(keys=[row.pk], by=office.cast.mia) == 1
    assert acknowledging.remind(keys=[row.pk], by=office.cast.mia) == 0


def test_an_exemption_has_a_reason_is_for_others_and_lasts_until_the_text_says_something_else(office):
    row = office.row(office.cast.ada)
    with pytest.raises(NotAllowedError):
        acknowledging.exempt(keys=[row.pk], because="x", by=office.cast.mia)
    with pytest.raises(NotAllowedError, match="themselves"):
        acknowledging.exempt(keys=[office.row(office.cast.pia).pk], because="x", by=office.cast.pia)
    with pytest.raises(PolicyError):
        acknowledging.exempt(keys=[row.pk], because=" ", by=office.cast.pia)

    assert acknowledging.exempt(keys=[row.pk], because="On leave for a year", by=office.cast.pia) == 1
    office.round(days=400)
    assert office.row(office.cast.ada).state == "exempt"

    office.says("50 euros", "30 euros")
    office.round(days=3)
    assert office.row(office.cast.ada).state == "asked"


def test_what_is_due_is_due_on_a_working_day_and_never_at_once(office):
    ask = next(iter([each for each in asking.terms.policies().asking() if each.path == LAPTOPS])).acknowledge

    due = asking.due_at(ask, asking.Reason.HIRED, date(2020, 1, 6), office.cast.ada, office.now)

    assert due > office.now
    assert due.weekday() < 5


def test_nobody_says_as_somebody_else_that_they_have_read_it(office):
    office.round()
    ada = office.cast.ada

    with lent(ada, office.cast.dora), pytest.raises(ActingError):
        _read(office, ada, number=1)

    assert not Acknowledgement.objects.filter(state="done").exists()
