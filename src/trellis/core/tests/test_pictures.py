"""Pictures: told by their bytes, bounded without being decoded, kept without what they tell in secret."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.core.pictures import PictureError, examined
from trellis.core.tests.picturefiles import EXIF, avif, chunk, gif, jpeg, png, segment, webp

ALL = [
    (png(), "png", 3, 2),
    (jpeg(), "jpg", 4, 2),
    (gif(), "gif", 5, 4),
    (webp(), "webp", 6, 7),
    (avif(), "avif", 8, 9),
]


@pytest.mark.parametrize(("data", "extension", "width", "height"), ALL)
def test_a_picture_is_told_by_its_bytes_and_measured(data, extension, width, height):
    found = examined(data)

    assert (found.extension, found.width, found.height) == (extension, width, height)


@pytest.mark.parametrize("data", [png(), jpeg(), gif(), avif()])
def test_a_picture_without_secrets_stays_byte_for_byte(data):
    assert examined(data).data == data


@pytest.mark.parametrize(
    "data",
    [
        png(3, 2, chunk(b"eXIf", b"GPS"), chunk(b"tEXt", b"Author\0GPS"), chunk(b"iTXt", b"GPS")) + b"GPS",
        jpeg(
            segment(0xE1, EXIF),
            segment(0xFE, b"GPS"),
            segment(0xED, b"GPS"),
            segment(0xE1, b"http://ns.adobe GPS"),
        ),
        jpeg() + b"\xff\xe1 a film with its GPS",
        webp((b"EXIF", b"GPS"), (b"XMP ", b"GPS")),
        gif() + b"GPS",
    ],
)
def test_where_a_picture_was_taken_is_left_out(data):
    assert b"GPS" in data
    assert b"GPS" not in examined(data).data
    assert examined(examined(data).data).data == examined(data).data


def test_a_turned_photograph_stays_turned():
    kept = examined(jpeg(segment(0xE1, EXIF))).data

    assert kept.startswith(b"\xff\xd8\xff\xe0")
    assert b"\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06" in kept


def test_colours_stay_as_they_were_meant():
    profile = segment(0xE2, b"ICC_PROFILE\0\x01\x01colours")

    assert profile in examined(jpeg(profile, segment(0xE2, b"MPF\0other"))).data
    assert b"MPF" not in examined(jpeg(profile, segment(0xE2, b"MPF\0other"))).data


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"just words", "not a picture"),
        (b"%PDF-1.7", "not a picture"),
        (b"MZ\x90\0", "not a picture"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "SVG"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- a --><!DOCTYPE svg>\n<svg onload="x()"/>', "SVG"),
        (b"<html><script>alert(1)</script>", "not a picture"),
        (png()[:40], "damaged"),
        (png().replace(b"IDAT", b"IDOT"), "damaged"),
        (jpeg()[:-12], "damaged"),
        (b"\xff\xd8\xff\xd9", "damaged"),
        (b"GIF89a<script>alert(1)</script>", "damaged"),
        (b"RIFF\xff\xff\xff\xffWEBPVP8X", "damaged"),
        (avif(b"infe\x02\0\0\0\0\x01\0\0Exif\0"), "notes"),
        (png(60_000, 60_000, pixels=b""), "60000 × 60000 pixels"),
        (png(10_000, 10_000, pixels=b""), "50 million"),
        (png(0, 5, pixels=b""), "no size"),
        (png(2000, 2000, chunk(b"acTL", b"\0\0\xff\xff\0\0\0\0"), pixels=b""), "too long"),
        (gif(600), "too long"),
    ],
)  # fmt: skip
def test_what_is_no_picture_for_a_page_is_refused_with_its_reason(data, said):
    with pytest.raises(PictureError, match=said) as refused:
        examined(data)

    assert refused.value.hint


def is_told(data: bytes) -> bool:
    """Whether the answer is a picture, or a reason why it is none."""
    try:
        return examined(data).width > 0
    except PictureError as error:
        return bool(error.message and error.hint)


@given(st.sampled_from(ALL), st.data())
def test_no_damage_to_a_picture_brings_anything_but_a_picture_or_a_reason(sample, data):
    broken = bytearray(sample[0])
    for _ in range(data.draw(st.integers(1, 4))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))

    assert is_told(bytes(broken[: data.draw(st.integers(0, len(broken)))]))


STARTS = [b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF89a", b"RIFF0000WEBP"]


@given(st.binary(max_size=300), st.sampled_from(STARTS))
def test_no_bytes_bring_anything_but_a_picture_or_a_reason(data, start):
    assert is_told(start + data)
