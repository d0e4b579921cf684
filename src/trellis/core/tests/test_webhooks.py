"""Other machines are told of events, signed, until they have taken them; machines of our own network are not called."""

import base64
import hmac
import ipaddress
import json
import socket
import threading
import time
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer
from uuid import UUID, uuid4

import httpx2
import pytest
from django.utils import timezone

from trellis.core import calling, events, sealing
from trellis.core.calling import AddressError, checked_address
from trellis.core.models import Event, Message, Webhook
from trellis.core.rules import NotAllowedError
from trellis.core.services import events as publishing
from trellis.core.services import tree_heads
from trellis.core.services import webhooks as services
from trellis.core.services.webhooks import WebhookError

pytestmark = pytest.mark.django_db
LOOPBACK = [ipaddress.ip_network("127.0.0.0/8")]


@dataclass(frozen=True, slots=True)
class LampLit:
    lamp: UUID
    by: UUID | None
    watts: int


@dataclass(frozen=True, slots=True)
class LampBroken:
    lamp: UUID
    by: UUID | None


@pytest.fixture(autouse=True)
def lamps(monkeypatch, settings, tmp_path):
    settings.TRELLIS_DATA = tmp_path
    settings.TRELLIS_WEBHOOK_NETWORKS = LOOPBACK
    for name in ("_kinds", "_by_name"):
        monkeypatch.setattr(events, name, dict(getattr(events, name)))
    events.recorded("street.lamp-lit", about="lamp", says="lit a lamp")(LampLit)
    events.recorded("street.lamp-broken", about="lamp", says="broke a lamp")(LampBroken)


class Receiver(HTTPServer):
    """Somebody else's machine: keeps what it was told, and answers as it is asked to."""

    status, text = 200, "thank you"

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.told = []
        self.address = f"http://127.0.0.1:{self.server_port}/hook?x=1"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.told.append((self.path, dict(self.headers), body))
        self.send_response(self.server.status)
        if self.server.status == 302:
            self.send_header("Location", self.server.address)
        self.end_headers()
        self.wfile.write(self.server.text.encode())

    def log_message(self, *_arguments):
        pass


@pytest.fixture
def receiver():
    server = Receiver()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def hooked(receiver, administrator):
    """A webhook to the receiver, told of everything, and its secret."""
    return services.create(name="Lights", address=receiver.address, wanted=[], by=administrator)


def happen(*what):
    for event in what:
        publishing.publish(event)
    tree_heads.seal(timezone.now())


def lit(watts=60):
    return LampLit(uuid4(), None, watts)


def test_an_event_is_told_with_a_signature_that_the_receiver_can_check(hooked, receiver, member):
    _webhook, secret = hooked
    event = LampLit(uuid4(), member.pk, 60)
    happen(event)

    services.tell(timezone.now())

    [(path, headers, body)] = receiver.told
    headers = {name.lower(): value for name, value in headers.items()}
    assert path == "/hook?x=1"
    told = json.loads(body)
    assert (told["type"], told["data"]) == (
        "street.lamp-lit", {"lamp": str(event.lamp), "by": str(member.pk), "watts": 60},
    )  # fmt: skip
    key, moment = headers["webhook-id"], headers["webhook-timestamp"]
    shared = base64.b64decode(secret.removeprefix("whsec_"))
    expected = hmac.new(shared, f"{key}.{moment}.".encode() + body, sha256).digest()
    assert headers["webhook-signature"] == f"v1,{base64.b64encode(expected).decode()}"
    assert key == str(Event.objects.get().pk)
    message = Message.objects.get()
    assert (message.state, message.status, message.answer) == ("done", 200, "thank you")


def test_signature_is_the_one_of_the_standards_own_example():
    """From the reference libraries of Standard Webhooks."""
    made = calling.signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        b'{"test": 2432232314}',
    )

    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_an_event_is_told_once(hooked, receiver):
    happen(lit())

    services.tell(timezone.now())
    services.tell(timezone.now())

    assert len(receiver.told) == 1


def test_a_webhook_is_told_of_what_happens_after_it_was_made(receiver, administrator):
    happen(lit())
    publishing.publish(lit())  # not sealed yet
    services.create(name="Late", address=receiver.address, wanted=[], by=administrator)
    happen(lit(), lit())

    services.tell(timezone.now())

    assert len(receiver.told) == 2


def test_a_webhook_is_told_only_of_what_it_asked_for(receiver, administrator):
    services.create(name="Broken", address=receiver.address, wanted=["street.lamp-broken"], by=administrator)
    happen(lit(), LampBroken(uuid4(), None), lit())

    services.tell(timezone.now())

    assert [json.loads(body)["type"] for _path, _headers, body in receiver.told] == ["street.lamp-broken"]


def test_who_does_not_take_it_is_told_again_later_under_the_same_key(hooked, receiver):
    receiver.status = 500
    happen(lit())
    services.tell(timezone.now())
    assert Message.objects.get().state == "failing"
    receiver.status = 204

    services.tell(timezone.now())
    assert len(receiver.told) == 1
    services.tell(timezone.now() + services.PAUSES[0] + timedelta(seconds=1))

    assert len({headers["webhook-id"] for _path, headers, _body in receiver.told}) == 1
    assert Message.objects.get().state == "done"


