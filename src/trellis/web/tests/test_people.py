"""The lists of people and of changes of access: who opens them, what they show, and what their files hold."""

import re
from http import HTTPStatus

import pytest
from django.urls import reverse

from trellis.core.models import Access, AccessChange, Account, RoleHolding
from trellis.core.services import accounts
from trellis.web.people import CHANGES, PEOPLE
from trellis.web.services.saving import save_view, toggle_first

LIST, ACCESS_CHANGES = reverse("web:people"), reverse("web:access-changes")
ADDRESSES = [
    LIST,
    ACCESS_CHANGES,
    *(reverse(f"web:{name}-export", args=[form]) for name in (PEOPLE, CHANGES) for form in ("csv", "xlsx")),
]


def names(response):
    return [line.cells[0].text for line in response.context["table"].lines]


def said(response):
    """What each row says, without markup."""
    rows = re.findall(r"<tr role=\"row\">(.*?)</tr>", response.content.decode(), re.DOTALL)[1:]
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_strangers_sign_in_first_even_where_reading_is_open(client, address, settings):
    settings.TRELLIS_READING = "open"

    assert client.get(address).headers["Location"].startswith("/sign-in/?next=")


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("access", [Access.READER, Access.CONTRIBUTOR, Access.APPROVER])
def test_only_administrators_open_the_lists_and_their_files(client, member, address, access):
    Account.objects.update(access=access)
    client.force_login(member)

    assert client.get(address).status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_lists_are_read_and_kept_by_no_cache(client, administrator, address):
    client.force_login(administrator)

    assert client.post(address).status_code == HTTPStatus.METHOD_NOT_ALLOWED
    assert "no-store" in client.get(address).headers["Cache-Control"]


def test_the_list_shows_everybody_with_what_they_may_do(client, administrator, owner, member, former):
    RoleHolding.objects.create(account=member, title="Editor")
    client.force_login(administrator)

    assert said(client.get(LIST)) == [
        "Ada ada@example.org administrator (owner) invited",
        "Ben ben@example.org reader Editor invited",
        "Cleo cleo@example.org reader closed",
        "Dora dora@example.org administrator active",
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Ada", "Ben", "Cleo", "Dora"]),
        ("q=ben", ["Ben"]),
        ("q=EXAMPLE.ORG+do", ["Dora"]),
        ("q=chief+people", ["Cleo"]),
        ("q=%25", []),
        ("access=administrator", ["Ada", "Dora"]),
        ("access=reader", ["Ben", "Cleo"]),
        ("access=nonsense", ["Ada", "Ben", "Cleo", "Dora"]),
        ("state=closed", ["Cleo"]),
        ("state=invited&access=reader", ["Ben"]),
        ("state=active", ["Dora"]),
        ("page=99", ["Ada", "Ben", "Cleo", "Dora"]),
        ("sort=-name", ["Dora", "Cleo", "Ben", "Ada"]),
        ("sort=access", ["Ben", "Cleo", "Dora", "Ada"]),
        ("sort=-access", ["Ada", "Dora", "Cleo", "Ben"]),
        ("sort=state", ["Dora", "Ada", "Ben", "Cleo"]),
        ("sort=-joined", ["Dora", "Ada", "Ben", "Cleo"]),
        ("sort=nonsense", ["Ada", "Ben", "Cleo", "Dora"]),
    ],
)
def test_the_list_is_searched_filtered_and_sorted(client, administrator, owner, member, former, query, found):
    RoleHolding.objects.create(account=former, title="Chief People Officer")
    client.force_login(administrator)

    assert names(client.get(f"{LIST}?{query}")) == found


def test_the_list_is_paged_with_as_many_queries_for_many_as_for_few(
    client, administrator, django_assert_max_num_queries
):
    client.force_login(administrator)
    for number in range(60):
        account = Account.objects.create(email=f"p{number}@example.org", name=f"P{number:02}")
        RoleHolding.objects.create(account=account, title="Editor")

    with django_assert_max_num_queries(15):
        page = client.get(LIST).content.decode()

    assert page.count("row-link") == 50
    assert "?page=2" in page


def test_nobody_who_fits_leads_back_to_everybody(client, administrator):
    client.force_login(administrator)

    page = client.get(f"{LIST}?q=zz").content.decode()

    assert "Nobody fits" in page
    assert f'<a class="btn" href="{LIST}">' in page


def test_the_file_of_people_holds_what_the_filters_leave_in_their_order(client, administrator, owner, member):
    RoleHolding.objects.create(account=member, title="=Editor")
    client.force_login(administrator)

    rows = client.get("/people-access/export.csv?state=invited&sort=-name").content.decode().splitlines()

    assert rows[0] == "name,email,access,owner,roles,state,invited,joined"
    assert [row.split(",")[:6] for row in rows[1:]] == [
        ["Ben", "ben@example.org", "reader", "False", "'=Editor", "invited"],
        ["Ada", "ada@example.org", "administrator", "True", "", "invited"],
    ]


def test_the_changes_of_access_are_filtered_counted_sorted_and_exported(client, administrator, colleague):
    accounts.change_access(account=colleague, access=Access.APPROVER, by=administrator)
    accounts.close(account=colleague, by=administrator)
    client.force_login(administrator)

    closed = client.get(ACCESS_CHANGES, {"deed": "closed", "q": "eva"})
    oldest = client.get(ACCESS_CHANGES, {"sort": "at"})
    export = client.get("/people-access/changes/export.csv").content.decode().splitlines()

    assert [row.deed for row in closed.context["table"].paged.rows] == ["closed"]
    assert [row.deed for row in oldest.context["table"].paged.rows] == ["access", "closed"]
    assert [(choice.value, choice.count) for choice in closed.context["filters"][0].choices] == [
        ("access", 1),
        ("closed", 1),
    ]
    assert export[0] == "at,deed,account,by,before,after"
    assert export[2].endswith(",access,eva@example.org,dora@example.org,reader,approver")


def test_the_changes_of_access_take_as_many_queries_for_many_as_for_few(
    client, administrator, colleague, django_assert_max_num_queries
):
    for _each in range(60):
        AccessChange.objects.create(deed="roles", account=colleague, email="eva@example.org", before="a\nb")
    client.force_login(administrator)

    with django_assert_max_num_queries(12):
        page = client.get(ACCESS_CHANGES).content.decode()

    assert page.count("row-link") == 50
    assert "a<br>b" in page


@pytest.mark.parametrize(("place", "address"), [(PEOPLE, LIST), (CHANGES, ACCESS_CHANGES)])
def test_both_lists_open_with_the_view_that_was_chosen(client, administrator, place, address):
    view = save_view(by=administrator, place=place, name="Mine", query="q=eva")
    toggle_first(by=administrator, view=view)
    client.force_login(administrator)

    assert client.get(address).headers["Location"] == f"{address}?q=eva"
