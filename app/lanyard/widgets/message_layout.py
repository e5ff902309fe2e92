"""Where everything in one row of the log lies: chips, avatar, bubble, words, buttons, ticks.

Worked out once for a row, a width and a state of the line, and kept by the delegate, so that
painting a row and finding what lies under the mouse cost next to nothing. Main thread only.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF

from lanyard.finding import spans
from lanyard.models.figures import clock_text, day_text, size_text
from lanyard.models.rows import Row, RowState
from lanyard.phrases import NUMBER, fill, translate
from lanyard.plain_text import shown
from lanyard.widgets import theme
from lanyard.widgets.message_extras import (
    QUOTE_HIGH,
    guess_extras,
    lay_out_quote,
    lay_out_reactions,
    quote_width,
)
from lanyard.widgets.message_places import PADDING, Look, MessageLayout, Typeface, Zone
from lanyard.widgets.offer_words import (
    ANSWERS,
    SIGNS,
    Act,
    OfferLook,
    act_words,
    failure_sentence,
    offer_look,
)
from lanyard.widgets.text_block import LONGEST_LINES, TextBlock

MARGIN = 16
AVATAR = 32
AVATAR_GAP = 8
PADDING_UP = 8
WIDEST = 520
OFFER_WIDTH = 380
PICTURE_HIGH = 200
NO_PICTURE = ("", QSize())
TILE = 40
ICON_BUTTON = 28
GROUP_GAP = 10
ROW_GAP = 3
META_GAP = 12
MARK = 14
"""Side of the open lock beside the time of a guest's row."""
MARK_GAP = 5
CHIP_PADDING = 35
"""What a chip is wider than its word."""
CLIP_CHARACTERS = 4 * 1024
CLIP_LINES = 40
LONGEST_WHOLE = 64 * 1024
"""Characters of one message that are ever laid out; an entry cannot be longer by the protocol."""


def widest_bubble(width: int, mine: bool) -> float:
    """Return how wide a bubble may be in a log ``width`` wide."""
    area = width - 2 * MARGIN
    if mine:
        return max(160.0, min(float(theme.scaled(WIDEST)), 0.8 * area))
    side = AVATAR + AVATAR_GAP
    return max(160.0, min(float(theme.scaled(WIDEST)), 0.88 * area, area - side))


def guess_height(row: Row, width: int) -> int:
    """Return about how high a row will be, without laying it out: for rows nobody sees yet."""
    inner = widest_bubble(width, row.mine) - 2 * PADDING
    pitch = theme.scaled(21)
    text = row.entry.text[:CLIP_CHARACTERS]
    lines = 0
    for paragraph in text.split("\n"):
        share = 7.2 if paragraph.isascii() else 11.0
        lines += 1 + int(len(paragraph) * theme.scaled(100) / 100 * share / inner)
        if lines >= CLIP_LINES and not row.whole:
            break
    height = ROW_GAP + 2 * PADDING_UP + lines * pitch
    if row.head:
        height += GROUP_GAP - ROW_GAP + (0 if row.mine else pitch)
    if row.new_day is not None:
        height += 44
    if row.unread:
        height += 44
    if row.entry.offer is not None:
        height += 60
    return height + guess_extras(row)


def lay_out(
    row: Row, width: int, look: Look, type_: Typeface, picture: tuple[str, QSize] = NO_PICTURE
) -> MessageLayout:
    """Work out the places of ``row`` in a log ``width`` wide; ``picture``: its file and size."""
    made = MessageLayout(guest=bool(row.guest))
    made.picture, size = picture
    made.picture_rect = QRectF(QPointF(), QSizeF(size))
    top = _lay_out_above(made, row, width, look.today)
    inner_most = widest_bubble(width, row.mine) - 2 * PADDING
    _break_text(made, row, inner_most, look.words, type_)
    inner = _inner_width(made, row, inner_most, look.link_up, type_)
    side = 0 if row.mine else AVATAR + AVATAR_GAP
    left = width - MARGIN - inner - 2 * PADDING if row.mine else MARGIN + side
    made.bubble = QRectF(left, top, inner + 2 * PADDING, 0)
    if row.head and not row.mine:
        made.avatar = QRectF(MARGIN, top, AVATAR, AVATAR)
    y = _lay_out_inside(made, row, top + PADDING_UP, inner, type_)
    made.bubble.setHeight(y - top)
    if made.tick:
        made.tick_rect = QRectF(made.inner_right - 16, made.meta_y - 12, 16, 16)
    if made.guest:
        wide = QFontMetricsF(type_.time).horizontalAdvance(made.meta)
        corner = made.inner_right - wide - MARK_GAP - MARK
        made.mark = QRectF(round(corner), made.meta_y - MARK + 3, MARK, MARK)
    widest = widest_bubble(width, row.mine)
    made.height = round(lay_out_reactions(made, row, widest, look.me, type_))
    return made


