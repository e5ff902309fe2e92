"""The page of a room that a browser sees, made for phones, in English or Chinese.

Pure: the template, the style and the icon are handed in as they were read. Everything that a
person chose (names, the room's name) is escaped; there is no script and no style in the page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from string import Template
from typing import Final

PEOPLE_SHOWN: Final = 200
_LANGUAGE: Final = re.compile(r"\s*([a-z*]{1,8})[-a-z0-9]*\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*")

Words = dict[str, str]

_ENGLISH: Final[Words] = {
    "hosted": "hosted by {host}",
    "plain": "Not encrypted",
    "plain_why": "Everybody on this network can read this page, and whatever goes to or comes from "
    "a guest. Between Lanyards everything is encrypted.",
    "here": "Who is here ({count})",
    "nobody": "Nobody at the moment.",
    "host": "hosts the room",
    "guest": "guest",
    "more": "and {count} more",
    "app": "Get Lanyard",
    "app_how": "It runs on Windows, macOS and Linux. Ask {host} for it:",
    "app_folder": "Copy the Lanyard folder to your computer and double-click Lanyard. "
    "Nothing else is needed.",
    "app_source": "Or copy the source, and with Python 3.11 or newer type:",
    "app_join": "Then choose this room under “Rooms near you”, or type its address:",
    "without": "Take part without Lanyard",
    "listen": "Read along without Lanyard",
    "without_how": "In a terminal of a computer on this network. "
    "Your first line is said in the room as a guest.",
    "listen_how": "In a terminal of a computer on this network. Guests only read here.",
    "qr": "This page on another phone",
    "qr_alt": "QR code of {url}",
}
_CHINESE: Final[Words] = {
    "hosted": "由 {host} 主持",
    "plain": "未加密",
    "plain_why": "此网络中的任何人都能读到本页,以及与访客往来的一切内容。"
    "Lanyard 之间的通信是加密的。",
    "here": "谁在这里({count})",
    "nobody": "现在没有人。",
    "host": "主持人",
    "guest": "访客",
    "more": "还有 {count} 人",
    "app": "获取 Lanyard",
    "app_how": "可在 Windows、macOS 和 Linux 上运行。请向 {host} 索取:",
    "app_folder": "把 Lanyard 文件夹复制到你的电脑,双击 Lanyard 即可,不需要其他东西。",
    "app_source": "或者复制源代码,在装有 Python 3.11 或更高版本的电脑上输入:",
    "app_join": "然后在“附近的房间”中选择此房间,或输入地址:",
    "without": "不装程序也能参与",
    "listen": "不装程序也能旁听",
    "without_how": "在此网络中任一台电脑的终端里输入。你写的第一行会以访客身份出现在房间里。",
    "listen_how": "在此网络中任一台电脑的终端里输入。访客在这里只能阅读。",
    "qr": "在另一部手机上打开本页",
    "qr_alt": "{url} 的二维码",
}
_WORDS: Final = {"en": _ENGLISH, "zh-CN": _CHINESE}
_BY_PREFERENCE: Final = {"en": "en", "zh": "zh-CN"}


@dataclass(frozen=True, slots=True)
class PagePerson:
    """Somebody who is in the room."""

    name: str
    guest: bool = False
    """On a plain text line, without the program."""
    host: bool = False


@dataclass(frozen=True, slots=True)
class RoomPage:
    """What the page tells. Names are strangers' words and are escaped here, nowhere else."""

    room: str
    host: str
    people: tuple[PagePerson, ...]
    address: str
    """Where this browser reached the room: the address others can type, IPv6 without brackets."""
    port: int
    qr: bytes
    """The code of ``url_of(address, port)`` as SVG."""
    version: str
    guests: str = "yes"
    """What people without the program may do here: 'yes', 'read' or 'no'."""


@dataclass(frozen=True, slots=True)
class PageAssets:
    """The parts of the page that are the same for every room."""

    template: str
    style: bytes
    icon: bytes


def url_of(address: str, port: int) -> str:
    """Return the address of the page: what its QR code says."""
    return f"http://{_bracketed(address)}:{port}/"


def language_for(wished: str) -> str:
    """Return the language for an Accept-Language header: 'en' or 'zh-CN'."""
    best, found = 0.0, "en"
    for part in wished[:1024].lower().split(","):
        wish = _LANGUAGE.fullmatch(part)
        language = _BY_PREFERENCE.get(wish[1]) if wish else None
        weight = float(wish[2] or 1) if wish else 0.0
        if language and weight > best:
            best, found = weight, language
    return found


def room_html(page: RoomPage, assets: PageAssets, language: str) -> str:
    """Return the page of the room."""
    words = _WORDS[language]
    url = url_of(page.address, page.port)
    where = f"{_bracketed(page.address)}:{page.port}"
    command = f"nc {page.address} {page.port}"
    plain = {name: escape(text) for name, text in words.items() if "{" not in text}
    return Template(assets.template).substitute(
        plain,
        language=language,
        room=escape(page.room),
        hosted=_filled(words["hosted"], host=page.host),
        here=_filled(words["here"], count=str(len(page.people))),
        people=_people(page, words),
        app_how=_filled(words["app_how"], host=page.host),
        address=escape(where),
        without=_without(page, words, command),
        qr_alt=_filled(words["qr_alt"], url=url),
        url=escape(url),
        version=escape(page.version),
    )


def _people(page: RoomPage, words: Words) -> str:
    if not page.people:
        return f"<p>{escape(words['nobody'])}</p>"
    rows = [f"<li>{_person(one, words)}</li>" for one in page.people[:PEOPLE_SHOWN]]
    if (more := len(page.people) - PEOPLE_SHOWN) > 0:
        rows.append(f'<li class="more">{_filled(words["more"], count=str(more))}</li>')
    return "<ul>\n" + "\n".join(rows) + "\n</ul>"


def _person(one: PagePerson, words: Words) -> str:
    kind = "guest" if one.guest else "host" if one.host else ""
    mark = f' <span class="{kind}">{escape(words[kind])}</span>' if kind else ""
    # A name of right-to-left signs stays within its own borders.
    return f"<bdi>{escape(one.name)}</bdi>{mark}"


def _without(page: RoomPage, words: Words, command: str) -> str:
    if page.guests == "no":
        return ""
    name = "without" if page.guests == "yes" else "listen"
    return (
        f"<section>\n<h2>{escape(words[name])}</h2>\n<p>{escape(words[f'{name}_how'])}</p>\n"
        f"<pre>{escape(command)}</pre>\n</section>"
    )


def _filled(text: str, **values: str) -> str:
    """Return ``text`` escaped, with its gaps filled by escaped values, each of them once."""
    parts = re.split(r"\{(\w+)\}", text)
    return "".join(
        f"<bdi>{escape(values[part])}</bdi>" if at % 2 and part == "host"
        else escape(values[part] if at % 2 else part)
        for at, part in enumerate(parts)
    )  # fmt: skip


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address
