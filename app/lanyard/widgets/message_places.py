"""The places of one row of the log: what is where, before anybody works it out or paints it.

Main thread only, because fonts are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF

from lanyard.widgets import theme
from lanyard.widgets.offer_words import Act, OfferLook
from lanyard.widgets.text_block import TextBlock

PADDING = 12
"""Beside the words in a bubble."""


@dataclass(frozen=True, slots=True)
class Zone:
    """A place in a row that acts when it is pressed."""

    rect: QRectF
    act: Act
    word: str
    look: str
    """'accent' and 'button' are push buttons, 'icon' is an icon, 'words' reads like a link;
    'day', 'quote', 'picture' and 'reaction' are painted as what they are."""
    argument: str = ""
    """The emoji of a reaction."""
    mine: bool = False
    """I am among those who reacted so."""


@dataclass(frozen=True, slots=True)
class Look:
    """What else a layout depends on."""

    link_up: bool
    """Whether the line to the host is up: without it no speed is shown."""
    today: date
    me: str = ""
    """My device id: which reactions are mine."""
    words: str = ""
    """What is being looked for, to be marked in the texts."""


@dataclass(slots=True)
class QuoteLook:
    """What a row answers, as it is shown in it."""

    rect: QRectF
    author: str
    """Device id, for the colour of the bar; empty when the message is not here."""
    name: str
    text: str


@dataclass(slots=True)
class MessageLayout:
    """The places of one row; all of them count from the row's own top left corner."""

    height: int = 0
    day: str = ""
    day_rect: QRectF = field(default_factory=QRectF)
    unread: str = ""
    unread_rect: QRectF = field(default_factory=QRectF)
    bubble: QRectF = field(default_factory=QRectF)
    avatar: QRectF | None = None
    head: str = ""
    head_y: float = 0.0
    """Baseline of the author's name."""
    head_width: float = 0.0
    """How much of the line the name may take; 0: all of it."""
    chip: str = ""
    """A guest's word for 'not encrypted', in the head."""
    chip_rect: QRectF = field(default_factory=QRectF)
    address: str = ""
    """A guest's address, behind the chip."""
    address_rect: QRectF = field(default_factory=QRectF)
    guest: bool = False
    mark: QRectF | None = None
    """The open lock in every row of a guest: the head may be out of sight."""
    text: TextBlock | None = None
    text_y: float = 0.0
    trouble: TextBlock | None = None
    trouble_y: float = 0.0
    offer: OfferLook | None = None
    tile: QRectF = field(default_factory=QRectF)
    facts: TextBlock | None = None
    bar: QRectF | None = None
    picture: str = ""
    """The file whose small picture is shown."""
    picture_rect: QRectF = field(default_factory=QRectF)
    meta: str = ""
    meta_y: float = 0.0
    """Baseline of the time."""
    tick: str = ""
    tick_rect: QRectF = field(default_factory=QRectF)
    quiet: bool = False
    """The words are the program's and not the author's."""
    quote: QuoteLook | None = None
    zones: list[Zone] = field(default_factory=list)

    def is_guest_mark(self, place: QPointF) -> bool:
        """Return whether a point lies on what marks a guest: avatar, chip, address or lock."""
        marks = (self.avatar, self.chip_rect, self.address_rect, self.mark)
        return any(rect is not None and rect.contains(place) for rect in marks)

    @property
    def inner_x(self) -> float:
        """Where the words begin."""
        return self.bubble.left() + PADDING

    @property
    def inner_right(self) -> float:
        """Where the words end."""
        return self.bubble.right() - PADDING


class Typeface:
    """The fonts of the log, asked for once; made anew when scheme or system font changes."""

    def __init__(self) -> None:
        self.text = theme.font(14)
        self.name = theme.font(13, 600)
        self.small = theme.font(12)
        self.small_bold = theme.font(12, 600)
        self.time = theme.font(11, 400, tabular=True)
        self.button = theme.font(13)
        self.reaction = theme.font(12)
        self.pitch = theme.scaled(21)
        self.small_pitch = theme.scaled(18)

    def base(self, font: QFont, pitch: float) -> float:
        """Return where the baseline lies in a line ``pitch`` high."""
        metrics = QFontMetricsF(font)
        return round((pitch - metrics.ascent() - metrics.descent()) / 2 + metrics.ascent())
