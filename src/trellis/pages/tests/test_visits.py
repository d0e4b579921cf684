"""What is read, recalled and starred: counts without people, lists for oneself alone."""

from datetime import UTC, date, datetime, timedelta

import pytest

from trellis.pages import visiting
from trellis.pages.models import PageViews, RecentPage, Star
from trellis.pages.queries import visits as queries
from trellis.pages.services import visits as services

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
FILES = {"index.md": "# Home\n", "a.md": "# Alpha\n", "b.md": "# Beta\n"}


@pytest.fixture(autouse=True)
def _nothing_read():
    visiting.take()
    yield
    visiting.take()
    queries._use.clear()


@pytest.fixture
def edition(serve):
    return serve(FILES)


def test_reading_a_page_writes_nothing(client, edition, reader, django_assert_num_queries):
    client.force_login(reader)
    client.get("/handbook/a/")

    before = PageViews.objects.count(), RecentPage.objects.count()

    assert before == (0, 0)


def test_what_was_read_is_counted_by_page_and_day(client, edition):
    today = datetime.now(UTC).date()
    for _ in range(3):
        client.get("/handbook/a/")
    client.head("/handbook/a/")
    services.store_visits()
    client.get("/handbook/a/")
    services.store_visits()

    assert list(PageViews.objects.values_list("path", "day", "count")) == [("a.md", today, 4)]
    assert not RecentPage.objects.exists()


def test_counts_of_long_ago_are_removed(edition):
    PageViews.objects.create(path="a.md", day=date(2020, 1, 1), count=4)
    visiting.visited("b.md", datetime.now(UTC))

    services.store_visits()

    assert [each.path for each in PageViews.objects.all()] == ["b.md"]


def test_memory_of_what_was_read_is_bounded(monkeypatch):
    monkeypatch.setattr(visiting, "MOST", 2)
    for name in "abcd":
        visiting.visited(f"{name}.md", NOW)
    visiting.visited("a.md", NOW)
    visiting.visited("x" * 401, NOW)

    assert visiting.take().views == {("a.md", NOW.date()): 2, ("b.md", NOW.date()): 1}


def test_use_is_relative_to_the_page_that_is_read_most():
    today = datetime.now(UTC).date()
    PageViews.objects.create(path="a.md", day=today, count=99)
    PageViews.objects.create(path="b.md", day=today - timedelta(days=3), count=9)

    queries.learn_use()

    assert queries.use_of("a.md") == 1.0
    assert 0.4 < queries.use_of("b.md") < 0.6
    assert queries.use_of("c.md") == 0.0


def test_recent_pages_are_known_at_once_and_after_they_are_stored(client, edition, reader):
    client.force_login(reader)
    for address in ("/handbook/a/", "/handbook/b/", "/handbook/a/"):
        client.get(address)

    def recent():
        return [page.path for page in queries.recent_pages(edition, reader)]

    at_once = recent()
    services.store_visits()

    assert at_once == recent() == ["a.md", "b.md"]


def test_nobody_sees_what_others_have_read(client, edition, reader, author):
    client.force_login(reader)
    client.get("/handbook/a/")

    assert queries.recent_pages(edition, author) == []


def test_what_one_has_read_can_be_forgotten(client, edition, reader):
    client.force_login(reader)
    client.get("/handbook/a/")
    services.store_visits()
    client.get("/handbook/b/")

    response = client.post("/handbook/-/recent/forget/")

    assert response.headers["Location"] == "/handbook/"
    assert queries.recent_pages(edition, reader) == []


def test_only_the_newest_of_what_somebody_read_is_kept(edition, reader, monkeypatch):
    monkeypatch.setattr(services, "KEPT_RECENT", 1)
    visiting.visited("a.md", NOW, reader.pk)
    visiting.visited("b.md", NOW + timedelta(minutes=1), reader.pk)

    services.store_visits()

    assert [each.path for each in RecentPage.objects.all()] == ["b.md"]


def test_a_page_is_starred_once_and_taken_off_again(client, edition, reader):
    client.force_login(reader)
    for _ in range(2):
        response = client.post("/handbook/-/star/a.md", {"star": "on"})

    assert response.headers["Location"] == "/handbook/a/"
    assert [page.title for page in queries.starred_pages(edition, reader)] == ["Alpha"]
    assert 'aria-pressed="true"' in client.get("/handbook/a/").content.decode()

    client.post("/handbook/-/star/a.md", {"star": "off"})

    assert not Star.objects.exists()


def test_strangers_have_no_stars(client, edition):
    page = client.get("/handbook/a/").content.decode()
    response = client.post("/handbook/-/star/a.md", {"star": "on"})

    assert "/-/star/" not in page
    assert response.status_code == 302
    assert response.headers["Location"].startswith("/sign-in/")
    assert client.post("/handbook/-/recent/forget/").headers["Location"].startswith("/sign-in/")


def test_a_star_is_not_put_by_a_link(client, edition, reader):
    client.force_login(reader)

    assert client.get("/handbook/-/star/a.md").status_code == 405


def test_a_page_that_is_not_there_cannot_be_starred_and_loses_its_star(client, edition, reader):
    Star.objects.create(account=reader, path="gone.md")
    client.force_login(reader)

    assert client.post("/handbook/-/star/gone.md", {"star": "on"}).status_code == 404
    assert not Star.objects.exists()


def test_there_are_only_so_many_stars(client, edition, reader, monkeypatch):
    monkeypatch.setattr(services, "MOST_STARS", 1)
    services.star(edition, account=reader, path="a.md")
    services.star(edition, account=reader, path="a.md")
    client.force_login(reader)

    page = client.post("/handbook/-/star/b.md", {"star": "on"}, follow=True).content.decode()

    assert "“Beta” was not starred: you have 1 stars, which is the most." in page
    assert Star.objects.count() == 1


def test_the_start_page_and_the_palette_show_what_is_at_hand(client, edition, reader):
    client.force_login(reader)
    client.get("/handbook/b/")
    services.star(edition, account=reader, path="a.md")

    home = client.get("/handbook/").content.decode().partition('class="at-hand"')[2]
    palette = client.get("/search/", headers={"HX-Request": "true"}).content.decode()

    for shown in (home, palette):
        assert shown.index("Starred") < shown.index("Alpha") < shown.index("Read lately")
        assert shown.index("Read lately") < shown.index("Beta")


def test_strangers_see_rooms_and_nothing_of_anybody(client, edition):
    palette = client.get("/search/", headers={"HX-Request": "true"}).content.decode()

    assert "Read lately" not in palette
    assert "Starred" not in client.get("/handbook/").content.decode()
    assert "Proposals" in palette


def test_a_page_that_became_hidden_is_in_no_list(serve, reader, client):
    edition = serve(FILES)
    services.star(edition, account=reader, path="a.md")
    visiting.visited("a.md", NOW, reader.pk)

    after = serve({name: text for name, text in FILES.items() if name != "a.md"})

    assert queries.starred_pages(after, reader) == []
    assert queries.recent_pages(after, reader) == []
