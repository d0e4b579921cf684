"""A site that is killed at any instruction, under a mixed load: what was acknowledged is kept, once."""

import http.client
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from http import HTTPStatus
from urllib.parse import urlsplit

import pytest

from trellis.config.tests.test_serving import address, children_of, starting, wait_until_gone

pytestmark = [
    pytest.mark.slow,
    pytest.mark.timeout(600),
]  # whole servers are killed and start again, also on a busy machine
ROUNDS = 2
WRITERS = 4
COMMENTED = 20  # requests of each writer, of which every fourth is a comment
TOKEN = """
import django; django.setup()
from trellis.core import queries, scopes
from trellis.core.models import ApiKey
from trellis.core.services import tokens
owner = queries.first_owner()
made = tokens.issue(
    account=owner, name="load", scopes=sorted(scopes.names()), days=7, kind=ApiKey.Kind.PERSONAL
)
print(owner.pk, made.secret)
"""
LATER = """
import django; django.setup()
from datetime import timedelta
from django.utils import timezone
from trellis.core.models import Reply
Reply.objects.filter(status=None).update(begun_at=timezone.now() - timedelta(minutes=3))
"""
KEPT = """
import json, django; django.setup()
from trellis.core.models import Event
from trellis.discussions.models import Comment
from trellis.pages.models import Proposal
from trellis.work.models import WorkItem
print(json.dumps({
    "task": list(WorkItem.objects.filter(kind="task").values_list("title", flat=True)),
    "comment": list(Comment.objects.values_list("text", flat=True)),
    "proposal": list(Proposal.objects.values_list("title", flat=True)),
    "branches": list(Proposal.objects.values_list("branch", "tip")),
    "made": list(Event.objects.filter(name__in=["work.task-given", "discussions.comment-made", "pages.proposal-made"])
                 .values_list("name", flat=True)),
}))
"""


class Writer(threading.Thread):
    """Writes tasks, comments and proposals; what has no answer is sent again under its key, until `over`."""

    def __init__(self, site, owner, secret, number, over):
        super().__init__(daemon=True)
        self.site, self.owner, self.secret, self.number, self.over = site, owner, secret, number, over
        self.acknowledged, self.open, self.waiting, self.strange = {}, {}, {}, []

    def run(self):
        for at in range(100_000):
            if self.over.is_set():
                return
            key = f"{self.number}-{at}"
            kind = ("task", "comment", "task", "proposal")[at % 4]
            # One account says no more than thirty things in ten minutes, which a fast machine would reach.
            self.open[key] = self.call(key, "task" if kind == "comment" and at > COMMENTED else kind)
            while key in self.open and not self.over.is_set():
                self.send(key)

    def call(self, key, kind):
        return {
            "task": ("task", "/work", {"title": key}),
            "comment": ("comment", f"/objects/account/{self.owner}/comments", {"text": key}),
            "proposal": ("proposal", "/proposals", {
                "title": key, "files": [{"path": f"{key}.md", "text": f"# Page {key}\n"}],
            }),
        }[kind]  # fmt: skip

    def send(self, key):
        kind, path, body = self.open[key]
        headers = {
            "Authorization": f"Bearer {self.secret}", "Idempotency-Key": key, "Content-Type": "application/json",
        }  # fmt: skip
        connection = http.client.HTTPConnection(self.site, timeout=20)
        try:
            connection.request("POST", f"/api/v1{path}", json.dumps(body), headers)
            answer = connection.getresponse()
            text = answer.read()
        except (OSError, http.client.HTTPException):
            time.sleep(0.05)
            return
        finally:
            connection.close()
        if answer.status == HTTPStatus.CREATED:
            del self.open[key]
            self.acknowledged[key] = kind
        elif (
            answer.status == HTTPStatus.CONFLICT
        ):  # it was killed while it was answered: again in two minutes
            self.waiting[key] = self.open.pop(key)
        else:
            self.strange.append((answer.status, text[:300]))
            self.over.wait(0.2)

    def finish(self):
        """Send again what was never answered."""
        self.open, self.waiting = {**self.open, **self.waiting}, {}
        for key in list(self.open):
            for _try in range(20):
                if key in self.open:
                    self.send(key)


@pytest.fixture
def python(started):
    """Runs a program of ours beside the site, and gives what it printed."""

    def run(code):
        env = {
            **started, "DJANGO_SETTINGS_MODULE": "trellis.config.settings", "PYTHONPATH": os.pathsep.join(sys.path)
        }  # fmt: skip
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", code], env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    return run


@pytest.fixture
def handbook(tmp_path):
    """A handbook in a repository, since proposals are commits."""
    folder = tmp_path / "book"
    folder.mkdir()
    (folder / "index.md").write_text("# Home\n\nGood morning.\n")
    for words in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-qm", "Begin"]):
        subprocess.run(
            ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *words], cwd=folder, check=True
        )
    return folder


def kill(process):
    """All at once, as when the machine loses its power."""
    everything = [process.pid, *children_of(process)]
    for pid in everything:
        os.kill(pid, signal.SIGKILL)
    process.wait()
    wait_until_gone(everything)


def commits(folder):
    """The commits that branches of a repository lead to."""
    shown = subprocess.run(
        ["git", "for-each-ref", "--format=%(refname) %(objectname)"],
        cwd=folder, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return dict(line.split() for line in shown.stdout.splitlines())


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent has died")
def test_what_was_acknowledged_is_kept_once_whenever_the_site_is_killed(
    started, handbook, python, run_trellis
):
    over = threading.Event()
    serve = starting(started, handbook)
    with serve("--port", "0") as (process, printed):
        site = urlsplit(address(printed)).netloc
        owner, secret = python(TOKEN).split()
        writers = [Writer(site, owner, secret, number, over) for number in range(WRITERS)]
        for writer in writers:
            writer.start()
        time.sleep(random.uniform(1.5, 2.5))
        kill(process)
    for _round in range(ROUNDS):
        with serve("--port", site.rpartition(":")[2]) as (process, _printed):
            time.sleep(random.uniform(0.8, 2))
            kill(process)
    over.set()
    for writer in writers:
        writer.join(30)
    python(LATER)
    with serve("--port", site.rpartition(":")[2]):
        for writer in writers:
            writer.finish()
    kept = json.loads(python(KEPT))
    found = json.loads(run_trellis("doctor", "--json").stdout)

    sent = Counter(kind for writer in writers for kind in writer.acknowledged.values())
    assert [writer.strange for writer in writers] == [[]] * WRITERS
    assert [{**writer.open, **writer.waiting} for writer in writers] == [{}] * WRITERS
    assert set(sent) == {"task", "comment", "proposal"}
    assert sum(sent.values()) > 20
    for kind in sent:
        wanted = sorted(key for each in writers for key, made in each.acknowledged.items() if made == kind)
        assert sorted(kept[kind]) == wanted
    assert all(commits(handbook).get(branch) == tip for branch, tip in kept["branches"])
    assert len(kept["made"]) == sum(sent.values())
    assert [each for each in found["findings"] if each["state"] == "wrong"] == []
