"""How people are told: not in their quiet hours, at their own seven o'clock, by real mail servers, in chats, in words
of the handbook."""

import ipaddress
import json
import smtplib
import socket
import threading
from datetime import time, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from django.core import mail as sent
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from trellis.core import defined, letters, notifying, objects, queries, telling
from trellis.core.definitions import notice_names, templates
from trellis.core.events import AccessChanged
from trellis.core.models import ChatHook, ChatMessage, How, Mail, Notice
from trellis.core.objects import Described
from trellis.core.rules import NotAllowedError
from trellis.core.services import chat, notices, outbox, tree_heads
from trellis.core.services.events import publish
from trellis.pages.queries import current
from trellis.pages.tests.served import serve

__all__ = ["serve"]
pytestmark = pytest.mark.django_db
KIND, URGENT = "sample", "sample-urgent"
LOOPBACK = [ipaddress.ip_network("127.0.0.0/8")]


@pytest.fixture(autouse=True)
def kinds(settings, monkeypatch):
    monkeypatch.setattr(notifying, "_kinds", dict(notifying._kinds))
    monkeypatch.setattr(notice_names, "_names", {*notice_names._names, KIND})
    notifying.register(notifying.NoticeKind(KIND, "Samples", "Help."))
    notifying.register(notifying.NoticeKind(URGENT, "Urgent", "Help.", mandatory=True, urgent=True))
    settings.MAIL_IS_CONFIGURED = True
    settings.TRELLIS_ADDRESS = "https://handbook.example.org"
    settings.TRELLIS_WEBHOOK_NETWORKS = LOOPBACK


@pytest.fixture
def berliner(member, serve):
    serve({"index.md": "# Home\n"})
    member.time_zone = "Europe/Berlin"
    member.save()
    return member


def tell(*people, kind=KIND, **values):
    return notices.notify(
        kind, people, **{"subject": "Something happened", "address": "/somewhere/", **values}
    )


def at(time_machine, text):
    time_machine.move_to(text, tick=False)
    return timezone.now()


# -- quiet hours


def night(account):
    notices.keep_quiet(account=account, quiet_from=time(20), quiet_until=time(7), on_weekends=False)


def test_in_quiet_hours_nothing_is_mailed_but_the_urgent_and_it_comes_when_they_end(berliner, time_machine):
    night(berliner)
    now = at(time_machine, "2026-03-02T21:00+01:00")
    tell(berliner, subject="Can wait")
    tell(berliner, kind=URGENT, subject="Cannot wait")

    assert outbox.deliver(now) == 1
    assert outbox.deliver(at(time_machine, "2026-03-03T06:59+01:00")) == 0
    assert outbox.deliver(at(time_machine, "2026-03-03T07:00+01:00")) == 1

    assert [each.subject for each in sent.outbox] == ["Cannot wait", "Can wait"]
    assert Mail.objects.filter(tries=1).count() == 2  # waiting was no try


def test_the_quiet_of_one_keeps_no_other_waiting(berliner, administrator, time_machine):
    night(berliner)
    now = at(time_machine, "2026-03-02T21:00+01:00")
    for n in range(outbox.AT_ONCE + 1):
        tell(berliner, subject=f"{n}")
    tell(administrator)

    assert outbox.deliver(now) == 1


def test_a_clock_that_jumps_sends_nothing_twice_and_loses_nothing(berliner, time_machine):
    night(berliner)
    evening = at(time_machine, "2026-03-04T21:00+01:00")
    tell(berliner)
    outbox.deliver(evening)

    counts = [
        outbox.deliver(at(time_machine, text))
        for text in ("2026-03-05T08:00+01:00", "2026-03-04T12:00+01:00", "2026-03-05T08:00+01:00")
    ]

    assert counts == [1, 0, 0]


def test_quiet_hours_are_chosen_on_the_page(client, berliner):
    client.force_login(berliner)
    client.post(
        reverse("core:notice-wishes"), {"quiet_from": "22:00", "quiet_until": "06:30", "on_weekends": "on"}
    )

    times = queries.quiet_hours_of(berliner)
    assert (times.quiet_from, times.quiet_until, times.on_weekends) == (time(22), time(6, 30), True)
    page = client.get(reverse("core:notice-wishes")).content.decode()
    assert "Europe/Berlin" in page
    assert 'value="22:00"' in page


