"""`trellis sync`: one round with the upstream, for whoever waits at a terminal or runs it from a schedule."""

from __future__ import annotations

import json
import os

import click

from trellis.config import example
from trellis.handbook.errors import TrellisError

SETTINGS = "trellis.config.settings"


class NotReadyError(TrellisError):
    """The site has never been started with this data."""

    code = "not-ready"


def run(*, as_json: bool) -> int:
    """Have a round and say how it went; 0 when the two are in step.

    Raises TrellisError where no upstream is configured, or another process is at it.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    import django
    from django.conf import settings

    if not os.environ.get("TRELLIS_HANDBOOK"):
        settings.TRELLIS_HANDBOOK = [str(example.prepare(settings.TRELLIS_DATA))]
    django.setup()
    from trellis.config import preparing  # its models need Django set up
    from trellis.pages.queries import upstream as queries
    from trellis.pages.services import upstream as services
    from trellis.pages.upstreams import configured

    if configured() is None:
        raise services.UpstreamError(
            "No upstream is configured.", hint="Set TRELLIS_UPSTREAM to the address of a repository."
        )
    preparing.ask_database()
    if preparing.pending_migrations():
        raise NotReadyError("The database is not up to date.", hint="Start the site once: ./trellis up")
    services.synchronise()
    shown = queries.shown()
    assert shown is not None  # else `synchronise` had said so
    row = shown.row
    if as_json:
        told = {"state": row.state, "detail": row.detail, "files": row.files, "waiting": row.waiting}
        click.echo(json.dumps({**told, "merge_requests": row.forge_trouble, "commit": row.ours}, indent=2))
    else:
        click.echo(f"{shown.title}: {shown.text}")
        for line in (row.detail, *row.files, row.forge_trouble):
            if line:
                click.echo(f"  {line}")
    return 0 if row.state == "in-step" and not row.forge_trouble else 1
