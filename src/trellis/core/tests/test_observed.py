"""Requests have names, are counted and timed, and nothing secret is written down of them."""

import json
import logging
import sys
from http import HTTPStatus
from ipaddress import ip_network

import pytest
from django.db import OperationalError, connection
from django.http import HttpResponse
from django.test import Client, RequestFactory

from trellis.config.settings import LOGGING
from trellis.core import logs, measuring, meters, readiness, request_ids, tracing
from trellis.core.observed import ObservedMiddleware
from trellis.core.views import health

SECRET = "Yi4aKSc15NaYD0WwIHohZu8A1"


@pytest.fixture
def written():
    """The lines of the log as machines read them, of this test."""
    lines = []

    class Kept(logging.Handler):
        def emit(self, record):
            lines.append(json.loads(self.format(record)))

    handler = Kept()
    handler.setFormatter(logs.Json())
    handler.addFilter(logs.NameRequests())
    logger, level = logging.getLogger("trellis"), logging.getLogger("trellis").level
    for name in ("trellis", "django"):
        logging.getLogger(name).addHandler(handler)
    logger.setLevel("INFO")
    yield lines
    for name in ("trellis", "django"):
        logging.getLogger(name).removeHandler(handler)
    logger.setLevel(level)


def test_every_answer_has_a_name_and_every_line_of_the_log_carries_it(client, db, written):
    first, second = client.get("/sign-in/"), client.get("/sign-in/")

    names = [answer.headers["X-Request-ID"] for answer in (first, second)]
    assert names[0] != names[1]
    assert [line["request_id"] for line in written] == names
    assert {**written[0], "milliseconds": 0, "at": "", "process": 0, "thread": ""} == {
        "at": "", "level": "info", "logger": "trellis.requests", "message": "GET core:sign-in 200", "process": 0,
        "thread": "", "request_id": names[0], "route": "core:sign-in", "method": "GET", "status": 200,
        "milliseconds": 0, "statements": written[0]["statements"],
    }  # fmt: skip
    assert request_ids.current() == ""


@pytest.mark.parametrize(
    ("trusted", "given", "is_taken"),
    [
        (True, "from-the-proxy.1", True),
        (False, "from-anybody", False),
        (True, "a\nb", False),
        (True, "x" * 65, False),
        (True, "", False),
    ],
)
def test_name_of_a_request_is_taken_from_a_proxy_that_is_trusted(settings, rf, trusted, given, is_taken):
    settings.TRELLIS_HTTPS = trusted
    answer = ObservedMiddleware(lambda request: HttpResponse())(rf.get("/", headers={"X-Request-ID": given}))

    assert (answer.headers["X-Request-ID"] == given) is is_taken


def test_secrets_of_links_and_bodies_are_never_logged(client, db, written):
    client.get(f"/sign-in/{SECRET}/")
    client.get(f"/no/such/{SECRET}")
    client.post("/sign-in/", {"email": "ben@example.org", "password": SECRET})
    client.get("/api/v1/me", headers={"Authorization": f"Bearer {SECRET}"})
    client.get(f"/search/?q={SECRET}")
    Client(enforce_csrf_checks=True).post(f"/join/{SECRET}/", {"x": SECRET})

    text = json.dumps(written)
    assert SECRET not in text
    assert "ben@example.org" not in text
    assert "127.0.0.1" not in text
    assert {line["route"] for line in written if "route" in line} >= {
        "core:redeem",
        "unknown",
        "core:sign-in",
    }


def test_values_of_rows_are_not_told_by_faults_of_the_database():
    told = logs.without_values(
        "IntegrityError: duplicate key\nDETAIL:  Key (email)=(ben@example.org) already exists.\nTraceback"
    )

    assert told == "IntegrityError: duplicate key\nDETAIL: (not logged)\nTraceback"


def test_both_forms_of_the_log_are_written():
    record = logging.LogRecord("trellis.x", logging.WARNING, "", 1, "It is %s.", ("late",), None)
    logs.NameRequests().filter(record)
    try:
        raise ValueError("DETAIL: Key (name)=(Ben)")
    except ValueError:
        record.exc_info = sys.exc_info()
    said = json.loads(logs.Json().format(record))
    record.exc_text = None
    text = LOGGING["formatters"]["text"]
    lines = logs.Readable(text["format"], style=text["style"]).format(record)

    assert said["message"] == "It is late."
    assert said["exception"].startswith("Traceback")
    assert " WARNING trellis.x [-]: It is late.\nTraceback" in lines


