"""Imports in the browser: from a file to what came of it, and who is kept out."""

import csv
import io
import json
from http import HTTPStatus

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from trellis.core import working
from trellis.core.models import Access, Account, Import, ImportState, Person
from trellis.core.services import imports
from trellis.web.workbooks import workbook

LIST, NEW = reverse("web:imports"), reverse("web:import-new", args=["people"])
FILE = "Name;E-Mail;Firma\nNora Example;nora@example.org;=Ltd\nOtto;otto at example.org;\n"


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.FILES_FOLDER = tmp_path / "files"


@pytest.fixture
def brought(administrator):
    def bring(text=FILE, name="people.csv", kind="people"):
        content = text if isinstance(text, bytes) else text.encode()
        return imports.begin(kind=kind, name=name, pieces=[content], by=administrator)

    return bring


@pytest.fixture
def looked(brought, administrator):
    def look(*arguments, **options):
        found = imports.look(found=brought(*arguments, **options), by=administrator)
        working.work_off()
        return Import.objects.get(pk=found.pk)

    return look


def of(name, found):
    return reverse(f"web:{name}", args=[found.pk])


def test_a_file_goes_from_the_form_through_the_dry_run_to_the_records(client, administrator):
    client.force_login(administrator)

    sent = client.post(NEW, {"file": SimpleUploadedFile("people.csv", FILE.encode("cp1252"))})
    found = Import.objects.get()
    assert sent.headers["Location"] == of("import-columns", found)
    page = client.get(of("import-columns", found)).content.decode()
    assert '<option value="1" selected>E-Mail</option>' in page
    assert "Nora Example" in page

    client.post(of("import-columns", found), {"name": "0", "email": "1", "organisation": "2"})
    assert "Cancel" in client.get(of("import", found)).content.decode()
    working.work_off()
    page = client.get(of("import", found)).content.decode()
    assert "It would be: 1 new, 0 changed, 0 as they are already, 1 bad." in page
    assert "This is no e-mail address. Write it as in name@example.org." in page
    assert 'value="whole"' not in page

    client.post(of("import-run", found), {"way": "skip"})
    working.work_off()
    page = client.get(of("import", found)).content.decode()
    assert "1 new, 0 changed, 0 as they were, 1 left out." in page
    assert Person.objects.get(email="nora@example.org").organisation == "=Ltd"


def test_the_bad_rows_come_back_in_the_form_of_the_file_and_go_in_again(client, administrator, looked):
    client.force_login(administrator)
    found = looked()

    answer = client.get(of("import-bad", found))
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))

    assert rows == [
        {
            "Name": "Otto", "E-Mail": "otto at example.org", "Firma": "", "Trellis: line": "3",
            "Trellis: why": "E-mail address: This is no e-mail address. Write it as in name@example.org.",
        }
    ]  # fmt: skip
    corrected = answer.content.decode().replace("otto at", "otto@")
    assert looked(corrected.replace("@ ", "@")).looked == {"new": 1, "changed": 0, "same": 0, "bad": 0}


def test_bad_rows_of_a_workbook_are_a_workbook_and_of_json_lines_are_such(client, administrator, looked):
    client.force_login(administrator)
    book = looked(workbook("People", ["Name", "E-Mail"], [["Nora", "no"]]), name="people.xlsx")
    lines = looked('{"name": "Nora", "email": "no"}\n[1]\n', name="people.jsonl")

    assert client.get(of("import-bad", book)).content.startswith(b"PK")
    told = [json.loads(line) for line in client.get(of("import-bad", lines)).content.decode().splitlines()]
    assert [(each["Trellis: line"], each.get("name")) for each in told] == [(1, "Nora"), (2, None)]


