"""Every component looks as it was accepted to look, in light and in dark."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from trellis.web.design.guide import PIECES
from trellis.web.tests.comparing import MOST, compared, pictures_of, told

# A browser starts and draws the largest page there is: on a busy machine that takes its time.
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db, pytest.mark.timeout(150)]

ACCEPTED = Path(__file__).parent / "pictures"
ACCEPT = "ACCEPT_PICTURES"
COMMAND = f"{ACCEPT}=1 ./trellis test src/trellis/web/tests/test_browser_pictures.py"
WIDTH = 640
SAME_EVERYWHERE = """
:root { --mono: var(--font) !important; }
* { hyphens: none !important; }
progress:indeterminate { background-position: 0 0 !important; }
.side, .design-index, .sample > header, .snippet, .group-title { display: none !important; }
.sample, .samples { margin: 4px 0 !important; }
html { scrollbar-width: none; scroll-behavior: auto !important; }
"""
"""The font for code is the machine's own: here the one that is shipped stands for it."""
THEMES = ("light", "dark")
NAMES = {f"{key}-{theme}" for key in PIECES for theme in THEMES}


@pytest.fixture
def page(browser, live_server, serve):
    serve({"index.md": "# Home"})
    context = browser.new_context(
        viewport={"width": WIDTH, "height": 900},
        locale="en-GB",
        timezone_id="UTC",
        reduced_motion="reduce",
        color_scheme="light",
        device_scale_factor=1,
        bypass_csp=True,
    )
    page = context.new_page()
    page.goto(f"{live_server.url}/design/")
    page.add_style_tag(content=SAME_EVERYWHERE)
    page.evaluate("document.fonts.ready")
    yield page
    context.close()


def test_every_component_looks_as_it_was_accepted(page, tmp_path):
    desk = page.context.new_page()
    differing = {}

    for name, taken in pictures(page, desk):
        path = ACCEPTED / f"{name}.png"
        accepted = path.read_bytes() if path.exists() else b""
        if taken.is_in(accepted):
            continue
        difference = compared(desk, accepted, taken.png()) if accepted else None
        if difference is not None and not difference.counts:
            continue
        differing[name] = difference
        (tmp_path / path.name).write_bytes(taken.png(effort=9))
        if difference is not None:
            (tmp_path / f"{name}-difference.png").write_bytes(difference.shown)

    if os.environ.get(ACCEPT):
        for name in differing:
            shutil.copy(tmp_path / f"{name}.png", ACCEPTED)
        for name in {path.stem for path in ACCEPTED.glob("*.png")} - NAMES:
            (ACCEPTED / f"{name}.png").unlink()
    else:
        assert not differing, told(differing, tmp_path, COMMAND)


def test_a_component_that_changed_is_noticed_and_a_shade_is_not(page):
    desk = page.context.new_page()
    button = page.locator('[data-sample="buttons"]')
    before = button.screenshot(animations="disabled")

    page.add_style_tag(content=".btn { color: color-mix(in srgb, currentColor 96%, white); }")
    shaded = compared(desk, before, button.screenshot(animations="disabled"))
    page.add_style_tag(content=".btn.primary { border-radius: 0; background: var(--problem); }")
    changed = compared(desk, before, button.screenshot(animations="disabled"))

    assert not shaded.counts
    assert changed.part > MOST


@pytest.mark.skipif(bool(os.environ.get(ACCEPT)), reason="the pictures are being accepted")
def test_only_components_that_exist_have_pictures():
    assert {path.stem for path in ACCEPTED.glob("*.png")} == NAMES
    assert sum(path.stat().st_size for path in ACCEPTED.glob("*.png")) < 1_500_000


def pictures(page, desk):
    """A picture of each component in each theme, by name."""
    for theme in THEMES:
        page.emulate_media(color_scheme=theme)
        for key, taken in pictures_of(page, desk, list(PIECES)).items():
            yield f"{key}-{theme}", taken
