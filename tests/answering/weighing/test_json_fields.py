import math
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from rag.answering.weighing.json_fields import (
    items,
    number,
    numbers,
    record,
    record_of,
    share,
    text,
    texts,
)


@dataclass
class Point:
    x: float
    y: float


@pytest.mark.parametrize(
    ("check", "value"),
    [
        (text, "abc"),
        (items, [1, "a"]),
        (record, {"a": 1}),
        (number, 0),
        (number, -2.5),
        (share, 1),
        (texts, {"a": "b"}),
        (numbers, {}),
    ],
)
def test_what_is_as_it_should_be_comes_back(
    check: Callable[[str, object], object], value: object
) -> None:
    assert check("depth", value) == value


@pytest.mark.parametrize(
    ("check", "value", "told"),
    [
        (text, 1, "depth must be text, not 1"),
        (items, "abc", "depth must be a list, not 'abc'"),
        (record, ["a"], r"depth must be an object, not \['a'\]"),
        (number, "0.5", "depth must be a finite number, not '0.5'"),
        (number, True, "depth must be a finite number, not True"),
        (number, None, "depth must be a finite number, not None"),
        (number, math.nan, "depth must be a finite number, not nan"),
        (number, -math.inf, "depth must be a finite number, not -inf"),
        (number, 10**400, "depth must be a finite number, not 1000"),
        (share, 1.5, "depth must be from 0 to 1, not 1.5"),
        (share, "1", "depth must be a finite number, not '1'"),
        (texts, {"a": 1}, "depth.a must be text, not 1"),
        (numbers, {"a": []}, r"depth.a must be a finite number, not \[\]"),
    ],
)
def test_what_is_not_is_told_with_its_name_and_value(
    check: Callable[[str, object], object], value: object, told: str
) -> None:
    with pytest.raises(ValueError, match=told):
        check("depth", value)


def test_a_long_value_is_told_in_short() -> None:
    with pytest.raises(ValueError, match=r"^.{,80}$"):
        number("depth", "very " * 1000)


def test_a_record_has_every_field_of_its_kind_and_no_other() -> None:
    assert record_of(Point, "origin", {"y": 0, "x": 0}) == {"x": 0, "y": 0}
    with pytest.raises(ValueError, match="origin lacks fields, or has unknown ones: x, z"):
        record_of(Point, "origin", {"y": 0, "z": 0})
