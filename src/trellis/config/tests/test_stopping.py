"""A server that is asked to end loses nothing that it has acknowledged, and finishes what it has begun."""

import http.client
import json
import re
import signal
import sqlite3
import threading
import time
from http import HTTPStatus
from urllib.parse import urlsplit

import pytest

from trellis.config.tests.test_serving import address, fetch, handbook, up  # noqa: F401 - fixtures

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]  # whole servers start and stop


class Asker(threading.Thread):
    """Tries links that sign nobody in, over and over: each answer means that a try was written down."""

    def __init__(self, place, token, number):
        super().__init__(daemon=True)
        self.place, self.token, self.number = place, token, number
        self.answered, self.cut_off, self.refused = [], [], False

    def run(self):
        for at in range(100_000):
            connection = http.client.HTTPConnection(self.place, timeout=20)
            try:
                connection.connect()
            except ConnectionError:
                self.refused = True
                return
            try:
                self.ask(connection, f"{self.number}-{at}-no-such-link")
            except (OSError, http.client.HTTPException) as error:
                self.cut_off.append(repr(error))
                return
            finally:
                connection.close()

    def ask(self, connection, link):
        headers = {
            "Cookie": f"csrftoken={self.token}",
            "X-CSRFToken": self.token,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        connection.request("POST", f"/sign-in/{link}/", "", headers)
        answer = connection.getresponse()
        answer.read()
        self.answered.append(answer.status)


def tries_written(environ):
    with sqlite3.connect(f"file:{environ['TRELLIS_DATA']}/trellis.sqlite3?mode=ro", uri=True) as database:
        return database.execute("SELECT sum(count) FROM core_tries").fetchone()[0]


def test_no_request_that_was_begun_is_lost(up, started):  # noqa: F811
    with up("--port", "0", "--workers", "2") as (process, printed):
        place = urlsplit(address(printed)).netloc
        _status, page = fetch(address(printed) + "sign-in/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
        askers = [Asker(place, token, number) for number in range(6)]
        for asker in askers:
            asker.start()
        while sum(len(asker.answered) for asker in askers) < 20:
            time.sleep(0.005)
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=50)
        for asker in askers:
            asker.join(20)

    answered = [status for asker in askers for status in asker.answered]
    assert process.returncode == 0
    # A connection that was made in the last moment, and whose request nobody had read, may be closed: nothing of it was
    # begun. Were something written of one that got no answer, the two numbers below would differ.
    cut_off = [error for asker in askers for error in asker.cut_off]
    assert all(error.startswith(("RemoteDisconnected", "ConnectionReset")) for error in cut_off)
    assert len(cut_off) < len(askers)
    assert set(answered) <= {HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS}
    assert tries_written(started) == len(answered) >= 20


def test_server_says_that_it_ends_before_it_does(up, started):  # noqa: F811
    """For as long as TRELLIS_DRAIN says, whoever balances load is told to send no more, and what comes is answered."""
    with up("--port", "0", TRELLIS_DRAIN="2") as (process, printed):
        site = address(printed).rstrip("/")
        fetch(f"{site}/handbook/")
        process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        ready, text = fetch(f"{site}/-/ready")
        live, _ = fetch(f"{site}/-/live")
        page, _ = fetch(f"{site}/handbook/")
        began = time.monotonic()
        process.wait(timeout=20)

    assert (ready, json.loads(text)["parts"]["server"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "stopping")
    assert (live, page) == (HTTPStatus.OK, HTTPStatus.OK)
    assert process.returncode == 0
    assert time.monotonic() - began > 0.5


def test_server_counts_for_all_its_workers_and_leaves_nothing(up, started, tmp_path):  # noqa: F811
    counts = tmp_path / "tmp"
    counts.mkdir()
    with up("--port", "0", "--workers", "2", TMPDIR=str(counts)) as (process, printed):
        site = address(printed).rstrip("/")
        for _ in range(12):
            fetch(f"{site}/sign-in/")
        _status, text = fetch(f"{site}/metrics")
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)

    assert re.search(r'trellis_requests_total\{method="GET",route="core:sign-in",status="200"\} 12\.0', text)
    assert len(re.findall(r"trellis_process_resident_bytes\{", text)) >= 2
    assert [each.name for each in counts.iterdir() if each.name.startswith("trellis-counts-")] == []
