"""The audit: who opens it, what it finds, and what its files hold."""

import csv
import html
import io
import json
import re
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.urls import reverse

from trellis.core import auditing, objects
from trellis.core.events import AccessChanged
from trellis.core.models import Access, Event
from trellis.core.objects import Described
from trellis.core.services import accounts, assignments
from trellis.core.services import events as services

pytestmark = pytest.mark.django_db
AUDIT = reverse("web:audit")
ADDRESSES = [AUDIT, *(reverse("web:audit-export", args=[form]) for form in ("csv", "xlsx", "json"))]


@pytest.fixture
def site(client, administrator):
    """The browser of an administrator."""
    client.force_login(administrator)
    return client


@pytest.fixture
def changed(administrator, member):
    """Dora has made Ben a contributor."""
    accounts.change_access(account=member, access=Access.CONTRIBUTOR, by=administrator)


def text(response):
    return response.content.decode()


@pytest.mark.parametrize("address", ADDRESSES)
def test_only_administrators_open_it(client, member, address):
    assert client.get(address).headers["Location"].startswith("/sign-in/?next=")

    client.force_login(member)
    assert client.get(address).status_code == HTTPStatus.FORBIDDEN


def test_the_audit_tells_who_did_what_to_whom(site, changed):
    page = text(site.get(AUDIT))

    assert "Dora changed the access of an account" in page
    assert ">Ben</td>" in page
    assert "not sealed yet" in page


def test_people_read_names_and_moments_and_programs_what_was_written(site, member, administrator, rights):
    rights("duties:\n  auditor: {title: Auditor, description: Looks.}\n")
    start = datetime(2026, 3, 1, 9, tzinfo=UTC)
    assignments.give(
        account=member, duty="auditor", starts_at=start, ends_at=start + timedelta(days=400), reason="Leave",
        by=administrator,
    )  # fmt: skip

    page = text(site.get(AUDIT, {"event": "core.duty-given"}))
    written = json.loads(text(site.get(ADDRESSES[-1], {"event": "core.duty-given"})))

    assert '<span class="faint">account</span> Ben' in page
    assert str(member.pk) not in page
    assert str(member.pk) in str(written)


@pytest.mark.parametrize(
    ("asked", "finds"),
    [
        ({"q": "dora"}, True), ({"q": "ben@example"}, True), ({"q": "nobody"}, False),
        ({"event": "core.access-changed"}, True), ({"event": "pages.proposal-made"}, False),
        ({"about": "account"}, True), ({"about": "proposal"}, False),
        ({"since": "2000-01-01"}, True), ({"until": "2000-01-01"}, False), ({"since": "2999-01-01"}, False),
        ({"event": "nonsense", "about": "nonsense"}, True),
    ],
)  # fmt: skip
def test_the_audit_is_narrowed(site, changed, asked, finds):
    page = text(site.get(AUDIT, asked))

    assert ("Dora changed the access of an account" in page) is finds
    assert ("Nothing fits these filters" in page) is not finds


def test_an_identifier_is_found_as_object_and_as_actor(site, changed, member, administrator):
    for key in (member.pk, administrator.pk):
        assert "Dora changed" in text(site.get(AUDIT, {"q": str(key)}))


def test_a_day_that_is_none_is_told(site, changed):
    page = text(site.get(AUDIT, {"since": "yesterday"}))

    assert "A day is written like" in page
    assert "Dora changed" in page


def test_the_audit_takes_as_many_queries_for_many_events_as_for_one(
    site, member, administrator, django_assert_max_num_queries
):
    for _ in range(60):
        services.publish(AccessChanged(member.pk, administrator.pk, "access"))

    for asked in ({}, {"q": "dora"}, {"q": str(member.pk), "about": "account"}):
        with django_assert_max_num_queries(15):
            site.get(AUDIT, asked)


