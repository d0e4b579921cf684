"""How the log is written: lines for people, or JSON for machines that gather logs (`TRELLIS_LOGS=json`).

Each line carries the name of the request that it belongs to. None carries the address that was asked for, which may
hold the secret of a link: the name of the route stands in its place. Nor do faults of the database carry the values of
rows.
"""

from __future__ import annotations

import json
import logging
import re
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest

from trellis.core import request_ids, tracing

_OF_EVERY_RECORD = frozenset(logging.makeLogRecord({}).__dict__) | {
    "message",
    "asctime",
    "request_id",
    "taskName",
}
_VALUES = re.compile(r"^(DETAIL|CONTEXT|LINE \d+):.*$", re.MULTILINE)
_NEVER = frozenset({"request", "server_time", "response"})


class NameRequests(logging.Filter):
    """Adds to each record the request it belongs to, and puts the name of the route in the place of its address."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        # Django tells of a refusal when the request is over already.
        record.request_id = request_ids.current() or getattr(request, "request_id", "") or "-"
        if isinstance(request, HttpRequest):
            record.args = tuple(
                route_of(request) if argument == request.path else argument for argument in _arguments(record)
            )
        return True


class Readable(logging.Formatter):
    """A line for people; the fault that it tells of below it."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name is logging's
        return without_values(super().formatException(ei))


class Json(logging.Formatter):
    """A JSON document in one line, with whatever was said of the record besides its text."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": getattr(record, "request_id", "-"),
            "process": record.process,
            "thread": record.threadName,
        }
        trace = tracing.current_trace()
        if trace:
            said["trace_id"] = trace
        for name, value in record.__dict__.items():
            if name not in _OF_EVERY_RECORD and name not in _NEVER:
                said[name] = value if isinstance(value, bool | int | float | str) else str(value)
        if record.exc_info:
            said["exception"] = without_values(self.formatException(record.exc_info))
        return json.dumps(said, ensure_ascii=False)


def route_of(request: HttpRequest) -> str:
    """What an address is called here, such as `pages:page`: never what stood in it."""
    match = getattr(request, "resolver_match", None)
    return (match.view_name or "unnamed") if match is not None else "unknown"


def without_values(text: str) -> str:
    """A fault without the values of rows, which databases tell below their sentence."""
    return _VALUES.sub(r"\1: (not logged)", text)


def _arguments(record: logging.LogRecord) -> tuple[Any, ...]:
    return record.args if isinstance(record.args, tuple) else ()