def test_one_receiver_that_fails_is_asked_once_a_round_and_keeps_no_other_waiting(
    hooked, receiver, administrator
):
    closed = socket.socket()
    closed.bind(("127.0.0.1", 0))
    nowhere = f"http://127.0.0.1:{closed.getsockname()[1]}/"
    services.create(name="Nowhere", address=nowhere, wanted=[], by=administrator)
    closed.close()
    happen(lit(), lit())

    services.tell(timezone.now())

    assert len(receiver.told) == 2
    failing = Message.objects.filter(webhook__name="Nowhere", tries__gt=0)
    assert failing.count() == 1
    assert failing.get().status is None


def test_a_message_is_given_up_after_three_days_and_can_be_sent_again(
    hooked, receiver, administrator, member
):
    receiver.status = 503
    happen(lit())
    now = timezone.now()
    for pause in (timedelta(0), *services.PAUSES):
        now += pause + timedelta(seconds=30)
        services.tell(now)
        Message.objects.filter(dead_at=None).update(next_try_at=now)
    message = Message.objects.get()
    assert message.state == "dead"
    receiver.status = 200

    with pytest.raises(NotAllowedError):
        services.replay(message=message, by=member)
    services.replay(message=message, by=administrator)
    services.tell(timezone.now())

    assert Message.objects.get().state == "done"


def test_all_that_was_not_taken_since_a_moment_is_sent_again(hooked, receiver, administrator):
    webhook, _secret = hooked
    happen(lit(), lit())
    services.tell(timezone.now())
    Message.objects.update(done_at=None, dead_at=timezone.now())

    again = services.replay_since(
        webhook=webhook, since=timezone.now() - timedelta(hours=1), by=administrator
    )

    assert again == 2
    assert services.tell(timezone.now()) == 2


def test_who_is_gone_is_called_no_more(hooked, receiver):
    receiver.status = 410
    happen(lit(), lit())

    services.tell(timezone.now())
    services.tell(timezone.now() + timedelta(days=1))

    assert len(receiver.told) == 1
    assert not Webhook.objects.get().is_active


def test_a_webhook_that_was_switched_off_is_told_of_what_it_missed(hooked, receiver, administrator):
    webhook, _secret = hooked
    services.switch(webhook=webhook, on=False, by=administrator)
    happen(lit(), lit())
    services.tell(timezone.now())
    assert receiver.told == []

    services.switch(webhook=webhook, on=True, by=administrator)
    services.tell(timezone.now())

    assert len(receiver.told) == 2


def test_a_redirect_is_not_followed(hooked, receiver):
    receiver.status = 302
    happen(lit())

    services.tell(timezone.now())

    assert len(receiver.told) == 1
    assert Message.objects.get().status == 302


def test_of_a_long_answer_only_the_beginning_is_kept(hooked, receiver):
    receiver.text = "x\0" * 5000
    happen(lit())

    services.tell(timezone.now())

    assert Message.objects.get().answer == "x" * 500


def test_a_new_secret_signs_from_now_on(hooked, administrator):
    webhook, former = hooked

    secret = services.renew_secret(webhook=webhook, by=administrator)

    assert secret != former
    assert sealing.unseal(Webhook.objects.get().sealed_secret) == secret


def test_the_database_holds_no_secret(hooked):
    _webhook, secret = hooked

    assert secret not in str(Webhook.objects.values_list())


def test_long_logs_are_followed_in_stretches(hooked, receiver, monkeypatch):
    monkeypatch.setattr(services, "FOLLOWED_AT_ONCE", 2)
    happen(*(lit() for _ in range(5)))

    services.tell(timezone.now())

    assert len(receiver.told) == 5


def test_messages_that_were_taken_go_after_a_month(hooked, receiver):
    happen(lit())
    services.tell(timezone.now())

    services.tell(timezone.now() + services.KEPT + timedelta(hours=1))

    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://example.org/hook", "must begin with https"),
        ("ftp://example.org/", "must begin with https"),
        ("https://", "must begin with https"),
        ("nonsense", "must begin with https"),
        ("https://ada:secret@example.org/", "no name and no password"),
        ("https://example.org:port/", "not an address"),
        ("http://10.0.0.1/", "must begin with https"),
    ],
)
def test_an_address_that_cannot_be_called_is_refused(address, why):
    with pytest.raises(AddressError, match=why):
        checked_address(address)


@pytest.mark.parametrize(
    "place",
    [
        "127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "::1", "fe80::1", "fd00::1", "::ffff:10.0.0.1", "255.255.255.255", "64:ff9b::a9fe:a9fe", "64:ff9b:1::a01:203",
        "2002:7f00:1::", "::127.0.0.1", "::ffff:0:127.0.0.1", "fec0::1", "ff0e::1", "5f00::1",
    ],
)  # fmt: skip
def test_machines_of_private_networks_are_not_called(place, monkeypatch):
    family = socket.AF_INET6 if ":" in place else socket.AF_INET
    found = [
        (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("93.184.215.14", 443)),
        (family, socket.SOCK_STREAM, 6, "", (place, 443)),
    ]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_arguments, **_options: found)

    answer = calling.call("https://inside.example.org/", b"{}", key="a", secret="whsec_AAAA")

    assert answer.status is None
    assert "private network" in answer.text


