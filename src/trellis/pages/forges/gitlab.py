"""Merge requests of GitLab, through its REST API v4 (docs.gitlab.com/api/merge_requests, merge_request_approvals)."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from trellis.pages.forges.client import Client, field_of, name_of, shown_url
from trellis.pages.forges.forge import Access, ForgeError, Request, RequestState
from trellis.pages.forges.rest import RestForge

_STATES = {
    "opened": RequestState.OPEN,
    "locked": RequestState.OPEN,  # for the moment in which it is being merged
    "merged": RequestState.MERGED,
    "closed": RequestState.CLOSED,
}


class GitLab(RestForge):
    """A project at a GitLab server."""

    changing, is_there = "PUT", "upstream.api.409"

    def __init__(self, access: Access) -> None:
        self._project = f"/projects/{quote(access.project, safe='')}"
        super().__init__(
            Client(access.root, {"PRIVATE-TOKEN": access.token}), f"{self._project}/merge_requests"
        )

    def check(self) -> str:
        return str(field_of(self._client.ask("GET", self._project), "path_with_namespace", str))

    def between(self, source: str, target: str) -> dict[str, str]:
        return {"source_branch": source, "target_branch": target}

    def opening(self, source: str, target: str, title: str, text: str) -> dict[str, str]:
        return {**self.between(source, target), "title": title, "description": text}

    def approvals(self, number: int) -> tuple[str, ...]:
        answer = self._client.ask("GET", f"{self._requests}/{number}/approvals")
        people = [
            each.get("user") for each in field_of(answer, "approved_by", list) if isinstance(each, dict)
        ]
        return tuple(name for person in people if (name := name_of(person, "name", "username")))

    def describe(self, number: int, title: str, text: str) -> Request:
        return self._change(number, {"title": title, "description": text})

    def end(self, number: int) -> Request:
        return self._change(number, {"state_event": "close"})

    def reopen(self, number: int) -> Request:
        return self._change(number, {"state_event": "reopen"})

    def read(self, answer: Any) -> Request:
        state = _STATES.get(field_of(answer, "state", str))
        if state is None:
            raise ForgeError(f"GitLab calls a merge request “{str(answer['state'])[:40]}”, which is unknown.")
        ended_by = answer.get("merge_user") or answer.get("merged_by") or answer.get("closed_by")
        commits = (answer.get("merge_commit_sha"), answer.get("squash_commit_sha"))
        return Request(
            number=field_of(answer, "iid", int),
            url=shown_url(field_of(answer, "web_url", str)),
            state=state,
            title=field_of(answer, "title", str),
            tip=answer.get("sha") or "",
            by=name_of(ended_by, "name", "username"),
            merged_as=tuple(commit for commit in commits if isinstance(commit, str) and commit),
        )
