"""Rules that every template keeps: no inline script or style, a comment at the top of each part, nothing unused."""

import re
from pathlib import Path

import pytest

ROOMS = Path(__file__).parents[2]
TEMPLATES = sorted(
    path
    for room in ("web", "work", "pages", "roles", "core", "discussions")
    for path in (ROOMS / room / "templates").rglob("*.html")
)
STATIC = ROOMS / "web" / "static" / "web"
SOURCES = [path.read_text() for path in ROOMS.rglob("*.py") if "tests" not in path.parts]
TABS = "web/components/tabs.html"
FRAMED = {"courses/lesson.html", "courses/studio/preview.html"}
"""Their tabs are no aspects of the page: they change the frame in which the heading stands too."""
ALL_TEXT = "\n".join([*SOURCES, *(path.read_text() for path in TEMPLATES)])


def name_of(path):
    return path.relative_to(path.parents[len(path.parts) - path.parts.index("templates") - 2]).as_posix()


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_no_script_or_style_stands_in_a_template(path):
    text = path.read_text()

    assert re.search(r"<script(?![^>]*\bsrc=)", text) is None
    assert re.search(r"<style\b|\sstyle=|\son[a-z]+=\"", text) is None


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_a_template_extends_another_or_says_what_it_is_for(path):
    assert path.read_text().startswith(("{% extends", "{% comment %}"))


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_every_template_is_used(path):
    name = name_of(path)
    made = re.sub(r"level_(next|hiring|indicators|reporting|expectations)", "level_{tab}", name)

    assert f'"{name}"' in ALL_TEXT or f'"{made}"' in ALL_TEXT


def test_tabs_stand_below_the_heading():
    above = []
    for path in ROOMS.rglob("templates/**/*.html"):
        text = path.read_text()
        tabs, heading = text.find(TABS), re.search(r"<h1|block head_of_page|block heading", text)
        if tabs >= 0 and heading and heading.start() > tabs and name_of(path) not in FRAMED:
            above.append(name_of(path))

    assert above == []


def test_a_page_with_a_way_back_has_not_the_tabs_of_its_room_as_well():
    both = []
    for base in ROOMS.glob("*/templates/*/base.html"):
        if "{% block tabs %}" not in base.read_text():
            continue
        for path in base.parent.rglob("*.html"):
            text = path.read_text()
            if f'extends "{name_of(base)}"' in text and 'class="back"' in text:
                both += [] if "{% block tabs %}{% endblock %}" in text else [name_of(path)]

    assert both == []


@pytest.mark.parametrize(
    "path", sorted((*STATIC.glob("css/*.css"), *STATIC.glob("js/*.js"))), ids=lambda path: path.name
)
def test_every_static_file_is_loaded(path):
    assert path.relative_to(STATIC.parent).as_posix() in ALL_TEXT


@pytest.mark.parametrize("path", sorted(STATIC.glob("css/*.css")), ids=lambda path: path.name)
def test_style_sheets_fetch_nothing_from_elsewhere(path):
    assert re.search(r"https?://|@import", path.read_text()) is None


def test_the_font_comes_with_its_licence():
    assert "SIL OPEN FONT LICENSE" in (STATIC / "fonts" / "OFL.txt").read_text()
