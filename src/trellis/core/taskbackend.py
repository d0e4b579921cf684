"""Jobs as a backend of Django's tasks interface: what is enqueued becomes a job, what came of a job a result."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskContext, TaskError, TaskResult, TaskResultStatus
from django_tasks.exceptions import InvalidTaskError, TaskResultDoesNotExist

from trellis.core import tasks
from trellis.core.models import Job, JobState
from trellis.core.services import jobs
from trellis.core.tasks import JobTask

_STATUS = {
    JobState.WAITING: TaskResultStatus.READY,
    JobState.RUNNING: TaskResultStatus.RUNNING,
    JobState.DONE: TaskResultStatus.SUCCESSFUL,
    JobState.FAILED: TaskResultStatus.FAILED,
    JobState.CANCELLED: TaskResultStatus.FAILED,
}


class JobBackend(BaseTaskBackend):
    """What `TASKS` of the settings names."""

    task_class = JobTask
    supports_defer = True
    supports_get_result = True
    supports_priority = True

    def enqueue(self, task: Task[Any, Any], args: Any, kwargs: Any) -> TaskResult[Any]:
        """Start a job for nobody in particular."""
        self.validate_task(task)
        if not isinstance(task, JobTask):
            raise InvalidTaskError("This backend takes tasks that were declared for it.")
        job = jobs.start(task, by=None, positional=args, arguments=kwargs, at=task.run_after)
        return result_of(job)

    def get_result(self, result_id: str) -> TaskResult[Any]:
        """A job by its identifier. Raises TaskResultDoesNotExist."""
        try:
            job = Job.objects.get(pk=UUID(result_id))
        except (Job.DoesNotExist, ValueError):
            raise TaskResultDoesNotExist(result_id) from None
        return result_of(job)


def result_of(job: Job) -> TaskResult[Any]:
    """A job as the interface shows it. Raises TaskResultDoesNotExist for one that this version does not know."""
    task = tasks.task_named(job.name)
    if task is None:
        raise TaskResultDoesNotExist(str(job.pk))
    given = json.loads(job.arguments)
    error = TaskError(exception_class_path="trellis.core.tasks.JobFailed", traceback=job.trouble)
    failed = job.state in (JobState.FAILED, JobState.CANCELLED)
    result: TaskResult[Any] = TaskResult(
        task=task,
        id=str(job.pk),
        status=_STATUS[JobState(job.state)],
        enqueued_at=job.created_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        last_attempted_at=job.started_at,
        args=given["args"],
        kwargs=given["kwargs"],
        backend=task.backend,
        errors=[error] if failed else [],
        worker_ids=[str(job.lease)] * min(job.lease, 100),
    )
    values = json.loads(job.result) if job.result else {}
    object.__setattr__(result, "_return_value", values.get("value", values) if values else None)
    return result


def context_of(job: Job) -> TaskContext:
    """What a task of Django's interface is given that asks for it."""
    return TaskContext(task_result=result_of(job))
