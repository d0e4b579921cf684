"""Notices and mails: who is told what and how, exactly once, and that nothing is lost on the way."""

from __future__ import annotations

import re
import smtplib
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail as sent
from django.core.mail.backends.base import BaseEmailBackend
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy, override

from trellis.core import notifying, queries, tasks
from trellis.core.models import How, Mail, Notice
from trellis.core.services import accounts, notices, outbox, runs

pytestmark = pytest.mark.django_db
KIND, SURE = "sample", "sample-sure"


class Refusing(BaseEmailBackend):
    """A mail server that takes nothing."""

    def send_messages(self, messages):
        raise smtplib.SMTPException("mailbox full")


@pytest.fixture(autouse=True)
def kinds():
    notifying.register(notifying.NoticeKind(KIND, "Samples", "Help."))
    notifying.register(notifying.NoticeKind(SURE, "Sure", "Help.", mandatory=True))
    yield
    for name in (KIND, SURE):
        notifying._kinds.pop(name)


@pytest.fixture
def post(settings):
    settings.MAIL_IS_CONFIGURED = True
    settings.TRELLIS_ADDRESS = "https://handbook.example.org"


def tell(*people, **values):
    facts = {"subject": "Something happened", "address": "/somewhere/"}
    return notices.notify(KIND, people, **{**facts, **values})


# -- telling


def test_everybody_but_the_actor_and_the_closed_is_told(member, administrator, former):
    told = tell(member, administrator, former, actor=administrator)

    assert told == 1
    assert [(each.account, each.subject, each.read_at) for each in Notice.objects.all()] == [
        (member, "Something happened", None)
    ]


def test_with_a_key_nobody_is_told_twice(member, administrator):
    tell(member, key="x")

    assert tell(member, administrator, key="x") == 1
    assert Notice.objects.count() == 2
    assert Mail.objects.count() == 2


def test_many_people_cost_no_more_queries_than_one(
    member, administrator, owner, colleague, django_assert_num_queries
):
    with django_assert_num_queries(8):  # two of them begin and end the transaction
        tell(member, key="a")
    with django_assert_num_queries(8):
        tell(member, administrator, owner, colleague, key="b")


def test_what_is_not_wished_by_mail_stands_only_in_the_list(member):
    notices.wish(account=member, kind=KIND, how=How.NONE)

    tell(member)

    assert Notice.objects.count() == 1
    assert not Mail.objects.exists()


def test_mails_that_must_be_cannot_be_turned_off(member):
    with pytest.raises(notices.WishError):
        notices.wish(account=member, kind=SURE, how=How.NONE)
    with pytest.raises(notices.WishError):
        notices.wish(account=member, kind="no-such-kind", how=How.NOW)
    assert notices.unsubscribe_path(member, SURE) == ""


# -- the mail of the day


def test_the_mail_of_the_day_holds_all_and_is_made_once(member, administrator, time_machine):
    time_machine.move_to("2026-03-02 05:00:00+00:00", tick=False)
    for account in (member, administrator):
        notices.wish(account=account, kind=KIND, how=How.DAILY)
    tell(member, administrator)
    tell(member, subject="And more")
    assert not Mail.objects.exists()

    early = notices.send_digests(timezone.now())
    time_machine.move_to("2026-03-02 09:00:00+00:00", tick=False)
    made = notices.send_digests(timezone.now())
    again = notices.send_digests(timezone.now())

    assert (early, made, again) == (0, 2, 0)
    text = Mail.objects.get(account=member).text
    assert "Something happened" in text
    assert "And more" in text
    tell(member, subject="Later")
    assert notices.send_digests(timezone.now()) == 0
    time_machine.move_to("2026-03-03 09:00:00+00:00", tick=False)
    assert notices.send_digests(timezone.now()) == 1


def test_looking_for_summaries_costs_as_much_for_many_as_for_one(
    member, administrator, colleague, time_machine, django_assert_num_queries
):
    time_machine.move_to("2026-03-02 09:00:00+00:00", tick=False)
    for account in (member, administrator, colleague):
        notices.wish(account=account, kind=KIND, how=How.DAILY)
    tell(member, administrator, colleague)

    with django_assert_num_queries(2):
        assert notices.send_digests(timezone.now()) == 0  # not before tomorrow


