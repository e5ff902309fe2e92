"""Light and dark: every text can be read on what it stands on, and widgets follow a change."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from lanyard.widgets import avatars, icons, theme
from lanyard.widgets.avatars import hue_colours, initials
from lanyard.widgets.buttons import IconButton
from lanyard.widgets.style import FlatStyle
from lanyard.widgets.text import plain_label

SCHEMES = (Qt.ColorScheme.Light, Qt.ColorScheme.Dark)
Role = QPalette.ColorRole


@pytest.fixture(autouse=True)
def restored(qapp: QApplication) -> Iterator[None]:
    yield
    theme.apply(qapp, None)


@pytest.fixture(params=SCHEMES)
def scheme(request: pytest.FixtureRequest, qapp: QApplication) -> Qt.ColorScheme:
    theme.apply(qapp, request.param)
    return Qt.ColorScheme(request.param)


def luminance(colour: QColor) -> float:
    parts = (colour.redF(), colour.greenF(), colour.blueF())
    r, g, b = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: QColor, other: QColor) -> float:
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def role(name: QPalette.ColorRole) -> QColor:
    return QApplication.palette().color(name)


def test_texts_can_be_read(scheme: Qt.ColorScheme) -> None:
    own = theme.colours()
    base, window = role(Role.Base), role(Role.Window)
    grounds = (base, window, own.selected, own.own_bubble, own.other_bubble)
    for ground in grounds:
        assert contrast(role(Role.Text), ground) >= 7
        assert contrast(own.text2, ground) >= 4.5
    for ink in (own.text3, own.link, own.danger_text, own.verified_text):
        assert contrast(ink, base) >= 4.5
    for ink, soft in (
        (own.plain_text, own.plain_soft),
        (own.verified_text, own.verified_soft),
        (own.danger_text, own.danger_soft),
    ):
        assert contrast(ink, soft) >= 4.5
    white = QColor("white")
    assert contrast(white, own.accent) >= 4.5
    assert contrast(white, own.danger_fill) >= 4.5
    assert contrast(own.input_border, base) >= 3


@pytest.mark.parametrize("number", range(10))
def test_avatars_can_be_read(scheme: Qt.ColorScheme, number: int) -> None:
    hues = hue_colours(f"{number:04x}" + "0" * 60)
    assert contrast(hues.letters, hues.ground) >= 5.4
    assert contrast(hues.name, theme.colours().other_bubble) >= 4.5


def test_ten_hues_and_none_of_them_warns(qapp: QApplication) -> None:
    theme.apply(qapp, Qt.ColorScheme.Light)
    grounds = {hue_colours(f"{number:04x}").ground.name() for number in range(100)}
    assert len(grounds) == 10


def test_the_hue_is_the_devices_not_the_names(qapp: QApplication) -> None:
    first = picture("0001" + "a" * 60, "Zhang Min")
    assert picture("0001" + "b" * 60, "Zhang Min") == first
    assert picture("0002" + "a" * 60, "Zhang Min") != first


def test_rooms_made_in_one_minute_differ(qapp: QApplication) -> None:
    first = picture("01a1fdd5b2777abb9baac53e383e0001", "Lab", "room")
    assert picture("01a1fdd5b2777abb9baac53e383e0002", "Lab", "room") != first


def picture(device_id: str, name: str, kind: str = "person") -> QImage:
    image = QImage(32, 32, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    avatars.paint_avatar(painter, QRectF(0, 0, 32, 32), device_id, name, kind)
    painter.end()
    return image


@pytest.mark.parametrize("kind", ["person", "room", "plain", "browser"])
@pytest.mark.parametrize("device_id", ["", "not hex", "ab" * 32, "\u202e"])
def test_any_id_has_an_avatar(qapp: QApplication, kind: str, device_id: str) -> None:
    assert picture(device_id, "\x00\u202e", kind).pixelColor(16, 16).alpha() > 0


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Chen Wei", "CW"),
        ("Anna Maria de la Cruz", "AC"),
        ("王芳", "芳"),
        ("Aylin", "A"),
        ("sensor-7", "S"),
        ("(Zhang) Min", "ZM"),
        ("ßen", "S"),
        ("", "?"),
        ("\u202e\u200b", "?"),
        ("👨\u200d👩\u200d👧 x", "X"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
    ],
)
def test_initials(qapp: QApplication, name: str, letters: str) -> None:
    assert initials(name) == letters


def test_the_palette_follows_the_scheme(qapp: QApplication) -> None:
    theme.apply(qapp, Qt.ColorScheme.Light)
    assert not theme.is_dark()
    assert role(Role.Window).name() == "#f5f6f8"
    label = plain_label("x", role="text2")
    theme.apply(qapp, Qt.ColorScheme.Dark)
    assert theme.is_dark()
    assert role(Role.Window).name() == "#17191d"
    assert label.palette().color(Role.WindowText) == theme.colours().text2


def test_icons_follow_the_scheme(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp, Qt.ColorScheme.Light)
    button = IconButton("search", "Find")
    qtbot.addWidget(button)
    before = button.icon().pixmap(20).toImage()
    theme.apply(qapp, Qt.ColorScheme.Dark)
    assert button.icon().pixmap(20).toImage() != before


def test_only_fusion_is_flattened(qapp: QApplication) -> None:
    theme.apply(qapp, None)
    assert isinstance(qapp.style(), FlatStyle)
    qapp.setStyle("Windows")
    theme.apply(qapp, None)
    assert not isinstance(qapp.style(), FlatStyle), "another style is the person's choice"
    qapp.setStyle("Fusion")
    theme.apply(qapp, None)
    assert isinstance(qapp.style(), FlatStyle)


def test_sizes_are_relative_and_weights_are_two(qapp: QApplication) -> None:
    small, large = theme.font(12), theme.font(22, 600)
    assert large.pixelSize() > small.pixelSize() >= 12
    assert large.weight() == QFont.Weight.DemiBold
    before = qapp.font()
    twice = QFont(before)
    twice.setPixelSize(26)
    try:
        qapp.setFont(twice)
        theme.apply(qapp, None)
        assert theme.font(13).pixelSize() == 26
        assert theme.scaled(40) == 80
    finally:
        qapp.setFont(before)


def test_a_refused_field_is_drawn_in_danger(qapp: QApplication, qtbot: QtBot) -> None:
    theme.apply(qapp, Qt.ColorScheme.Light)
    field = QLineEdit()
    qtbot.addWidget(field)
    field.resize(120, 32)
    field.setProperty("wrong", True)
    edge = field.grab().toImage().pixelColor(60, 1)
    assert edge == theme.colours().danger_fill


def test_every_icon_can_be_drawn(qapp: QApplication) -> None:
    from pathlib import Path

    folder = Path(__file__).parents[2] / "resources" / "icons"
    names = [file.stem for file in folder.glob("*.svg")]
    assert len(names) >= 55
    red = QColor("#ff0000")
    for name in names:
        if name == "lanyard":
            continue  # the program's own sign has its own colours
        image = icons.pixmap(name, 20, red).toImage()
        inked = [
            image.pixelColor(x, y)
            for x in range(image.width())
            for y in range(image.height())
            if image.pixelColor(x, y).alpha() > 200
        ]
        assert inked, name
        assert all(colour.red() > 200 and colour.green() < 60 for colour in inked), name


def test_an_unknown_icon_is_a_mistake_that_is_seen(qapp: QApplication) -> None:
    with pytest.raises(KeyError):
        icons.pixmap("no such icon")
