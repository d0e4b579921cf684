"""Importing at a terminal and by programs: the same way as in the browser."""

import json
from http import HTTPStatus

import pytest

from trellis.client.client import ImportColumns, ImportRun, MatchedColumn
from trellis.client.transport import ApiError
from trellis.config import importing
from trellis.config.cli import main
from trellis.core import working
from trellis.core.models import Access, Account, Import, Job, Person
from trellis.core.services import import_rows
from trellis.pages.tests.repositories import account

pytestmark = pytest.mark.django_db
FILE = "Wer,E-Mail\nNora Example,nora@example.org\nOtto Example,otto\n"


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.FILES_FOLDER = tmp_path / "files"


@pytest.fixture
def administrator(db):
    return account("Adam", Access.ADMINISTRATOR)


@pytest.fixture
def owner(db):
    return Account.objects.create(email="ada@example.org", name="Ada", is_owner=True)


# -- programs


def test_a_program_brings_a_file_looks_at_it_and_imports_it(program, administrator):
    client = program(administrator)
    known = next(each for each in client.list_importers().items if each.kind == "people")
    assert [column.key for column in known.columns if column.required] == ["name"]

    made = client.create_import(FILE.encode(), kind="people", name="people.csv")
    assert (made.state, made.columns, made.headings) == (
        "brought",
        [MatchedColumn("email", "E-Mail")],
        ["Wer", "E-Mail"],
    )
    client.match_import(
        made.id, ImportColumns([MatchedColumn("name", "Wer"), MatchedColumn("email", "E-Mail")])
    )
    looking = client.look_at_import(made.id)
    assert (looking.state, looking.job) == ("looking", Job.objects.get().pk)
    working.work_off()
    looked = client.get_import(made.id).looked
    bad = client.list_import_rows(made.id, fate="bad").items
    client.run_import(made.id, ImportRun("skip"))
    working.work_off()
    done = client.get_import(made.id)

    assert (looked.new, looked.bad) == (1, 1)
    assert [(row.line, row.faults[0].column, row.faults[0].value) for row in bad] == [(3, "email", "otto")]
    assert (done.state, done.way, done.made) == ("done", "skip", looked)
    assert Person.objects.filter(name="Nora Example").exists()
    again = client.create_import(FILE.encode(), kind="people", name="again.csv")
    assert again.imported_before == made.id
    assert [each.imported_before for each in client.list_imports().items] == [made.id, None]


@pytest.mark.parametrize(
    ("wrong", "status", "code"),
    [
        (lambda client, made: client.run_import(made.id, ImportRun()), HTTPStatus.CONFLICT, "import"),
        (
            lambda client, made: client.match_import(made.id, ImportColumns([MatchedColumn("name", "X")])),
            HTTPStatus.CONFLICT, "import",
        ),
        (
            lambda client, _made: client.create_import(b"\n", kind="people", name="x.csv"),
            HTTPStatus.UNPROCESSABLE_ENTITY, "import-file",
        ),
        (
            lambda client, _made: client.create_import(b"a\n1", kind="nothing", name="x.csv"),
            HTTPStatus.FORBIDDEN, "not-allowed",
        ),
    ],
)  # fmt: skip
def test_a_program_is_told_what_is_wrong(program, administrator, wrong, status, code):
    client = program(administrator)
    made = client.create_import(FILE.encode(), kind="people", name="people.csv")

    with pytest.raises(ApiError) as caught:
        wrong(client, made)

    assert (caught.value.status, caught.value.code) == (status, code)


# -- at a terminal


def brought(tmp_path, text, owner, **options):
    file = tmp_path / "people.csv"
    file.write_text(text)
    asked = {"kind": "people", "dry_run": False, "whole": False, **options}
    return importing.bring_in(file, by=owner, **asked)


NAMED = FILE.replace("Wer", "Name")


@pytest.mark.parametrize(
    ("options", "state", "people"),
    [
        ({}, "done", 1),
        ({"dry_run": True}, "looked", 0),
        ({"whole": True}, "looked", 0),
    ],
)
def test_a_file_is_imported_in_the_name_of_the_owner(tmp_path, owner, options, state, people):
    found, bad = brought(tmp_path, NAMED, owner, **options)

    assert (found.state, found.by, [line for line, _faults in bad]) == (state, owner, [3])
    assert Person.objects.filter(account=None).count() == people


