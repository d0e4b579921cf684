"""Whoever follows the links that they are shown comes to pages that are for them, and in order."""

from __future__ import annotations

import pytest
from django.test import Client

from trellis.config import preparing
from trellis.config.demo.growing import Wish
from trellis.config.demo.making import guests, make
from trellis.config.demo.tests.test_making import Here
from trellis.config.demo.tests.walker import walk
from trellis.core.models import Account
from trellis.people.days import today

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.one_database,
    pytest.mark.slow,  # a company of sixty is made, and thousands of pages of it
    pytest.mark.timeout(600),
]


def test_each_link_leads_to_a_whole_page_that_asks_little_of_the_database(handbook):
    owner = preparing.owner()
    make(Wish(60, 2, 7, today()), owner=owner, doing=Here())

    seen, faults = 0, {}
    for who in (owner, *Account.objects.filter(person__in=guests())):
        client = Client()
        client.force_login(who)
        walked = walk(client, of_a_kind=1)
        seen += walked.pages
        faults[who.name] = walked.faults

    assert seen > 1_000
    assert not any(faults.values()), "\n".join(
        f"{each.page} (from {each.before or 'nowhere'}) as {name}: {each.what}"
        for name, found in faults.items()
        for each in found
    )
