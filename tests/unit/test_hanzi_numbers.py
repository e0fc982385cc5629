"""Numbers as official texts print them."""

import pytest

from app.core.chinese_numbers import number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("23", 23), ("1,369.5", 1369.5), ("1,204", 1204), ("二十三", 23), ("两百零五", 205), ("十", 10), ("一百二十", 120),
        ("两", 2), ("〇", 0), ("三万", 30000), ("", None), ("若干", None), ("百百百", None), ("1.2.3", None),
    ],
)  # fmt: skip
def test_number(text, value):
    assert number(text) == value
