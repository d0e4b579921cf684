"""Reports of learning by mail: the same numbers as the page, by the rights that the reader has then."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, time

import pytest

from trellis.core.models import RoleHolding
from trellis.core.services import outbox
from trellis.learning import lists
from trellis.learning.tests.conftest import SAFETY
from trellis.web import queries
from trellis.web.models import MailedView
from trellis.web.rhythms import Every, Rhythm
from trellis.web.services import mailing
from trellis.web.services.saving import save_view

RHYTHM = Rhythm(Every.WEEK, 1, time(8))


@pytest.fixture
def post(school, settings):
    settings.MAIL_IS_CONFIGURED = True
    return school


def mail(school, name, place, query):
    who = getattr(school.cast, name)
    view = save_view(by=who, place=place, name="By mail", query=query)
    return mailing.mail_view(view=view, to=who, rhythm=RHYTHM, form="csv", by=who)


def send(mailoutbox):
    later = MailedView.objects.get().next_at
    mailing.mail_due(later)
    outbox.deliver(later)
    found = [each for each in mailoutbox if each.attachments]
    return list(csv.DictReader(io.StringIO(found[-1].attachments[0][1]))) if found else None


def test_the_report_that_is_mailed_is_the_one_of_the_page(post, mailoutbox):
    post.finish("ada", SAFETY)
    post.enroll("ben", SAFETY)
    mail(post, "pia", lists.REPORTS, "by=course&course=safety")

    rows = send(mailoutbox)

    assert [(each["key"], each["enrolled"], each["completed"], each["active"]) for each in rows] == [
        (SAFETY, "2", "1", "1")
    ]


def test_compliance_by_mail_keeps_the_filter_of_the_view(post, mailoutbox):
    post.finish("ada", SAFETY)
    mail(post, "pia", lists.COMPLIANCE, f"course={SAFETY}&state=missing")

    names = {each["name"] for each in send(mailoutbox)}

    assert "Ada" not in names
    assert "Ben" in names


def test_a_manager_is_mailed_the_team_below_them_and_no_one_else(post, mailoutbox):
    mail(post, "mia", lists.TEAM, "sort=name")

    assert {each["name"] for each in send(mailoutbox)} == {"Ada", "Ben"}


def test_who_is_no_longer_a_generalist_is_mailed_no_reports(post, mailoutbox):
    row = mail(post, "pia", lists.REPORTS, "by=department")
    RoleHolding.objects.filter(account=post.cast.pia).delete()
    post.cast.pia.person.positions.update(title="IT Analyst")

    assert send(mailoutbox) is None
    assert queries.mailed_view(row.pk).stopped_for == "lost"


def test_who_keeps_learning_shares_views_of_its_reports(post):
    view = save_view(by=post.cast.pia, place=lists.REPORTS, name="All", query="by=role", shared=True)

    assert view.shared
    assert mailing.mail_view(
        view=view, to=post.cast.rob, rhythm=RHYTHM, form="xlsx", by=post.cast.rob
    ).next_at > datetime.now(UTC)
