"""UUIDv7."""

from __future__ import annotations

import random
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.storage.uuid7 import parts, uuid7

TIMES = st.integers(0, 2**48 - 1)


@given(TIMES, st.randoms(use_true_random=False))
def test_an_id_is_a_version_7_uuid_of_its_millisecond(at_ms: int, chance: random.Random) -> None:
    """Python's own class reads version, variant and time, and writes the same text."""
    text = uuid7(at_ms, chance.randbytes)
    read = uuid.UUID(text)
    assert str(read) == text
    assert read.version == 7
    assert read.variant == uuid.RFC_4122
    assert read.int >> 80 == at_ms
    assert parts(text)[0] == at_ms


def test_the_example_of_the_rfc() -> None:
    """RFC 9562, appendix A.6: 2022-02-22 19:22:22 UTC, rand_a 0xCC3, rand_b 0x18C4DC0C0C07398F."""
    bits = 0xCC3 << 62 | 0x18C4DC0C0C07398F
    text = uuid7(0x017F22E279B0, lambda size: (bits << 6).to_bytes(size, "big"))
    assert text == "017f22e2-79b0-7cc3-98c4-dc0c0c07398f"
    assert parts(text) == (0x017F22E279B0, bits)


@given(st.lists(st.integers(0, 2**40), min_size=2, max_size=50), st.randoms(use_true_random=False))
def test_ids_of_one_store_sort_as_they_were_made_whatever_the_clock_does(
    times: list[int], chance: random.Random
) -> None:
    """A clock that stands still or steps back makes no id sort before an older one."""
    ids: list[str] = []
    for at_ms in times:
        ids.append(uuid7(at_ms, chance.randbytes, ids[-1] if ids else None))
    assert ids == sorted(set(ids))


@pytest.mark.parametrize("random_bytes", [lambda size: b"\xff" * size, lambda size: b"\0" * size])
def test_ids_follow_when_the_random_part_is_used_up_or_chance_gives_nothing(random_bytes: object) -> None:
    """The last random number of a millisecond is followed by the next millisecond; a step is never nothing."""
    first = uuid7(1000, random_bytes)  # type: ignore[arg-type]
    second = uuid7(1000, random_bytes, first)  # type: ignore[arg-type]
    assert second > first
    assert parts(second)[0] in (1000, 1001)


@pytest.mark.parametrize("at_ms", [-1, 2**48])
def test_a_time_that_does_not_fit_is_refused(at_ms: int) -> None:
    """No id lies about its time."""
    with pytest.raises(ValueError, match="48 bits"):
        uuid7(at_ms, random.Random(1).randbytes)
