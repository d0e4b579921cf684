"""What is counted as it happens, and the page of all numbers for Prometheus.

Several processes of one site count together, in files of the folder that PROMETHEUS_MULTIPROC_DIR names (`trellis up`
sees to it): whichever of them is asked tells of all. What is measured when somebody looks comes from `measuring`.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector

from trellis.core import measuring
from trellis.version import VERSION

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_OF_PROCESS = re.compile(r"gauge_live\w+_(\d+)\.db")

log = logging.getLogger(__name__)
registry = CollectorRegistry()

REQUESTS = Counter(
    "trellis_requests", "Requests that were answered.", ("route", "method", "status"), registry=registry
)
DURATION = Histogram(
    "trellis_request_duration_seconds",
    "How long answers took.",
    ("route",),
    buckets=BUCKETS,
    registry=registry,
)
QUERIES = Counter(
    "trellis_database_queries", "Statements sent to the database.", ("route",), registry=registry
)
QUERY_SECONDS = Counter(
    "trellis_database_seconds", "Time that requests waited for the database.", ("route",), registry=registry
)
RUNNING = Gauge(
    "trellis_requests_running",
    "Requests that are being answered.",
    registry=registry,
    multiprocess_mode="livesum",
)
MEMORY = Gauge(
    "trellis_process_resident_bytes",
    "Memory that each process has in hand.",
    registry=registry,
    multiprocess_mode="liveall",
)


def count(route: str, method: str, status: int, seconds: float, queries: int, query_seconds: float) -> None:
    """Count an answer. Routes are names of addresses, so that there are only so many; other methods are one."""
    REQUESTS.labels(route, method if method in _METHODS else "other", str(status)).inc()
    DURATION.labels(route).observe(seconds)
    if queries:
        QUERIES.labels(route).inc(queries)
        QUERY_SECONDS.labels(route).inc(query_seconds)


def note_memory() -> None:
    """Write down how much memory this process has in hand (Linux)."""
    found = resident_bytes()
    if found:
        MEMORY.set(found)


def resident_bytes() -> int:
    """Memory that this process has in hand; 0 where the system does not say."""
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:
            return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


def page() -> bytes:
    """All numbers, as Prometheus reads them."""
    together = registry
    folder = os.environ.get(FOLDER)
    if folder:
        forget_ended(Path(folder))
        together = CollectorRegistry()
        MultiProcessCollector(together, folder)  # type: ignore[no-untyped-call]
    asked = CollectorRegistry()
    asked.register(_Asked())
    return generate_latest(together) + generate_latest(asked)


def forget_ended(folder: Path) -> None:
    """What processes that have ended measured of themselves holds no more; what they counted stays."""
    for file in folder.glob("gauge_live*.db"):
        found = _OF_PROCESS.fullmatch(file.name)
        if found and not Path(f"/proc/{found[1]}").exists() and Path("/proc/self").exists():
            file.unlink(missing_ok=True)


class _Asked:
    """The measures of all rooms, asked for one after the other: one that fails keeps no other from being told."""

    def collect(self) -> Iterable[Metric]:
        version = GaugeMetricFamily("trellis_version", "The version that runs.", labels=("version",))
        version.add_metric((VERSION,), 1)
        yield version
        failed = GaugeMetricFamily(
            "trellis_measure_failed", "Whether a measure could not be taken.", labels=("measure",)
        )
        yield from self._measured(failed)
        yield failed

    def _measured(self, failed: GaugeMetricFamily) -> Iterator[Metric]:
        for measure in measuring.measures():
            try:
                values = measure.ask()
            except Exception:  # the database may be what is wrong; then that is what is to be told
                log.warning("The measure %s could not be taken.", measure.name, exc_info=True)
                failed.add_metric((measure.name,), 1)
                continue
            failed.add_metric((measure.name,), 0)
            family = GaugeMetricFamily(measure.name, measure.means, labels=measure.labels)
            for labels, value in values.items():
                family.add_metric(labels, value)
            yield family
