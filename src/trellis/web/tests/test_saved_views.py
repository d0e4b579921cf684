"""Saved views of a list: one's own, those for all, and the one that a list opens with."""

from http import HTTPStatus

import pytest

from trellis.core.models import Access, Account
from trellis.core.rules import NotAllowedError
from trellis.web import queries
from trellis.web.models import LONGEST_NAME, LONGEST_QUERY, SavedView
from trellis.web.services import saving as services
from trellis.web.services.saving import MOST_VIEWS, ViewError, delete_view, save_view, toggle_first

pytestmark = pytest.mark.django_db


def account(name, access=Access.READER):
    return Account.objects.create(email=f"{name}@example.org", name=name, access=access)


@pytest.fixture
def reader():
    return account("reader")


@pytest.fixture
def admin():
    return account("admin", Access.ADMINISTRATOR)


@pytest.fixture
def site(serve):
    serve({"index.md": "# Home"})


def saved(by, name="Mine", query="grade=7", **more):
    return save_view(by=by, place="roles", name=name, query=query, **more)


def test_a_view_keeps_what_was_chosen_but_not_the_page_one_stood_on(reader):
    assert saved(reader, query="grade=7&sort=-title&show=family&show=grade&page=3").query == (
        "grade=7&sort=-title&show=family&show=grade"
    )


def test_the_same_name_again_replaces_the_view(reader):
    first, second = saved(reader), saved(reader, name="  MINE ", query="grade=8")

    assert first.pk == second.pk
    assert SavedView.objects.get().query == "grade=8"


@pytest.mark.parametrize(
    ("name", "query", "words"),
    [
        ("", "grade=7", "needs a name"),
        ("   ", "grade=7", "needs a name"),
        ("x" * (LONGEST_NAME + 1), "grade=7", "at most 60 letters"),
        ("Mine", "", "shows everything"),
        ("Mine", "page=2", "shows everything"),
        ("Mine", "q=" + "x" * LONGEST_QUERY, "too long"),
    ],
)
def test_a_view_that_cannot_be_kept_says_why(reader, name, query, words):
    with pytest.raises(ViewError, match=words):
        saved(reader, name, query)


def test_nobody_fills_the_list_with_views_without_end(reader, monkeypatch):
    monkeypatch.setattr(services, "MOST_VIEWS", 2)
    for name in ("a", "b"):
        saved(reader, name)

    with pytest.raises(ViewError, match="2 views"):
        saved(reader, "c")
    assert MOST_VIEWS == 50


def test_one_sees_ones_own_views_and_those_for_all(reader, admin):
    saved(reader, "Mine")
    saved(admin, "Theirs")
    saved(admin, "Ours", shared=True)

    assert [view.name for view in queries.views_for(reader, "roles")] == ["Ours", "Mine"]


def test_only_administrators_share(reader):
    with pytest.raises(NotAllowedError):
        saved(reader, shared=True)


def test_a_view_is_deleted_by_whose_it_is_and_a_shared_one_by_administrators(reader, admin):
    other = account("other", Access.ADMINISTRATOR)
    mine, ours = saved(reader), saved(admin, "Ours", shared=True)

    for who, view in ((admin, mine), (reader, ours)):
        with pytest.raises(NotAllowedError):
            delete_view(by=who, view=view)
    delete_view(by=reader, view=mine)
    delete_view(by=other, view=ours)
    assert not SavedView.objects.exists()


def test_a_list_opens_with_one_view_until_it_does_not(reader):
    first, second = saved(reader, "a"), saved(reader, "b", "grade=8")

    assert toggle_first(by=reader, view=first)
    assert toggle_first(by=reader, view=second)
    assert queries.first_view(queries.views_for(reader, "roles")) == second
    assert not toggle_first(by=reader, view=second)
    assert queries.first_view(queries.views_for(reader, "roles")) is None


def test_a_view_that_is_no_longer_shared_opens_nothing(reader, admin):
    ours = saved(admin, "Ours", shared=True)
    toggle_first(by=reader, view=ours)
    saved(admin, "Ours", shared=False)

    assert queries.first_view(queries.views_for(reader, "roles")) is None


def test_a_closed_account_saves_nothing(reader):
    reader.is_active = False

    with pytest.raises(NotAllowedError):
        saved(reader)


def test_saving_from_the_list_shows_the_view_there(client, reader, site):
    client.force_login(reader)

    answer = client.post("/views/", {"place": "roles", "name": "Mine", "query": "grade=7&page=2"})

    assert answer.headers["Location"] == "/roles/?grade=7"
    assert "The view “Mine” is saved." in client.get("/roles/?grade=7").content.decode()


def test_a_refused_view_comes_back_to_the_list_with_the_reason(client, reader, site):
    client.force_login(reader)

    answer = client.post("/views/", {"place": "roles", "name": "", "query": "grade=7"}, follow=True)

    assert "A view needs a name." in answer.content.decode()


def test_the_list_opens_with_the_chosen_view_and_everything_is_one_link_away(client, reader, site):
    view = saved(reader)
    client.force_login(reader)

    client.post(f"/views/{view.pk}/first/")

    assert client.get("/roles/").headers["Location"] == "/roles/?grade=7"
    assert client.get("/roles/?all=1").status_code == HTTPStatus.OK


def test_taking_the_last_filter_off_shows_everything(client, reader, site):
    toggle_first(by=reader, view=saved(reader))
    client.force_login(reader)

    answer = client.get("/roles/", headers={"referer": "http://testserver/roles/?grade=7"})

    assert answer.status_code == HTTPStatus.OK


def test_deleting_leads_back_to_the_whole_list(client, reader, site):
    view = saved(reader)
    client.force_login(reader)

    assert client.post(f"/views/{view.pk}/delete/").headers["Location"] == "/roles/?all=1"
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("deed", ["delete", "first"])
def test_the_view_of_another_is_not_there(client, reader, admin, site, deed):
    view = saved(admin, "Theirs")
    client.force_login(reader)

    assert client.post(f"/views/{view.pk}/{deed}/").status_code == HTTPStatus.NOT_FOUND
    assert SavedView.objects.filter(pk=view.pk).exists()


def test_a_shared_view_is_not_deleted_by_a_reader(client, reader, admin, site):
    view = saved(admin, "Ours", shared=True)
    client.force_login(reader)

    assert client.post(f"/views/{view.pk}/delete/").status_code == HTTPStatus.FORBIDDEN


def test_a_reader_who_forges_the_box_does_not_share(client, reader, site):
    client.force_login(reader)

    answer = client.post("/views/", {"place": "roles", "name": "x", "query": "a=1", "shared": "yes"})

    assert answer.status_code == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("path", ["/views/", "/views/018f3f3e-0000-7000-8000-000000000000/delete/"])
def test_a_guest_is_sent_to_sign_in(client, site, path):
    assert client.post(path, {"place": "roles"}).headers["Location"].startswith("/sign-in/")


def test_only_lists_that_are_known_keep_views(client, reader, site):
    client.force_login(reader)

    assert (
        client.post("/views/", {"place": "x", "name": "x", "query": "a=1"}).status_code
        == HTTPStatus.NOT_FOUND
    )
