"""Every list can be had as a file at its own address, by whoever sees it, whole and in the order that was asked for."""

import json

import pytest
from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html

from trellis.core.models import Access, Account
from trellis.web.listfiles import FileWanted, plain
from trellis.web.middleware import ListFileMiddleware
from trellis.web.tables import Column, table_of

COLUMNS = (
    Column("name", "Name", lambda row: format_html("<b>{}</b>", row[0]), sort=lambda row: row[0]),
    Column("days", "Days", lambda row: row[1], sort=lambda row: row[1], extra=True),
)
ROWS = [(f"R & D {number}", number) for number in range(70)]


def table(request, **more):
    return table_of(request, "t-days", "Days", COLUMNS, ROWS, row_url=lambda row: "", **more)


def test_a_file_holds_all_pages_and_columns_in_the_order_of_the_page(rf):
    with pytest.raises(FileWanted) as asked:
        table(rf.get("/?sort=-days&page=2&file=t-days.json"))

    found = json.loads(asked.value.response.content)
    assert [row["days"] for row in found] == list(range(69, -1, -1))
    assert found[0] == {"name": "R & D 69", "days": 69}
    assert 'filename="days.json"' in asked.value.response["Content-Disposition"]


def test_the_page_offers_its_files_with_its_filters(rf):
    shown = table(rf.get("/?state=open&page=2"))

    assert shown.exports == (
        ("CSV", "?file=t-days.csv&state=open"), ("XLSX", "?file=t-days.xlsx&state=open"),
        ("JSON", "?file=t-days.json&state=open"),
    )  # fmt: skip


@pytest.mark.parametrize("asked", ["t-days.exe", "t-other.csv", "csv", "", "t-days"])
def test_what_asks_for_no_file_of_the_page_gets_the_page(rf, asked):
    assert table(rf.get("/", {"file": asked})).paged.total == 70


def test_a_list_without_files_gives_none(rf):
    assert table(rf.get("/?file=t-days.csv"), has_files=False).exports == ()


def test_only_what_was_wanted_is_answered_in_place_of_the_page(rf):
    middleware, file = ListFileMiddleware(lambda request: HttpResponse()), HttpResponse("x")

    assert middleware.process_exception(rf.get("/"), FileWanted(file)) is file
    assert middleware.process_exception(rf.get("/"), ValueError()) is None


def test_cells_say_in_a_file_what_they_say_on_the_page():
    assert [plain(value) for value in (format_html("<i>a</i> &amp; <b>{}</b>", "<c>"), 3, None, "<x>")] == [
        "a & <c>", 3, None, "<x>",
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_list_is_had_as_a_file_by_who_sees_it_and_by_nobody_else(client):
    address = reverse("web:schedules") + "?file=t-schedules.csv"
    reader, chief = (
        Account.objects.create(email=f"{access}@example.org", name=str(access), access=access)
        for access in (Access.READER, Access.ADMINISTRATOR)
    )

    client.force_login(reader)
    assert client.get(address).status_code == 403
    client.force_login(chief)
    answer = client.get(address)

    assert answer["Content-Type"].startswith("text/csv")
    assert answer["Cache-Control"] == "private, no-store"
    assert "Forgetting what is old" in answer.content.decode()