def test_summaries_are_looked_for_each_quarter_of_an_hour_where_every_zone_has_its_seven():
    timed = tasks.timed_named("core.summaries")
    before = datetime(2026, 3, 2, 1, 10, tzinfo=UTC)  # a quarter of an hour from seven in Kathmandu

    assert timed.next_after(before, ZoneInfo("UTC")) == before.replace(minute=15)
    assert before.replace(minute=15).astimezone(ZoneInfo("Asia/Kathmandu")).hour == 7


def test_what_was_read_meanwhile_is_not_mailed(member, time_machine):
    time_machine.move_to("2026-03-02 09:00:00+00:00", tick=False)
    notices.wish(account=member, kind=KIND, how=How.DAILY)
    tell(member)
    notices.read_all(account=member)

    assert notices.send_digests(timezone.now()) == 0


def test_a_claim_needs_a_transaction_and_is_given_once():
    assert (runs.claim("x"), runs.claim("x")) == (True, False)


# -- the outbox


def test_a_mail_is_sent_once_with_a_way_to_stop_it(member, post):
    tell(member, text="Look at it.")

    assert (outbox.deliver(timezone.now()), outbox.deliver(timezone.now())) == (1, 0)

    (letter,) = sent.outbox
    assert (letter.to, letter.subject) == ([member.email], "Something happened")
    assert "https://handbook.example.org/somewhere/" in letter.body
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter.extra_headers["List-Unsubscribe"].startswith("<https://handbook.example.org/unsubscribe/")


def test_a_mail_that_no_server_takes_is_tried_again_later_and_never_lost(member, post, settings):
    tell(member)
    now = timezone.now()
    settings.EMAIL_BACKEND = "trellis.core.tests.test_notices.Refusing"

    assert outbox.deliver(now) == 0
    assert outbox.deliver(now) == 0  # not at once again
    waiting = Mail.objects.get()
    assert (waiting.tries, waiting.trouble, waiting.sent_at) == (1, "mailbox full", None)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert outbox.deliver(now + timedelta(hours=1)) == 1


def test_a_mail_that_a_killed_process_had_claimed_is_sent_by_the_next(member, post):
    tell(member)
    now = timezone.now()
    Mail.objects.update(next_try_at=now + outbox.SENDING, tries=1)

    assert outbox.deliver(now) == 0
    assert outbox.deliver(now + outbox.SENDING) == 1


def test_without_a_server_mails_wait_and_old_ones_are_not_sent_later(member, settings):
    settings.MAIL_IS_CONFIGURED = False
    tell(member)
    assert outbox.deliver(timezone.now()) == 0

    settings.MAIL_IS_CONFIGURED = True

    assert outbox.deliver(timezone.now() + timedelta(days=8)) == 0
    assert Mail.objects.get().sent_at is None


def test_nothing_is_mailed_to_a_closed_account(member, post):
    tell(member)
    member.is_active = False
    member.save()

    assert outbox.deliver(timezone.now()) == 0
    assert sent.outbox == []


def test_a_subject_with_line_ends_does_not_break_the_mail(member, post):
    tell(member, subject="One\r\nBcc: all@example.org")

    assert outbox.deliver(timezone.now()) == 1
    assert sent.outbox[0].subject == "One Bcc: all@example.org"


# -- pages


def test_the_list_shows_the_unread_and_one_click_reads(client, member):
    tell(member)
    client.force_login(member)

    page = client.get(reverse("core:notices")).content.decode()
    answer = client.get(reverse("core:notice", args=[Notice.objects.get().pk]))

    assert "Something happened" in page
    assert re.search(r"1\s*<span class=\"visually-hidden\">\s*unread", page) or "unread" in page
    assert answer.url == "/somewhere/"
    assert queries.unread_count(member) == 0
    assert "You have read everything" in client.get(reverse("core:notices")).content.decode()
    assert "Something happened" in client.get(reverse("core:notices"), {"state": "read"}).content.decode()


def test_notices_are_marked_one_by_one_and_all(client, member):
    tell(member)
    tell(member)
    client.force_login(member)
    first = Notice.objects.first()

    client.post(reverse("core:mark-notice", args=[first.pk, "read"]))
    assert queries.unread_count(member) == 1
    client.post(reverse("core:mark-notice", args=[first.pk, "unread"]))
    assert queries.unread_count(member) == 2
    client.post(reverse("core:read-all"))

    assert queries.unread_count(member) == 0


def test_nobody_sees_or_marks_the_notices_of_others(client, member, administrator):
    tell(member)
    key = Notice.objects.get().pk
    client.force_login(administrator)

    assert "Something happened" not in client.get(reverse("core:notices")).content.decode()
    assert client.get(reverse("core:notice", args=[key])).status_code == 404
    assert client.post(reverse("core:mark-notice", args=[key, "read"])).status_code == 404
    assert queries.unread_count(member) == 1


