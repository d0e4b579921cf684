"""Imports: a dry run that tells the truth, all or nothing, skipping, and going on after a kill."""

import io
import json
from dataclasses import replace

import pytest
from django.utils import timezone, translation

from trellis.core import import_lists, importing, running, tasks, working
from trellis.core.importers import GROUPS, PEOPLE
from trellis.core.models import (
    Account,
    Event,
    Fate,
    Import,
    ImportRow,
    ImportState,
    ImportWay,
    Job,
    Membership,
    Person,
)
from trellis.core.rules import NotAllowedError
from trellis.core.services import groups, import_rows, imports, jobs, leases, people
from trellis.core.services.imports import ImportingError
from trellis.core.services.people import Facts

HEAD = "Full name,E-Mail,Kind,Company,External ID\n"
GOOD = "Nora Example,nora@example.org,customer,Example Ltd,C-1\n"
BAD = "Otto Example,otto at example.org,customer,,C-2\n"


@pytest.fixture(autouse=True)
def _small(settings, tmp_path, monkeypatch):
    """Files of their own, and few rows in a step."""
    settings.FILES_FOLDER = tmp_path / "files"
    monkeypatch.setattr(import_rows, "AT_ONCE", 5)


@pytest.fixture
def brought(administrator):
    """Brings a file of people, or of something else, in the name of the administrator."""

    def bring(text, kind="people", name="people.csv", by=administrator):
        content = text if isinstance(text, bytes) else text.encode()
        return imports.begin(kind=kind, name=name, pieces=[content], by=by)

    return bring


@pytest.fixture
def looked(brought, administrator):
    """Brings a file and has it looked through."""

    def look(text, **options):
        found = imports.look(found=brought(text, **options), by=administrator)
        working.work_off()
        return fresh(found)

    return look


def fresh(found):
    return Import.objects.get(pk=found.pk)


def done(found, way, by):
    imports.run(found=found, way=way, by=by)
    working.work_off()
    return fresh(found)


def counts(new=0, changed=0, same=0, bad=0):
    return {"new": new, "changed": changed, "same": same, "bad": bad}


def names():
    return set(Person.objects.filter(account=None).values_list("name", flat=True))


def rows(found, *fields):
    return list(import_lists.rows_of(found).values_list(*fields))


# -- the way of a file


def test_a_file_is_looked_through_and_imported(looked, administrator):
    found = looked(HEAD + GOOD + "Paul Example,paul@example.org,,,\n")
    assert (found.state, found.looked, names()) == (ImportState.LOOKED, counts(new=2), set())

    found = done(found, ImportWay.SKIP, administrator)

    assert (found.state, found.made) == (ImportState.DONE, counts(new=2))
    nora = Person.objects.get(external_reference="C-1")
    assert (nora.name, nora.email, nora.kind, nora.organisation) == (
        "Nora Example", "nora@example.org", "customer", "Example Ltd",
    )  # fmt: skip
    assert Person.objects.get(name="Paul Example").kind == "team-member"
    assert Event.objects.filter(name="core.person-added", object=nora.pk, by=administrator.pk).exists()


def test_the_dry_run_does_nothing_to_records_events_and_notices(looked):
    before = (Person.objects.count(), Event.objects.exclude(about__in=["imported", "file", "job"]).count())

    looked(HEAD + GOOD * 1)

    after = (Person.objects.count(), Event.objects.exclude(about__in=["imported", "file", "job"]).count())
    assert before == after


def test_the_dry_run_says_what_the_import_then_does(looked, administrator):
    people.add(facts=Facts("Nora Old", "nora@example.org", Person.Kind.CUSTOMER, "", "C-1"), by=administrator)
    people.add(facts=Facts("Same Example", "same@example.org"), by=administrator)
    file = HEAD + GOOD + "Same Example,SAME@example.org,team-member,,\n" + BAD + "New,new@example.org,,,\n"

    found = looked(file)
    told = rows(found, "number", "fate", "what", "changes", "faults")
    found = done(found, ImportWay.SKIP, administrator)

    assert rows(found, "number", "fate", "what", "changes", "faults") == told
    assert found.made == found.looked == counts(new=1, changed=1, same=1, bad=1)
    assert told[0][1:4] == (
        "changed", "Nora Example", [["Name", "Nora Old", "Nora Example"], ["Organisation", "", "Example Ltd"]],
    )  # fmt: skip


