"""Colours can be read: WCAG 2.2, 1.4.3 (text, 4.5 to 1) and 1.4.11 (controls, 3 to 1), in both themes."""

import math
from itertools import combinations

import pytest

from trellis.web.design.tokens import colours

TOKENS = {colour.name: colour for colour in colours()}
GROUNDS = ("page", "surface", "surface-sunken", "surface-hover")
TEXTS = ("ink", "ink-soft", "ink-faint", "accent")
TINTED = ("good", "attention", "problem", "info")


def luminance(colour):
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("text", TEXTS)
def test_text_stands_out_from_every_ground(text, ground, theme):
    assert contrast(getattr(TOKENS[text], theme), getattr(TOKENS[ground], theme)) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("tone", TINTED)
def test_a_tone_stands_out_from_its_own_tint(tone, theme):
    tint = getattr(TOKENS[f"{tone}-soft"], theme)

    assert contrast(getattr(TOKENS[tone], theme), tint) >= 4.5
    assert contrast(getattr(TOKENS["ink-soft"], theme), tint) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_controls_have_an_edge_that_can_be_seen(theme):
    for ground in ("page", "surface"):
        assert contrast(getattr(TOKENS["line-control"], theme), getattr(TOKENS[ground], theme)) >= 3


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_primary_button_can_be_read(theme):
    ink = getattr(TOKENS["accent-ink"], theme)

    assert contrast(ink, getattr(TOKENS["accent"], theme)) >= 4.5
    assert contrast(ink, getattr(TOKENS["accent-hover"], theme)) >= 4.5


# How colours look to those who see no red, no green or no blue (Machado and others, 2009), in linear light.
SIGHTS = {
    "all": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    "no green": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    "no blue": ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
}


def seen(colour, sight):
    """The colour as L*a*b*, where distances are what eyes make of them."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    r, g, b = (min(max(sum(k * c for k, c in zip(row, linear, strict=True)), 0), 1) for row in SIGHTS[sight])
    x, y, z = (
        value ** (1 / 3) if value > 0.008856 else 7.787 * value + 16 / 116
        for value in (
            (0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505,
            0.2126 * r + 0.7152 * g + 0.0722 * b,
            (0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089,
        )
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("sight", SIGHTS)
def test_series_are_told_apart_by_every_kind_of_sight(sight, theme):
    series = [seen(getattr(TOKENS[f"series-{n}"], theme), sight) for n in range(1, 7)]

    assert all(math.dist(one, other) >= 12 for one, other in combinations(series, 2))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_series_stand_out_from_the_surface_and_figures_from_every_shade(theme):
    surface, ink, heat_ink = (getattr(TOKENS[name], theme) for name in ("surface", "ink", "heat-ink"))

    for n in range(1, 7):
        assert contrast(getattr(TOKENS[f"series-{n}"], theme), surface) >= 3
    for n in range(1, 6):
        assert contrast(getattr(TOKENS[f"heat-{n}"], theme), ink if n < 4 else heat_ink) >= 4.5
