"""The look in one place: palette roles, own colours and type sizes for light and dark.

Widgets ask here for a colour or a font and never name a number of their own, so that one switch
of the colour scheme reaches everything. There is no app-wide stylesheet: where the platform
brings a palette (Windows 11, macOS, Breeze) it is kept, and only the colours without a palette
role come from here. Main thread only.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from lanyard.widgets.style import FlatStyle

BASE_PIXELS = 13
"""The size that stands for 1.0 of the system font."""


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of the current scheme that have no palette role, and the accents."""

    text2: QColor
    text3: QColor
    hover: QColor
    hairline: QColor
    button_border: QColor
    input_border: QColor
    selected: QColor
    own_bubble: QColor
    other_bubble: QColor
    plain_text: QColor
    plain_soft: QColor
    verified_text: QColor
    verified_soft: QColor
    danger_text: QColor
    danger_soft: QColor
    danger_fill: QColor
    link: QColor
    accent: QColor
    tile: QColor


_LIGHT = Colours(
    text2=QColor("#565F6D"),
    text3=QColor("#68717F"),
    hover=QColor("#ECEEF2"),
    hairline=QColor("#E3E6EB"),
    button_border=QColor("#C6CCD5"),
    input_border=QColor("#858E9C"),
    selected=QColor("#E2EAFB"),
    own_bubble=QColor("#DDE8FC"),
    other_bubble=QColor("#F0F2F5"),
    plain_text=QColor("#7D4E00"),
    plain_soft=QColor("#FFF0D2"),
    verified_text=QColor("#0A6B43"),
    verified_soft=QColor("#DCF2E6"),
    danger_text=QColor("#B3261E"),
    danger_soft=QColor("#FCE9E7"),
    danger_fill=QColor("#C5352C"),
    link=QColor("#2450B8"),
    accent=QColor("#2F5FD0"),
    tile=QColor("#ECEEF2"),
)
_DARK = Colours(
    text2=QColor("#A9B1BD"),
    text3=QColor("#929BA8"),
    hover=QColor("#272B31"),
    hairline=QColor("#30353C"),
    button_border=QColor("#454C57"),
    input_border=QColor("#737C89"),
    selected=QColor("#2A3550"),
    own_bubble=QColor("#263C66"),
    other_bubble=QColor("#2A2E35"),
    plain_text=QColor("#F2BC66"),
    plain_soft=QColor("#3B2F1A"),
    verified_text=QColor("#63CF9B"),
    verified_soft=QColor("#1D3A2C"),
    danger_text=QColor("#FF9188"),
    danger_soft=QColor("#452523"),
    danger_fill=QColor("#CC4840"),
    link=QColor("#8FB2FF"),
    accent=QColor("#4470DC"),
    tile=QColor("#2A2E35"),
)

_Role = QPalette.ColorRole
_ROLES: tuple[tuple[QPalette.ColorRole, str, str], ...] = (
    (_Role.Window, "#F5F6F8", "#17191D"),
    (_Role.Base, "#FFFFFF", "#1E2126"),
    (_Role.AlternateBase, "#F7F8FA", "#24282E"),
    (_Role.ToolTipBase, "#FFFFFF", "#24282E"),
    (_Role.Button, "#FFFFFF", "#2A2E35"),
    (_Role.Light, "#FFFFFF", "#30353C"),
    (_Role.Mid, "#E3E6EB", "#30353C"),
    (_Role.Midlight, "#C6CCD5", "#454C57"),
    (_Role.Dark, "#858E9C", "#737C89"),
    (_Role.Shadow, "#858E9C", "#0E1013"),
    (_Role.Text, "#1A1D22", "#E7E9ED"),
    (_Role.WindowText, "#1A1D22", "#E7E9ED"),
    (_Role.ButtonText, "#1A1D22", "#E7E9ED"),
    (_Role.ToolTipText, "#1A1D22", "#E7E9ED"),
    (_Role.PlaceholderText, "#68717F", "#929BA8"),
    (_Role.Accent, "#2F5FD0", "#4470DC"),
    (_Role.Highlight, "#2F5FD0", "#4470DC"),
    (_Role.HighlightedText, "#FFFFFF", "#FFFFFF"),
    (_Role.Link, "#2450B8", "#8FB2FF"),
    (_Role.LinkVisited, "#2450B8", "#8FB2FF"),
    (_Role.BrightText, "#C5352C", "#CC4840"),
)
_DISABLED = (_Role.Text, _Role.WindowText, _Role.ButtonText)