def test_a_bad_row_is_told_with_its_line_column_value_reason_and_remedy(looked):
    found = looked(HEAD + GOOD + BAD)

    assert rows(found, "number", "fate", "faults")[1] == (
        3,
        "bad",
        [
            {
                "column": "email", "value": "otto at example.org", "reason": "This is no e-mail address.",
                "remedy": "Write it as in name@example.org.",
            }
        ],
    )  # fmt: skip


def test_a_cell_that_is_empty_or_was_not_matched_changes_nothing(looked, administrator):
    people.add(facts=Facts("Nora", "nora@example.org", Person.Kind.PARTNER, "Ltd", "C-1"), by=administrator)

    found = looked("Name,E-Mail,Company\nNora,nora@example.org,\n")

    assert found.looked == counts(same=1)


def test_the_same_record_twice_in_a_file_is_bad_the_second_time_however_far_apart(looked, administrator):
    between = "".join(f"P{n},p{n}@example.org,,,\n" for n in range(12))

    found = looked(HEAD + GOOD + between + GOOD)
    last = import_lists.rows_of(found).last()

    assert (last.number, last.faults[0]["reason"]) == (15, "This is about the same as line 2.")
    assert done(found, ImportWay.SKIP, administrator).made == found.looked == counts(new=13, bad=1)


# -- all or nothing


def test_all_or_nothing_is_refused_while_rows_are_bad(looked, administrator):
    found = looked(HEAD + GOOD + BAD)

    with pytest.raises(ImportingError, match=r"Bad rows: 1\."):
        imports.run(found=found, way=ImportWay.WHOLE, by=administrator)

    assert fresh(found).state == ImportState.LOOKED


def test_all_or_nothing_imports_nothing_where_a_row_became_bad_since(looked, administrator):
    found = looked(HEAD + "".join(f"P{n},p{n}@example.org,,,R-{n}\n" for n in range(12)))
    people.add(facts=Facts("Other", "p11@example.org", external_reference="X"), by=administrator)
    before = names()

    found = done(found, ImportWay.WHOLE, administrator)

    assert (found.state, found.made, names()) == (ImportState.REFUSED, counts(bad=1), before)
    assert [row[0] for row in rows(found, "number")] == [13]


def test_all_or_nothing_imports_all(looked, administrator):
    found = done(looked(HEAD + GOOD), ImportWay.WHOLE, administrator)

    assert (found.state, found.made, names()) == (ImportState.DONE, counts(new=1), {"Nora Example"})


# -- being killed, cancelled, asked twice


class Killed(BaseException):
    """What kill -9 is to a process."""


@pytest.mark.parametrize("way", list(ImportWay))
def test_an_import_that_is_killed_goes_on_and_does_no_row_twice(looked, administrator, monkeypatch, way):
    found = looked(HEAD + "".join(f"P{n},p{n}@example.org,,,\n" for n in range(14)))
    imports.run(found=found, way=way, by=administrator)
    put, seen = PEOPLE.put, []

    def dying(values, by):
        seen.append(values["email"])
        if len(seen) == 12:
            raise Killed
        return put(values, by)

    monkeypatch.setitem(importing._importers, "people", replace(PEOPLE, put=dying))
    job = fresh(found).job
    with pytest.raises(Killed):
        tried(job)
    written = Person.objects.filter(email__startswith="p").count()
    tried(job)

    assert written == (10 if way == ImportWay.SKIP else 0)
    assert fresh(found).made == counts(new=14)
    assert Person.objects.filter(email__startswith="p").count() == 14
    assert ImportRow.objects.filter(of=found, is_real=True).count() == 14


def tried(job):
    """One try of a job, as a worker does it whose process may end at any instruction."""
    Job.objects.filter(pk=job.pk).update(state="waiting", worker=None)
    taken = leases.take(leases.register(kind="test", threads=1).pk)
    tasks.task_named(taken.name).func(running.Run(taken), **json.loads(taken.arguments)["kwargs"])


