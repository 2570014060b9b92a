"""The hash of blocks that are hashed beside other work."""

from __future__ import annotations

import hashlib

from hypothesis import given, settings
from hypothesis import strategies as st

from editorapp.storage.hashing import BlockHasher

sizes = st.sampled_from([0, 1, 1000, 60_000, 131_071, 131_072, 400_000])


@given(st.lists(sizes, max_size=12))
@settings(max_examples=60, deadline=None)
def test_it_is_that_of_all_bytes_however_they_come(parts: list[int]) -> None:
    blocks = [bytes([number % 256]) * size for number, size in enumerate(parts)]
    with BlockHasher() as hasher:
        for block in blocks:
            hasher.add(block)
        whole = b"".join(blocks)
        assert hasher.hexdigest() == hashlib.blake2b(whole, digest_size=32).hexdigest()
        assert hasher.size == len(whole)
