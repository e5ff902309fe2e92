"""The left edge: who I am, where I can be, and the tools. Main thread only."""

from __future__ import annotations

from PySide6.QtCore import (
    QCoreApplication,
    QItemSelectionModel,
    QModelIndex,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QBoxLayout,
    QButtonGroup,
    QFrame,
    QListView,
    QMenu,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from lanyard.models.places import Place, PlaceKind, PlacesModel
from lanyard.widgets import icons, theme
from lanyard.widgets.buttons import IconButton
from lanyard.widgets.page_header import HEIGHT as HEADER_HEIGHT
from lanyard.widgets.parts import Avatar, ground
from lanyard.widgets.place_delegate import PlaceDelegate
from lanyard.widgets.search_button import SearchButton
from lanyard.widgets.text import elided_label, hairline, plain_tip

WIDTH = 253
NARROW_WIDTH = 65
TOOL_HEIGHT = 36


class SideBar(QWidget):
    """Where to go; tells what was chosen and changes nothing itself."""

    place_chosen = Signal(object)
    """A ``Place`` the person wants to see: a conversation, or what 'none seen yet' explains."""

    join_wanted = Signal(object)
    """A ``NearRoom`` to join."""

    start_wanted = Signal()
    """The page with host and join."""

    settings_wanted = Signal()

    search_wanted = Signal()
    """Find everywhere."""

    export_wanted = Signal(str, str)
    """Room id, and device id or '': write this conversation into a file."""

    tool_chosen = Signal(str)
    """'broadcast', 'sockets' or 'transfers'."""

    def __init__(self, places: PlacesModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        ground(self, QPalette.ColorRole.Window)
        self.setAccessibleName(self.tr("Side bar"))
        self._places = places
        self._chosen: tuple[str, str, str] | None = None
        self._quiet = False
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 1, 0)
        column.setSpacing(0)
        self._me = _Me()
        self._me.start.clicked.connect(self.start_wanted)
        self._me.settings.clicked.connect(self.settings_wanted)
        column.addWidget(self._me)
        column.addWidget(hairline())
        self.search = SearchButton()
        self.search.clicked.connect(self.search_wanted)
        column.addWidget(self.search)
        self.list = _PlaceList(places)
        self.list.setAccessibleName(self.tr("Rooms and conversations"))
        self.list.selectionModel().currentChanged.connect(self._current_changed)
        self.list.clicked.connect(self._clicked)
        self.list.activated.connect(self._activated)
        self.list.export_wanted.connect(self.export_wanted)
        places.modelReset.connect(self._keep_choice)
        column.addWidget(self.list, 1)
        column.addWidget(hairline())
        self._tools = _Tools()
        self._tools.chosen.connect(self.tool_chosen)
        column.addWidget(self._tools)
        self.set_narrow(False)

    # --- what is shown --------------------------------------------------------------------------

    def show_me(self, device_id: str, name: str, where: str) -> None:
        """Show who I am, and where others find this computer."""
        self._me.show_me(device_id, name, where)

    def show_transfers(self, count: int) -> None:
        """Show how many transfers are under way."""
        self._tools.show_count("transfers", count, self.tr("%n under way", "", count))

    def show_broadcasts(self, count: int) -> None:
        """Show how many broadcast texts nobody has looked at."""
        self._tools.show_count("broadcast", count, self.tr("%n new", "", count))

    def set_narrow(self, narrow: bool) -> None:
        """Shrink to avatars, or show words again."""
        self.setFixedWidth(NARROW_WIDTH if narrow else WIDTH)
        self._me.set_narrow(narrow)
        self.search.set_narrow(narrow)
        self._tools.set_narrow(narrow)
        self.list.set_narrow(narrow)

    # --- what is chosen -------------------------------------------------------------------------

    def choose_place(self, room: str, to: str = "") -> None:
        """Mark a conversation as the one that is shown; tells nobody."""
        # The row itself may come a moment later.
        self._chosen = Place(PlaceKind.DIRECT if to else PlaceKind.ROOM, "", room, to).key
        self._keep_choice()

    def choose_nobody_near(self) -> None:
        """Mark the row that says that no room is near."""
        for place in self._places.places():
            if place.kind == PlaceKind.NOBODY_NEAR:
                self._chosen = place.key
        self._keep_choice()

    def choose_tool(self, tool: str) -> None:
        """Mark a tool, or 'search' ('' for none), as what is shown."""
        self._mark_tool(tool)
        if tool:
            self.choose_nothing()

    def choose_nothing(self) -> None:
        """Mark no place: a page is shown that is none of them."""
        self._chosen = None
        self._keep_choice()

    def places_in_order(self) -> list[Place]:
        """Return the conversations, top to bottom, for the keys that go through them."""
        kinds = (PlaceKind.ROOM, PlaceKind.DIRECT)
        return [place for place in self._places.places() if place.kind in kinds]

    def _mark_tool(self, tool: str) -> None:
        self._tools.choose(tool)
        self.search.set_active(tool == "search")

    @Slot()
    def _keep_choice(self) -> None:
        if self._chosen is not None:
            self._mark_tool("")
        selection = self.list.selectionModel()
        self._quiet = True
        keys = [place.key for place in self._places.places()]
        if self._chosen in keys:
            index = self._places.index(keys.index(self._chosen))
            selection.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        else:
            selection.clear()
        self._quiet = False

    @Slot(QModelIndex, QModelIndex)
    def _current_changed(self, index: QModelIndex, _before: QModelIndex) -> None:
        place = index.data(PlacesModel.PLACE)
        if self._quiet or not isinstance(place, Place):
            return
        if place.kind not in (PlaceKind.HEAD, PlaceKind.NEAR):
            self._chosen = place.key
            self._mark_tool("")
            self.place_chosen.emit(place)

    @Slot(QModelIndex)
    def _clicked(self, index: QModelIndex) -> None:
        place = index.data(PlacesModel.PLACE)
        if isinstance(place, Place) and place.kind == PlaceKind.NEAR:
            self._join(place)
        elif isinstance(place, Place):
            # A row that is current already changes nothing, yet another page may be shown.
            self.place_chosen.emit(place)

    @Slot(QModelIndex)
    def _activated(self, index: QModelIndex) -> None:
        place = index.data(PlacesModel.PLACE)
        if isinstance(place, Place) and place.kind == PlaceKind.NEAR and not self.list.by_mouse:
            self._join(place)

    def _join(self, place: Place) -> None:
        if place.near is not None:
            self.join_wanted.emit(place.near)
        self._keep_choice()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.width() - 1, 0, 1, self.height(), theme.colours().hairline)