def test_a_notice_leads_nowhere_but_into_this_site(client, member):
    tell(member, address="https://elsewhere.example.com/")
    client.force_login(member)

    assert client.get(reverse("core:notice", args=[Notice.objects.get().pk])).url == "/"


def test_the_list_costs_the_same_with_many(client, member, administrator, django_assert_max_num_queries):
    for _number in range(5):
        tell(member, actor=administrator)
    client.force_login(member)

    with django_assert_max_num_queries(8):
        client.get(reverse("core:notices"))


def test_wishes_are_kept(client, member):
    client.force_login(member)

    client.post(reverse("core:notice-wishes"), {KIND: "daily", SURE: "none", "other": "x"})
    page = client.get(reverse("core:notice-wishes")).content.decode()

    assert queries.wishes_of(member) == {KIND: "daily"}
    assert "cannot be turned off" in page


def test_one_click_in_the_mail_program_stops_the_mails_without_signing_in(member):
    path = notices.unsubscribe_path(member, KIND)
    client = Client(enforce_csrf_checks=True)

    asked = client.get(path)
    assert "will no longer be mailed" in asked.content.decode()
    assert queries.wishes_of(member) == {}
    done = client.post(path, {"List-Unsubscribe": "One-Click"})

    assert done.status_code == 200
    assert queries.wishes_of(member) == {KIND: "none"}


@pytest.mark.parametrize("token", ["x", "WyJhIiwgImIiXQ:1:abc"])
def test_a_forged_link_stops_nothing(client, member, token):
    assert client.post(reverse("core:unsubscribe", args=[token])).status_code == 404


def test_the_link_of_the_mail_of_the_day_stops_all_that_it_holds(member):
    notices.wish(account=member, kind=KIND, how=How.DAILY)

    notices.unsubscribe(token=notices.unsubscribe_path(member, notices.DIGEST).split("/")[2])

    assert queries.wishes_of(member)[KIND] == "none"


def test_the_outbox_is_for_administrators(client, member, administrator, post, settings):
    tell(member)
    settings.EMAIL_BACKEND = "trellis.core.tests.test_notices.Refusing"
    outbox.deliver(timezone.now())
    url, again = reverse("core:outbox"), reverse("core:try-again", args=[Mail.objects.get().pk])

    assert client.get(url).url.startswith(reverse("core:sign-in"))
    client.force_login(member)
    assert (client.get(url).status_code, client.post(again).status_code) == (403, 403)
    client.force_login(administrator)
    page = client.get(url, {"state": "failed"}).content.decode()
    assert "mailbox full" in page
    client.post(again)
    assert Mail.objects.get().tries == 0


def test_without_a_server_the_outbox_says_so(client, administrator, settings):
    settings.MAIL_IS_CONFIGURED = False
    client.force_login(administrator)

    assert "No mail server is configured" in client.get(reverse("core:outbox")).content.decode()


@pytest.mark.parametrize("name", ["notices", "notice-wishes"])
def test_strangers_sign_in_first(client, db, name):
    assert client.get(reverse(f"core:{name}")).url.startswith(reverse("core:sign-in"))


# -- in the language of whoever reads it


def test_each_is_told_in_their_own_language(member, administrator, post):
    accounts.speak(account=member, language="de")

    with override("fr"):
        tell(member, administrator, subject=gettext_lazy("Your pages this week"))

    letters = {each.account: (each.subject, each.text.splitlines()[0]) for each in Mail.objects.all()}
    assert letters == {
        member: ("Deine Seiten in dieser Woche", f"Hallo {member.name},"),
        administrator: ("Your pages this week", f"Hello {administrator.name},"),
    }
    assert Notice.objects.get(account=member).subject == "Deine Seiten in dieser Woche"


def test_the_language_that_somebody_signs_in_with_or_chooses_is_noted(client, member):
    with override("de"):
        client.force_login(member)
    member.refresh_from_db()
    assert member.language == "de"

    client.post("/language/", {"language": "en"})

    member.refresh_from_db()
    assert member.language == "en"


def test_a_language_that_is_no_longer_there_is_that_of_the_site(member, post):
    accounts.speak(account=member, language="tlh")

    tell(member, subject=gettext_lazy("Your pages this week"))

    assert Mail.objects.get().subject == "Your pages this week"
