"""A GitLab for tests: the part of its REST API v4 that Trellis uses, over a real repository.

Each answer is checked against GitLab's own schemas (`gitlab_v4.json` says where they are from) before it is sent.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jsonschema

from trellis.handbook.tests.elsewhere import Elsewhere, git

SCHEMA = json.loads((Path(__file__).parent / "gitlab_v4.json").read_text())
PROJECT = "people/handbook"
NOW = "2026-11-20T09:30:00.000Z"


def checked(kind: str, answer: Any) -> Any:
    """An answer, if GitLab could have given it."""
    jsonschema.validate(answer, {**SCHEMA, "$ref": f"#/$defs/{kind}"})
    return answer


class FakeGitLab:
    """The server: what people do there (`merge`, `close`, `approve`), and its answers to Trellis."""

    def __init__(self, there: Elsewhere, token: str) -> None:
        self.there, self.token, self.root = there, token, ""
        self.requests: dict[int, dict[str, Any]] = {}
        self.approved: dict[int, list[str]] = {}
        self.calls: list[str] = []
        self.broken = 0

    # -- what people do there

    def approve(self, number: int, name: str) -> None:
        self.approved.setdefault(number, []).append(name)

    def merge(self, number: int, name: str, how: str = "merge") -> None:
        """As a person merges it: with a merge commit, squashed into one, or by moving the branch on."""
        found, there = self.requests[number], self.there
        there._follow("main")
        branch = f"origin/{found['source_branch']}"
        if how == "merge":
            git(
                there.clone,
                "merge",
                "--quiet",
                "--no-ff",
                "-m",
                f"Merge branch '{found['source_branch']}'",
                branch,
            )
        elif how == "squash":
            git(there.clone, "merge", "--quiet", "--squash", branch)
            git(there.clone, "commit", "--quiet", "-m", found["title"])
        else:
            git(there.clone, "merge", "--quiet", "--ff-only", branch)
        git(there.clone, "push", "--quiet", "origin", "HEAD:main")
        made = git(there.clone, "rev-parse", "HEAD")
        found |= {"state": "merged", "merge_user": _user(name), "merged_at": NOW}
        found |= {"merge_commit_sha": made if how == "merge" else None}
        found |= {"squash_commit_sha": made if how == "squash" else None}

    def close(self, number: int, name: str) -> None:
        self.requests[number] |= {"state": "closed", "closed_by": _user(name), "closed_at": NOW}

    def reopen(self, number: int) -> None:
        self.requests[number] |= {"state": "opened", "closed_by": None, "closed_at": None}

    # -- its answers

    def answer(self, method: str, path: str, query: dict[str, str], body: dict[str, Any]) -> tuple[int, Any]:
        self.calls.append(f"{method} {path}")
        parts = path.strip("/").split("/")
        if parts[:4] != ["api", "v4", "projects", "people%2Fhandbook"]:
            return 404, {"message": "404 Project Not Found"}
        rest = parts[4:]
        if not rest:
            return 200, checked("project", {"id": 7, "path_with_namespace": PROJECT})
        if rest == ["merge_requests"]:
            return self._open(body) if method == "POST" else (200, self._listed(query))
        found = self.requests.get(int(rest[1]))
        if found is None:
            return 404, {"message": "404 Not found"}
        if rest[2:] == ["approvals"]:
            people = [
                {"user": _user(name), "approved_at": NOW} for name in self.approved.get(found["iid"], [])
            ]
            said = {"user_has_approved": False, "user_can_approve": True, "approved": bool(people)}
            return 200, checked("approvals", {**said, "approved_by": people})
        if method == "PUT":
            self._change(found, body)
        return 200, self._shown(found)

    def _open(self, body: dict[str, Any]) -> tuple[int, Any]:
        source, target = body["source_branch"], body["target_branch"]
        if any(
            each["source_branch"] == source and each["state"] == "opened" for each in self.requests.values()
        ):
            return 409, {"message": ["Another open merge request already exists for this source branch: !1"]}
        number = len(self.requests) + 1
        self.requests[number] = {
            "id": 1000 + number, "iid": number, "project_id": 7, "title": body["title"], "state": "opened",
            "description": body["description"], "created_at": NOW, "updated_at": NOW, "target_branch": target,
            "source_branch": source, "upvotes": 0, "downvotes": 0, "author": _user("Bot"), "assignee": None,
            "source_project_id": 7, "target_project_id": 7, "labels": [], "work_in_progress": False,
            "milestone": None, "merge_when_pipeline_succeeds": False, "merge_status": "can_be_merged",
            "merge_commit_sha": None, "squash_commit_sha": None, "user_notes_count": 0, "squash": False,
            "should_remove_source_branch": None, "force_remove_source_branch": None, "merged_by": None,
            "merge_user": None, "closed_by": None, "merged_at": None, "closed_at": None,
            "web_url": f"{self.root}/{PROJECT}/-/merge_requests/{number}",
        }  # fmt: skip
        return 201, self._shown(self.requests[number])

    def _listed(self, query: dict[str, str]) -> Any:
        found = [each for each in self.requests.values() if each["source_branch"] == query["source_branch"]]
        return checked("merge_requests", [self._shown(each) for each in found])

    def _change(self, found: dict[str, Any], body: dict[str, Any]) -> None:
        found |= {name: body[name] for name in ("title", "description") if name in body}
        if body.get("state_event") == "close":
            self.close(found["iid"], "Bot")
        if body.get("state_event") == "reopen":
            self.reopen(found["iid"])

    def _shown(self, found: dict[str, Any]) -> dict[str, Any]:
        """A request as it is now: what is contained in the target counts as merged, as GitLab sees by itself."""
        tip = git(self.there.bare, "rev-parse", found["source_branch"])
        target = git(self.there.bare, "rev-parse", found["target_branch"])
        if found["state"] == "opened" and git(self.there.bare, "merge-base", tip, target) == tip:
            found |= {"state": "merged", "merge_user": _user("Bot"), "merged_at": NOW}
        answer: dict[str, Any] = checked("merge_request", {**found, "sha": tip})
        return answer


def _user(name: str) -> dict[str, Any]:
    there = {
        "state": "active",
        "avatar_url": "https://there.example/a.png",
        "web_url": "https://there.example/u",
    }
    return {"id": 1, "name": name, "username": name.lower(), **there}


@contextmanager
def served(fake: FakeGitLab) -> Iterator[str]:
    """The address of the interface, for as long as the test runs."""

    class Handler(BaseHTTPRequestHandler):
        def _any(self) -> None:
            parts = urlsplit(self.path)
            given = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            query = {name: values[0] for name, values in parse_qs(parts.query).items()}
            if fake.broken:
                status, answer = fake.broken, {"message": f"broken {self.headers.get('PRIVATE-TOKEN')}"}
            elif self.headers.get("PRIVATE-TOKEN") != fake.token:
                status, answer = 401, {"message": "401 Unauthorized"}
            else:
                status, answer = fake.answer(self.command, parts.path, query, json.loads(given or b"{}"))
            data = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PUT = _any  # noqa: N815 - as the library calls them

        def log_message(self, *_arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    fake.root = f"http://127.0.0.1:{server.server_port}"
    try:
        yield f"{fake.root}/api/v4"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
