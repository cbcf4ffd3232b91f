"""Content encodings, and bodies that would not end."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from contextlib import suppress

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.encoding import READERS, decode, zstd
from crawler.errors import Garbled, TooLarge


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


PACK = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstd.compress,
}


@given(st.binary(max_size=5_000), st.lists(st.sampled_from(sorted(PACK)), max_size=3))
def test_what_was_packed_is_unpacked(body, encodings):
    packed = body
    for name in encodings:
        packed = PACK[name](packed)
    assert decode(packed, encodings, 1_000_000) == body


def test_deflate_without_its_frame_and_gzip_of_several_members():
    assert decode(raw_deflate(b"news " * 99), ["deflate"], 1_000) == b"news " * 99
    assert decode(gzip.compress(b"a") + gzip.compress(b"b"), ["gzip"], 1_000) == b"ab"


@pytest.mark.parametrize("name", sorted(PACK))
def test_a_body_cut_short_gives_what_could_be_read(name):
    body = bytes(range(256)) * 4_000
    got = decode(PACK[name](body)[:-20], [name], 10**7)
    assert body.startswith(got)


@pytest.mark.parametrize("name", sorted(PACK))
def test_a_bomb_is_given_up_before_it_fills_the_memory(name):
    bomb = PACK[name](b"\0" * 30_000_000)
    tracemalloc.start()
    with pytest.raises(TooLarge):
        decode(bomb, [name], 1_000_000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 6_000_000


@pytest.mark.parametrize("encodings", [["gzip"], []])
def test_what_is_to_be_cut_gives_its_beginning(encodings):
    body = gzip.compress(b"ab" * 900_000) if encodings else b"ab" * 900_000
    assert decode(body, encodings, 1_000, cut=True) == b"ab" * 500


@given(st.binary(min_size=1, max_size=300), st.sampled_from([*sorted(READERS), "rot13"]))
def test_garbage_is_named_or_read(body, name):
    with suppress(Garbled):
        assert len(decode(body, [name], 10**6)) <= 10**6
