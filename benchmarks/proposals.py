"""How long changing the handbook takes: with 3,000 pages and 20,000 commits, from the editor to the merge.

    PYTHONPATH=src python benchmarks/history.py /tmp/book --from FOLDER-OF-REAL-PAGES   # makes the repository
    PYTHONPATH=src python benchmarks/proposals.py /tmp/book [--rounds 20]

Works on a copy of the repository. The site answers in this process, without a network, with the threads that a served
one has. In each round a page and a job family are changed as people would: edited, previewed, proposed, looked at by
somebody else in every view, talked about, approved, merged and taken back, and a conflict is solved. What follows an
act at once, as a browser does, is asked for at once; before anything else the threads in the background come to rest.
CPU time is that of the whole process and of the programs that it runs; wall time is true on a quiet machine only.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import django
from django.core.management import call_command
from django.test import Client
from stopwatch import Cost, Stopwatch, cpu_seconds, wait_until_quiet

VISIBLE_WITHIN_SECONDS = 20


def main() -> None:
    """Measure, print a table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("repository", type=Path)
    parser.add_argument("--rounds", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="trellis-proposals-") as spare:
        book = Path(spare) / "book"
        subprocess.run(["git", "clone", "--quiet", "--local", options.repository, book], check=True)
        os.environ |= {
            "TRELLIS_DATA": f"{spare}/data", "TRELLIS_HANDBOOK": str(book), "TRELLIS_READING": "open",
            "TRELLIS_ALLOWED_HOSTS": "testserver", "DJANGO_SETTINGS_MODULE": "trellis.config.settings",
        }  # fmt: skip
        django.setup()
        call_command("migrate", verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        report(options.rounds)


def report(rounds: int) -> None:
    """Go through all rounds and print what they cost."""
    from trellis.pages.queries.current import whole_edition

    handbook = whole_edition().handbook
    families = sorted(handbook.definitions.get("job-family", {}))
    pages = sorted(handbook.pages.keys() - set(families))
    print(f"{len(handbook.pages):,} pages, {len(families):,} of them job families; {rounds} rounds")
    wait_until_quiet()
    chance, stopwatch = random.Random(3), Stopwatch()
    people = signed_in("author", "contributor"), signed_in("approver", "approver")
    with suppress(KeyboardInterrupt):  # then what was measured until now is shown
        for number in range(rounds):
            for kind, paths in (("page", pages), ("job family", families)):
                if paths:
                    Round(stopwatch, people, kind, number).run(chance.sample(paths, 2))
    print(stopwatch.table("what somebody does"))


class Round:
    """One way of a change, by an author and an approver."""

    def __init__(self, stopwatch: Stopwatch, people: tuple[Client, Client], kind: str, number: int) -> None:
        self.stopwatch = stopwatch
        self.author, self.approver = people
        self.kind = kind
        self.number = number

    def run(self, paths: list[str]) -> None:
        """All of it."""
        path, other = paths
        self.preview(path)
        proposal = self.proposed(path, f"Changed in round {self.number}.", "proposing it")
        self.looked_at(proposal)
        self.decided(proposal)
        self.merged(proposal, path, f"Changed in round {self.number}.")
        self.taken_back(proposal)
        self.conflict(other)

    def preview(self, path: str) -> None:
        """What the editor asks for while somebody types."""
        self.get(self.author, "the editor", f"/handbook/-/edit/{path}")
        text, commit = committed(path)
        text = with_words(text, f"Typed in round {self.number}.")
        self.post(
            self.author, "its preview", f"/handbook/-/preview/{path}", {"text": text, "started_from": commit}
        )

    def proposed(self, path: str, words: str, name: str = "") -> str:
        """Propose a page with other words; its address, which is looked at at once."""
        text, commit = committed(path)
        sent = {"text": with_words(text, words), "started_from": commit, "title": words}
        self.post(
            self.author, "", f"/handbook/-/preview/{path}", sent
        )  # as the editor does after the last word
        address = self.post(self.author, name, f"/handbook/-/edit/{path}", sent)
        self.get(self.author, name and f"{name}: the page after it", address, calm=False)
        return address

    def looked_at(self, proposal: str) -> None:
        """What the approver looks at."""
        self.get(self.approver, "its page", proposal)
        self.get(self.approver, "its changes, as text", f"{proposal}changes/")
        self.get(self.approver, "its changes, as readers see them", f"{proposal}changes/?as=rendered")
        self.get(self.approver, "its checks, and what it touches", f"{proposal}checks/")
        self.get(self.approver, "the list of proposals", "/proposals/")

    def decided(self, proposal: str) -> None:
        """A comment and an approval."""
        self.post(self.approver, "commenting", f"{proposal}comment/", {"text": "Well said."})
        self.get(self.approver, "commenting: the page after it", proposal, calm=False)
        self.post(
            self.approver,
            "approving",
            f"{proposal}review/",
            {"verdict": "approve", "tip": self.tip(proposal)},
        )
        self.get(self.approver, "approving: the page after it", proposal, calm=False)

    def merged(self, proposal: str, path: str, words: str) -> None:
        """The merge, the page after it, and how long until readers see it."""
        from trellis.pages.addresses import page_address
        from trellis.pages.queries.current import whole_edition

        address = page_address(whole_edition().handbook.pages[path].url)
        sent = {"tip": self.tip(proposal)}
        wait_until_quiet()
        begun, cpu = time.perf_counter(), cpu_seconds()
        self.post(self.approver, "merging", f"{proposal}merge/", sent, calm=False)
        self.get(self.approver, "merging: the page after it", proposal, calm=False)
        while words not in self.approver.get(address).content.decode():
            assert time.perf_counter() - begun < VISIBLE_WITHIN_SECONDS, address
            time.sleep(0.005)
        self.note("merging: until readers see it", begun, cpu)
        wait_until_quiet()
        self.note("merging: until all is done in the background", begun, cpu)

    def taken_back(self, proposal: str) -> None:
        """A proposal to take it back."""
        address = self.post(self.author, "taking it back", f"{proposal}revert/", {})
        self.get(self.author, "taking it back: the page after it", address, calm=False)
        self.post(self.author, "", f"{address}close/", {})

    def conflict(self, path: str) -> None:
        """Two proposals for the same place: one is merged, the other brought up to date."""
        first, second = (
            self.proposed(path, f"Said {who} in round {self.number}.") for who in ("here", "there")
        )
        self.post(self.approver, "", f"{first}review/", {"verdict": "approve", "tip": self.tip(first)})
        self.post(self.approver, "", f"{first}merge/", {"tip": self.tip(first)})
        self.get(self.author, "a proposal in conflict", second)
        page = self.get(self.author, "its conflicts", f"{second}conflicts/")
        found = re.search(r'name="target" value="([0-9a-f]+)"', page)
        assert found is not None, page
        sent = {"target": found[1], "take-0-0": "own", "text-0-0": "Said by both.\n"}
        self.post(self.author, "solving them", f"{second}conflicts/", sent)
        self.get(self.author, "solving them: the page after it", second, calm=False)
        self.post(self.author, "", f"{second}close/", {})

    # -- how

    def get(self, client: Client, name: str, address: str, *, calm: bool = True) -> str:
        """Ask for a page; `calm` waits before for what the last act left to do."""
        answer = self._timed(name, lambda: client.get(address), calm=calm)
        assert answer.status_code == 200, (address, answer.status_code)
        return str(answer.content.decode())

    def post(
        self, client: Client, name: str, address: str, sent: dict[str, str], *, calm: bool = True
    ) -> str:
        """Do something; where the answer leads to."""
        answer = self._timed(name, lambda: client.post(address, sent), calm=calm)
        assert answer.status_code in {200, 302}, (address, answer.status_code, answer.content.decode()[:2000])
        return str(answer.headers.get("Location", "")).partition("#")[0]

    def note(self, name: str, begun: float, cpu: float) -> None:
        wall = 1000 * (time.perf_counter() - begun)
        self.stopwatch.note(f"{self.kind}: {name}", Cost(wall, 1000 * (cpu_seconds() - cpu)))

    def _timed(self, name: str, work: Any, *, calm: bool) -> Any:
        if calm:
            wait_until_quiet()
        return self.stopwatch.time(f"{self.kind}: {name}", work) if name else work()

    @staticmethod
    def tip(proposal: str) -> str:
        """The commit that somebody sees who decides."""
        from trellis.pages.models import Proposal

        return Proposal.objects.get(number=proposal.strip("/").rpartition("/")[2]).tip


def signed_in(name: str, access: str) -> Client:
    """Somebody's browser."""
    from trellis.core.models import Account

    who, _made = Account.objects.get_or_create(
        email=f"{name}@example.org", defaults={"name": name.capitalize(), "access": access}
    )
    client = Client()
    client.force_login(who)
    client.get("/handbook/")  # the client loads the site once
    return client


def committed(path: str) -> tuple[str, str]:
    """The text of a file at the served branch, and its commit."""
    from trellis.pages.queries.current import whole_edition
    from trellis.pages.queries.editing import committed as found

    now = found(whole_edition(), path)
    return now.text or "", now.commit


def with_words(text: str, words: str) -> str:
    """A text with one more paragraph at its end."""
    return f"{text.rstrip()}\n\n{words}\n"


if __name__ == "__main__":
    main()
