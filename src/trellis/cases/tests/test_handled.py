"""A case from its opening to its end, what managers ask, and that no word of it lies anywhere in the open."""

import json
import uuid
import zipfile
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from trellis.cases import rules
from trellis.cases.models import Case, CaseDeadline, CaseParty
from trellis.cases.queries import cases as queries
from trellis.cases.services import opening, watching, writing
from trellis.cases.services.errors import CaseError, NoCaseError, StaleCaseError
from trellis.cases.tests.conftest import SECRET
from trellis.config.api import house
from trellis.config.backups import tables
from trellis.core import personal, privacy
from trellis.core.logs import Json, Readable
from trellis.core.models import Attachment, Event, LegalHold
from trellis.core.services import everything
from trellis.people.days import today
from trellis.work.models import WorkItem


def waiting(kind):
    return set(WorkItem.objects.filter(kind=kind, state="open").values_list("assignee__name", flat=True))


def test_cases_of_one_day_are_called_otherwise_and_found_by_it(cast, case):
    pia, other = cast.fresh("pia"), Case()

    assert other.code != case.code
    assert list(queries.listed(pia, text=case.code.lower())) == [case]
    assert not queries.listed(pia, text=other.code).exists()


def test_a_case_goes_through_its_stages_and_is_closed(cast, case):
    pia = cast.fresh("pia")
    assert (case.entity, case.country, case.stage) == ("Test GmbH", "Germany", "intake")
    due = [(each.title, each.due_on) for each in queries.deadlines_of(case)]
    assert due == [("Offer a talk", today() + timedelta(days=14))]
    with pytest.raises(CaseError, match="a note"):
        writing.move_on(case=case.pk, seen=case.version, by=pia)
    key = uuid.uuid4()
    for _twice in range(2):
        writing.note(case=case.pk, key=key, text="They talked.", by=pia)
    assert case.notes.count() == 1
    case.refresh_from_db()
    with pytest.raises(StaleCaseError):
        writing.move_on(case=case.pk, seen=case.version - 1, by=pia)
    case = writing.move_on(case=case.pk, seen=case.version, by=pia)
    assert case.stage == "plan"
    assert [each.title for each in queries.deadlines_of(case)] == ["Offer a talk", "Look again"]
    writing.finish_deadline(case=case.pk, deadline=CaseDeadline.objects.first().pk, by=pia)
    writing.mark_replied(case=case.pk, by=pia)
    assert waiting(watching.REPLY) == set()
    case.refresh_from_db()
    case = writing.close(case=case.pk, outcome="Back at work", seen=case.version, by=pia)
    assert case.kept_until.year == today().year + 3
    assert waiting(watching.DEADLINE) == set()
    with pytest.raises(CaseError, match="closed"):
        writing.note(case=case.pk, key=uuid.uuid4(), text="More", by=pia)
    case = writing.reopen(case=case.pk, seen=case.version, by=pia)
    assert (case.closed_at, case.outcome) == (None, "")
    assert waiting(watching.DEADLINE) == {"Pia"}
    outcomes = [each.row.outcome for each in queries.history_of(case) if each.kind == "move"]
    assert "Back at work" in outcomes


def test_whoever_has_a_part_opens_a_case_once_and_does_not_see_it(cast):
    case = cast.open(by="pia", subject="rob", involved=[("pia", "reporter")])
    assert not rules.handled(cast.fresh("pia"), case)
    assert waiting(watching.NEEDED) == {"Quinn"}
    key = uuid.uuid4()
    assert cast.open(key=key).pk == cast.open(key=key).pk
    assert Case.objects.count() == 2


@pytest.fixture
def thread(cast):
    """What Mia asked; Rob is her people partner."""
    cast.partner("rob", "it")
    return opening.ask(key=uuid.uuid4(), title="A quarrel", text=SECRET, by=cast.fresh("mia"))


def test_who_asks_reads_the_messages_to_them_and_nothing_of_the_case(cast, thread):
    case, rob = thread.case, cast.fresh("rob")
    assert rules.handled(rob, case)
    assert not rules.handled(cast.fresh("pia"), case)
    assert waiting(watching.REPLY) == {"Rob"}
    writing.note(case=case.pk, key=uuid.uuid4(), text="She seems tired.", by=rob)
    writing.answer(case=case.pk, party=thread.pk, key=uuid.uuid4(), text="Talk to both.", by=rob)
    assert waiting(watching.REPLY) == set()
    client = Client()
    client.force_login(cast.mia)
    page = client.get(reverse("cases:thread", args=[thread.pk])).content.decode()
    assert "Talk to both." in page
    assert "She seems tired." not in page
    assert "Rob" not in page
    assert client.get(reverse("cases:case", args=[case.pk])).status_code == 404
    for name in ("rob", "pia", "ada", "dora", "olga"):
        client.force_login(cast.fresh(name))
        assert client.get(reverse("cases:thread", args=[thread.pk])).status_code == 404
    with pytest.raises(NoCaseError):
        writing.say(thread=thread.pk, key=uuid.uuid4(), text="I?", by=rob)
    mia = {str(cast.mia.pk), str(cast.mia.person_id)}
    told = Event.objects.filter(name__startswith="cases.")
    assert told.exists()
    assert not any(str(each.by) in mia or any(key in each.data for key in mia) for each in told)


