"""A new automation begins in the editor with a text of its kind, and stands in the handbook once it is merged."""

from __future__ import annotations

import pytest
from django.urls import reverse

from trellis.automations.definitions.kind import TEMPLATE
from trellis.automations.tests.conftest import DUTIES
from trellis.core.models import Access
from trellis.pages.models import Draft
from trellis.pages.tests.repositories import account, book  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


def test_a_new_one_begins_with_a_text_of_its_kind(client, book):  # noqa: F811
    client.force_login(account("Mia", Access.CONTRIBUTOR))

    assert "Automation</option>" in client.get(reverse("pages:new") + "?kind=automations").content.decode()
    sent = {"folder": "automations", "title": "Look here", "kind": "automations"}
    answer = client.post(reverse("pages:new"), sent)

    draft = Draft.objects.get()
    assert answer.headers["Location"] == reverse("pages:edit", args=["automations/look-here.yml"])
    assert (draft.path, draft.text) == ("automations/look-here.yml", TEMPLATE.replace("{title}", "Look here"))
    assert "core.duty-given" in client.get(answer.headers["Location"]).content.decode()


def test_one_that_is_there_is_not_begun_again(client, book, tmp_path):  # noqa: F811
    (tmp_path / "handbook/automations").mkdir()
    book.commit_new("automations/look-here.yml", DUTIES)
    assert "look-here" in book.edition.handbook.assembled["automations"]
    client.force_login(account("Mia", Access.CONTRIBUTOR))

    sent = {"folder": "automations", "title": "Look here", "kind": "automations"}

    assert client.post(reverse("pages:new"), sent).status_code == 422
    assert not Draft.objects.exists()
