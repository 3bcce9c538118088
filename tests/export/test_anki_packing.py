"""Packing on several cores gives a ZIP file like any other."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from export.anki import packing


def packed(content: bytes, folder: Path) -> bytes:
    file = folder / "plain"
    file.write_bytes(content)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("before", "first")
        packing.add(package, "collection.anki2", file, lambda: False)
        package.writestr("after", "last")
    return made.getvalue()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.binary(max_size=600), times=st.integers(0, 40), piece=st.integers(1, 700), window=st.integers(1, 90))
def test_what_went_in_comes_out_wherever_it_was_cut(
    tmp_path: Path, content: bytes, times: int, piece: int, window: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packing, "_PIECE", piece)
        patch.setattr(packing, "_WINDOW", window)
        made = packed(content * times, tmp_path)
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        assert package.testzip() is None
        assert package.namelist() == ["before", "collection.anki2", "after"]
        assert package.read("collection.anki2") == content * times
        assert (package.read("before"), package.read("after")) == (b"first", b"last")


def test_several_pieces_are_as_small_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content = random.Random(1).randbytes(20_000) * 10  # nothing to gain but from what stands 20,000 bytes before
    whole = len(packed(content, tmp_path))
    monkeypatch.setattr(packing, "_PIECE", 20_000)
    assert len(packed(content, tmp_path)) < whole * 1.05


def test_the_header_before_the_content_says_the_same_as_the_table_of_contents(tmp_path: Path) -> None:
    """Readers that stream never see the table."""
    made = packed(b"abc" * 1000, tmp_path)
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        info = package.getinfo("collection.anki2")
    method, checksum = struct.unpack_from("<H", made, info.header_offset + 8) + struct.unpack_from(
        "<L", made, info.header_offset + 14
    )
    name, extra = struct.unpack_from("<HH", made, info.header_offset + 26)
    sizes = struct.unpack_from("<HHQQ", made, info.header_offset + 30 + name)
    assert extra == 20  # the sizes with 64 bits: a collection may be larger than 4 GiB
    assert (method, checksum) == (zipfile.ZIP_DEFLATED, info.CRC)
    assert sizes == (1, 16, 3000, info.compress_size)


def test_it_stops_when_it_is_told_to(tmp_path: Path) -> None:
    file = tmp_path / "plain"
    file.write_bytes(b"x" * 100)
    with zipfile.ZipFile(io.BytesIO(), "w") as package, pytest.raises(packing.Stopped):
        packing.add(package, "collection.anki2", file, lambda: True)
