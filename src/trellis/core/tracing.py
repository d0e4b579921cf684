"""Traces by OpenTelemetry, where they are asked for and its packages are there; else nothing, at no cost.

`OTEL_EXPORTER_OTLP_ENDPOINT` names the collector, and all other variables of OpenTelemetry hold too. A span has the
name of a route, never an address, a value or a person.
"""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from trellis.handbook.errors import TrellisError
from trellis.version import VERSION

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
PACKAGES = ("opentelemetry-sdk", "opentelemetry-exporter-otlp-proto-http")
_MODULES = ("opentelemetry.sdk.trace", "opentelemetry.exporter.otlp.proto.http")

_tracer: Any = None


class TracingError(TrellisError):
    """Traces are asked for and cannot be made."""

    code = "tracing"

    def __init__(self) -> None:
        super().__init__(
            f"{ENDPOINT} asks for traces, and the packages for them are not installed.",
            hint=f"Install {' and '.join(PACKAGES)} beside Trellis, or unset {ENDPOINT}.",
        )


def is_wanted(environ: Mapping[str, str] = os.environ) -> bool:
    """Whether somebody named a collector, and did not switch OpenTelemetry off."""
    off = environ.get("OTEL_SDK_DISABLED", "").lower() == "true"
    return bool(environ.get(ENDPOINT) or environ.get("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")) and not off


def is_installed() -> bool:
    """Whether the packages are there."""
    try:
        return all(importlib.util.find_spec(name) is not None for name in _MODULES)
    except ModuleNotFoundError:
        return False


def check() -> None:
    """Raises TracingError where traces are wanted and cannot be made."""
    if is_wanted() and not is_installed():
        raise TracingError


def start() -> None:
    """Send traces from now on, where they are wanted. Called in each process that serves, once it is by itself."""
    if not is_wanted() or not is_installed():
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415 - an extra
    from opentelemetry.sdk.resources import Resource  # noqa: PLC0415 - as above
    from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415 - as above
    from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415 - as above

    provider = TracerProvider(
        resource=Resource.create({"service.name": "trellis", "service.version": VERSION})
    )
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    use(provider)


def use(provider: Any) -> None:
    """Make traces with a provider of OpenTelemetry; `None` makes no more."""
    global _tracer  # noqa: PLW0603 - one for each process, by design
    _tracer = provider.get_tracer("trellis", VERSION) if provider is not None else None


@contextmanager
def span(name: str, headers: Mapping[str, str] | None = None) -> Iterator[Any]:
    """What is done within belongs together; `headers` of a request may say to which trace. Gives the span, or None."""
    if _tracer is None:
        yield None
        return
    from opentelemetry.trace import SpanKind  # noqa: PLC0415 - an extra
    from opentelemetry.trace.propagation.tracecontext import (  # noqa: PLC0415 - as above
        TraceContextTextMapPropagator,
    )

    around = (
        TraceContextTextMapPropagator().extract({name.lower(): value for name, value in headers.items()})
        if headers
        else None
    )
    kind = SpanKind.SERVER if headers is not None else SpanKind.INTERNAL
    with _tracer.start_as_current_span(name, context=around, kind=kind) as made:
        yield made


def current_trace() -> str:
    """The identifier of the trace that is going on, for the log; empty where there is none."""
    if _tracer is None:
        return ""
    from opentelemetry.trace import get_current_span  # noqa: PLC0415 - an extra

    context = get_current_span().get_span_context()
    return f"{context.trace_id:032x}" if context.is_valid else ""
