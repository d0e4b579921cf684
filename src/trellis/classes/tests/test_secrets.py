"""Addresses that are secrets: nobody tries them out, and nothing tells them on."""

from django.test import Client
from django.urls import reverse

from trellis.classes.models import Feed
from trellis.classes.services import keeping
from trellis.classes.views import facilitating
from trellis.core.tests.lent import browser_lent
from trellis.core.throttling import Throttle


def test_a_feed_is_kept_by_no_search_engine_and_tells_its_address_to_nobody(cast):
    secret = keeping.share_calendar(by=cast.fresh("ada"))

    answer = Client().get(reverse("classes:feed", args=[secret]))

    assert answer.status_code == 200
    assert (answer["X-Robots-Tag"], answer["Referrer-Policy"]) == ("noindex, nofollow", "no-referrer")


def test_whoever_tries_addresses_of_feeds_is_stopped(cast, monkeypatch):
    monkeypatch.setattr(facilitating, "READS", Throttle("feeds in this test", limit=3, seconds=3600))
    address = reverse("classes:feed", args=["x"])

    assert [Client().get(address).status_code for _try in range(5)] == [404, 404, 404, 429, 429]


def test_nobody_takes_the_address_of_a_calendar_along_who_acted_as_its_owner(cast):
    browser = browser_lent(cast.fresh("ada"), cast.fresh("dora"))

    answer = browser.post(reverse("classes:share"), {})

    assert answer.status_code == 403
    assert "Not while you act" in answer.content.decode()
    assert not Feed.objects.exists()
