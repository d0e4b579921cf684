"""What an answer of the site costs: wall time, and the CPU time of this process and of the programs that it ran."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from statistics import median
from typing import NamedTuple, TypeVar

T = TypeVar("T")
QUIET_SHARE = 0.2
"""Share of one core below which the process counts as having nothing to do."""


class Cost(NamedTuple):
    """Milliseconds that something took, by the clock and of processors."""

    wall: float
    cpu: float


class Stopwatch:
    """Costs by name, in the order in which the names first came up."""

    def __init__(self) -> None:
        self.costs: dict[str, list[Cost]] = {}

    def time(self, name: str, work: Callable[[], T]) -> T:
        """Do something and note what it cost."""
        wall, cpu = time.perf_counter(), cpu_seconds()
        made = work()
        self.note(name, Cost(1000 * (time.perf_counter() - wall), 1000 * (cpu_seconds() - cpu)))
        return made

    def note(self, name: str, cost: Cost) -> None:
        """Note a cost that was measured elsewhere."""
        self.costs.setdefault(name, []).append(cost)

    def table(self, first: str) -> str:
        """All of it in Markdown: median and worst."""
        lines = [f"| {first} | CPU ms | worst | wall ms | worst | n |", "|---|---:|---:|---:|---:|---:|"]
        for name, costs in self.costs.items():
            cpu, wall = [cost.cpu for cost in costs], [cost.wall for cost in costs]
            lines.append(
                f"| {name} | {median(cpu):.0f} | {max(cpu):.0f} | {median(wall):.0f} | {max(wall):.0f} | {len(costs)} |"
            )
        return "\n".join(lines)


def cpu_seconds() -> float:
    """CPU time of all threads of this process so far, and of the programs that it ran and waited for."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def wait_until_quiet(most_seconds: float = 30.0) -> None:
    """Return once the threads in the background have nothing to do: what they did is measured apart."""
    give_up, still = time.monotonic() + most_seconds, 0
    while time.monotonic() < give_up and still < 3:
        begun = cpu_seconds()
        time.sleep(0.02)
        still = still + 1 if cpu_seconds() - begun < 0.02 * QUIET_SHARE else 0