def test_however_many_kinds_of_objects_a_page_holds_it_takes_fifteen_statements(
    site, administrator, monkeypatch, django_assert_max_num_queries
):
    monkeypatch.setattr(objects, "_kinds", dict(objects._kinds))
    things = []
    for at in range(20):
        objects.register(
            f"thing{at}", f"thing {at}", lambda keys: {k: Described("Seen", "/x/") for k in asked(keys)}
        )
        things.append(
            Event(
                name="core.access-changed", about=f"thing{at}", object=uuid4(), by=administrator.pk, data="{}"
            )
        )
    Event.objects.bulk_create(things)

    with django_assert_max_num_queries(15):
        page = text(site.get(AUDIT))

    unnamed = [each for each in things if str(each.object) in page]
    assert 0 < len(unnamed) < len(things)
    alone = text(site.get(AUDIT, {"q": str(unnamed[0].object)}))
    assert f'href="{AUDIT}?q={unnamed[0].object}"' in page
    assert ">Seen</td>" in alone


def asked(keys):
    """These, after the database was asked once."""
    list(Event.objects.filter(pk__in=keys))
    return keys


@pytest.mark.parametrize("ahead", [False, True])
def test_where_much_happened_one_looks_further_from_where_it_was_looked_to(
    site, member, administrator, ahead, monkeypatch
):
    for name, value in (("NEAR", 2), ("FEW", 0), ("FAR", 4)):
        monkeypatch.setattr(auditing, name, value)
    start = datetime(2026, 3, 1, tzinfo=UTC)
    rare = 0 if not ahead else 9
    Event.objects.bulk_create(
        Event(
            name="core.access-changed" if at != rare else "core.lock-lifted", about="account", object=member.pk,
            by=administrator.pk, at=start + timedelta(hours=at), data="{}",
        )
        for at in range(10)
    )  # fmt: skip
    address, pages = f"{AUDIT}?q=example.org&event=core.lock-lifted{'&before=' if ahead else ''}", 0
    monkeypatch.setattr(auditing, "_are_few", lambda rows: False)

    while "Nothing fits so far" in (page := text(site.get(address))):
        assert "It was looked through" in page
        address = AUDIT + html.unescape(re.search(r'<a href="([^"]*)">Look further', page)[1])
        pages += 1

    assert pages == 2
    assert ">Ben</td>" in page
    written = site.get(ADDRESSES[1], {"q": "example.org", "event": "core.lock-lifted"})
    assert len(list(csv.DictReader(io.StringIO(text(written).removeprefix("\ufeff"))))) == 1


def test_the_audit_is_turned_page_by_page_and_from_its_end(site, member, administrator):
    for _ in range(60):
        services.publish(AccessChanged(member.pk, administrator.pk, "access"))

    first = site.get(AUDIT, {"q": "dora"}).context["table"].paged
    last = site.get(f"{AUDIT}{first.last_url}").context["table"].paged
    second = site.get(f"{AUDIT}{first.next_url}").context["table"].paged

    assert (len(first.rows), len(second.rows), len(last.rows)) == (50, 10, 50)
    assert (second.rows[0].key, second.next_url, second.last_url) == (last.rows[40].key, "", "")
    assert site.get(f"{AUDIT}{second.previous_url}").context["table"].paged.rows == first.rows


def test_an_event_that_this_version_does_not_know_is_listed(site, administrator):
    Event.objects.create(
        name="later.was-added", about="novelty", object=uuid4(), by=administrator.pk, data="{}"
    )

    assert "did something that this version does not know" in text(site.get(AUDIT))


def test_the_audit_is_exported_as_it_is_narrowed_and_holds_no_formula(site, changed, member):
    member.name = "=cmd()"
    member.save()
    address = reverse("web:audit-export", args=["csv"])

    rows = list(csv.DictReader(io.StringIO(text(site.get(address)))))
    none = text(site.get(address, {"event": "pages.proposal-made"}))

    assert [(row["event"], row["by_name"], row["object_name"]) for row in rows] == [
        ("core.access-changed", "Dora", "'=cmd()")
    ]
    assert len(none.splitlines()) == 1


def test_where_nothing_happened_the_page_says_what_will_stand_there(site):
    assert "stand here as soon as there are any" in text(site.get(AUDIT))


def test_who_did_it_and_what_they_are_called_are_escaped(site, changed, administrator, member):
    administrator.name = member.name = "<script>alert(1)</script>"
    administrator.save()
    member.save()

    assert "<script>alert(1)" not in text(site.get(AUDIT))