def test_advice_stands_by_topic_with_the_way_to_ask(cast):
    client = Client()
    client.force_login(cast.mia)
    page = client.get(reverse("cases:advice"), {"topic": "conflict"}).content.decode()
    assert "When two people quarrel" in page
    assert "When somebody is ill" not in page
    assert "Ask People Operations confidentially" in page
    asked = client.get(reverse("cases:ask"), {"page": "people/advice/conflict.md"}).content.decode()
    assert 'value="When two people quarrel"' in asked


def in_the_database():
    """Every value of every table, as the database holds it."""
    with connection.cursor() as cursor:
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{name}"')
            for row in cursor.fetchall():
                yield from (str(bytes(each) if isinstance(each, memoryview) else each) for each in row)


def test_no_word_of_a_case_can_be_read_where_it_is_kept(cast, case, tmp_path):
    pia = cast.fresh("pia")
    cast.dora.is_owner = True
    cast.dora.save()
    writing.note(case=case.pk, key=uuid.uuid4(), text=f"{SECRET} again", by=pia)
    writing.decide(
        case=case.pk,
        key=uuid.uuid4(),
        text=SECRET,
        why=SECRET,
        decided_by=SECRET,
        effective_on=today(),
        by=pia,
    )
    writing.add_deadline(case=case.pk, key=uuid.uuid4(), title=SECRET, due_on=today(), by=pia)
    made = writing.keep_document(case=case.pk, name=f"{SECRET}.txt", pieces=[SECRET.encode()], by=pia)
    case.refresh_from_db()
    writing.close(case=case.pk, outcome=SECRET, seen=case.version, by=pia)
    assert not [each for each in in_the_database() if SECRET in each]
    models = tables.models_of(apps)
    rows = [row for label in models for row in tables.rows_of(models[label], "default")]
    assert len(rows) > 20
    assert SECRET not in json.dumps(rows, default=str)
    everything.write(tmp_path / "all.zip", by=cast.fresh("dora"))
    stored = str(Attachment.objects.get(pk=made.file).stored_id)
    with zipfile.ZipFile(tmp_path / "all.zip") as zipped:
        assert not [name for name in zipped.namelist() if "cases." in name or stored in name]
        assert not [name for name in zipped.namelist() if SECRET.encode() in zipped.read(name)]
        assert "handlers alone" in json.loads(zipped.read("manifest.json"))["left_out"]["cases.Case"]
    assert Case.objects.get().title == SECRET


@pytest.mark.parametrize(
    "where", ["trellis.cases.services.writing.clean", "trellis.cases.views.cases.page_of"]
)
def test_a_fault_says_nothing_of_the_case(cast, case, monkeypatch, caplog, where):
    def fail(*_arguments, **_options):
        raise RuntimeError(SECRET)

    monkeypatch.setattr(where, fail)
    client = Client(raise_request_exception=False)
    client.force_login(cast.pia)
    if "page_of" in where:
        answer = client.get(reverse("cases:case", args=[case.pk]))
    else:
        data = {"key": uuid.uuid4(), "text": SECRET}
        answer = client.post(reverse("cases:do", args=[case.pk, "note"]), data)
    assert answer.status_code == 500
    assert SECRET not in answer.content.decode()
    logged = [form.format(each) for each in caplog.records for form in (Readable(), Json())]
    assert any("RuntimeError at" in each for each in logged)
    assert not [each for each in logged if SECRET in each]


def test_programs_have_no_door_to_cases():
    assert not [path for path in house.document["paths"] if "case" in path]


def test_a_closed_case_goes_with_all_of_it_unless_somebody_is_on_hold(cast, case):
    made = writing.keep_document(case=case.pk, name="x.txt", pieces=[b"words"], by=cast.fresh("pia"))
    case.refresh_from_db()
    writing.close(case=case.pk, outcome="Done", seen=case.version, by=cast.fresh("pia"))
    declaration = personal.declaration_of("cases.Case")
    due = timezone.now() + timedelta(days=4 * 366)
    hold = LegalHold.objects.create(person=cast.ada.person, reason="A claim", placed_by=cast.dora)
    assert list(privacy.lapsed(declaration, due, privacy.held())) == []
    hold.delete()
    assert list(privacy.lapsed(declaration, timezone.now(), privacy.held())) == []
    privacy.lapsed(declaration, due, privacy.held()).delete()
    assert CaseParty.objects.count() == 0
    assert Attachment.objects.get(pk=made.file).removed_at is not None


def test_the_page_names_what_a_stage_still_needs_and_no_more_once_it_is_there(cast, case, client):
    pia = cast.fresh("pia")
    client.force_login(pia)
    address = reverse("cases:case", args=[case.pk])
    needs = "Before the next stage there must be: a note."
    assert needs in client.get(address).content.decode()

    writing.note(case=case.pk, key=uuid.uuid4(), text="They talked.", by=pia)

    assert "Before the next stage" not in client.get(address).content.decode()
