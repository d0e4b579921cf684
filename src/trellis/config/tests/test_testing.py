import socket
import threading

import pytest

from trellis.config import testing


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "postgres://postgres@127.0.0.1:5432/postgres"),
        ("db.example:5433", "postgres://postgres@db.example:5433/postgres"),
        ("postgres://ada:secret@db.example/main", "postgres://ada:secret@db.example/main"),
    ],
)
def test_server_for_tests_is_named_by_the_environment(value, expected):
    assert testing.postgres_url({testing.POSTGRES: value} if value else {}) == expected


def test_password_is_not_shown():
    assert testing.place("postgres://ada:secret@db.example/main") == "db.example:5432"


def test_port_where_nobody_listens_does_not_answer():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]

        assert not testing.answers(f"postgres://postgres@127.0.0.1:{port}/postgres")


def test_something_else_on_the_port_is_no_answer():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.settimeout(5)
        url = f"postgres://postgres@127.0.0.1:{server.getsockname()[1]}/postgres"
        server_closes_at_once(server)

        assert not testing.answers(url)


def server_closes_at_once(server):
    def close_all():
        try:
            while True:
                server.accept()[0].close()
        except OSError:
            pass

    threading.Thread(target=close_all, daemon=True).start()


def test_outside_a_checkout_there_are_no_tests(monkeypatch, tmp_path):
    monkeypatch.setattr("trellis.config.places.PROJECT", tmp_path)

    with pytest.raises(testing.TestingError, match="need a checkout"):
        testing.run([], fast=True)