def test_what_django_says_of_a_refusal_names_the_request_too(client, db, written):
    answer = client.get("/no/such/page")

    said = [line for line in written if line["logger"] == "django.request"]
    assert [(line["message"], line["request_id"]) for line in said] == [
        ("Not Found: unknown", answer.headers["X-Request-ID"])
    ]


# -- numbers


def number(page, line):
    return next((float(each.rpartition(" ")[2]) for each in page.splitlines() if each.startswith(line)), 0.0)


def test_requests_are_counted_by_route_method_and_status(client, db):
    line = 'trellis_requests_total{method="GET",route="core:sign-in",status="200"}'
    slow = 'trellis_request_duration_seconds_count{route="core:sign-in"}'
    before = meters.page().decode()
    client.get("/sign-in/")
    after = meters.page().decode()

    assert number(after, line) == number(before, line) + 1
    assert number(after, slow) == number(before, slow) + 1
    assert number(after, "trellis_requests_running") == 0


def test_statements_are_counted(rf, db):
    def view(request):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.execute("SELECT 2")
        return HttpResponse()

    line = 'trellis_database_queries_total{route="unknown"}'
    before = number(meters.page().decode(), line)
    ObservedMiddleware(view)(rf.get("/"))

    assert number(meters.page().decode(), line) == before + 2


def test_methods_and_routes_cannot_flood_the_numbers(rf):
    for at in range(20):
        ObservedMiddleware(lambda request: HttpResponse())(rf.generic(f"X{at}", f"/made/up/{at}"))

    assert "made/up" not in meters.page().decode()
    assert 'method="X1"' not in meters.page().decode()


def test_measures_of_all_rooms_are_told_and_a_broken_one_keeps_none_from_it(db):
    def broken():
        raise OperationalError("away")

    measuring.register(measuring.Measure("trellis_a_broken", "Breaks.", broken))
    try:
        page = meters.page().decode()
    finally:
        measuring._measures.pop("trellis_a_broken")

    assert 'trellis_measure_failed{measure="trellis_a_broken"} 1.0' in page
    assert "trellis_events_unsealed 0.0" in page
    assert 'trellis_deliveries{state="dead"} 0.0' in page
    assert 'trellis_mails{state="waiting"} 0.0' in page


@pytest.mark.parametrize(
    ("token", "networks", "given", "address", "forwarded", "status"),
    [
        ("", ["127.0.0.0/8"], "", "127.0.0.1", False, 200),
        ("", ["127.0.0.0/8"], "", "10.0.0.7", False, 403),
        ("", ["127.0.0.0/8"], "", "127.0.0.1", True, 403),
        ("", ["10.0.0.0/24"], "", "10.0.0.7", False, 200),
        ("", ["127.0.0.0/8"], "", "", False, 403),
        (SECRET, ["127.0.0.0/8"], "", "127.0.0.1", False, 401),
        (SECRET, ["127.0.0.0/8"], f"Bearer {SECRET}", "198.51.100.1", True, 200),
        (SECRET, ["127.0.0.0/8"], f"Bearer {SECRET}x", "127.0.0.1", False, 401),
        (SECRET, ["127.0.0.0/8"], "Bearer ü", "127.0.0.1", False, 401),
    ],
)
def test_numbers_are_for_those_who_watch_over_the_site(
    db, settings, token, networks, given, address, forwarded, status
):
    settings.TRELLIS_METRICS_TOKEN = token
    settings.TRELLIS_METRICS_NETWORKS = [ip_network(each) for each in networks]
    meta = {"REMOTE_ADDR": address, **({"HTTP_X_FORWARDED_FOR": "203.0.113.9"} if forwarded else {})}
    answer = health.metrics(RequestFactory().get("/metrics", headers={"Authorization": given}, **meta))

    assert answer.status_code == status
    assert (b"trellis_requests" in answer.content) is (status == 200)


