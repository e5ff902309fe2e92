"""Times, sizes and speeds in the words of this computer's language, the same in every list.

Sizes are decimal (1 MB is 1,000,000 bytes), as disks and file managers count. Any thread.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QDateTime, QLocale

from lanyard.phrases import NUMBER, fill, translate

_STEPS = (("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000))


def clock_text(milliseconds: int) -> str:
    """Return the time of day, without seconds, of a moment since the epoch."""
    locale = QLocale()
    moment = _moment(milliseconds).time()
    if locale.language() == QLocale.Language.C:
        return str(moment.toString("HH:mm"))
    return locale.toString(moment, QLocale.FormatType.ShortFormat)


def moment_text(milliseconds: int) -> str:
    """Return day and time of a moment since the epoch, in full."""
    return QLocale().toString(_moment(milliseconds), QLocale.FormatType.LongFormat)


def date_text(milliseconds: int) -> str:
    """Return the day of a moment since the epoch, as short as it is written here."""
    return QLocale().toString(_moment(milliseconds).date(), QLocale.FormatType.ShortFormat)


def day_of(milliseconds: int) -> date:
    """Return the day on this computer's calendar of a moment since the epoch."""
    day = _moment(milliseconds).date()
    return date(day.year(), day.month(), day.day())


def day_text(day: date, today: date) -> str:
    """Return a day as a person says it: Today, Yesterday, or weekday and date."""
    distance = (today - day).days
    if distance == 0:
        return translate("Figures", "Today")
    if distance == 1:
        return translate("Figures", "Yesterday")
    return QLocale().toString(QDate(day.year, day.month, day.day), QLocale.FormatType.LongFormat)


def seen_text(milliseconds: int) -> str:
    """Return when somebody was last there, as a person says it: 'seen today at 09:21'."""
    if milliseconds <= 0:
        return translate("Figures", "not seen yet")
    clock = clock_text(milliseconds)
    day = day_of(milliseconds)
    today = QDate.currentDate()
    distance = (date(today.year(), today.month(), today.day()) - day).days
    if distance <= 0:
        return fill(translate("Figures", "seen today at {time}"), time=clock)
    if distance == 1:
        return fill(translate("Figures", "seen yesterday at {time}"), time=clock)
    words = QLocale().toString(QDate(day.year, day.month, day.day), QLocale.FormatType.ShortFormat)
    return fill(translate("Figures", "seen on {date}"), date=words)


def size_text(size: int) -> str:
    """Return a size: '48.2 MB'."""
    number, unit = _in_unit(size, size)
    return f"{number} {unit}"


def moved_text(moved: int, size: int) -> str:
    """Return how much of a size is done, the unit said once: '29.9 of 48.2 MB'."""
    done, _ = _in_unit(moved, size)
    whole, unit = _in_unit(size, size)
    text = translate("Figures", "{done} of {whole} {unit}")
    return fill(text, done=done, whole=whole, unit=unit)


def speed_text(speed: float) -> str:
    """Return bytes a second: '11.4 MB/s'."""
    return fill(translate("Figures", "{size}/s"), size=size_text(round(speed)))


def left_text(seconds: float) -> str:
    """Return the time left: '2 s left', '3 min left', '2 h left'."""
    whole = max(1, round(seconds))
    if whole < 100:
        return translate("Figures", "%n s left", "", NUMBER, whole)
    if whole < 100 * 60:
        minutes = round(whole / 60)
        return translate("Figures", "%n min left", "", NUMBER, minutes)
    hours = round(whole / 3600)
    return translate("Figures", "%n h left", "", NUMBER, hours)


def percent_text(moved: int, size: int) -> str:
    """Return the share that is done: '62 %'; 100 only when all of it is."""
    share = 100 if moved >= size else 100 * moved // size
    return fill(translate("Figures", "{n} %"), n=QLocale().toString(share))


def _in_unit(size: int, scale: int) -> tuple[str, str]:
    """Return ``size`` as a number in the unit that suits ``scale``, and the unit."""
    locale = QLocale()
    locale.setNumberOptions(QLocale.NumberOption.OmitGroupSeparator)
    for unit, step in _STEPS:
        if scale >= step:
            value = size / step
            return locale.toString(value, "f", 1 if value < 99.95 else 0), unit
    return locale.toString(size), translate("Figures", "bytes")


def _moment(milliseconds: int) -> QDateTime:
    # Outside these years QDateTime and Python disagree about what exists.
    return QDateTime.fromMSecsSinceEpoch(min(max(milliseconds, 0), 253_402_000_000_000))