class _PlaceList(QListView):
    """The list, drawn on the window's ground."""

    export_wanted = Signal(str, str)

    def __init__(self, places: PlacesModel) -> None:
        super().__init__()
        self.by_mouse = False
        self._delegate = PlaceDelegate(self)
        self.setModel(places)
        self.setItemDelegate(self._delegate)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        self.setMouseTracking(True)
        self.setUniformItemSizes(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)

    def set_narrow(self, narrow: bool) -> None:
        """Show only the avatars."""
        self._delegate.narrow = narrow
        self.scheduleDelayedItemsLayout()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        spot = event.pos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            spot = self.visualRect(self.currentIndex()).center()
        menu = self.menu_for(self.indexAt(spot))
        if menu is not None:
            menu.popup(self.viewport().mapToGlobal(spot))

    def menu_for(self, index: QModelIndex) -> QMenu | None:
        """Return what can be done with a conversation; None for other rows."""
        place = index.data(PlacesModel.PLACE)
        if not isinstance(place, Place) or place.kind not in (PlaceKind.ROOM, PlaceKind.DIRECT):
            return None
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        words = QCoreApplication.translate("SideBar", "Export the conversation")
        menu.addAction(words).setData((place.room, place.to))
        menu.triggered.connect(self._export)
        return menu

    @Slot(QAction)
    def _export(self, action: QAction) -> None:
        room, to = action.data()
        self.export_wanted.emit(room, to)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self.by_mouse = False
        super().keyPressEvent(event)

    def mousePressEvent(self, event: object) -> None:
        self.by_mouse = True
        super().mousePressEvent(event)  # type: ignore[arg-type]  # Qt hands its own event