def test_what_ended_processes_measured_of_themselves_is_forgotten(tmp_path):
    for name in ("gauge_liveall_999999999.db", "gauge_livesum_1.db", "counter_999999999.db"):
        (tmp_path / name).touch()

    meters.forget_ended(tmp_path)

    assert sorted(each.name for each in tmp_path.iterdir()) == ["counter_999999999.db", "gauge_livesum_1.db"]


# -- health


def test_health_needs_no_session_no_host_and_no_https(client, db, settings, monkeypatch):
    settings.TRELLIS_READING = "members"
    settings.SECURE_SSL_REDIRECT = True
    monkeypatch.setitem(readiness._checks, "handbook", lambda: readiness.FINE)

    answers = [client.get(path, headers={"Host": "10.0.0.9"}) for path in ("/-/live", "/-/ready")]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[1].json() == {
        "ready": True, "parts": {"server": "ok", "database": "ok", "migrations": "ok", "handbook": "ok"},
    }  # fmt: skip
    assert all(not answer.cookies and answer.headers["Cache-Control"] == "no-store" for answer in answers)
    assert client.post("/-/ready").status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_what_is_not_ready_is_named_without_secrets(client, db, monkeypatch):
    def away():
        raise OperationalError("connection to server at db.internal, user trellis failed: hush")

    monkeypatch.setitem(readiness._checks, "database", away)
    monkeypatch.setitem(readiness._checks, "handbook", lambda: readiness.FINE)
    answer = client.get("/-/ready")

    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert answer.json()["parts"]["database"] == "the database does not answer"
    assert "hush" not in answer.text
    assert client.get("/-/live").status_code == HTTPStatus.OK


def test_server_that_is_about_to_end_is_not_ready_and_lives(client, db, monkeypatch):
    monkeypatch.setitem(readiness._checks, "handbook", lambda: readiness.FINE)
    readiness.stop()
    try:
        ready, live = client.get("/-/ready"), client.get("/-/live")
    finally:
        readiness.resume()

    assert (ready.status_code, ready.json()["parts"]["server"]) == (503, "stopping")
    assert live.status_code == HTTPStatus.OK


def test_missing_migrations_are_told(db, monkeypatch):
    monkeypatch.setattr(readiness, "_migrated", False)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'web'")

    assert readiness.migrations().endswith(" to apply")


# -- traces


def test_traces_name_routes_and_join_the_trace_of_the_caller(client, db, settings, written):
    export = pytest.importorskip("opentelemetry.sdk.trace.export.in_memory_span_exporter")
    sdk = pytest.importorskip("opentelemetry.sdk.trace")
    exporter, provider = export.InMemorySpanExporter(), sdk.TracerProvider()
    provider.add_span_processor(sdk.export.SimpleSpanProcessor(exporter))
    trace = "0af7651916cd43dd8448eb211c80319c"
    settings.TRELLIS_HTTPS = True  # a proxy that is trusted to say so
    tracing.use(provider)
    try:
        client.get(f"/sign-in/{SECRET}/", headers={"traceparent": f"00-{trace}-b7ad6b7169203331-01"})
    finally:
        tracing.use(None)
        provider.shutdown()

    (span,) = exporter.get_finished_spans()
    assert span.name == "GET core:redeem"
    assert f"{span.context.trace_id:032x}" == trace
    assert span.attributes["http.route"] == "core:redeem"
    assert SECRET not in span.to_json()
    assert [line["trace_id"] for line in written if line["logger"] == "trellis.requests"] == [trace]


def test_traces_are_off_unless_a_collector_is_named(monkeypatch):
    assert not tracing.is_wanted({})
    assert tracing.is_wanted({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:4318"})
    assert not tracing.is_wanted({"OTEL_EXPORTER_OTLP_ENDPOINT": "http://x", "OTEL_SDK_DISABLED": "true"})
    with tracing.span("x") as span:
        assert span is None
    assert tracing.current_trace() == ""


def test_missing_packages_for_traces_are_told(monkeypatch):
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318")
    monkeypatch.setattr(tracing, "is_installed", lambda: False)

    with pytest.raises(tracing.TracingError) as told:
        tracing.check()
    assert told.value.hint.startswith("Install opentelemetry-sdk and")