def test_hours_that_are_none_are_not_saved(client, berliner):
    client.force_login(berliner)

    page = client.post(reverse("core:notice-wishes"), {"quiet_from": "25:00", "quiet_until": ""})

    assert page.status_code == 200
    assert queries.quiet_hours_of(berliner) is None


# -- summaries


def test_a_summary_comes_at_seven_where_the_reader_is(berliner, administrator, time_machine):
    administrator.time_zone = "Asia/Kathmandu"
    administrator.save()
    at(time_machine, "2026-03-02T00:00+00:00")
    for each in (berliner, administrator):
        notices.wish(account=each, kind=KIND, how=How.DAILY)
    tell(berliner, administrator)

    made = [
        notices.send_digests(at(time_machine, text))
        for text in (
            "2026-03-02T01:14+00:00",
            "2026-03-02T01:15+00:00",
            "2026-03-02T05:59+00:00",
            "2026-03-02T06:00+00:00",
        )
    ]

    assert made == [0, 1, 0, 1]
    assert [each.account for each in Mail.objects.order_by("pk")] == [administrator, berliner]


def test_a_weekly_summary_comes_on_monday(berliner, time_machine):
    notices.wish(account=berliner, kind=KIND, how=How.WEEKLY)
    at(time_machine, "2026-03-04T12:00+01:00")
    tell(berliner, subject="On Wednesday")
    at(time_machine, "2026-03-07T12:00+01:00")
    tell(berliner, subject="On Saturday")

    assert notices.send_digests(at(time_machine, "2026-03-09T06:59+01:00")) == 0
    assert notices.send_digests(at(time_machine, "2026-03-09T07:00+01:00")) == 1
    assert notices.send_digests(at(time_machine, "2026-03-09T07:01+01:00")) == 0
    text = Mail.objects.get().text
    assert "On Wednesday" in text
    assert "On Saturday" in text


# -- what may no longer be seen


@pytest.fixture
def secret(monkeypatch):
    """A kind of objects that some people see, for as long as they are among them."""
    monkeypatch.setattr(objects, "_kinds", dict(objects._kinds))
    able = set()
    seen = lambda who, keys: {key: Described("A case", "/case/") for key in keys} if who.pk in able else {}  # noqa: E731
    objects.register("case", "case", lambda keys: {}, seen=seen)
    return able


def test_who_may_no_longer_see_it_gets_no_mail_no_chat_and_no_summary(member, secret, receiver, time_machine):
    secret.add(member.pk)
    about = ("case", member.pk)
    chat.connect(by=member, address=receiver.address)
    tell(member, about=about)
    notices.wish(account=member, kind=KIND, how=How.DAILY)
    tell(member, about=about)
    secret.clear()

    assert outbox.deliver(timezone.now()) == 0
    assert chat.deliver(timezone.now()) == 2
    assert notices.send_digests(timezone.now() + timedelta(days=2)) == 0
    assert (sent.outbox, receiver.told) == ([], [])


def test_a_notice_of_what_one_may_no_longer_see_is_not_there(client, member, secret):
    secret.add(member.pk)
    tell(member, about=("case", member.pk))
    client.force_login(member)
    key = Notice.objects.get().pk
    secret.clear()

    assert client.get(reverse("core:notice", args=[key])).status_code == 404
    assert "Something happened" not in client.get(reverse("core:notices")).content.decode()
    assert queries.unread_count(member) == 0


# -- mail servers


class Server:
    """A real SMTP server that answers as it is asked to."""

    def __init__(self, answer="250 OK", to="250 OK"):
        self.answer, self.to, self.letters = answer, to, []

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        if self.to.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.to

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        self.letters.append(envelope.content.decode())
        return self.answer


@pytest.fixture
def smtp(settings):
    """Starts a server and has mail go there."""
    running = []

    def start(**answers):
        server = Server(**answers)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        controller = Controller(server, hostname="127.0.0.1", port=port)
        controller.start()
        running.append(controller)
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", port, 5
        settings.DEFAULT_FROM_EMAIL = "trellis@example.org"
        return server

    yield start
    for controller in running:
        controller.stop()


