"""The tree of hashes is the one of RFC 9162."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trellis.core.merkle import Tree, leaf_hash

ENTRIES = st.lists(st.binary(max_size=4), max_size=70)

# The entries and roots that the test vectors of Certificate Transparency use.
CT_ENTRIES = [
    bytes.fromhex(entry)
    for entry in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]  # fmt: skip
CT_ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


def defined_root(entries):
    """The root as section 2.1.1 defines it, word for word."""
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return leaf_hash(entries[0])
    k = 1
    while k * 2 < len(entries):
        k *= 2
    return sha256(b"\x01" + defined_root(entries[:k]) + defined_root(entries[k:])).digest()


def tree_of(entries):
    tree = Tree()
    for entry in entries:
        tree.append(entry)
    return tree


@pytest.mark.parametrize("size", CT_ROOTS)
def test_roots_are_those_of_the_known_examples(size):
    assert tree_of(CT_ENTRIES[:size]).root.hex() == CT_ROOTS[size]


@given(ENTRIES)
def test_root_is_the_one_of_the_definition(entries):
    assert tree_of(entries).root == defined_root(entries)


@given(ENTRIES, ENTRIES)
def test_a_tree_goes_on_from_its_peaks(before, after):
    half = tree_of(before)
    tree = Tree(half.size, half.peaks)
    for entry in after:
        tree.append(entry)

    assert tree.root == tree_of(before + after).root


def test_peaks_that_do_not_fit_the_size_are_refused():
    with pytest.raises(ValueError, match="has 2 peaks"):
        Tree(3, [bytes(32)])
