"""The Python of the card `prep-01-pq-03` does what the card says: the block is taken from the deck file and run."""

import ast
import base64
import hashlib
import hmac
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from decks.fence import fences
from decks.parser import read_deck

LESSON = Path(__file__).parents[2] / "decks" / "bank" / "11-interview-prep" / "prep-01.md"
CARD = "prep-01-pq-03"

NOW = 1_750_000_000
"""The receiver's clock, unless a test moves it."""
WINDOW = 300
OLD, NEW, RETIRED, STRANGER = b"old secret", b"new secret", b"retired secret", b"a stranger's secret"
BODY = b'{"type": "order.paid", "id": 7}'

Headers = dict[str, str]


def card_code() -> str:
    """The one Python block of the card."""
    deck, problems = read_deck(LESSON)
    assert deck is not None, problems
    (note,) = (note for note in deck.notes if note.id == CARD)
    lines = note.answer.split("\n")
    (block,) = (block for block in fences(lines) if block.info.strip() == "python")
    return "\n".join(block.body(lines))


CODE = card_code()


class Receiver:
    """The card's code in a namespace of its own, with its key and nonce stores."""

    def __init__(self) -> None:
        # A name, because the dataclass asks for its module's. Not of `sys.modules`: nothing is shared between tests.
        self.names: dict[str, Any] = {"__name__": "prep_01_pq_03"}
        exec(compile(CODE, CARD, "exec", dont_inherit=True), self.names)
        self.rejected: type[Exception] = self.names["Rejected"]
        self.nonces = self.names["NonceStore"]()
        key = self.names["Key"]
        self.keys = self.names["KeyStore"](
            key("retired", RETIRED, not_after=NOW - 1),
            key("old", OLD, not_after=NOW + 3600),
            key("new", NEW, not_before=NOW - 3600),
        )

    def verify(self, headers: Headers, body: bytes = BODY, *, now: float = NOW, keys: Any = None) -> tuple[str, str]:
        """Call `verify_webhook`; (event id, id of the key), or its refusal."""
        store = self.keys if keys is None else keys
        event, key = self.names["verify_webhook"](headers, body, store, nonces=self.nonces, now=now)
        return str(event), str(key)

    def refuses(self, headers: Headers, body: bytes = BODY, *, now: float = NOW, keys: Any = None) -> str:
        """The reason of the refusal; any other outcome fails the test."""
        with pytest.raises(self.rejected) as caught:
            self.verify(headers, body, now=now, keys=keys)
        return str(caught.value)

    def remembered(self) -> int:
        """How many nonces are stored."""
        return len(self.nonces.expiry)


@pytest.fixture
def receiver() -> Receiver:
    """A receiver that has seen nothing yet."""
    return Receiver()


def signature(secret: bytes, event: str, stamp: object, body: bytes) -> str:
    """The scheme of Standard Webhooks, written here a second time on purpose."""
    mac = hmac.digest(secret, b"%s.%s.%s" % (event.encode(), str(stamp).encode(), body), hashlib.sha256)
    return "v1," + base64.b64encode(mac).decode()


def signed(*secrets: bytes, event: str = "evt_1", stamp: object = NOW, body: bytes = BODY) -> Headers:
    """The headers of an honest sender that signs with each of the secrets."""
    return {
        "webhook-id": event,
        "webhook-timestamp": str(stamp),
        "webhook-signature": " ".join(signature(secret, event, stamp, body) for secret in secrets),
    }


