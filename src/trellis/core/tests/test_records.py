import time

from trellis.core.records import uuid7


def test_identifier_is_version_7_of_rfc_9562():
    identifier = uuid7()

    assert identifier.version == 7
    assert identifier.variant == "specified in RFC 4122"


def test_identifier_begins_with_the_milliseconds_of_its_birth():
    before = time.time_ns() // 1_000_000
    milliseconds = uuid7().int >> 80
    after = time.time_ns() // 1_000_000

    assert before <= milliseconds <= after


def test_identifiers_sort_by_age():
    made = []
    for _ in range(50):
        made.append(uuid7())
        time.sleep(0.00001)

    assert sorted(made) == made