def _lay_out_above(made: MessageLayout, row: Row, width: int, today: date) -> float:
    """Place day chip and unread line; return where the bubble begins."""
    y = 0.0
    if row.new_day is not None:
        made.day = day_text(row.new_day, today)
        chip = QFontMetricsF(theme.font(12, 600)).horizontalAdvance(made.day) + 20
        made.day_rect = QRectF(round((width - chip) / 2), y + 11, chip, theme.scaled(22))
        made.zones.append(Zone(made.day_rect, Act.DAY, made.day, "day"))
        y = made.day_rect.bottom() + 6
    if row.unread:
        unread = row.unread
        made.unread = translate("MessageLog", "%n new messages", "", NUMBER, unread)
        made.unread_rect = QRectF(MARGIN, y + 13, width - 2 * MARGIN, theme.scaled(22))
        y = made.unread_rect.bottom() + 5
    return y + (GROUP_GAP if row.head else ROW_GAP)


def _break_text(made: MessageLayout, row: Row, inner: float, wanted: str, type_: Typeface) -> None:
    text = row.entry.text
    if row.entry.offer is not None and text in {file.name for file in row.entry.offer.files}:
        text = ""
    if row.deleted:
        made.quiet = True
        words = translate("MessageLog", "This message was deleted")
        made.text = TextBlock(words, type_.text, inner, type_.pitch)
    elif text:
        colour = theme.colours().link
        most = LONGEST_WHOLE if row.whole else CLIP_CHARACTERS
        words = shown(text[:most], keep_lines=True, longest=0)
        lines = LONGEST_LINES if row.whole else CLIP_LINES
        found = tuple(spans(words, wanted)) if wanted else ()
        made.text = TextBlock(words, type_.text, inner, type_.pitch, lines, colour, found)
        if not row.whole:
            made.text.clipped = made.text.clipped or len(text) > most
    if row.state is RowState.FAILED:
        made.trouble = TextBlock(
            failure_sentence(row.failure), type_.small, inner, type_.small_pitch
        )
    made.meta = clock_text(row.entry.at)
    if row.entry.change == "edited":
        made.meta = fill(translate("MessageLog", "edited {time}"), time=made.meta)
    made.tick = {
        RowState.RECEIVED: "",
        RowState.WAITING: "clock",
        RowState.ACCEPTED: "check",
        RowState.DELIVERED: "check-double",
        RowState.FAILED: "warning",
    }[row.state]
    if row.waits:
        made.tick = "clock"


def _inner_width(
    made: MessageLayout, row: Row, most: float, link_up: bool, type_: Typeface
) -> float:
    """Return the width of the widest part, which is the bubble's."""
    width = 0.0
    if row.head and not row.mine:
        metrics = QFontMetricsF(type_.name)
        made.head = shown(row.label)
        width = min(most, metrics.horizontalAdvance(made.head))
        if row.guest:
            width = min(most, width + _mark_head(made, row, type_))
    meta = _meta_width(made, type_)
    if made.text is not None:
        beside = made.text.last_width + META_GAP + meta
        width = max(width, made.text.width, beside if beside <= most else meta)
        if made.text.clipped and not row.whole:
            width = max(width, min(most, 200.0))
    if made.trouble is not None:
        width = max(width, made.trouble.width)
    if row.quote is not None:
        width = max(width, min(most, quote_width(row.quote, type_)))
    if row.entry.offer is not None:
        made.offer = offer_look(row, link_up)
        width = max(width, min(most, float(theme.scaled(OFFER_WIDTH))))
    return float(round(max(width, meta) + 0.49))


def _lay_out_inside(
    made: MessageLayout, row: Row, top: float, inner: float, type_: Typeface
) -> float:
    """Place everything in the bubble; return where the bubble ends."""
    y = top
    if made.head:
        made.head_y = y + type_.base(type_.name, type_.pitch)
        if made.chip:
            _lay_out_guest(made, y, inner, type_)
        y += type_.pitch
    if row.quote is not None:
        lay_out_quote(made, row.quote, y + (3 if made.head else 2), inner)
        y += theme.scaled(QUOTE_HIGH) + (9 if made.head else 8)
    if made.offer is not None:
        y = _lay_out_offer(made, made.offer, y + (3 if made.head else 2), inner, type_)
    beside = False
    if made.text is not None:
        made.text_y = y
        y += made.text.height
        beside = made.text.last_width + META_GAP + _meta_width(made, type_) <= inner
        if made.text.clipped and not row.whole:
            y = _add_words(made, Act.SHOW_WHOLE, _show_all(row), y + 2, type_)
            beside = False
    if made.trouble is not None:
        made.trouble_y = y + 4
        y = made.trouble_y + made.trouble.height + 4
        y = _add_trouble_buttons(made, row, y, type_)
        beside = False
    if beside and made.text is not None:
        made.meta_y = made.text_y + made.text.last_baseline
        return y + PADDING_UP
    pitch = theme.scaled(16)
    made.meta_y = y + type_.base(type_.time, pitch) + 1
    return y + pitch + 4


