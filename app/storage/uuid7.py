"""UUIDv7 (RFC 9562, section 5.7) as text: ids that sort by time, and by order of making within one store."""

from __future__ import annotations

from collections.abc import Callable

RandomBytes = Callable[[int], bytes]

RANDOM_BITS = 74
"""12 after the version, 62 after the variant."""


def uuid7(at_ms: int, random_bytes: RandomBytes, after: str | None = None) -> str:
    """A new id of the millisecond `at_ms` (0 to 2^48-1) that sorts after the id `after`.

    When the clock stands still or steps back, the id counts on from `after` instead (RFC 9562, 6.2, method 2: the
    random part grows by a random step), and so carries the millisecond of `after`, in the extreme the next one. The
    text is lower-case, whose order is the order of the numbers. Raises ValueError outside the 48 bits.
    """
    if not 0 <= at_ms < 1 << 48:
        raise ValueError(f"{at_ms} ms is outside the 48 bits of a UUIDv7")
    if after is not None:
        after_ms, after_random = parts(after)
        if at_ms <= after_ms:
            random = after_random + 1 + int.from_bytes(random_bytes(4), "big")
            if random < 1 << RANDOM_BITS:
                return text(after_ms, random)
            at_ms = after_ms + 1
    return text(at_ms, int.from_bytes(random_bytes(10), "big") >> 6)


def parts(uuid: str) -> tuple[int, int]:
    """The millisecond and the 74 random bits of an id. Raises ValueError for what is not a UUID's text."""
    number = int(uuid.replace("-", ""), 16)
    return number >> 80, (number >> 64 & 0xFFF) << 62 | number & (1 << 62) - 1


def text(ms: int, random: int) -> str:
    """The id of a millisecond (48 bits) and 74 bits that are random, or stand for something."""
    number = ms << 80 | 7 << 76 | random >> 62 << 64 | 0b10 << 62 | random & (1 << 62) - 1
    digits = f"{number:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