def test_signature_is_that_of_the_published_vector(receiver: Receiver) -> None:
    """The vector in the tests of the Standard Webhooks reference libraries."""
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    keys = receiver.names["KeyStore"](receiver.names["Key"]("vector", secret))
    headers = {
        "Webhook-Id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "Webhook-Timestamp": "1614265330",
        "Webhook-Signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }
    verified = receiver.verify(headers, b'{"test": 2432232314}', now=1614265330, keys=keys)
    assert verified == ("msg_p5jXN8AQM9LWM0D4loKWxJek", "vector")


@pytest.mark.parametrize("spell", [str.lower, str.upper, str.title])
def test_names_of_headers_have_no_case(receiver: Receiver, spell: Callable[[str], str]) -> None:
    """HTTP field names are case-insensitive."""
    assert receiver.verify({spell(name): value for name, value in signed(NEW).items()}) == ("evt_1", "new")


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        (signed(STRANGER), BODY),
        (signed(NEW), BODY.replace(b"7", b"8")),
        (signed(NEW), BODY.replace(b", ", b",")),
        (signed(NEW), b""),
        (signed(NEW) | {"webhook-id": "evt_2"}, BODY),
        (signed(NEW) | {"webhook-timestamp": str(NOW - 1)}, BODY),
        (signed(NEW) | {"webhook-signature": signature(NEW, "evt_1", NOW, BODY).lower()}, BODY),
    ],
    ids=["stranger's key", "altered", "other spacing", "emptied", "other id", "other time", "lower case"],
)
def test_forgery_is_refused_and_nothing_remembered(receiver: Receiver, headers: Headers, body: bytes) -> None:
    """Body, id and time are all under the signature, and a refused call burns no id."""
    assert receiver.refuses(headers, body) == "no active key matches"
    assert receiver.remembered() == 0
    assert receiver.verify(signed(NEW)) == ("evt_1", "new")


def test_id_cannot_borrow_from_the_timestamp(receiver: Receiver) -> None:
    """`a.1` + `2` and `a` + `1.2` give the same signed bytes, so an id holds no dot."""
    assert receiver.refuses(signed(NEW, event="evt.1")) == "id"


@pytest.mark.parametrize(
    ("secrets", "key"),
    [((OLD,), "old"), ((NEW,), "new"), ((STRANGER, OLD), "old"), ((RETIRED, NEW), "new")],
)
def test_each_active_key_passes(receiver: Receiver, secrets: tuple[bytes, ...], key: str) -> None:
    """During a rotation either key will do, alone or beside a signature that does not match."""
    assert receiver.verify(signed(*secrets)) == ("evt_1", key)


def test_both_signatures_of_a_rotation_pass_once(receiver: Receiver) -> None:
    """A sender that signs with old and new is one call, not two."""
    assert receiver.verify(signed(OLD, NEW))[0] == "evt_1"
    assert receiver.remembered() == 1


def test_retired_key_is_refused(receiver: Receiver) -> None:
    """Also the old one, from the second on at which it ends; the new one not before it begins."""
    assert receiver.refuses(signed(RETIRED)) == "no active key matches"
    end = NOW + 3600
    assert receiver.verify(signed(OLD, stamp=end - 1), now=end - 1) == ("evt_1", "old")
    assert receiver.refuses(signed(OLD, stamp=end, event="evt_2"), now=end) == "no active key matches"
    begin = NOW - 3600
    assert receiver.refuses(signed(NEW, stamp=begin - 1), now=begin - 1) == "no active key matches"
    assert receiver.verify(signed(NEW, stamp=begin), now=begin) == ("evt_1", "new")


def test_without_keys_nothing_passes(receiver: Receiver) -> None:
    """An empty store, or a signature by the empty key, is no way in."""
    none = receiver.names["KeyStore"]()
    assert receiver.refuses(signed(NEW), keys=none) == "no active key matches"
    assert receiver.refuses(signed(b""), keys=none) == "no active key matches"


def test_replay_is_refused_and_an_honest_retry_passes(receiver: Receiver) -> None:
    """The same bytes pass once; a retry keeps its id and is signed with a new time."""
    assert receiver.verify(signed(NEW)) == ("evt_1", "new")
    assert receiver.refuses(signed(NEW)) == "replay"
    assert receiver.refuses(signed(NEW), now=NOW + WINDOW) == "replay"
    assert receiver.verify(signed(NEW, stamp=NOW + 5), now=NOW + 5) == ("evt_1", "new")
    assert receiver.refuses(signed(OLD, stamp=NOW + 5), now=NOW + 6) == "replay"


