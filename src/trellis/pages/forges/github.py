"""Pull requests of GitHub, through its REST API (docs.github.com/rest/pulls)."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from trellis.pages.forges.client import Client, field_of, listed, name_of, shown_url
from trellis.pages.forges.forge import Access, Request, RequestState
from trellis.pages.forges.rest import RestForge

_DECIDING = {"APPROVED", "CHANGES_REQUESTED", "DISMISSED"}


class GitHub(RestForge):
    """A repository at GitHub."""

    changing, is_there = "PATCH", "upstream.api.422"

    def __init__(self, access: Access) -> None:
        headers = {
            "Authorization": f"Bearer {access.token}",
            "Accept": "application/vnd.github+json",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        self._repository = f"/repos/{quote(access.project)}"
        super().__init__(Client(access.root, headers), f"{self._repository}/pulls")
        self._owner = access.project.partition("/")[0]

    def check(self) -> str:
        return str(field_of(self._client.ask("GET", self._repository), "full_name", str))

    def between(self, source: str, target: str) -> dict[str, str]:
        return {"head": f"{self._owner}:{source}", "base": target}

    def opening(self, source: str, target: str, title: str, text: str) -> dict[str, str]:
        return {"head": source, "base": target, "title": title, "body": text}

    def approvals(self, number: int) -> tuple[str, ...]:
        answer = self._client.ask("GET", f"{self._requests}/{number}/reviews", params={"per_page": "100"})
        latest: dict[str, str] = {}
        for review in listed(answer):
            who, said = name_of(review.get("user"), "login"), field_of(review, "state", str)
            if who and said in _DECIDING:
                latest[who] = said
        return tuple(who for who, said in latest.items() if said == "APPROVED")

    def describe(self, number: int, title: str, text: str) -> Request:
        return self._change(number, {"title": title, "body": text})

    def end(self, number: int) -> Request:
        return self._change(number, {"state": "closed"})

    def reopen(self, number: int) -> Request:
        return self._change(number, {"state": "open"})

    def read(self, answer: Any) -> Request:
        state = RequestState.OPEN if field_of(answer, "state", str) == "open" else RequestState.CLOSED
        merged = bool(answer.get("merged_at"))
        commit = answer.get("merge_commit_sha")
        return Request(
            number=field_of(answer, "number", int),
            url=shown_url(field_of(answer, "html_url", str)),
            state=RequestState.MERGED if merged else state,
            title=field_of(answer, "title", str),
            tip=field_of(field_of(answer, "head", dict), "sha", str),
            by=name_of(answer.get("merged_by"), "login"),
            # Of a pull request that is open, GitHub names the commit of a trial merge here.
            merged_as=(commit,) if merged and isinstance(commit, str) else (),
        )
