"""Write down which events automations can begin with (`definitions/known_events.py`), from the events of all rooms.

    PYTHONPATH=src .venv/bin/python tools/automations/generate.py

A test makes it too and compares: whoever declares an event runs this.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
OUTPUT = ROOT / "src/trellis/automations/definitions/known_events.py"
HEAD = '''"""The events that automations can begin with, and their fields.

Made by tools/automations/generate.py from the events of all rooms; changes belong there.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

EVENTS: Mapping[str, Mapping[str, Literal["text", "number", "yes-no", "list", "id"]]] = '''


def generated() -> str:
    """The module, formatted."""
    from trellis.automations.events_known import event_fields  # noqa: PLC0415 - not before Django is set up

    text = f"{HEAD}{event_fields()!r}\n"
    ruff = Path(sys.executable).parent / "ruff"
    done = subprocess.run(
        [ruff, "format", "--stdin-filename", OUTPUT, "-"],
        input=text,
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return done.stdout


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "trellis.config.settings")
    django.setup()
    OUTPUT.write_text(generated(), encoding="utf-8")