def test_a_real_server_takes_a_mail_in_words_and_as_html(member, smtp):
    server = smtp()
    tell(member, text="<b>Look</b> at it.")

    assert outbox.deliver(timezone.now()) == 1

    [letter] = server.letters
    assert "multipart/alternative" in letter
    assert "text/plain" in letter
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in letter
    assert "&lt;b&gt;Look&lt;/b&gt;" in letter
    assert "<img" not in letter


@pytest.mark.parametrize("answers", [{"answer": "451 Later"}, {"to": "450 Greylisted"}])
def test_a_mail_that_is_put_off_is_tried_again(member, smtp, answers):
    smtp(**answers)
    tell(member)

    assert outbox.deliver(timezone.now()) == 0

    waiting = Mail.objects.get()
    assert (waiting.tries, waiting.sent_at) == (1, None)
    assert waiting.trouble


@pytest.mark.parametrize("answers", [{"answer": "554 Never"}, {"to": "550 No such mailbox"}])
def test_a_mail_that_is_refused_for_good_waits_for_somebody_to_look_at_it(member, smtp, answers):
    smtp(**answers)
    tell(member)

    assert outbox.deliver(timezone.now()) == 0

    assert Mail.objects.get().tries == outbox.MOST_TRIES
    assert outbox.deliver(timezone.now() + timedelta(days=1)) == 0


def test_without_the_encryption_that_is_asked_for_nothing_is_sent_and_all_of_it_waits(
    member, administrator, smtp, settings
):
    server = smtp()
    settings.EMAIL_USE_TLS = True  # the server has no STARTTLS
    tell(member, administrator)

    assert outbox.deliver(timezone.now()) == 0

    assert server.letters == []
    assert sorted(Mail.objects.values_list("tries", flat=True)) == [
        0,
        1,
    ]  # the second did not wait for it too
    settings.EMAIL_USE_TLS = False
    assert outbox.deliver(timezone.now() + timedelta(hours=1)) == 2


def test_a_server_that_is_away_keeps_nobody_from_the_next_round(member, administrator, smtp, settings):
    smtp()
    settings.EMAIL_PORT = 1
    tell(member, administrator)

    assert outbox.deliver(timezone.now()) == 0

    assert sorted(Mail.objects.values_list("tries", flat=True)) == [0, 1]


def test_a_server_hangs_up_in_the_middle(member, smtp, monkeypatch):
    smtp()
    monkeypatch.setattr(SMTP, "smtp_DATA", lambda self, _arg: self.transport.close())
    tell(member)

    assert outbox.deliver(timezone.now()) == 0
    assert Mail.objects.get().tries == 1


def test_a_fault_of_ours_is_not_swallowed(member, monkeypatch):
    tell(member)
    monkeypatch.setattr(outbox, "_message", lambda mail, connection, enclosed: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        outbox.deliver(timezone.now())
    assert not issubclass(ZeroDivisionError, smtplib.SMTPException)


# -- chats


class Receiver(HTTPServer):
    """A chat: keeps what it was told, and answers as it is asked to."""

    status = 200

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.told = []
        self.address = f"http://127.0.0.1:{self.server_port}/services/T0/B0/secret"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.told.append(json.loads(body)["text"])
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_arguments):
        pass


@pytest.fixture
def receiver():
    server = Receiver()
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_what_somebody_is_told_goes_to_their_chat_once(member, administrator, receiver):
    chat.connect(by=member, address=receiver.address)
    tell(member, administrator, text="See <this> & *that*")

    assert (chat.deliver(timezone.now()), chat.deliver(timezone.now())) == (1, 0)

    assert receiver.told == [
        "*Something happened*\n> See &lt;this&gt; &amp; ∗that∗\n<https://handbook.example.org/somewhere/>"
    ]


def test_the_address_is_sealed_and_nowhere_to_be_read(client, member, receiver):
    hook = chat.connect(by=member, address=receiver.address)
    client.force_login(member)

    assert "secret" not in hook.sealed_address
    assert "services/T0" not in client.get(reverse("core:chat")).content.decode()
    assert hook.host == "127.0.0.1"


