import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.core import totp

# RFC 6238, appendix B: the secret "12345678901234567890", the last six of the eight digits that it shows.
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
VECTORS = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
    (20000000000, "353130"),
]


@pytest.mark.parametrize(("at", "code"), VECTORS)
def test_codes_are_those_of_the_standard(at, code):
    assert totp.code_at(SECRET, at // totp.STEP) == code


@pytest.mark.parametrize(("off", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_half_a_minute_off(off, fits):
    now = 1111111111
    code = totp.code_at(SECRET, now // totp.STEP + off)

    assert (totp.step_of(SECRET, code, at=now) is not None) is fits


def test_a_code_counts_only_after_the_last_one():
    step = 1111111111 // totp.STEP
    code = totp.code_at(SECRET, step)

    assert totp.step_of(SECRET, code, at=1111111111, after=step - 1) == step
    assert totp.step_of(SECRET, code, at=1111111111, after=step) is None


@given(st.text(max_size=8))
def test_any_text_is_a_wrong_code_and_not_a_fault(text):
    found = totp.step_of(SECRET, text, at=59)

    assert found is None or text in {totp.code_at(SECRET, step) for step in (0, 1, 2)}


def test_each_secret_is_new_and_as_long_as_its_digest():
    assert len({totp.new_secret() for _ in range(20)}) == 20
    assert len(totp.new_secret()) == 32


def test_address_is_quoted_for_the_camera():
    address = totp.address("ABC", account="a b&c@example.org", issuer="Trellis")

    assert address == "otpauth://totp/Trellis%3Aa%20b%26c%40example.org?secret=ABC&issuer=Trellis"
