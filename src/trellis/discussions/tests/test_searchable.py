"""Comments are found by those who see what they are about, while they can be read."""

import pytest

from trellis.core.models import SearchEntry
from trellis.core.searching import Asker
from trellis.discussions.searchable import comments_seen
from trellis.discussions.services import comments
from trellis.discussions.tests.conftest import say

pytestmark = pytest.mark.django_db


def found(who, made):
    return list(comments_seen(Asker(who, reads=True), [made.pk])) == [made]


def test_a_comment_is_found_by_those_who_see_its_object(ana, keeper, plan):
    made = say(keeper, plan, "Quillfeather")

    assert SearchEntry.objects.get(kind="comment").object == made.pk
    assert (found(ana, made), found(keeper, made)) == (False, True)


@pytest.mark.parametrize("end", ["hide", "delete"])
def test_what_nobody_reads_nobody_finds(ana, chief, leave, end):
    made = say(chief, leave, "Quillfeather")

    if end == "hide":
        comments.hide(comment=made, reason="Rude", by=chief)
    else:
        comments.delete(comment=made, by=chief)

    assert not SearchEntry.objects.filter(kind="comment").exists()
    assert not found(ana, made)


def test_what_is_said_about_people_is_for_administrators(ana, chief):
    made = comments.say(kind="account", key=ana.pk, text="Quillfeather", by=chief)

    assert (found(ana, made), found(chief, made)) == (False, True)
