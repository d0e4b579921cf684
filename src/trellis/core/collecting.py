"""How often Python looks for garbage: for objects that hold each other in a circle, and that nobody else holds.

All other garbage goes by itself at once. Python looks after each 700 objects that were made and stayed, which is made
for small programs: while a service makes a thousand records, or a page its rows, all of them are looked through again
and again, and none is garbage. That took a quarter of the time of what writes much.
"""

from __future__ import annotations

import gc

YOUNG, MIDDLE, OLD = 20_000, 20, 50
"""After how many objects more the young are looked through; how often these, before older ones; and these, before all.

So much garbage may wait: some megabytes, in each process.
"""


def look_rarely() -> None:
    """Look for circles as rarely as is said here, in this process. Called when Django starts."""
    gc.set_threshold(YOUNG, MIDDLE, OLD)