def test_all_or_nothing_imports_a_file_without_bad_rows(tmp_path, owner):
    found, bad = brought(tmp_path, NAMED.replace("otto\n", "otto@example.org\n"), owner, whole=True)

    assert (found.state, found.made["new"], bad) == ("done", 2, [])


class Killed(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("whole", [False, True])
def test_an_import_that_was_killed_goes_on_when_the_file_is_brought_again(
    tmp_path, owner, monkeypatch, whole
):
    text = "Name,E-Mail\n" + "".join(f"P{at},p{at}@example.org\n" for at in range(5))
    monkeypatch.setattr(import_rows, "AT_ONCE", 2)
    steps = iter(range(5))

    def put(*arguments, is_real, real=import_rows._put_some, **more):
        if is_real and next(steps) == 2:
            raise Killed
        return real(*arguments, is_real=is_real, **more)

    with monkeypatch.context() as patched:
        patched.setattr(import_rows, "_put_some", put)
        with pytest.raises(Killed):
            brought(tmp_path, text, owner, whole=whole)
    left = Import.objects.get()
    assert (left.state, Person.objects.filter(account=None).count()) == ("running", 0 if whole else 4)

    found, bad = brought(tmp_path, text, owner)

    assert (found, found.state, found.made["new"], bad) == (left, "done", 5, [])
    assert Import.objects.get() == left
    assert Person.objects.filter(account=None).count() == 5


def test_a_dry_run_that_was_killed_begins_anew_when_the_file_is_brought_again(tmp_path, owner, monkeypatch):
    def conclude(*_arguments, **_named):
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(import_rows, "conclude", conclude)
        with pytest.raises(Killed):
            brought(tmp_path, NAMED, owner)
    left = Import.objects.get()
    assert left.state == "looking"

    found, bad = brought(tmp_path, NAMED, owner)

    assert (found, found.state, found.made["new"], len(bad)) == (left, "done", 1, 1)
    assert Import.objects.get() == left


def test_what_two_processes_import_at_a_time_is_imported_once(tmp_path, owner, monkeypatch):
    def conclude(found, *, is_real, by, real=import_rows.conclude):
        if is_real:
            raise Killed
        real(found, is_real=is_real, by=by)

    with monkeypatch.context() as patched:
        patched.setattr(import_rows, "conclude", conclude)
        with pytest.raises(Killed):
            brought(tmp_path, NAMED, owner)
    monkeypatch.setattr(import_rows, "counted", lambda *_arguments, **_named: {})

    with pytest.raises(importing.CommandError, match="Somebody else"):
        brought(tmp_path, NAMED, owner)

    assert Person.objects.filter(name="Nora Example").count() == 1


def test_what_came_of_it_is_told_in_words_and_as_json(tmp_path, owner, capsys):
    found, bad = brought(tmp_path, NAMED, owner)

    importing._tell(found, bad, as_json=False)
    told = capsys.readouterr()
    importing._tell(found, bad, as_json=True)

    assert told.out == "Imported: 1 new, 0 changed, 0 same, 1 bad.\n"
    assert told.err == ("line 3: email “otto”: This is no e-mail address. Write it as in name@example.org.\n")
    plain = json.loads(capsys.readouterr().out)
    assert (plain["imported"], plain["new"], plain["bad_rows"][0]["line"]) == (True, 1, 3)


def test_what_there_is_not_is_refused(tmp_path, owner):
    with pytest.raises(importing.CommandError, match="Nothing called") as caught:
        brought(tmp_path, NAMED, owner, kind="pages")

    assert caught.value.hint.startswith("There is: accounts, acknowledgements, benefits, certificates, ")


@pytest.mark.parametrize(
    "command", [["import", "people", "/no/such.csv"], ["import", "people"], ["export-all"]]
)
def test_wrong_usage_ends_with_two(command):
    assert main(command) == 2
