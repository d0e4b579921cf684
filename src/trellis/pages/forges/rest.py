"""What the REST interfaces of servers for merge requests have in common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any

from trellis.pages.forges.client import Client, listed
from trellis.pages.forges.forge import ForgeError, Request, RequestState


class RestForge(ABC):
    """The merge requests of a project, which lie at `requests`. A server says the rest: its words, and how it answers.

    `changing` is its method for changes, `is_there` the code of its refusal to open what is open already.
    """

    changing: str
    is_there: str

    def __init__(self, client: Client, requests: str) -> None:
        self._client = client
        self._requests = requests

    def find(self, source: str, target: str) -> Request | None:
        params = {**self.between(source, target), "state": "all", "per_page": "20"}
        found = [self.read(each) for each in listed(self._client.ask("GET", self._requests, params=params))]
        found.sort(key=lambda each: (each.state is RequestState.OPEN, each.number))
        return found[-1] if found else None

    def open(self, source: str, target: str, title: str, text: str) -> Request:
        body = self.opening(source, target, title, text)
        try:
            return self.read(self._client.ask("POST", self._requests, body=body))
        except ForgeError as error:
            there = self.find(source, target) if error.code == self.is_there else None
            if there is None:
                raise
            return there

    def look(self, number: int) -> Request:
        return self.read(self._client.ask("GET", f"{self._requests}/{number}"))

    @abstractmethod
    def between(self, source: str, target: str) -> Mapping[str, str]:
        """The parameters by which merge requests from one branch to another are found."""

    @abstractmethod
    def opening(self, source: str, target: str, title: str, text: str) -> Mapping[str, str]:
        """The body that opens one."""

    @abstractmethod
    def read(self, answer: Any) -> Request:
        """A merge request, as the server tells it."""

    def _change(self, number: int, body: Mapping[str, str]) -> Request:
        return self.read(self._client.ask(self.changing, f"{self._requests}/{number}", body=body))
