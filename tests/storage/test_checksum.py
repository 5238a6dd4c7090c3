from itertools import combinations

from rag.storage.checksum import Field, checksum


def test_fields_that_differ_in_type_or_place_or_cut_have_other_checksums() -> None:
    rows: list[tuple[Field, ...]] = [
        (1,), ("1",), (b"1",), (None,), ("",), (), (b"",), (0,), (-1,),
        ("a", "b"), ("ab",), ("", "ab"), ("ab", ""), ("b", "a"), (12,), (1, 2), ("\ud800",),
    ]  # fmt: skip
    for one, other in combinations(rows, 2):
        assert checksum(*one) != checksum(*other), (one, other)


def test_equal_rows_have_equal_checksums_of_sixteen_bytes() -> None:
    assert checksum("a", 2, None) == checksum("a", 2, None)
    assert len(checksum("a")) == 16
