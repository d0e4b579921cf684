"""Having the job begun that asks people, in the transaction that makes it needed."""

from __future__ import annotations

from trellis.core import tasks

ASK = "policies.ask"
"""The name of the job, which calls services and is therefore known to them by its name alone."""


def ask_soon() -> None:
    """Have everybody asked whatever they should have read by now."""
    job = tasks.task_named(ASK)
    assert job is not None, "declared when Django starts"
    job.enqueue()