class _Me(QWidget):
    """My avatar, name and address, and the two buttons that are always there."""

    def __init__(self) -> None:
        super().__init__()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._avatar = Avatar(32)
        self._row.addWidget(self._avatar, 0, Qt.AlignmentFlag.AlignCenter)
        self._words = QWidget()
        lines = QVBoxLayout(self._words)
        lines.setContentsMargins(10, 0, 0, 0)
        lines.setSpacing(0)
        self._name = elided_label("", 13, 600)
        self._where = elided_label("", 12, 400, "text2")
        lines.addStretch()
        lines.addWidget(self._name)
        lines.addWidget(self._where)
        lines.addStretch()
        self._row.addWidget(self._words, 1)
        self.start = IconButton("plus", self.tr("Host or join a room"))
        self.settings = IconButton("settings", self.tr("Settings"))
        self._row.addWidget(self.start, 0, Qt.AlignmentFlag.AlignCenter)
        self._row.addWidget(self.settings, 0, Qt.AlignmentFlag.AlignCenter)
        self._row.setSpacing(0)

    def show_me(self, device_id: str, name: str, where: str) -> None:
        """Show these words."""
        self._avatar.show_somebody(device_id, name)
        self._avatar.setToolTip(plain_tip(name))
        self._name.setText(name)
        self._where.setText(where)

    def set_narrow(self, narrow: bool) -> None:
        """One below the other, or in a row."""
        self._words.setVisible(not narrow)
        if narrow:
            self._row.setDirection(QBoxLayout.Direction.TopToBottom)
            self._row.setContentsMargins(0, 12, 0, 4)
            self.setMinimumHeight(0)
            self.setMaximumHeight(16_777_215)
        else:
            self._row.setDirection(QBoxLayout.Direction.LeftToRight)
            self._row.setContentsMargins(18, 0, 7, 0)
            self.setFixedHeight(theme.scaled(HEADER_HEIGHT) - 1)


class _Tools(QWidget):
    """The pages that belong to no conversation."""

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 6, 0, 6)
        column.setSpacing(0)
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        self._rows = {
            "broadcast": _Tool("broadcast", self.tr("Broadcast")),
            "sockets": _Tool("sockets", self.tr("Sockets")),
            "transfers": _Tool("transfers", self.tr("Transfers")),
        }
        for tool in self._rows.values():
            self._group.addButton(tool)
            column.addWidget(tool)
        self._group.buttonClicked.connect(self._clicked)

    def choose(self, wanted: str) -> None:
        """Mark one of them, or none."""
        for name, tool in self._rows.items():
            tool.setChecked(name == wanted)

    def show_count(self, name: str, count: int, said: str) -> None:
        """Show a number at the right end; 0 shows none. A screen reader says ``said``."""
        self._rows[name].set_count(count, said)

    def set_narrow(self, narrow: bool) -> None:
        """Show only the icons."""
        for tool in self._rows.values():
            tool.narrow = narrow
            tool.setToolTip(plain_tip(tool.words) if narrow else "")
            tool.update()

    @Slot(QAbstractButton)
    def _clicked(self, button: QAbstractButton) -> None:
        for name, tool in self._rows.items():
            if tool is button:
                self.choose(name)
                self.chosen.emit(name)


class _Tool(QAbstractButton):
    """One tool: an icon, a word, a number."""

    def __init__(self, icon: str, words: str) -> None:
        super().__init__()
        self.narrow = False
        self.words = words
        self._icon = icon
        self._count = 0
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(words)

    def set_count(self, count: int, said: str) -> None:
        """Show a number; a screen reader says ``said``."""
        if count != self._count:
            self._count = count
            if count:
                self.setAccessibleDescription(said)
            else:
                self.setAccessibleDescription("")
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(NARROW_WIDTH, theme.scaled(TOOL_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        own = theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(8, 1, -7, -1)
        if self.isChecked() or self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(own.selected if self.isChecked() else own.hover)
            painter.drawRoundedRect(box, 8, 8)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(own.accent, 2))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 7, 7)
        left = (self.width() - 20) / 2 if self.narrow else 18
        sign = QRectF(left, (self.height() - 20) / 2, 20, 20)
        icons.draw(painter, sign, self._icon, own.link if self.isChecked() else own.text2)
        if self.narrow:
            return
        type_ = theme.font(13, 600 if self.isChecked() else 400)
        painter.setFont(type_)
        painter.setPen(self.palette().color(QPalette.ColorRole.Text))
        words = self.rect().adjusted(50, 0, -19, 0)
        shown_words = QFontMetrics(type_).elidedText(
            self.words, Qt.TextElideMode.ElideRight, words.width() - 24
        )
        left_middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(words, int(left_middle), shown_words)
        if self._count:
            painter.setFont(theme.font(12, tabular=True))
            painter.setPen(own.text2)
            right_middle = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(words, int(right_middle), str(self._count))
