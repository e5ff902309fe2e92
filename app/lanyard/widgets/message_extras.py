"""What hangs on a message: the quote of what it answers, and what people think of it.

Laid out and painted here, for the log and for whatever else shows a quote. Main thread only.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPalette, QPen

from lanyard.events import Entry
from lanyard.models.rows import Quote, Row
from lanyard.models.spoken import quote_line
from lanyard.phrases import NUMBER, fill, translate
from lanyard.plain_text import shown
from lanyard.widgets import theme
from lanyard.widgets.avatars import hue_colours
from lanyard.widgets.message_places import MessageLayout, QuoteLook, Typeface, Zone
from lanyard.widgets.offer_words import Act

QUOTE_HIGH = 40
QUOTE_LEAST = 150.0
BAR = 3
CHIP_HIGH = 24
CHIP_GAP = 4
CHIP_PADDING = 16
MOST_CHIPS = 12
"""Different emoji under one message; more would be a stranger's way to push the talk away."""
EMOJI_CHARACTERS = 16
"""Characters of one reaction that are shown; an emoji may have several."""
NAMES_IN_TIP = 20


def guess_extras(row: Row) -> int:
    """Return about how high quote and reactions will be."""
    height = theme.scaled(QUOTE_HIGH) + 8 if row.quote is not None else 0
    return height + (theme.scaled(CHIP_HIGH) + CHIP_GAP if row.entry.reactions else 0)


# --- the quote -----------------------------------------------------------------------------------


def quote_width(quote: Quote, type_: Typeface) -> float:
    """Return how wide a quote wants to be."""
    name = QFontMetricsF(type_.small_bold).horizontalAdvance(shown(quote.label))
    text = QFontMetricsF(type_.small).horizontalAdvance(shown(quote_line(quote))[:80])
    return max(QUOTE_LEAST, name + 24, text + 24)


def lay_out_quote(made: MessageLayout, quote: Quote, y: float, inner: float) -> None:
    """Place the quote at the top of a bubble; a press on it goes to what is quoted."""
    rect = QRectF(made.inner_x, y, inner, theme.scaled(QUOTE_HIGH))
    name = shown(quote.label)
    made.quote = QuoteLook(rect, quote.author, name, shown(quote_line(quote)))
    words = translate("MessageLog", "Go to the answered message")
    made.zones.append(Zone(rect, Act.QUOTED, words, "quote"))


def paint_quote(
    painter: QPainter, look: QuoteLook, type_: Typeface, text: QColor, over: bool
) -> None:
    """Paint a quote: a bar in the quoted author's hue, the name, one line."""
    own = theme.colours()
    hue = hue_colours(look.author).name if look.author else own.text2
    rect = look.rect
    painter.setPen(Qt.PenStyle.NoPen)
    ground = QColor(own.text2)
    ground.setAlphaF(0.16 if over else 0.09)
    painter.setBrush(ground)
    painter.drawRoundedRect(rect, 6, 6)
    painter.setBrush(hue)
    painter.drawRoundedRect(QRectF(rect.left(), rect.top(), BAR, rect.height()), 1.5, 1.5)
    left, room = rect.left() + 12, rect.width() - 20
    pitch = type_.small_pitch
    top = rect.top() + (rect.height() - 2 * pitch) / 2
    if look.name:
        _line(painter, QPointF(left, top), room, look.name, hue, type_, bold=True)
        _line(painter, QPointF(left, top + pitch), room, look.text, text, type_)
    else:
        middle = rect.top() + (rect.height() - pitch) / 2
        _line(painter, QPointF(left, middle), room, look.text, own.text2, type_)


def _line(
    painter: QPainter, at: QPointF, room: float, words: str, ink: QColor, type_: Typeface,
    bold: bool = False,
) -> None:  # fmt: skip
    font = type_.small_bold if bold else type_.small
    painter.setFont(font)
    painter.setPen(ink)
    words = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, room)
    painter.drawText(at + QPointF(0, type_.base(font, type_.small_pitch)), words)


# --- reactions -----------------------------------------------------------------------------------


def lay_out_reactions(
    made: MessageLayout, row: Row, widest: float, me: str, type_: Typeface
) -> float:
    """Place the reactions below the bubble; return where the row ends."""
    bottom = made.bubble.bottom()
    chips = _chips(row.entry, me)
    if not chips:
        return bottom
    high = theme.scaled(CHIP_HIGH)
    metrics = QFontMetricsF(type_.reaction)
    lines: list[list[tuple[str, str, bool, float]]] = [[]]
    used = 0.0
    for emoji, word, mine in chips:
        wide = float(round(metrics.horizontalAdvance(word)) + CHIP_PADDING)
        if lines[-1] and used + wide > widest:
            lines.append([])
            used = 0.0
        lines[-1].append((emoji, word, mine, wide))
        used += wide + CHIP_GAP
    for line in lines:
        bottom += CHIP_GAP
        whole = sum(wide + CHIP_GAP for *_, wide in line) - CHIP_GAP
        x = made.bubble.right() - whole if row.mine else made.bubble.left()
        for emoji, word, mine, wide in line:
            rect = QRectF(x, bottom, wide, high)
            made.zones.append(Zone(rect, Act.REACT, word, "reaction", emoji, mine))
            x += wide + CHIP_GAP
        bottom += high
    return bottom + CHIP_GAP


def _chips(entry: Entry, me: str) -> list[tuple[str, str, bool]]:
    """Return emoji, emoji with count, and whether I am among them; the most frequent first."""
    counts: dict[str, int] = {}
    for reaction in entry.reactions:
        counts[reaction.emoji] = counts.get(reaction.emoji, 0) + 1
    mine = {reaction.emoji for reaction in entry.reactions if reaction.author == me}
    order = sorted(counts, key=counts.__getitem__, reverse=True)[:MOST_CHIPS]
    return [
        (emoji, f"{shown(emoji, longest=EMOJI_CHARACTERS)} {counts[emoji]}", emoji in mine)
        for emoji in order
    ]


def paint_reaction(painter: QPainter, zone: Zone, palette: QPalette, type_: Typeface) -> None:
    """Paint one chip; mine is tinted and outlined."""
    own = theme.colours()
    painter.setPen(QPen(own.accent if zone.mine else own.hairline, 1))
    painter.setBrush(own.selected if zone.mine else palette.color(QPalette.ColorRole.Base))
    rect = zone.rect.adjusted(0.5, 0.5, -0.5, -0.5)
    painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
    painter.setFont(type_.reaction)
    painter.setPen(own.link if zone.mine else own.text2)
    base = zone.rect.top() + type_.base(type_.reaction, zone.rect.height())
    painter.drawText(QPointF(zone.rect.left() + CHIP_PADDING / 2, base), zone.word)


def reaction_tip(row: Row, emoji: str, me: str) -> str:
    """Return who reacted so."""
    people = [found for found in row.entry.reactions if found.emoji == emoji]
    names = [
        translate("MessageLog", "you") if found.author == me else shown(found.name)
        for found in people[:NAMES_IN_TIP]
    ]
    more = len(people) - len(names)
    words = ", ".join(names)
    if more > 0:
        line = translate("MessageLog", "{emoji} {names} and %n more", "", NUMBER, more)
    else:
        line = translate("MessageLog", "{emoji} {names}")
    return fill(line, emoji=shown(emoji, longest=EMOJI_CHARACTERS), names=words)