def test_only_what_was_chosen_is_told_there(member, receiver):
    chat.connect(by=member, address=receiver.address, wanted=[URGENT])
    tell(member)

    assert not ChatMessage.objects.exists()


def test_the_chat_is_quiet_in_quiet_hours(berliner, receiver, time_machine):
    night(berliner)
    chat.connect(by=berliner, address=receiver.address)
    now = at(time_machine, "2026-03-02T21:00+01:00")
    tell(berliner, subject="Can wait")
    tell(berliner, kind=URGENT, subject="Cannot wait")

    chat.deliver(now)
    assert [each.split("*")[1] for each in receiver.told] == ["Cannot wait"]
    chat.deliver(at(time_machine, "2026-03-03T07:00+01:00"))
    assert [each.split("*")[1] for each in receiver.told] == ["Cannot wait", "Can wait"]


def test_a_chat_that_fails_is_tried_again_with_pauses_then_turned_off_with_a_notice(member, receiver):
    receiver.status = 500
    hook = chat.connect(by=member, address=receiver.address)
    tell(member)
    tell(member)
    now = timezone.now()
    assert (chat.deliver(now), chat.deliver(now)) == (1, 1)  # one for each message: the second waits its turn
    for hours in range(1, 12):
        chat.deliver(now + timedelta(hours=3 * hours))

    hook.refresh_from_db()
    assert hook.off_at is not None
    assert hook.failures == chat.MOST_FAILURES
    assert Notice.objects.filter(account=member, kind="chat").count() == 1
    told = len(receiver.told)
    tell(member)
    assert chat.deliver(now + timedelta(days=1)) == 0
    assert len(receiver.told) == told


def test_a_chat_that_is_gone_is_turned_off_at_once_and_a_test_turns_it_on_again(member, receiver):
    receiver.status = 410
    hook = chat.connect(by=member, address=receiver.address)
    tell(member)
    chat.deliver(timezone.now())
    hook.refresh_from_db()
    assert hook.off_at is not None

    receiver.status = 200
    assert chat.send_test(hook=hook, by=member).is_success

    hook.refresh_from_db()
    assert (hook.off_at, hook.failures) == (None, 0)


@pytest.mark.parametrize("address", ["http://example.org/x", "ftp://x", "x", "https://", ""])
def test_addresses_that_cannot_be_called_are_refused(member, address):
    with pytest.raises(Exception, match=r"address|https|name"):
        chat.connect(by=member, address=address)
    assert not ChatHook.objects.exists()


def test_a_private_network_is_not_called(member, receiver, settings):
    hook = chat.connect(by=member, address=receiver.address)
    settings.TRELLIS_WEBHOOK_NETWORKS = []

    answer = chat.send_test(hook=hook, by=member)

    assert not answer.is_success
    assert receiver.told == []


def test_the_chat_is_connected_on_the_page_and_tested(client, member, receiver):
    client.force_login(member)

    page = client.post(reverse("core:chat"), {"address": receiver.address}, follow=True).content.decode()

    assert "the chat has taken it" in page
    assert len(receiver.told) == 1
    client.post(reverse("core:chat-deed", args=["remove"]))
    assert not ChatHook.objects.exists()
    assert client.post(reverse("core:chat-deed", args=["test"])).status_code == 404


def test_a_channel_hears_of_what_every_member_may_see_and_of_nothing_else(
    administrator, member, receiver, secret, monkeypatch
):
    def seen(who, keys):
        return {key: Described("Places", "/p/") for key in keys if key == member.pk}

    objects.register("account", "account", lambda keys: {}, seen=seen)
    chat.connect(
        by=administrator,
        address=receiver.address,
        name="Team",
        wanted=["core.access-changed"],
        as_channel=True,
    )
    with transaction.atomic():
        publish(AccessChanged(member.pk, None, "x"))
        publish(AccessChanged(administrator.pk, None, "x"))
    tree_heads.seal(timezone.now())

    chat.deliver(timezone.now())
    chat.deliver(timezone.now())

    assert receiver.told == [
        "*Trellis changed the access of an account: Places*\n<https://handbook.example.org/p/>"
    ]


