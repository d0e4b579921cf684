"""Colours can be read: WCAG 2.2, 1.4.3 (text, 4.5 to 1) and 1.4.11 (controls, 3 to 1), in both themes."""

import pytest

from trellis.web.design import colours

TOKENS = {colour.name: colour for colour in colours()[:26]}
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