def test_replay_never_slips_between_store_and_window(receiver: Receiver) -> None:
    """A call stamped as far ahead as allowed stays known until the window refuses it."""
    ahead = signed(NEW, stamp=NOW + WINDOW)
    assert receiver.verify(ahead) == ("evt_1", "new")
    for later in (1, WINDOW, 2 * WINDOW - 1, 2 * WINDOW):
        assert receiver.refuses(ahead, now=NOW + later) == "replay"
    assert receiver.refuses(ahead, now=NOW + 2 * WINDOW + 1) == "outside the window"


def test_nonces_are_forgotten_when_the_window_has_closed(receiver: Receiver) -> None:
    """The store does not grow for ever."""
    for number in range(20):
        receiver.verify(signed(NEW, event=f"evt_{number}"))
    assert receiver.remembered() == 20
    later = NOW + WINDOW + 1
    receiver.verify(signed(NEW, event="evt_last", stamp=later), now=later)
    assert receiver.remembered() == 1


def test_of_copies_arriving_together_one_passes(receiver: Receiver) -> None:
    """Check and insert are one step."""
    together = threading.Barrier(8)

    def arrive(_: int) -> bool:
        together.wait()
        try:
            receiver.verify(signed(NEW))
        except receiver.rejected:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(arrive, range(8))) == 1


def test_nonce_is_looked_up_and_stored_under_the_lock(receiver: Receiver) -> None:
    """Threads alone rarely meet between the two, so ask whenever the store hashes the nonce."""
    held: list[bool] = []

    class Nonce:
        def __hash__(self) -> int:
            held.append(receiver.nonces.lock.locked())
            return 7

    nonce = Nonce()
    assert receiver.nonces.first_use(nonce, NOW + WINDOW, NOW) is True
    assert receiver.nonces.first_use(nonce, NOW + WINDOW, NOW) is False
    assert len(held) > 2
    assert all(held)
    assert not receiver.nonces.lock.locked()


@pytest.mark.parametrize("skew", [0, 1, -1, WINDOW - 1, 1 - WINDOW, WINDOW, -WINDOW])
def test_skew_within_the_window_passes(receiver: Receiver, skew: int) -> None:
    """The sender's clock may be ahead (positive) or behind."""
    assert receiver.verify(signed(NEW, stamp=NOW + skew)) == ("evt_1", "new")


@pytest.mark.parametrize("skew", [WINDOW + 1, -WINDOW - 1, 86_400, -86_400])
def test_skew_beyond_the_window_is_refused(receiver: Receiver, skew: int) -> None:
    """Both ways: a stamp from tomorrow would outlive the store."""
    assert receiver.refuses(signed(NEW, stamp=NOW + skew)) == "outside the window"


@pytest.mark.parametrize("fraction", [0.5, -0.5])
def test_window_is_not_widened_by_rounding(receiver: Receiver, fraction: float) -> None:
    """The receiver's clock has fractions of a second."""
    stamp = NOW - WINDOW if fraction > 0 else NOW + WINDOW
    assert receiver.refuses(signed(NEW, stamp=stamp), now=NOW + fraction) == "outside the window"


@pytest.mark.parametrize("missing", ["webhook-id", "webhook-timestamp", "webhook-signature"])
@pytest.mark.parametrize("how", ["absent", "empty", "blank"])
def test_missing_header_is_refused(receiver: Receiver, missing: str, how: str) -> None:
    """Refused, not failed."""
    headers = signed(NEW)
    if how == "absent":
        del headers[missing]
    else:
        headers[missing] = "" if how == "empty" else "  "
    receiver.refuses(headers)
    assert receiver.remembered() == 0