def test_an_import_that_is_cancelled_goes_on_where_it_was(looked, administrator, monkeypatch):
    found = looked(HEAD + "".join(f"P{n},p{n}@example.org,,,\n" for n in range(9)))
    imports.run(found=found, way=ImportWay.SKIP, by=administrator)
    put = PEOPLE.put

    def cancelling(values, by):
        if values["email"] == "p3@example.org":
            jobs.cancel(job=Job.objects.get(state="running"), by=administrator)
        return put(values, by)

    monkeypatch.setitem(importing._importers, "people", replace(PEOPLE, put=cancelling))
    working.work_off()
    assert (len(names()), fresh(found).job.state) == (5, "cancelled")

    monkeypatch.setitem(importing._importers, "people", PEOPLE)
    found = done(found, ImportWay.SKIP, administrator)

    assert (found.state, found.made, len(names())) == (ImportState.DONE, counts(new=9), 9)


def test_an_import_that_is_over_is_not_done_again(looked, administrator):
    found = done(looked(HEAD + GOOD), ImportWay.SKIP, administrator)

    for again in (
        lambda: imports.run(found=found, way=ImportWay.SKIP, by=administrator),
        lambda: imports.look(found=found, by=administrator),
        lambda: imports.match(found=found, mapping=found.mapping, by=administrator),
    ):
        with pytest.raises(ImportingError, match="is over"):
            again()


def test_the_same_file_again_says_so_and_has_nothing_to_do(looked, administrator):
    first = done(looked(HEAD + GOOD), ImportWay.SKIP, administrator)

    again = looked(HEAD + GOOD)

    assert import_lists.imported_before(again) == first
    assert (import_lists.imported_before(first), again.looked) == (None, counts(same=1))
    with pytest.raises(ImportingError, match="Nothing would be new"):
        imports.run(found=again, way=ImportWay.SKIP, by=administrator)


def test_what_was_not_looked_through_is_not_imported(brought, administrator):
    with pytest.raises(ImportingError, match="not looked through"):
        imports.run(found=brought(HEAD + GOOD), way=ImportWay.SKIP, by=administrator)


# -- what columns mean


def test_headings_are_guessed_and_what_was_said_is_remembered_for_the_person(brought, administrator, owner):
    first = brought("Wer,Postadresse,Firma\nNora,nora@example.org,Ltd\n")
    assert first.mapping == {"organisation": 2}

    imports.match(found=first, mapping={"name": 0, "email": 1}, by=administrator)

    assert brought("Postadresse,Wer\nx@example.org,X\n").mapping == {"name": 1, "email": 0}
    assert brought("Postadresse,Wer\nx@example.org,X\n", by=owner).mapping == {}


@pytest.mark.parametrize(
    ("mapping", "why"),
    [
        ({"email": 1}, "Nothing is chosen for: Name"),
        ({"name": 0, "email": 0}, "cannot stand for two"),
        ({"name": 9}, "no such column"),
        ({"name": 0, "password": 1}, "no such column"),
    ],
)
def test_a_matching_that_cannot_be_is_refused(brought, administrator, mapping, why):
    with pytest.raises(ImportingError, match=why):
        imports.match(found=brought(HEAD + GOOD), mapping=mapping, by=administrator)


def test_another_matching_makes_the_dry_run_void(looked, administrator):
    found = looked(HEAD + GOOD)

    found = imports.match(found=found, mapping={"name": 0, "email": 1}, by=administrator)

    assert (found.state, found.looked, found.rows.count()) == (ImportState.BROUGHT, {}, 0)


# -- who may


def test_only_who_may_import_brings_looks_at_and_runs_a_file(brought, member, former):
    found = brought(HEAD + GOOD)

    for who in (member, former):
        assert import_lists.import_for(who, found.pk) is None
        assert not import_lists.imports_for(who).exists()
        for refused in (
            lambda who=who: imports.begin(kind="people", name="x.csv", pieces=[b"Name\nA\n"], by=who),
            lambda who=who: imports.look(found=found, by=who),
            lambda who=who: imports.match(found=found, mapping={"name": 0}, by=who),
            lambda who=who: imports.run(found=found, way=ImportWay.SKIP, by=who),
        ):
            with pytest.raises(NotAllowedError):
                refused()
    assert Import.objects.count() == 1


