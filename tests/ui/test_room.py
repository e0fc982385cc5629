"""No control of any form covers or squeezes another, whatever stands in it and however large the type."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QLineEdit, QScrollArea, QWidget

from app.catalog import catalog
from app.core.fields import FileRef, Kind, Signature
from app.core.records import Record
from app.shell.environment import make_application, remove_settings
from app.widgets import theme
from app.widgets.display import Names
from app.widgets.form import FormView
from app.widgets.inputs.base import Surroundings
from app.widgets.table_view import Want, share_out
from db.codes import Code
from tests.ui.desks import Opened
from tests.ui_typing import pause

# Page after page is built here on purpose; stalls of one page at work are watched in test_form, test_list and the areas' tests.
pytestmark = pytest.mark.allow_stall

KINDS = {kind.name: kind for kind in catalog()}


@pytest.fixture(params=[1.0, 1.5], ids=["100%", "150%"])
def scale(qapp: QApplication, request: pytest.FixtureRequest) -> Iterator[float]:
    """The type size."""
    theme.set_type_scale(request.param)
    make_application([])
    yield request.param
    theme.set_type_scale(1.0)
    make_application([])
    remove_settings()


def _values(kind_name: str, count: int) -> dict[str, object]:
    """`count` values for each field that can have many, and as many paragraphs for each long text."""
    found: dict[str, object] = {}
    for spec in KINDS[kind_name].fields:
        match spec.kind:
            case Kind.CHOICES:
                found[spec.name] = tuple(f"code{n}" for n in range(count))
            case Kind.LINKS:
                found[spec.name] = tuple(f"id{n}" for n in range(count))
            case Kind.SIGNATURES:
                found[spec.name] = tuple(Signature(f"承办人{n}", "林青") for n in range(count))
            case Kind.FILES:
                found[spec.name] = tuple(
                    FileRef(f"{n:064}", f"会议记录{n}.pdf", 1000, "application/pdf", 3) for n in range(count)
                )
            case Kind.LONG_TEXT:
                found[spec.name] = "\n".join(["集体房屋出租三年没有公布过收入。"] * count)
    return found


def _around() -> Surroundings:
    lists = {spec.codes for kind in KINDS.values() for spec in kind.fields if spec.codes}
    lines = tuple(Code(f"code{n}", f"选项之{n}：稍长一些的名称", "", True, "") for n in range(12))
    titles = {f"id{n}": f"第{n}号：关于集体房屋出租收入使用情况的有关资料" for n in range(12)}
    return Surroundings(names=Names(dict.fromkeys(lists, lines), titles), open=lambda _type, _id: None)


def _crowded(root: QWidget) -> list[str]:
    """Visible siblings that overlap, and widgets lower than they must be."""
    wrong = []
    for parent in [root, *root.findChildren(QWidget)]:
        if isinstance(parent, QAbstractScrollArea | QLineEdit):
            continue
        shown = list(parent.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly))
        shown = [w for w in shown if w.isVisible() and not w.isWindow()]
        for place, one in enumerate(shown):
            least = one.minimumSizeHint().height()
            if not isinstance(one, QAbstractScrollArea) and one.height() + 1 < least:
                wrong.append(f"{type(one).__name__} {one.objectName()} is {one.height()} high, needs {least}")
            wrong.extend(
                f"{type(one).__name__} {one.objectName()} covers {type(other).__name__} {other.objectName()}"
                for other in shown[place + 1 :]
                if one.geometry().intersects(other.geometry())
            )
    return wrong


def _settle(area: QScrollArea) -> None:
    for _ in range(4):
        QApplication.processEvents()
    pause(1)
    QApplication.processEvents()
    assert area.horizontalScrollBar().maximum() == 0


LOOKED_AT = tuple(KINDS) if os.environ.get("XUNCHA_FULL") else tuple(KINDS)[::4]
"""Every fourth record type in the gate, all of them with XUNCHA_FULL=1."""


@pytest.mark.parametrize("name", LOOKED_AT)
def test_no_control_of_a_form_covers_another(name: str, scale: float) -> None:
    kind = KINDS[name]
    empty: Record = kind.cls()
    form = FormView(kind, empty, _around())
    form.build()
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(form)
    area.resize(round(860 * scale), 700)
    area.show()
    _settle(area)
    # As a page does it: values are put while the form is shown, more and fewer than before.
    for count in (0, 3, 12, 3, 0):
        form.put(kind.cls(**_values(name, count)))
        _settle(area)
        assert _crowded(form) == [], f"with {count} values"
        form.put_values(_values(name, count + 1))
        _settle(area)
        assert _crowded(form) == [], f"with {count + 1} values put over {count}"
    area.close()
    area.deleteLater()


@pytest.mark.parametrize("name", LOOKED_AT)
def test_no_part_of_a_read_only_form_covers_another(name: str, scale: float) -> None:
    kind = KINDS[name]
    form = FormView(kind, kind.cls(**_values(name, 12)), _around(), readonly=True)
    form.build()
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(form)
    area.resize(round(860 * scale), 700)
    area.show()
    _settle(area)
    assert _crowded(form) == []
    area.close()
    area.deleteLater()


def test_the_top_line_and_the_first_page_have_room(scale: float, desk_on: Callable[..., Opened]) -> None:
    desk = desk_on(size=(1366, 768))
    assert _crowded(desk.window.topbar) == []
    assert _crowded(desk.window.page) == []
    for area in desk.window.page.findChildren(QScrollArea):
        assert area.horizontalScrollBar().maximum() == 0
    assert scale in (1.0, 1.5)


def test_columns_share_the_room() -> None:
    text, day = Want(100, 300, True), Want(90, 90, False)
    assert share_out([text, day], 600) == [510, 90]
    assert share_out([text, day], 300) == [210, 90]
    assert share_out([text, day, text], 290) == [100, 90, 100]
    assert share_out([text, day, text], 100) == [100, 90, 100]
    assert share_out([day, day], 500) == [90, 90]
