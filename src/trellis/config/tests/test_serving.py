"""`trellis up` as a person meets it: started, opened, stopped."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager, suppress
from http import HTTPStatus
from http.cookiejar import CookieJar

import pytest

from trellis.config import serving
from trellis.config.serving import Options

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]  # whole servers start and stop


@pytest.fixture
def handbook(tmp_path):
    folder = tmp_path / "book"
    folder.mkdir()
    (folder / "welcome.md").write_text("# Welcome\n\nGood morning.\n")
    return folder


@pytest.fixture
def first_up(environ, handbook):
    """Starts a site in an empty place, and gives its process and what that printed; ends it whatever happens."""
    return starting(environ, handbook)


@pytest.fixture
def up(started, handbook):
    """The same where a site has been started before, which takes a fraction of the time."""
    return starting(started, handbook)


def starting(environ, handbook):
    @contextmanager
    def start(*arguments, **environment):
        process = subprocess.Popen(
            [sys.executable, "-m", "trellis", "up", "--handbook", str(handbook), *arguments],
            env={**environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        try:
            yield process, read_until_ready(process)
        finally:
            process.kill()
            process.wait()
            process.stdout.close()

    return start


def read_until_ready(process):
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line.startswith("Stop with"):
            return "".join(lines)
    raise AssertionError(f"It did not start:\n{''.join(lines)}")


def address(printed, label="Trellis"):
    return re.search(rf"^{label}:\s+(\S+)$", printed, re.MULTILINE)[1]


def fetch(url, data=None, opener=None):
    """The status and text of an answer; waits for a worker that is about to listen."""
    opener = opener or urllib.request.build_opener()
    for _ in range(100):
        try:
            with opener.open(urllib.request.Request(url, data=data), timeout=10) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()
        except urllib.error.URLError:
            time.sleep(0.05)
    raise AssertionError(f"{url} does not answer")


def children_of(process):
    with open(f"/proc/{process.pid}/task/{process.pid}/children") as children:
        return [int(pid) for pid in children.read().split()]


def is_alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def wait_until_gone(pids, seconds=10):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and any(map(is_alive, pids)):
        time.sleep(0.05)
    return [pid for pid in pids if is_alive(pid)]


def test_site_is_served_and_names_its_handbook(up, handbook):
    with up("--port", "0") as (_, printed):
        status, page = fetch(address(printed))

    assert status == HTTPStatus.OK
    assert "Welcome" in page
    assert f"Handbook:  {handbook}" in printed


def test_printed_link_signs_the_owner_in(up):
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    with up("--port", "0") as (_, printed):
        link = address(printed, "Sign in")
        _, page = fetch(link, opener=browser)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]

        status, _ = fetch(link, data=f"csrfmiddlewaretoken={token}".encode(), opener=browser)
        again, refusal = fetch(link, opener=browser, data=f"csrfmiddlewaretoken={token}".encode())

    assert status == HTTPStatus.OK
    assert again == HTTPStatus.FORBIDDEN
    assert refusal


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_it_stops_cleanly(up, sign):
    with up("--port", "0", "--workers", "2") as (process, printed):
        fetch(address(printed))
        workers = children_of(process)
        process.send_signal(sign)
        rest = process.stdout.read()
        process.wait(timeout=15)

        assert len(workers) == 2
        assert wait_until_gone(workers) == []
    assert (process.returncode, rest) == (0, "Stopped.\n")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent has died")
def test_killed_server_leaves_no_worker_behind(up):
    with up("--port", "0") as (process, printed):
        fetch(address(printed))
        workers = children_of(process)
        process.kill()

        assert workers
        assert wait_until_gone(workers) == []


def test_second_site_takes_the_next_port(up, tmp_path):
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                other.bind(("127.0.0.1", 8000))
                other.listen()
                break
            except OSError:  # sites of other tests have it and let it go; who has it for good serves as well
                time.sleep(0.2)

        with up() as (_, printed):
            status, _ = fetch(address(printed))

    assert status == HTTPStatus.OK
    assert re.search(r"^Port 8000 is taken; using 80\d\d\.$", printed, re.MULTILINE)


def test_taken_port_that_was_asked_for_is_told(run_trellis):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])

        done = run_trellis("up", "--port", port)

    assert done.returncode == 2
    assert done.stderr == f"Error: Port {port} of 127.0.0.1 is taken.\nChoose another with --port.\n"


def test_handbook_that_is_not_there_is_told(run_trellis):
    done = run_trellis("up", "--handbook", "/nowhere", "--port", "0")

    assert done.returncode == 2
    assert done.stderr.startswith("Error: There is no handbook at /nowhere.\n")


def test_two_first_starts_at_once_share_the_work_and_a_second_start_has_none(first_up):
    with first_up("--port", "0") as (_, first), first_up("--port", "0") as (_, second):
        statuses = [fetch(address(printed))[0] for printed in (first, second)]

    assert statuses == [HTTPStatus.OK, HTTPStatus.OK]
    with first_up("--port", "0") as (_, third):
        pass
    assert ("migrations applied" in first) != ("migrations applied" in second)
    assert ("Static files: collected." in first) != ("Static files: collected." in second)
    assert "Static files" not in third
    assert "Database:" not in third


def test_an_edit_shows_on_a_site_that_was_never_started_before(first_up, handbook):
    with first_up() as (_process, printed):
        page = address(printed) + "handbook/welcome/"
        assert "Good morning" in fetch(page)[1]
        (handbook / "welcome.md").write_text("# Welcome\n\nGood evening.\n")
        deadline = time.monotonic() + 20
        while "Good evening" not in (text := fetch(page)[1]) and time.monotonic() < deadline:
            time.sleep(0.1)
        assert "Good evening" in text


def test_site_for_other_machines_is_for_members(up):
    with up("--port", "0", "--host", "0.0.0.0") as (_, printed):
        port = address(printed).rstrip("/").rpartition(":")[2]
        status, page = fetch(f"http://127.0.0.1:{port}/handbook/")

    assert "Warning: this site can be reached from other machines (members only)." in printed
    assert status == HTTPStatus.OK
    assert "I cannot sign in" in page


def test_strange_host_name_is_refused(up):
    with up("--port", "0") as (_, printed):
        request = urllib.request.Request(address(printed), headers={"Host": "evil.example"})
        fetch(address(printed))
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(request, timeout=10)
        refused.value.close()

    assert refused.value.code == HTTPStatus.BAD_REQUEST


def test_pages_carry_the_guards_of_the_browser(up):
    with up("--port", "0") as (_, printed):
        fetch(address(printed))
        with urllib.request.urlopen(address(printed) + "sign-in/", timeout=10) as answer:
            headers = answer.headers

    assert headers["Content-Security-Policy"].startswith("default-src 'self'")
    assert "unsafe-inline" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"


def test_an_interrupt_that_the_start_swallows_is_not_forgotten(monkeypatch, tmp_path):
    def swallows():
        with suppress(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
        return ""

    handlers = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}
    monkeypatch.setattr(serving, "_prepare", swallows)
    monkeypatch.setattr(serving, "_configure", lambda *_facts: None)
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    try:
        with pytest.raises(KeyboardInterrupt):
            serving.serve(Options(handbook=(), host="127.0.0.1", port=0, exact_port=False, workers=1))
    finally:
        for each, handler in handlers.items():
            signal.signal(each, handler)


def test_interrupting_the_start_is_quiet(environ, handbook):
    process = subprocess.Popen(
        [sys.executable, "-m", "trellis", "up", "--handbook", str(handbook), "--port", "0"],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("Database:")  # before that, Python itself may not be up yet
    os.kill(process.pid, signal.SIGINT)
    _, stderr = process.communicate(timeout=15)

    assert process.returncode in (0, 130)
    assert "Traceback" not in stderr


ALONE = """
import os, signal, sys, time
from trellis.config import serving
serving.ORPHANED = 1
serving._tie_workers_to_this_process()
child = os.fork()
if child == 0:
    def asked(*_arguments):
        print("asked", flush=True)
        if sys.argv[1] == "ends":
            os._exit(0)
    signal.signal(signal.SIGTERM, asked)
    while True:
        time.sleep(0.05)
print(child, flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent has died")
@pytest.mark.parametrize("way", ["ends", "misses it"])
def test_a_worker_that_is_left_alone_ends_even_where_it_misses_that_it_was_asked(way):
    with subprocess.Popen(
        [sys.executable, "-c", ALONE, way], stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": "src"}
    ) as parent:  # fmt: skip
        worker = int(parent.stdout.readline())
        time.sleep(0.2)
        parent.kill()

        assert parent.stdout.readline() == "asked\n"
        assert wait_until_gone([worker]) == []