def test_whoever_lost_the_right_meanwhile_imports_nothing(looked, administrator):
    found = looked(HEAD + GOOD)
    imports.run(found=found, way=ImportWay.SKIP, by=administrator)
    Account.objects.filter(pk=administrator.pk).update(access="reader")

    working.work_off()

    assert (names(), fresh(found).job.state) == (set(), "failed")


def test_the_file_is_kept_sealed_and_forgotten_after_a_while(brought, tmp_path, settings, administrator):
    found = brought(HEAD + GOOD)
    kept = [path.read_bytes() for path in (tmp_path / "files").rglob("*") if path.is_file()]

    assert kept
    assert not any(b"nora@example.org" in each for each in kept)
    assert (imports.forget(timezone.now()), imports.forget(timezone.now() + imports.KEPT * 1.1)) == (0, 1)
    assert not Import.objects.filter(pk=found.pk).exists()


# -- groups and duties


def test_groups_are_made_joined_and_left_as_they_are(looked, administrator, member, colleague):
    file = f"Group,Member\nFirst aiders,{member.email}\nfirst aiders,{colleague.email}\nEmpty,\nX,who@example.org\n"

    found = looked(file, kind="groups")
    made = done(found, ImportWay.SKIP, administrator)

    assert made.made == found.looked == counts(new=3, bad=1)
    assert set(Membership.objects.values_list("group__name", "account__name")) == {
        ("First aiders", "Ben"), ("First aiders", "Eva"),
    }  # fmt: skip
    assert looked(file, kind="groups").looked == counts(same=3, bad=1)


def test_groups_of_a_provider_stay_as_they_are(looked, administrator, member):
    groups.add(name="Staff", external_id="0001", members={}, by=administrator)

    found = looked(f"Group,Member\nStaff,{member.email}\n", kind="groups")

    assert (found.looked, rows(found, "faults")[0][0][0]["column"]) == (counts(bad=1), "group")


DUTIES = """\
duties:
  first-aider: {title: First aider, description: Helps., permissions: [pages.approve]}
"""


def test_duties_are_given_and_get_another_end(looked, administrator, member, rights):
    rights(DUTIES)
    until = timezone.localdate().replace(year=timezone.localdate().year + 1, day=1)
    file = f"Email,Duty,Until,Why\n{member.email},First aider,{{}},Trained\n"
    file = file.replace("Until", "Last day")

    first = done(looked(file.format(until), kind="duties"), ImportWay.SKIP, administrator)
    again = looked(file.format(until), kind="duties")
    later = looked(file.format(until.replace(day=2)), kind="duties")
    past = looked(file.format("2020-01-01"), kind="duties")

    assert [each.looked for each in (first, again, later, past)] == [
        counts(new=1), counts(same=1), counts(changed=1), counts(bad=1),
    ]  # fmt: skip


def test_what_an_importer_gives_is_what_it_takes(looked, administrator, member):
    done(looked(HEAD + GOOD), ImportWay.SKIP, administrator)
    done(looked(f"Group,Member\nA,{member.email}\nB,\n", kind="groups"), ImportWay.SKIP, administrator)

    for importer in (PEOPLE, GROUPS):
        out = io.StringIO()
        given = [each for each in importer.rows() if each.get("email") != ""]
        out.writelines(json.dumps(each) + "\n" for each in given)
        found = looked(out.getvalue(), kind=importer.name, name="given.jsonl")
        assert found.looked == counts(same=len(given)), importer.name
        assert Fate.BAD not in {row[0] for row in rows(found, "fate")}


@pytest.mark.parametrize("language", ["en", "de"])
def test_headings_are_guessed_in_each_language_whoever_asks(language):
    with translation.override(language):
        assert importing.guess(PEOPLE, ["Belongs as", "name", "E-mail address"], {}) == {
            "name": 1, "email": 2, "kind": 0,
        }  # fmt: skip
