"""A full disk and a database that is away: who asked is told to try again, and nothing is half-done."""

import errno
import sqlite3
from http import HTTPStatus

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, close_old_connections, connection
from django.test import Client

from trellis.config.tests.programs import token_of
from trellis.core import rounds
from trellis.core.models import Access, Account, Event
from trellis.core.services import accounts
from trellis.core.tests.conftest import PASSWORD
from trellis.core.trouble import Trouble, trouble_of


def caused(error, by):
    error.__cause__ = by
    return error


def sqlite_error(name):
    error = sqlite3.OperationalError(name)
    error.sqlite_errorname = name
    return caused(OperationalError(name), error)


def psycopg_error(state):
    return caused(OperationalError(state), psycopg.errors.lookup(state)())


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (OSError(errno.ENOSPC, "x"), Trouble.FULL),
        (OSError(errno.EDQUOT, "x"), Trouble.FULL),
        (OSError(errno.ENOENT, "x"), None),
        (caused(ValueError("x"), OSError(errno.ENOSPC, "x")), Trouble.FULL),
        (RuntimeError("fatal: write error: No space left on device"), Trouble.FULL),
        (sqlite_error("SQLITE_FULL"), Trouble.FULL),
        (sqlite_error("SQLITE_BUSY"), Trouble.AWAY),
        (sqlite_error("SQLITE_IOERR_WRITE"), Trouble.AWAY),
        (sqlite_error("SQLITE_ERROR"), None),
        (psycopg_error("53100"), Trouble.FULL),
        (psycopg_error("57P01"), Trouble.AWAY),
        (psycopg_error("53300"), Trouble.AWAY),
        (psycopg_error("40P01"), Trouble.AWAY),
        (psycopg_error("57014"), None),
        (caused(OperationalError("x"), psycopg.OperationalError("connection is lost")), Trouble.AWAY),
        (IntegrityError("x"), None),
        (ValueError("x"), None),
        (None, None),
    ],
)
def test_troubles_of_the_machine_are_told_from_faults(error, trouble):
    assert trouble_of(error) is trouble


@pytest.fixture
def full_disk():
    """The database takes no new rows, in the words of its driver."""
    error = (
        sqlite_error("SQLITE_FULL")
        if connection.vendor == "sqlite"
        else caused(OperationalError("could not extend file"), psycopg.errors.DiskFull())
    )

    def refuse(execute, sql, *rest):
        if sql.lstrip().startswith("INSERT"):
            raise error
        return execute(sql, *rest)

    with connection.execute_wrapper(refuse):
        yield


@pytest.mark.django_db(transaction=True)
def test_full_disk_is_answered_with_a_page_that_helps(colleague, full_disk):
    client = Client(raise_request_exception=False)
    answer = client.post("/sign-in/", {"email": colleague.email, "password": PASSWORD})
    page = client.get("/sign-in/")

    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert answer.headers["Retry-After"] == "10"
    assert "There is no room left on the server" in answer.text
    assert page.status_code == HTTPStatus.OK  # what is only read goes on


@pytest.mark.django_db(transaction=True)
def test_nothing_is_half_done_where_a_database_is_really_full(administrator):
    """An SQLite file that may not grow any more: each account is there with its event, or neither is."""
    if connection.vendor != "sqlite":
        pytest.skip("a server cannot be filled for a test")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count")
        most = cursor.fetchone()[0]
        cursor.execute("PRAGMA page_count")
        cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0] + 3}")
    try:
        with pytest.raises(DatabaseError) as full:
            invite_many(administrator)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA max_page_count = {most}")

    assert trouble_of(full.value) is Trouble.FULL
    made = Account.objects.exclude(pk=administrator.pk)
    assert made.exists()
    assert set(made.values_list("pk", flat=True)) == set(
        Event.objects.filter(about="account").values_list("object", flat=True)
    )


def invite_many(administrator):
    for at in range(1000):
        accounts.invite(
            email=f"{at}-{'y' * 80}@example.org",
            name="y" * 90,
            access=Access.READER,
            titles=(),
            by=administrator,
        )


