"""What happens to cases is told to no webhook, also to one that asks for everything."""

from datetime import timedelta

from django.utils import timezone

from trellis.core import events
from trellis.core.models import Message, Webhook
from trellis.core.services import tree_heads, webhooks


def test_no_webhook_hears_of_cases(cast):
    hook = Webhook.objects.create(
        name="All", address="https://example.org/", events=[], sealed_secret="x", follows_from=0, created_by=cast.dora,
        created_at=timezone.now() - timedelta(days=1),
    )  # fmt: skip
    cast.open()
    tree_heads.seal(timezone.now())
    while webhooks._follow(hook.pk, timezone.now()):
        pass
    told = set(Message.objects.values_list("event__name", flat=True))
    assert "people.person-hired" in told
    assert not [name for name in told if name.startswith("cases.")]
    assert all(
        each.is_confidential for each in events.kinds() if each.name.startswith(("cases.", "meetings."))
    )