def test_channels_are_for_administrators(client, member, administrator, receiver):
    with pytest.raises(NotAllowedError):
        chat.connect(
            by=member, address=receiver.address, name="x", wanted=["core.access-changed"], as_channel=True
        )
    client.force_login(administrator)
    values = {"name": "Team", "address": receiver.address, "wanted": ["core.access-changed"]}
    page = client.post(reverse("core:channels"), values, follow=True).content.decode()
    assert "Team" in page
    hook = ChatHook.objects.get()
    with pytest.raises(NotAllowedError):
        chat.disconnect(hook=hook, by=member)
    client.post(reverse("core:channel", args=[hook.pk]), {"name": "Crew", "wanted": ["core.access-changed"]})
    assert "Crew" in client.get(reverse("core:channels")).content.decode()


def test_nobody_reaches_the_chat_of_another(member, administrator, receiver):
    hook = chat.connect(by=member, address=receiver.address)

    with pytest.raises(NotAllowedError):
        chat.send_test(hook=hook, by=administrator)


# -- words of the handbook


@pytest.fixture
def served(serve, monkeypatch):
    """Serves a handbook that this room asks for its definitions too."""
    monkeypatch.setattr(defined, "_current", current.whole_edition)
    return serve


TEMPLATE = """---
title: Samples
kind: notice-template
notice: sample
language: {language}
subject: "{{actor}}: {{subject}}"
---

**Hello {{name}}**,

{{text}}

[Read on]({{address}}) <script>alert(1)</script>
"""


def test_a_notice_is_mailed_in_the_words_of_the_handbook(served, member, administrator):
    served({"index.md": "# Home\n", "notices/sample.md": TEMPLATE.format(language="en")})

    tell(member, actor=administrator, text="<i>One</i>\n*two*")

    mail = Mail.objects.get()
    assert mail.subject == "Dora: Something happened"
    assert "**Hello Ben**," in mail.text
    assert "<strong>Hello Ben</strong>" in mail.html
    assert "&lt;i&gt;One&lt;/i&gt;<br>\n*two*" in mail.html
    assert 'href="https://handbook.example.org/somewhere/"' in mail.html
    assert "alert" not in mail.html
    assert "No more of these mails" in mail.text


def test_in_another_language_the_usual_words_are_mailed(served, member):
    served({"index.md": "# Home\n", "notices/sample.md": TEMPLATE.format(language="de")})

    tell(member)

    assert "Hello Ben," in Mail.objects.get().text
    with translation.override("de"):
        assert letters.template_for(KIND).subject == "{actor}: {subject}"


@pytest.mark.parametrize("value", ["{name}", "\ue0000\ue001", "x" * 5000, "a\r\nBcc: x@example.org"])
def test_what_people_write_is_never_taken_for_a_field_or_a_header(value):
    template = templates.Template("sample", "en", "{subject}", "{text} {name}", "x.md")
    fields = dict.fromkeys(notice_names.FIELDS, "") | {"subject": value, "text": value, "name": "Ben"}

    letter = letters.filled(template, fields, stop="")

    assert "\n" not in letter.subject
    assert len(letter.subject) <= 300
    if value == "{name}":
        assert letter.text.startswith("{name} Ben")
        assert "{name} Ben" in letter.html


def test_administrators_see_how_each_notice_reads(client, served, member, administrator):
    served({"index.md": "# Home\n", "notices/sample.md": TEMPLATE.format(language="en")})
    client.force_login(administrator)

    rows = client.get(reverse("core:notice-templates")).content.decode()
    page = client.get(reverse("core:notice-template", args=[KIND, "en"])).content.decode()
    usual = client.get(reverse("core:notice-template", args=["review", "de"])).content.decode()

    assert "notices/sample.md" in rows
    assert "<strong>Hello Dora</strong>" in page
    assert "Guten Tag" in usual or "Hallo" in usual or "Dora" in usual
    assert client.get(reverse("core:notice-template", args=["no-such", "de"])).status_code == 404
    assert client.get(reverse("core:notice-template", args=[KIND, "fr"])).status_code == 404
    client.force_login(member)
    assert client.get(reverse("core:notice-templates")).status_code == 403


def test_every_kind_of_notice_can_have_a_template():
    told = {kind.name for kind in notifying.kinds()} - {URGENT}

    assert told <= notice_names.names()
    assert {each.kind.name for each in telling.templates()} >= told
