import pytest

from trellis.handbook.codes import by_id
from trellis.handbook.selection import Selection
from trellis.handbook.settings import PathRule, Settings


def shown(settings: Settings, path: str = "page.md") -> list[str]:
    selection = Selection(settings, by_id())
    return [code for code in ("HB101", "HB110", "HB152", "HB180") if selection.shows(code, path)]


@pytest.mark.parametrize(
    ("select", "ignore", "expected"),
    [
        ((), (), ["HB101", "HB110", "HB180"]),
        (("HB1",), (), ["HB101", "HB110", "HB180"]),
        (("HB11",), (), ["HB110"]),
        (("HB152",), (), ["HB152"]),
        (("HB1", "HB152"), (), ["HB101", "HB110", "HB152", "HB180"]),
        ((), ("HB1",), []),
        (("HB110",), ("HB1",), ["HB110"]),
        (("HB1",), ("HB110",), ["HB101", "HB180"]),
        (("HB110",), ("HB110",), []),
        (("ALL",), ("HB18",), ["HB101", "HB110"]),
        ((), ("ALL",), []),
    ],
)
def test_the_longer_entry_counts(select, ignore, expected):
    assert shown(Settings(select=select, ignore=ignore)) == expected


def test_last_rule_of_a_path_that_speaks_of_a_code_decides():
    settings = Settings(
        ignore=("HB101",),
        paths=(
            PathRule("old/", ignore=("HB1",)),
            PathRule("old/keep/", select=("HB110", "HB152")),
            PathRule("new/", select=("HB101",)),
        ),
    )

    assert shown(settings, "page.md") == ["HB110", "HB180"]
    assert shown(settings, "old/page.md") == []
    assert shown(settings, "old/keep/page.md") == ["HB110", "HB152"]
    assert shown(settings, "new/page.md") == ["HB101", "HB110", "HB180"]
