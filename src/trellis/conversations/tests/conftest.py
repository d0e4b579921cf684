"""The cast of people; Pia and Rob, the generalists, oversee conversations. Tom, a mentor, is a colleague of Olga's."""

import pytest
from django.test import Client

from trellis.core.models import Account
from trellis.pages.tests.served import serve
from trellis.people.tests import conftest as people

__all__ = ["serve"]

CONVERSATIONS = """\
one-to-ones: {weeks: 1}
career: {months: [4, 10]}
mentoring: {months: 6, sessions: 6, topics: [Leading people]}
feedback: {withdraw-within: 30}
prompts:
  well-being: {title: How you are, ask: [What gave you energy?]}
  next: {title: Next steps, for: [career, mentoring], ask: [What would you like to learn?]}
"""
FILES = {
    **people.FILES,
    "conversations.yml": CONVERSATIONS,
    "rights.yml": "grants:\n  - {to: {roles: [People Generalist]}, workspaces: [people], "
    "permissions: [conversations.oversee]}\n",
}


class Cast(people.Cast):
    """As people's."""

    def fresh(self, name):
        """Somebody as a new request finds them."""
        return Account.objects.get(pk=getattr(self, name).pk)

    def opened(self, name, address, data=None):
        """What somebody is answered."""
        client = Client()
        client.force_login(self.fresh(name))
        return client.get(address) if data is None else client.post(address, data)

    def read(self, name, address):
        """The page that somebody reads."""
        return self.opened(name, address).content.decode()


@pytest.fixture
def handbook(serve):
    """Serves the handbook of the cast."""
    return serve(FILES)


@pytest.fixture
def cast(db, handbook):
    return Cast()