def _mark_head(made: MessageLayout, row: Row, type_: Typeface) -> float:
    """Say in the head that a guest's line is not encrypted; return the width that wants."""
    made.chip = translate("MessageLog", "plain")
    made.address = shown(row.guest)
    metrics = QFontMetricsF(type_.small)
    chip = metrics.horizontalAdvance(made.chip) + CHIP_PADDING
    made.chip_rect = QRectF(0, 0, chip, theme.scaled(20))
    wide = metrics.horizontalAdvance(made.address) + 1
    made.address_rect = QRectF(0, 0, wide, type_.small_pitch)
    return 8 + chip + 6 + wide + 1


def _lay_out_guest(made: MessageLayout, y: float, inner: float, type_: Typeface) -> None:
    """Place name, chip and address in one line: a long name never pushes the chip away."""
    name = QFontMetricsF(type_.name).horizontalAdvance(made.head) + 1
    rest = inner - made.chip_rect.width() - 14
    address = min(made.address_rect.width(), max(rest - name, rest / 2))
    made.head_width = min(name, rest - address)
    middle = y + type_.pitch / 2
    chip = made.chip_rect
    left = made.inner_x + made.head_width + 8
    chip.moveTo(left, round(middle - chip.height() / 2))
    made.address_rect.setWidth(address)
    made.address_rect.moveTo(chip.right() + 6, round(middle - type_.small_pitch / 2))


def _lay_out_offer(
    made: MessageLayout, offer: OfferLook, y: float, inner: float, type_: Typeface
) -> float:
    left = made.bubble.left() + PADDING
    made.tile = QRectF(left, y, TILE, TILE)
    right = left + inner
    for act in offer.acts:
        if act in SIGNS:
            right -= ICON_BUTTON
            place = QRectF(right + 4, y + 6, ICON_BUTTON, ICON_BUTTON)
            made.zones.append(Zone(place, act, act_words(act), "icon"))
    words_width = max(40.0, right - left - TILE - 12)
    lines = 6 if offer.trouble else 3 if offer.waits else 2
    made.facts = TextBlock(offer.facts, type_.small, words_width, type_.small_pitch, lines)
    y += max(TILE, type_.small_pitch + made.facts.height + 4)
    if made.picture:
        y = _place_picture(made, left, y + 10, inner)
    if offer.share is not None:
        made.bar = QRectF(left, y + 10, inner, 4)
        y += 14
    x = left
    height = float(theme.scaled(ICON_BUTTON))
    for act in offer.acts:
        if act in ANSWERS:
            word = offer.accept_word if act is Act.ACCEPT else act_words(act)
            wide = round(QFontMetricsF(type_.button).horizontalAdvance(word)) + 28
            look = "accent" if act is Act.ACCEPT else "button"
            made.zones.append(Zone(QRectF(x, y + 10, wide, height), act, word, look))
            x += wide + 8
    if x > left:
        y += 10 + height
    return y + (11 if made.text is not None else 2)


def _place_picture(made: MessageLayout, left: float, y: float, inner: float) -> float:
    """Place the small picture below the facts, never larger than it is."""
    size = made.picture_rect.size()
    most = QSizeF(inner, theme.scaled(PICTURE_HIGH))
    if size.width() > most.width() or size.height() > most.height():
        size = size.scaled(most, Qt.AspectRatioMode.KeepAspectRatio)
    made.picture_rect = QRectF(left, y, max(1.0, size.width()), max(1.0, size.height()))
    if made.offer is not None and Act.OPEN in made.offer.acts:
        made.zones.append(Zone(made.picture_rect, Act.OPEN, act_words(Act.OPEN), "picture"))
    return y + made.picture_rect.height()


def _add_trouble_buttons(made: MessageLayout, row: Row, y: float, type_: Typeface) -> float:
    x = made.bubble.left() + PADDING
    height = float(theme.scaled(ICON_BUTTON))
    acts = (Act.DISCARD,) if row.entry.offer is not None else (Act.TRY_AGAIN, Act.DISCARD)
    for act in acts:
        word = act_words(act)
        wide = round(QFontMetricsF(type_.button).horizontalAdvance(word)) + 28
        made.zones.append(Zone(QRectF(x, y, wide, height), act, word, "button"))
        x += wide + 8
    return y + height


def _add_words(made: MessageLayout, act: Act, word: str, y: float, type_: Typeface) -> float:
    wide = QFontMetricsF(type_.small_bold).horizontalAdvance(word)
    place = QRectF(made.bubble.left() + PADDING, y, wide, type_.small_pitch)
    made.zones.append(Zone(place, act, word, "words"))
    return y + type_.small_pitch


def _show_all(row: Row) -> str:
    size = size_text(len(row.entry.text.encode("utf-8", "replace")))
    return fill(translate("MessageLog", "Show all, {size}"), size=size)


def _meta_width(made: MessageLayout, type_: Typeface) -> float:
    wide = QFontMetricsF(type_.time).horizontalAdvance(made.meta)
    return wide + (22 if made.tick else 0) + (MARK + MARK_GAP if made.guest else 0)