def raising(error):
    def view(*_arguments, **_named):
        raise error

    return view


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (sqlite_error("SQLITE_FULL"), "There is no room left on the server"),
        (OSError(errno.ENOSPC, "No space left"), "There is no room left on the server"),
        (sqlite_error("SQLITE_BUSY"), "The database does not answer just now"),
        (psycopg_error("57P01"), "The database does not answer just now"),
    ],
)
def test_page_says_what_to_do(db, monkeypatch, error, words):
    monkeypatch.setattr("trellis.core.views.signing_in.render", raising(error))
    answer = Client(raise_request_exception=False).get("/sign-in/")

    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert answer.headers["Retry-After"] == "10"
    assert words in answer.text
    assert answer.headers["X-Request-ID"] in answer.text


def test_a_fault_of_ours_stays_one(db, monkeypatch):
    monkeypatch.setattr("trellis.core.views.signing_in.render", raising(ZeroDivisionError()))
    answer = Client(raise_request_exception=False).get("/sign-in/")

    assert answer.status_code == HTTPStatus.INTERNAL_SERVER_ERROR
    assert "Retry-After" not in answer.headers
    assert answer.headers["X-Request-ID"] in answer.text


def test_interface_says_the_same_as_a_problem(owner, monkeypatch):
    secret = token_of(owner).secret
    monkeypatch.setattr(
        "trellis.core.api.accounts.queries.people", raising(psycopg_error("57P01")), raising=False
    )
    monkeypatch.setattr("trellis.core.api.calls.CALLS.__class__.take", raising(psycopg_error("57P01")))
    answer = Client().get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"})

    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert answer.headers["Retry-After"] == "10"
    assert (answer.json()["code"], answer.json()["status"]) == ("unavailable", 503)


@pytest.mark.django_db(transaction=True)
def test_connection_that_the_server_ends_costs_one_answer_at_most(owner):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no server")
    client = Client(raise_request_exception=False)
    client.force_login(owner)
    assert client.get("/account/").status_code == HTTPStatus.OK
    end_connections()

    lost = client.get("/account/")
    close_old_connections()  # as Django does after each request; its client for tests leaves it out
    after = client.get("/account/")

    assert lost.status_code in {HTTPStatus.OK, HTTPStatus.SERVICE_UNAVAILABLE}
    assert after.status_code == HTTPStatus.OK


@pytest.mark.django_db(transaction=True)
def test_jobs_go_on_after_the_database_was_away(owner, monkeypatch):
    """A round in which the connection is lost is told to the log; the next has another connection."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no server")
    done = []

    def look(_now):
        if not done:
            done.append("lost")
            end_connections()
        done.append(Account.objects.count())

    connection.close()
    monkeypatch.setattr(
        rounds, "_looks", {lane: {"x": look} if lane is rounds.Lane.HOME else {} for lane in rounds.Lane}
    )
    for _round in range(3):
        rounds.run_all(None)
        connection.close()

    assert done == ["lost", 1, 1]


def test_a_round_says_once_that_the_database_is_away(monkeypatch, caplog):
    class Away:
        def ensure_connection(self):
            raise OperationalError("unable to open database file")

    looked = []
    looks = {lane: {str(at): looked.append for at in range(3)} for lane in rounds.Lane}
    monkeypatch.setattr(rounds, "_looks", looks)
    monkeypatch.setattr(rounds, "connection", Away())

    rounds.run_all(None)

    assert looked == []
    assert [record.getMessage() for record in caplog.records] == [
        "The database does not answer; the round waits until it does: unable to open database file"
    ]


def end_connections():
    """What an administrator of the server, or its restart, does to all connections of this database."""
    connection.ensure_connection()
    options = {
        k: v
        for k, v in connection.get_connection_params().items()
        if k in {"host", "port", "user", "password"}
    }
    with psycopg.connect(dbname="postgres", autocommit=True, **options) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity WHERE datname = %s",
            [connection.settings_dict["NAME"]],
        )