def test_the_template_is_a_file_that_can_be_brought(client, administrator, looked):
    client.force_login(administrator)

    text = client.get(reverse("web:import-template", args=["people"])).content.decode()

    found = looked(text)
    assert (len(found.mapping), found.looked["new"]) == (5, 1)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "The file is empty"),
        (b"Name,E-Mail\n", "headings and no rows"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old kind"),
        (b"PK\x03\x04 nothing", "cannot be read"),
        (b'Name\n"Nora', None),
    ],
)
def test_a_file_that_is_no_table_is_refused_beside_the_field(client, administrator, content, why):
    client.force_login(administrator)

    answer = client.post(NEW, {"file": SimpleUploadedFile("people.csv", content)})

    if why is None:  # a quotation mark that is never closed is one long cell: a row, if an odd one
        assert answer.status_code == HTTPStatus.FOUND
    else:
        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert why in answer.content.decode()
        assert not Import.objects.exists()


def test_a_matching_that_lacks_a_column_comes_back(client, administrator, brought):
    client.force_login(administrator)
    found = brought()

    answer = client.post(of("import-columns", found), {"name": "", "email": "1"})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert Import.objects.get().state == ImportState.BROUGHT


def test_the_rows_are_filtered_in_few_queries(client, administrator, looked, django_assert_max_num_queries):
    client.force_login(administrator)
    found = looked("Name,E-Mail\n" + "".join(f"P{n},p{n}@example.org\n" for n in range(60)) + "Bad,bad\n")

    with django_assert_max_num_queries(15):
        page = client.get(of("import", found), {"fate": "bad"})
    with django_assert_max_num_queries(15):
        whole = client.get(of("import", found))

    assert [line.cells[0].text for line in page.context["table"].lines] == [62]
    assert len(whole.context["table"].lines) == 50


def test_the_list_is_filtered_in_few_queries(client, administrator, brought, django_assert_max_num_queries):
    client.force_login(administrator)
    assert "Nothing was imported yet" in client.get(LIST).content.decode()
    for number in range(3):
        brought(FILE + f"P{number},,\n", name=f"{number}.csv")

    with django_assert_max_num_queries(15):
        page = client.get(LIST, {"kind": "people", "q": "2."})

    assert [line.cells[0].text for line in page.context["table"].lines] == ["2.csv"]
    assert "Nothing fits these filters" in client.get(LIST, {"state": "done"}).content.decode()


@pytest.mark.parametrize("access", [Access.EXTERNAL, Access.READER, Access.APPROVER])
def test_who_administers_nothing_sees_no_import(client, member, brought, access):
    found = brought()
    Account.objects.filter(pk=member.pk).update(access=access)
    client.force_login(member)

    for address in (LIST, NEW, of("import", found), of("import-columns", found), of("import-bad", found)):
        assert client.get(address).status_code == HTTPStatus.FORBIDDEN
    assert client.post(of("import-run", found), {"way": "skip"}).status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize(
    "address", [NEW.replace("people", "nothing"), f"{LIST}00000000-0000-7000-8000-000000000000/"]
)
def test_there_is_nothing_of_what_is_not_imported(client, administrator, address):
    client.force_login(administrator)

    assert client.get(address).status_code == HTTPStatus.NOT_FOUND


def test_a_dry_run_that_failed_says_why_and_leads_back_to_the_columns(client, administrator, brought):
    client.force_login(administrator)
    found = brought("Name,E-Mail\n" + "A,a@example.org\n" * 4 + 'B,"' + "x" * 140_000)
    imports.look(found=found, by=administrator)
    working.work_off()

    page = client.get(of("import", found)).content.decode()

    assert "From line 6 on, the file cannot be taken apart." in page
    assert of("import-columns", found) in page
    answer = client.post(of("import-columns", found), {"name": "0", "email": "1"})
    assert answer.headers["Location"] == of("import", found)


def test_the_kinds_stand_by_their_names_and_earlier_imports_are_one_step_away(client, administrator, brought):
    client.force_login(administrator)
    address = reverse("web:imports")
    page = client.get(address).content.decode()
    assert page.index("<b>Duties</b>") < page.index("<b>Groups</b>") < page.index("<b>People</b>")
    assert 'href="#earlier"' not in page

    brought()

    assert 'href="#earlier"' in client.get(address).content.decode()