@pytest.mark.parametrize(
    "stamp",
    [
        *("soon", "12e3", "1_750_000_000", "0x10", "inf", "nan"),
        *(f"+{NOW}", f"-{NOW}", f" {NOW}", f"{NOW}\n", f"{NOW}.0"),
        *("9" * 12, "9" * 13, "9" * 5000, "".join(chr(0x660 + int(digit)) for digit in str(NOW))),
    ],
)
def test_malformed_timestamp_is_refused(receiver: Receiver, stamp: str) -> None:
    """Whatever `int` would take or choke on, even under a valid signature."""
    assert receiver.refuses(signed(NEW, stamp=stamp)) in {"timestamp", "outside the window"}


@pytest.mark.parametrize("event", ["evt 1", "evt/1", "evt\n", "événement", "e" * 129])
def test_malformed_id_is_refused(receiver: Receiver, event: str) -> None:
    """The id becomes part of a key in a store, so it is short and plain."""
    assert receiver.refuses(signed(NEW, event=event)) == "id"


@pytest.mark.parametrize(
    "offered",
    ["v1", "v1,", ",", "v1,!!!", "v1,€", "\ud800", "\x00", "v1," + "A" * 10_000, "v1a," + "A" * 88, "v1, " * 10_000],
)
def test_malformed_signature_is_refused(receiver: Receiver, offered: str) -> None:
    """Neither text beyond ASCII nor its sheer length makes the verifier fail."""
    assert receiver.refuses(signed(NEW) | {"webhook-signature": offered}) == "no active key matches"


def test_version_of_the_scheme_is_compared_too(receiver: Receiver) -> None:
    """The right code under another version's name is not ours."""
    headers = signed(NEW)
    headers["webhook-signature"] = headers["webhook-signature"].replace("v1,", "v2,")
    assert receiver.refuses(headers) == "no active key matches"


def test_number_of_signatures_is_bounded(receiver: Receiver) -> None:
    """Five are looked at; the sixth is not, so that a long header costs nothing."""
    assert receiver.refuses(signed(*[STRANGER] * 5, NEW)) == "no active key matches"
    assert receiver.verify(signed(*[STRANGER] * 4, NEW)) == ("evt_1", "new")


def test_refusal_tells_no_secret(receiver: Receiver) -> None:
    """Neither a key nor the signature that was expected stands in the reason."""
    reason = receiver.refuses(signed(STRANGER))
    assert not any(secret.decode() in reason for secret in (OLD, NEW, RETIRED))
    assert signature(NEW, "evt_1", NOW, BODY) not in reason


def test_comparison_is_constant_in_time(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each active key meets each signature in `hmac.compare_digest`, even after one has matched."""
    compared: list[tuple[bytes, bytes]] = []
    real = hmac.compare_digest

    def watched(one: bytes, other: bytes) -> bool:
        compared.append((one, other))
        return real(one, other)

    monkeypatch.setattr(hmac, "compare_digest", watched)
    assert receiver.verify(signed(OLD, STRANGER, NEW))[0] == "evt_1"
    assert len(compared) == 2 * 3
    assert all(isinstance(value, bytes) for pair in compared for value in pair)


def test_no_other_comparison_sees_a_signature() -> None:
    """In the loops over keys and signatures there is no `==`, `in` or early way out."""
    (function,) = (
        node for node in ast.parse(CODE).body if isinstance(node, ast.FunctionDef) and node.name == "verify_webhook"
    )
    loops = [node for node in ast.walk(function) if isinstance(node, ast.For)]
    assert loops
    inside = [node for loop in loops for node in ast.walk(loop)]
    assert not [node for node in inside if isinstance(node, ast.Compare | ast.Break | ast.Return)]
    assert "hmac.compare_digest" in {ast.unparse(node.func) for node in inside if isinstance(node, ast.Call)}


def test_stores_of_its_own_are_the_default() -> None:
    """Called as the card's question says, with three arguments and the machine's clock."""
    names = Receiver().names
    keys = names["KeyStore"](names["Key"]("only", NEW))
    stamp = int(names["time"].time())
    assert names["verify_webhook"](signed(NEW, stamp=stamp), BODY, keys) == ("evt_1", "only")
    with pytest.raises(names["Rejected"], match="replay"):
        names["verify_webhook"](signed(NEW, stamp=stamp), BODY, keys)
