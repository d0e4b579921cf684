"""Take the pictures of the documentation again: `python docs/pictures/take.py`, in the environment of the tests.

Two sites are started: the example company, and a copy of it with the slips that people make, since a health page
without a fault shows little. The terminal picture is what `trellis check` prints for that copy.
"""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

HERE = Path(__file__).parent
PROJECT = HERE.parents[1]
EXAMPLE = PROJECT / "example" / "handbook"
LEVEL = "roles/job-families/it/it-program-management/-/senior-it-program-manager/"
SLIPS = (
    ("job-families/it/it-program-management.md", "Manager is a [grade 7](/grades/)", "Manager is a grade 5"),
    ("policies/acceptable-use.md", "devices and applications are tools", "devices and and applications are tools"),
    ("policies/acceptable-use.md", "../information-security/#reporting", "../information-security/#how-to-report"),
    ("policies/code-of-conduct.md", "](/company/values/)", "](/company/our-values/)"),
    ("policies/code-of-conduct.md", "the answer is no", "the answer isnâ€™t yes"),
    ("job-families/it/it-program-management.md", "- Extends the Associate IT Program Manager requirements",
     "- Extends the Asociate IT Program Manager requirements"),
)  # fmt: skip
TERMINAL = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; padding: 24px; background: #16181d; display: inline-block }}
pre {{ margin: 0; color: #e4e6eb; font: 14px/1.5 "DejaVu Sans Mono", monospace; white-space: pre }}
b {{ font-weight: 700 }}
</style><pre><span style="color:#8b93a3">$</span> trellis check
{}</pre>"""
COLOURS = {"30": "#8b93a3", "31": "#ff7b72", "32": "#7ee787", "33": "#e3b341", "34": "#79c0ff", "35": "#d2a8ff",
           "36": "#56d4dd", "37": "#e4e6eb", "90": "#8b93a3"}  # fmt: skip


def trellis(*arguments: str | Path) -> list[str]:
    return [str(PROJECT / "trellis"), *map(str, arguments)]


@contextmanager
def site(handbook: Path) -> Iterator[str]:
    """A site over a handbook, as its address, on any free port."""
    with subprocess.Popen(
        trellis("up", "--port", "0", "--handbook", handbook), stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        try:
            yield next(line.split()[-1] for line in server.stdout if line.startswith("Trellis:"))
        finally:
            server.terminate()


def with_slips(folder: Path) -> Path:
    copy = folder / "handbook"
    shutil.copytree(EXAMPLE, copy)
    for name, right, wrong in SLIPS:
        page = copy / name
        text = page.read_text("utf-8")
        if right not in text:
            sys.exit(f"{name} no longer says “{right}”: choose another slip")
        page.write_text(text.replace(right, wrong), "utf-8")
    return copy


def coloured(text: str) -> str:
    """The output of a terminal as HTML: bold, and the colours in use."""
    parts = re.split(r"\x1b\[([\d;]*)m", text)
    shown = [html.escape(parts[0])]
    for codes, piece in zip(parts[1::2], parts[2::2], strict=True):
        numbers = codes.split(";")
        style = "font-weight:700;" if "1" in numbers else ""
        style += "".join(f"color:{COLOURS[number]};" for number in numbers if number in COLOURS)
        shown.append(f'<span style="{style}">{html.escape(piece)}</span>')
    return "".join(shown)


def shoot(browser: Browser, address: str, name: str, height: int = 800) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": height}, device_scale_factor=1)
    page.goto(address, wait_until="networkidle")
    page.screenshot(path=HERE / f"{name}.png")
    page.close()


def shoot_terminal(browser: Browser, handbook: Path) -> None:
    done = subprocess.run(
        trellis("check"),
        cwd=handbook,
        env={**os.environ, "FORCE_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    page = browser.new_page(viewport={"width": 1100, "height": 400})
    page.set_content(TERMINAL.format(coloured(done.stdout.rstrip())))
    page.locator("body").screenshot(path=HERE / "check.png")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=shutil.which(os.environ.get("TRELLIS_TEST_CHROMIUM", "chromium")),
            args=["--no-sandbox"] if os.geteuid() == 0 else [],
        )
        with site(EXAMPLE) as address:
            shoot(browser, address + LEVEL, "level", 900)
            shoot(browser, address + "roles/?department=it", "roles")
        slips = with_slips(Path(folder))
        with site(slips) as address:
            shoot(browser, address + "health/", "health")
        shoot_terminal(browser, slips)


if __name__ == "__main__":
    main()
