"""Take the pictures of the documentation again: `python docs/pictures/take.py`, in the environment of the tests.

Two sites are started: the example company, and a copy of it with the slips that people make, since a health page
without a fault shows little. The terminal picture is what `trellis check` prints for that copy.
"""

from __future__ import annotations

import html
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

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
PAGES_FOLDER = HERE / "pages"
PAGE = "policies/time-off.md"
CHANGE = ["ten days in a row", "ten working days in a row"]
FORM = "job-families/it/it-program-management.md"
MAIN_PAGES = {
    "page": "handbook/policies/time-off/",
    "search": "search/?q=grade",
    "roles": "roles/",
    "level": LEVEL,
    "compare": "roles/-/compare/?a=job-families/it/it-program-management%23it-program-manager"
    "&b=job-families/it/it-program-management%23senior-it-program-manager",
    "editor": f"handbook/-/edit/{PAGE}",
    "form": f"roles/-/form/{FORM}",
    "proposal": "proposals/1/",
    "changes": "proposals/1/changes/",
    "health": "health/",
}
"""The ten pages that people use most."""
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


def answers(address: str) -> None:
    """Wait until a site answers, at most a minute."""
    where = urlsplit(address)
    for _ in range(120):
        with suppress(OSError), socket.create_connection((where.hostname, where.port), 1):
            return
        time.sleep(0.5)
    sys.exit(f"{address} does not answer")


@contextmanager
def site(handbook: Path | None = None) -> Iterator[tuple[str, str]]:
    """A site over a handbook, or a copy of the example that can be changed, on any free port and with data of its own:
    its address, and the link that signs its owner in.
    """
    with (
        tempfile.TemporaryDirectory() as data,
        subprocess.Popen(
            trellis("up", "--port", "0", *(("--handbook", handbook) if handbook else ())),
            stdout=subprocess.PIPE,
            env={**os.environ, "TRELLIS_DATA": data},
            text=True,
        ) as server,
    ):
        assert server.stdout is not None
        try:
            said = {}
            while len(said) < 2:
                name, _colon, rest = server.stdout.readline().partition(":")
                if name in {"Trellis", "Sign in"}:
                    said[name] = rest.strip()
            answers(said["Trellis"])
            yield said["Trellis"], said["Sign in"]
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


def shoot_main_pages(browser: Browser, address: str, link: str) -> None:
    """The ten main pages, on a desk and on a phone, light and dark, as somebody who has signed in sees them."""
    context = browser.new_context(locale="en-GB")
    page = context.new_page()
    page.goto(link)
    page.locator("main form button").first.click()
    page.goto(f"{address}handbook/-/edit/{PAGE}")
    page.evaluate(
        "([old, text]) => { const field = document.querySelector('textarea[name=text]');"
        "field.value = field.value.replace(old, text); }",
        CHANGE,
    )
    page.locator("input[name=title]").fill("Say which days are meant")
    page.locator("button:has-text('Propose')").first.click()
    page.wait_for_url("**/proposals/*/")
    state = context.storage_state()
    context.close()
    PAGES_FOLDER.mkdir(exist_ok=True)
    for theme in ("light", "dark"):
        for width, height in ((1280, 860), (390, 844)):
            context = browser.new_context(
                locale="en-GB", storage_state=state, color_scheme=theme, viewport={"width": width, "height": height}
            )  # fmt: skip
            page = context.new_page()
            for name, path in MAIN_PAGES.items():
                page.goto(address + path, wait_until="networkidle")
                page.screenshot(path=PAGES_FOLDER / f"{name}-{width}-{theme}.jpg", type="jpeg", quality=60)
            context.close()


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=shutil.which(os.environ.get("TRELLIS_TEST_CHROMIUM", "chromium")),
            args=["--no-sandbox"] if os.geteuid() == 0 else [],
        )
        with site() as (address, link):
            shoot_main_pages(browser, address, link)
        with site(EXAMPLE) as (address, _link):
            shoot(browser, address + LEVEL, "level", 900)
            shoot(browser, address + "roles/?department=it", "roles")
        slips = with_slips(Path(folder))
        with site(slips) as (address, _link):
            shoot(browser, address + "health/", "health")
        shoot_terminal(browser, slips)


if __name__ == "__main__":
    main()