class Watcher(QObject):
    """Follows the platform's colour scheme and tells the widgets that keep colours."""

    changed = Signal()
    """Palette and own colours are those of another scheme now."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.wanted: Qt.ColorScheme | None = None
        self.colours = _LIGHT
        self.dark = False

    @Slot()
    def follow(self) -> None:
        """Take the scheme that is wanted or, without one, the platform's."""
        application = QApplication.instance()
        if not isinstance(application, QApplication):
            return
        scheme = self.wanted
        if scheme in (None, Qt.ColorScheme.Unknown):
            scheme = application.styleHints().colorScheme()
        self.dark = scheme == Qt.ColorScheme.Dark
        self.colours = _DARK if self.dark else _LIGHT
        if isinstance(application.style(), FlatStyle):
            application.setPalette(_palette(self.dark))
        else:
            self.colours = _with_platform_accent(self.colours, application.palette())
        self.changed.emit()


@cache
def watcher() -> Watcher:
    """Return the one watcher; its ``changed`` says when to ask again for colours."""
    return Watcher()


def apply(app: QApplication, scheme: Qt.ColorScheme | None = None) -> None:
    """Dress ``app``: style, palette, and from now on the platform's colour scheme or ``scheme``.

    Can be called again to change the scheme; None and Unknown follow the platform.
    """
    _made_font.cache_clear()
    _scale.cache_clear()
    watching = watcher()
    watching.wanted = scheme
    if app.style().name().lower() == "fusion" and not isinstance(app.style(), FlatStyle):
        app.setStyle(FlatStyle())
    hints = app.styleHints()
    hints.setColorScheme(scheme if scheme is not None else Qt.ColorScheme.Unknown)
    hints.colorSchemeChanged.connect(watching.follow, Qt.ConnectionType.UniqueConnection)
    watching.follow()


def colours() -> Colours:
    """Return the own colours of the current scheme."""
    return watcher().colours


def is_dark() -> bool:
    """Return whether the current scheme is the dark one."""
    return watcher().dark


def font(size: int, weight: int = 400, tabular: bool = False) -> QFont:
    """Return the system's family at ``size`` (13 is the system's own size), 400 or 600 heavy.

    ``tabular`` gives digits of one width, for columns, times, sizes and running numbers.
    """
    return QFont(_made_font(size, weight, tabular))


def mono(size: int) -> QFont:
    """Return the system's fixed family at ``size``, for bytes on the wire and nothing else."""
    made = QFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    made.setPixelSize(round(size * _scale()))
    return made


def scaled(pixels: int) -> int:
    """Return a height that holds text of the system's size, for a height drawn at 13 px."""
    return round(pixels * _scale())


@cache
def _made_font(size: int, weight: int, tabular: bool) -> QFont:
    # Delegates ask on every row they paint. ``apply`` forgets these when the system's font changed.
    made = QFont(QGuiApplication.font())
    made.setPixelSize(round(size * _scale()))
    made.setWeight(QFont.Weight(weight))
    if tabular:
        made.setFeature(QFont.Tag("tnum"), 1)
    return made


@cache
def _scale() -> float:
    # Never below 1.0: a 12 px system font would push second lines to 11, too small for Chinese.
    return max(1.0, QFontInfo(QGuiApplication.font()).pixelSize() / BASE_PIXELS)


def _palette(dark: bool) -> QPalette:
    palette = QPalette()
    for role, light, night in _ROLES:
        palette.setColor(role, QColor(night if dark else light))
    faint = QColor("#929BA8" if dark else "#68717F")
    for role in _DISABLED:
        palette.setColor(QPalette.ColorGroup.Disabled, role, faint)
    return palette


def _with_platform_accent(own: Colours, palette: QPalette) -> Colours:
    """Take the platform's accent, darkened until white on it has 4.5:1."""
    accent = QColor(palette.color(QPalette.ColorRole.Accent))
    if not accent.isValid():
        return own
    while 1.05 / (_luminance(accent) + 0.05) < 4.5:
        accent = accent.darker(106)
    return replace(own, accent=accent)


def _luminance(colour: QColor) -> float:
    """Relative luminance, WCAG 2."""
    parts = [
        value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4
        for value in (colour.redF(), colour.greenF(), colour.blueF())
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
