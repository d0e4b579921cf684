"""Questions of communities in the search: found by members of the team, and shown to those who read the community."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from trellis.core.searching import MEMBERS, Asker, FoundRecord, Noted, SearchKind
from trellis.learning import rules
from trellis.learning.models import Question
from trellis.learning.queries import communities


def _noted(questions: Sequence[Question]) -> Iterable[Noted]:
    """What the index knows of questions; nothing of what was hidden."""
    for each in questions:
        if each.hidden_at is None:
            yield Noted(
                each.pk, each.title, (MEMBERS,), text=each.text, changed_at=each.edited_at or each.asked_at
            )


def _seen(asker: Asker, keys: Collection[UUID]) -> QuerySet[Question]:
    if asker.account is None:
        return Question.objects.none()
    return Question.objects.filter(rules.seen_questions(asker.account), pk__in=keys)


def _address(_asker: Asker, found: FoundRecord) -> str:
    return communities.question_address(found.object)


KIND = SearchKind(
    key="community_question", title=_("Question"), plural=_("Questions"), icon="talk", model=Question, noted=_noted,
    visible=_seen, address=_address, fields=frozenset({"title", "text", "hidden_at"}), scope="learning:read",
)  # fmt: skip
