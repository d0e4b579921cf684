"""Bytes of every sort become text in which each character stands where an editor shows it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.handbook.decode import MAX_FAULTS, decode, is_exact
from trellis.handbook.filecodes import CONTROL_CHARACTER, NOT_UTF8, WRONG_ENCODING


def codes(data: bytes) -> list[str]:
    return [fault.code.id for fault in decode(data).faults]


def test_utf8_is_taken_as_it_is() -> None:
    assert decode("Grüße — 🙂\r\n".encode()) == ("Grüße — 🙂\r\n", ())


def test_byte_order_mark_is_no_text() -> None:
    assert decode(b"\xef\xbb\xbf# A") == ("# A", ())


def test_invalid_bytes_are_replaced_one_by_one() -> None:
    decoded = decode(b"Caf\xe9 \xff\xfe!")

    assert decoded.text == "Caf\ufffd \ufffd\ufffd!"
    assert [(f.code, f.span, f.message) for f in decoded.faults] == [
        (NOT_UTF8, (3, 4), "These bytes are not UTF-8: E9 (“é” in Windows-1252?)."),
        (NOT_UTF8, (5, 7), "These bytes are not UTF-8: FF FE."),
    ]


def test_control_characters_keep_their_place() -> None:
    decoded = decode(b"a\0b\x07\tc\n")

    assert decoded.text == "a\ufffdb\ufffd\tc\n"
    assert [(f.code, f.span) for f in decoded.faults] == [
        (CONTROL_CHARACTER, (1, 2)),
        (CONTROL_CHARACTER, (3, 4)),
    ]


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_wide_encodings_are_read_and_said(encoding: str) -> None:
    decoded = decode("# A page of text\n".encode(encoding))

    assert decoded.text == "# A page of text\n"
    assert [fault.code for fault in decoded.faults] == [WRONG_ENCODING]


def test_odd_length_of_utf16_is_no_trouble() -> None:
    assert decode("# Page".encode("utf-16") + b"\0").text.startswith("# Page")


def test_number_of_faults_is_bounded_and_the_rest_counted() -> None:
    faults = decode(b"abc\0" * 1000).faults

    assert len(faults) == MAX_FAULTS
    assert faults[-1].message.endswith("as in 980 further places.")


def test_only_exact_text_can_be_written_back() -> None:
    assert is_exact(b"\xef\xbb\xbfa", "a")
    assert not is_exact(b"a\0", decode(b"a\0").text)


@given(st.binary(max_size=300))
def test_any_bytes_become_text_without_controls_and_with_places_inside(data: bytes) -> None:
    text, faults = decode(data)

    assert not set(text) & {chr(c) for c in (*range(9), 11, 12, *range(14, 32), 127)}
    assert not any("\ud800" <= c <= "\udfff" for c in text)
    assert all(0 <= fault.span.start <= fault.span.end <= len(text) for fault in faults)


@given(st.binary(max_size=200), st.binary(max_size=5))
def test_text_that_is_exact_comes_back(data: bytes, tail: bytes) -> None:
    decoded = decode(data + tail)
    if not decoded.faults:
        assert is_exact(data + tail, decoded.text)