@pytest.mark.parametrize(
    "place", ["93.184.215.14", "2606:2800:21f::1", "::ffff:93.184.215.14", "64:ff9b::5db8:d70e"]
)
def test_machines_of_the_public_network_are_called_by_whatever_address(place, monkeypatch):
    found = [(socket.AF_INET6, socket.SOCK_STREAM, 6, "", (place, 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_arguments, **_options: found)

    assert calling._public_address("lamps.example.org", 443, ()) == place


def test_a_name_that_nobody_knows_is_told(monkeypatch):
    def unknown(*_arguments, **_options):
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    assert "Nobody knows" in calling.call("https://a.invalid/", b"", key="a", secret="whsec_AAAA").text


@pytest.fixture(
    params=[b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n"], ids=["head", "body"]
)
def dribbling(request):
    """The port of a machine that sends its answer letter by letter, and never comes to its end."""
    over = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer():
            try:
                there, _address = server.accept()
                with there:
                    there.sendall(request.param)
                    while not over.wait(0.02):
                        there.sendall(b"a")
            except OSError:
                pass

        thread = threading.Thread(target=answer)
        thread.start()
        yield server.getsockname()[1]
        over.set()
        thread.join()


def test_whoever_answers_letter_by_letter_holds_nobody_for_long(dribbling, monkeypatch):
    monkeypatch.setattr(calling, "PATIENCE", 0.3)
    monkeypatch.setattr(calling, "LARGEST_ANSWER", 10**6)

    answer = calling.call(f"http://127.0.0.1:{dribbling}/", b"{}", key="a", secret="", allowed=LOOPBACK)

    assert answer.milliseconds < 2000
    assert answer.status in (None, 200)


def test_nor_does_a_provider(dribbling, monkeypatch):
    monkeypatch.setattr(calling, "PATIENCE", 0.3)
    began = time.monotonic()

    with pytest.raises((OSError, httpx2.HTTPError)):
        calling.fetch(f"http://127.0.0.1:{dribbling}/", homes={"127.0.0.1"})

    assert time.monotonic() - began < 2


def test_a_call_goes_to_the_address_that_was_checked(monkeypatch, receiver):
    """The name means a checked address once; whatever it means a moment later, nobody asks again."""
    asked = []

    real = socket.getaddrinfo

    def once(host, port, *arguments, **options):
        asked.append(host)
        if host != "lamps.example.org":
            return real(host, port, *arguments, **options)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(calling.socket, "getaddrinfo", once)
    monkeypatch.setattr(calling, "checked_address", lambda address, allowed: address)

    answer = calling.call(
        f"http://lamps.example.org:{receiver.server_port}/",
        b"{}",
        key="a",
        secret="whsec_AAAA",
        allowed=LOOPBACK,
    )

    assert answer.is_success
    assert receiver.told[0][1]["Host"] == f"lamps.example.org:{receiver.server_port}"
    assert [host for host in asked if host == "lamps.example.org"] == ["lamps.example.org"]


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"name": " "}, "a name"),
        ({"name": "x" * 101}, "a name"),
        ({"name": "LIGHTS"}, "has this name"),
        ({"wanted": ["street.lamp-sung"]}, "no event street.lamp-sung"),
        ({"address": "https://not a name/"}, "not an address"),
    ],
)
def test_facts_that_cannot_be_used_are_refused_and_change_nothing(hooked, administrator, facts, why):
    usual = {"name": "Other", "address": "https://example.org/", "wanted": []}

    with pytest.raises(WebhookError, match=why):
        services.create(**{**usual, **facts}, by=administrator)

    assert Webhook.objects.count() == 1


def test_only_administrators_see_to_webhooks(hooked, member):
    webhook, _secret = hooked
    facts = {"name": "Other", "address": "https://example.org/", "wanted": []}

    for deed in (
        lambda: services.create(**facts, by=member),
        lambda: services.change(webhook=webhook, **facts, by=member),
        lambda: services.renew_secret(webhook=webhook, by=member),
        lambda: services.switch(webhook=webhook, on=False, by=member),
        lambda: services.replay_since(webhook=webhook, since=timezone.now(), by=member),
        lambda: services.remove(webhook=webhook, by=member),
    ):
        with pytest.raises(NotAllowedError):
            deed()

    assert Webhook.objects.get().name == "Lights"


def test_a_webhook_is_removed_with_its_log_and_the_events_stay(hooked, administrator, receiver):
    webhook, _secret = hooked
    happen(lit())
    services.tell(timezone.now())

    services.remove(webhook=webhook, by=administrator)

    assert not Message.objects.exists()
    assert Event.objects.count() == 1
