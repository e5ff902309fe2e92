"""Pictures of every page, light and dark, drawn without a screen, to lie beside the design's.

    python tests/bench/screens.py FOLDER [--language zh_CN]

Everything on them is invented; no engine runs.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PySide6.QtCore import QElapsedTimer, QEventLoop, QLocale, Qt, QThreadPool
from PySide6.QtGui import QColor, QFont, QImage, QLinearGradient, QPainter
from PySide6.QtWidgets import QApplication

from fake_engine import FakeEngine
from lanyard import events as e
from lanyard import languages
from lanyard.application import Application
from lanyard.commands import Export, Host, ReadHistory, Search
from lanyard.models.search import words_of
from lanyard.models.transfer_words import TransferAct
from lanyard.settings import Settings, SettingsKeeper, SettingsStore
from lanyard.trusted import TrustedSender
from lanyard.widgets import theme
from lanyard.widgets.failed_files import FailedFiles
from lanyard.widgets.offer_card import OfferCard
from lanyard.widgets.offer_words import Act
from lanyard.widgets.row_menu import RowAct
from lanyard.widgets.settings_dialog import SettingsDialog

ME = "0006" + "c0" * 30
PEOPLE = {
    "Zhang Min": "0005" + "01" * 30,
    "Aylin Demir": "000a" + "02" * 30,
    "王芳": "0009" + "03" * 30,
    "刘洋": "0003" + "04" * 30,
}
OWN, OFFICE, LAB = "aa" * 14 + "0003", "bb" * 14 + "0008", "cc" * 14 + "0004"
PRINT, FINANCE = "dd" * 14 + "0001", "ee" * 14 + "0000"
SIZE = (1100, 720)


def at(hour: int, minute: int, days: int = 0) -> int:
    """Return a moment of today, or of some days ago, in milliseconds."""
    now = time.localtime()
    day = time.mktime((now.tm_year, now.tm_mon, now.tm_mday - days, hour, minute, 0, 0, 0, -1))
    return int(day * 1000)


def entry(seq: int, who: str, when: int, text: str, room: str = OFFICE, to: str = "") -> e.Entry:
    author = ME if who == "Chen Wei" else PEOPLE[who]
    return e.Entry(room, seq, f"{seq:032x}", author, who, when, e.Kind.TEXT, text, to)


def offer(seq: int, who: str, when: int, text: str, files: tuple[e.OfferedFile, ...]) -> e.Entry:
    return e.Entry(
        OFFICE, seq, f"{seq:032x}", PEOPLE[who], who, when, e.Kind.OFFER, text, "", e.Offer(files)
    )


PLAN = offer(
    3, "Aylin Demir", at(9, 12), "New floor plan, please check the 会议室 on the left.",
    (e.OfferedFile("floor-plan-2F_v7 二层平面图.pdf", 48_200_000),),
)  # fmt: skip
TALK = (
    entry(1, "Zhang Min", at(17, 42, 1), "The 3D printer on the second floor is free again."),
    entry(2, "Zhang Min", at(17, 42, 1), "二楼的打印机可以用了，要用的请在这里说一声。"),
    PLAN,
    entry(4, "Chen Wei", at(9, 15), "Looks good. I moved the door 40 cm，其他没改。"),
    entry(5, "Chen Wei", at(9, 16), "Printing two copies now"),
    entry(6, "王芳", at(9, 21), "收到！平面图我放在 http://10.0.0.12/plan 了，中午一起看。"),
)
DIRECT = (
    entry(7, "Aylin Demir", at(9, 12), "Is the room on the left yours?", OFFICE, ME),
    entry(8, "王芳", at(8, 30), "下午三点的会改到四点", OFFICE, ME),
    entry(9, "Zhang Min", at(10, 0, 3), "Thanks, got it.", OFFICE, ME),
)


def members(*names: str, host: str = "Zhang Min") -> tuple[e.Member, ...]:
    return tuple(
        e.Member(number + 1, ME if name == "Chen Wei" else PEOPLE[name], name, host=name == host)
        for number, name in enumerate(names)
    )


def near(room: str, name: str, host: str, address: str, people: int, locked: bool) -> e.NearRoom:
    return e.NearRoom(room, name, host, (address,), 25225, room * 2, people, locked, 1)


NEAR = e.RoomsNear(
    (
        near(OFFICE, "Design office", "Zhang Min", "10.0.0.12", 4, False),
        near(LAB, "实验室 302", "刘洋", "10.0.0.31", 11, True),
        near(PRINT, "Print shop 打印店", "Kasse-PC", "10.0.0.77", 2, False),
        near(FINANCE, "财务室", "财务-PC", "10.0.0.81", 3, True),
    )
)


def looked(answers: int) -> e.LookedAround:
    now = int(time.time() * 1000)
    return e.LookedAround(
        (
            e.AskedInterface("Wi-Fi", "10.0.0.40", "10.0.0.255", 3, now - 2000, answers),
            e.AskedInterface("Ethernet", "192.168.56.1", "192.168.56.255", 3, now - 2000, 0),
        ),
        True,
    )


def opened() -> e.RoomOpened:
    addresses = (
        e.Address("10.0.0.40", "Wi-Fi", "10.0.0.255"),
        e.Address("192.168.56.1", "Ethernet", "192.168.56.255"),
        e.Address("fe80::42:acff:fe11:2", "Ethernet"),
    )
    return e.RoomOpened(
        OWN, "Chen’s room", 25226, addresses, ME, True, at(8, 31), 25225, "nginx (pid 812)"
    )


def joined(
    room: str, name: str, people: tuple[e.Member, ...], own: bool = False, last: int = 0
) -> e.Joined:
    host = next(member for member in people if member.host)
    me = next(member for member in people if member.device_id == ME)
    return e.Joined(
        f"key-{room}", room, name, "127.0.0.1" if own else "10.0.0.12", 25225, host.device_id,
        me.number, ME, people, last, own,
    )  # fmt: skip


def transfer(
    number: str,
    name: str,
    state: e.TransferState,
    incoming: bool,
    peer: str,
    size: int = 48_200_000,
) -> e.TransferChanged:
    return e.TransferChanged(
        number, number, OFFICE, incoming, state, PEOPLE[peer], peer, name, 1, size
    )


def spooled() -> e.SpoolChanged:
    """Return what two people left for two who are away."""
    photos = e.SpooledOffer(
        "e1", OWN, PEOPLE["Zhang Min"], "Zhang Min", PEOPLE["刘洋"], "刘洋", "Site photos", 148,
        612_000_000, at(9, 2), at(9, 2, -7), whole=True, is_folder=True,
    )  # fmt: skip
    plan = e.SpooledOffer(
        "e2", OWN, PEOPLE["王芳"], "王芳", PEOPLE["Aylin Demir"], "Aylin Demir",
        "floor-plan.pdf", 1, 48_200_000, at(9, 40), at(9, 40, -7), whole=False,
    )  # fmt: skip
    return e.SpoolChanged((photos, plan), 660_800_000, 2_000_000_000, 7)


CONNECTIONS = e.ConnectionsChanged(
    OWN,
    (
        e.Connection(1, ME, "Chen Wei", "app", "127.0.0.1", at(8, 31), 4_100, 9_200),
        e.Connection(2, PEOPLE["Aylin Demir"], "Aylin Demir", "app", "10.0.0.12", at(8, 33),
                     1_200_000, 48_900_000),
        e.Connection(3, PEOPLE["王芳"], "王芳", "app", "10.0.0.18", at(8, 40), 214_000, 2_100_000),
        e.Connection(4, PEOPLE["刘洋"], "刘洋", "app", "10.0.0.31", at(8, 52), 38_000, 911_000),
        e.Connection(5, PEOPLE["Zhang Min"], "Zhang Min", "app", "10.0.0.22", at(9, 1), 12_000,
                     640_000),
    ),
)  # fmt: skip


class Stage:
    """One window with a fake engine, and the pictures taken of it."""

    def __init__(self, app: QApplication, profile: Path, folder: Path, scheme: str) -> None:
        self._app = app
        self.folder = folder
        self.scheme = scheme
        self.engine = FakeEngine(ME)
        store = SettingsStore(profile)
        store.save(
            Settings(
                name="Chen Wei", joined_hosts=("10.0.0.12",), downloads=str(profile),
                colour_scheme=scheme,
            )
        )  # fmt: skip
        colours = Qt.ColorScheme.Dark if scheme == "dark" else Qt.ColorScheme.Light
        theme.apply(app, colours)
        self.program = Application(app, SettingsKeeper(store))
        self.window = self.program.window
        self.program.show()
        self.program.start(self.engine)
        self.window.resize(*SIZE)
        self.window.activateWindow()

    def answer_history(self) -> None:
        """Let the journal answer what was asked."""
        for command in list(self.engine.commands):
            if isinstance(command, ReadHistory):
                entries = TALK if command.room == OFFICE else ()
                self.engine.say(e.HistoryRead(command, entries, True, True))
        self.engine.commands.clear()

    def settle(self, milliseconds: int = 120) -> None:
        """Let timers of the models run out."""
        clock = QElapsedTimer()
        clock.start()
        while clock.elapsed() < milliseconds:
            self._app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 10)

    def take(self, name: str, size: tuple[int, int] = SIZE) -> None:
        """Save one picture."""
        self.window.resize(*size)
        self.settle()
        self.window.grab().save(str(self.folder / f"{name}-{self.scheme}.png"))
        print(f"{name}-{self.scheme}.png", flush=True)

    def end(self) -> None:
        """Take the window away."""
        self.program.shut_down()
        self.settle(20)


def fill(stage: Stage) -> None:
    """Host one room, join two, talk a little."""
    say = stage.engine.say
    stage.window.server.note_command(Host("Chen’s room", "Chen Wei", passcode="7 橘子 tree"))
    say(NEAR, looked(3))
    people = members("Zhang Min", "Aylin Demir", "Chen Wei", "王芳")
    say(opened(), joined(OWN, "Chen’s room", members("Chen Wei", "王芳", host="Chen Wei"), True))
    say(CONNECTIONS)
    lab = members("刘洋", "Chen Wei", host="刘洋")
    say(joined(LAB, "实验室 302", lab))
    say(joined(OFFICE, "Design office", people, last=9))
    stage.answer_history()
    say(e.EntriesArrived(OFFICE, DIRECT))
    say(e.EntriesArrived(OWN, (entry(1, "王芳", at(9, 2), "收到，谢谢", OWN),)))
    bring = entry(1, "刘洋", at(8, 47), "示波器借走了，下午还。", LAB)
    say(e.EntriesArrived(LAB, (bring,)))
    name = "floor-plan-2F_v7 二层平面图.pdf"
    running = transfer(PLAN.id, name, e.TransferState.RUNNING, True, "Aylin Demir")
    say(replace(running, moved=29_900_000, speed=11_400_000.0, seconds_left=2.0))
    stage.answer_history()
    stage.settle()


def first_start(stage: Stage) -> None:
    stage.engine.say(NEAR, looked(3))
    stage.take("1-first-start")
    stage.take("1-first-start-640x480", (640, 480))
    stage.window.resize(*SIZE)
    form = stage.window.first_start
    form.join_card.button.click()
    attempt = stage.engine.commands[-1]
    failure = e.Failure(e.Code.HOST_REFUSED, "10.0.0.12", 25225)
    failed = e.JoinChanged(attempt.key, "", e.JoinState.FAILED, "10.0.0.12", 25225, failure)
    stage.engine.say(failed)
    stage.take("8c-join-refused")
    form.join_card.host.clear_error()


def rooms(stage: Stage) -> None:
    fill(stage)
    stage.take("2-conversation")
    stage.take("2-conversation-small", (640, 480))
    bar = stage.window.side_bar
    stage.engine.say(
        e.JoinChanged(f"key-{OFFICE}", OFFICE, e.JoinState.WAITING, "10.0.0.12", 25225, None, 3.0)
    )
    stage.take("8b-connection-lost")
    people = members("Zhang Min", "Aylin Demir", "Chen Wei", "王芳")
    stage.engine.say(joined(OFFICE, "Design office", people, last=9))
    bar.place_chosen.emit(bar.places_in_order()[0])
    stage.window.own_view.chosen.emit(1)
    stage.window.server.table.selectRow(3)
    stage.take("4-hosting")
    stage.take("4-hosting-small", (640, 480))
    stage.engine.say(spooled())
    stage.take("4b-hosting-spool", (1100, 900))
    stage.engine.say(e.SpoolChanged((), 0, 2_000_000_000, 7))


def long_history(room: str) -> tuple[e.Entry, ...]:
    """Return a thousand messages of the last weeks."""
    names = list(PEOPLE)
    return tuple(
        replace(
            entry(
                seq, names[seq // 4 % 4], at(9, seq % 60, 40 - seq // 25), f"Line {seq} 第{seq}行"
            ),
            room=room,
        )
        for seq in range(1, 1001)
    )


def changed(stage: Stage) -> None:
    """Ticks, replies, edits, deletions, reactions; a jump into old history; a full disk."""
    say, page = stage.engine.say, stage.window.conversation
    thumbs = tuple(e.Reaction(PEOPLE[name], name, "👍") for name in ("Zhang Min", "王芳"))
    said = (
        entry(2, "Zhang Min", at(9, 2), "Shall we meet at noon? 中午见面吗？", LAB),
        replace(entry(3, "王芳", at(9, 3), "好的", LAB), ref=2, reactions=thumbs),
        replace(entry(4, "Aylin Demir", at(9, 4), "", LAB), change="deleted"),
        replace(
            entry(5, "Chen Wei", at(9, 6), "At half past, then", LAB), ref=3, change="edited",
            reactions=(e.Reaction(ME, "Chen Wei", "🎉"), *thumbs),
        ),
        entry(6, "Chen Wei", at(9, 7), "I bring the plans", LAB),
    )  # fmt: skip
    known = (("刘洋", 9), ("Zhang Min", 9), ("Aylin Demir", 5))
    members_known = (e.KnownMember(PEOPLE[n], n, 0, to, at(9, 0)) for n, to in known)
    conversation = stage.program.conversations.conversation(LAB)
    bar = stage.window.side_bar
    bar.place_chosen.emit(next(place for place in bar.places_in_order() if place.room == LAB))
    say(e.EntriesArrived(LAB, said), e.MembersKnown(LAB, tuple(members_known)))
    waiting = e.Entry(LAB, 0, "f" * 32, ME, "Chen Wei", at(9, 8), e.Kind.TEXT, "and the keys")
    say(e.PostQueued(waiting))
    page.log.acted.emit(RowAct(conversation.row_at(1), Act.REPLY))
    stage.take("9g-changes")
    say(e.JournalTroubled(e.Failure(e.Code.DISK_FULL)))
    page.log.acted.emit(RowAct(conversation.row_at(4), Act.EDIT))
    stage.take("9h-disk-full")
    say(e.JournalWell())
    page.composer.context.cancelled.emit()
    history = long_history(LAB)
    conversation.jump_to(430)
    for _ in range(3):
        read = stage.engine.last(ReadHistory)
        below = [one for one in history if read.after < one.seq < (read.before or 2000)]
        found = below[: read.count] if read.after else below[-read.count :]
        say(e.HistoryRead(read, tuple(found), found[0].seq == 1, found[-1].seq == 1000))
    page.log.mark_words("430")
    stage.take("9i-jump")


def searching(stage: Stage) -> None:
    """Search in English and Chinese, somebody who is away, and what an export says."""
    away = tuple(
        e.KnownMember(PEOPLE[name], name, 0, 5, when)
        for name, when in (("刘洋", at(8, 50)), ("Zhang Min", at(9, 0)))
    )
    stage.engine.say(e.MembersKnown(OFFICE, away))
    stage.window.conversation.direct_wanted.emit(OFFICE, PEOPLE["刘洋"])
    stage.take("9a-away")
    search = stage.window.search
    stage.window.key_pressed.emit("search")
    stage.take("9b-search-hints")
    said = (*reversed(DIRECT), *reversed(TALK))
    for name, words in (("9c-search", "plan"), ("9d-search-zh", "平面图"), ("9e-search-zh1", "会")):
        search.field.setText(words)
        stage.settle()
        hits = tuple(one for one in said if words in words_of(one))
        stage.engine.say(e.SearchAnswered(stage.engine.last(Search), hits, True))
        search.hits.setCurrentIndex(search.model.index(0))
        stage.take(name)
    stage.take("9e-search-zh1-small", (640, 480))
    export = Export(OFFICE, "/home/chen/Documents/Design office.html", "html")
    stage.engine.say(e.Exported(export, 12_345))
    stage.take("9f-exported")
    stage.window.done.hide()
    search.closed.emit()


def pages(stage: Stage) -> None:
    bar = stage.window.side_bar
    bar.tool_chosen.emit("broadcast")
    now = int(time.time() * 1000)
    said = ("temp=23.4 hum=41", "谁看到我的螺丝刀了？", "PLC-3 ready seq=8810", "hello from socat")
    heard = tuple(
        e.Datagram(now - 150 * (40 - n), f"10.0.0.{64 + n % 4}", 6475, said[n % 4], b"")
        for n in range(40)
    )
    stage.engine.say(e.ListeningChanged(6475), e.DatagramsArrived(heard))
    stage.take("5-broadcast")
    bar.tool_chosen.emit("transfers")
    states = e.TransferState
    failure = e.Failure(e.Code.DISK_FULL)
    out = transfer("b1", "会议记录 2024-05.docx", states.RUNNING, False, "王芳", 9_800_000)
    bad = transfer("b2", "backup-nas.tar", states.FAILED, True, "Zhang Min")
    done = transfer("b3", "logo.svg", states.DONE, False, "Zhang Min", 14_000)
    asked = transfer("b4", "IMG_2041.jpg", states.OFFERED, True, "刘洋", 312_000_000)
    files = tuple(
        e.OfferedFile(f"现场照片 IMG_{2041 + n}.jpg", 5_800_000 + 100_000 * n) for n in range(14)
    )
    stage.engine.say(
        e.EntriesArrived(OFFICE, (replace(offer(10, "刘洋", at(9, 26), "", files), id="b4"),)),
        replace(out, files=4, moved=1_200_000, speed=400_000.0, seconds_left=20.0),
        replace(bad, moved=34_000_000, failure=failure),
        replace(done, moved=14_000),
        replace(asked, files=14),
    )
    stage.take("7-transfers")
    stage.engine.say(e.RoomsNear(()), looked(0))
    stage.window.first_start.why_wanted.emit()
    stage.take("8a-nobody-near")


def a_folder(count: int) -> tuple[e.OfferedFile, ...]:
    """Return the files of a folder."""
    return tuple(
        e.OfferedFile(f"现场照片/{n // 40:02d}/IMG_{2041 + n}.jpg", 60_000 + 977 * (n % 40))
        for n in range(count)
    )


def files(stage: Stage) -> None:
    """Files: an offer with its list, a folder on its way, paused, resumed, finished, incomplete."""
    fill(stage)
    say, states = stage.engine.say, e.TransferState
    stage.window.side_bar.tool_chosen.emit("transfers")
    page = stage.window.transfers
    listed = (
        e.OfferedFile("二层平面图 floor-plan-2F_v7.pdf", 48_200_000),
        e.OfferedFile("现场照片/IMG_2041.jpg", 6_100_000),
        e.OfferedFile("现场照片/IMG_2042.jpg", 5_800_000),
        e.OfferedFile("渲染视频 render-final-final-用这个.mp4", 241_000_000),
        e.OfferedFile("notes.txt", 2_000),
        *(e.OfferedFile(f"现场照片/IMG_{2043 + n}.jpg", 1_200_000) for n in range(9)),
    )
    asked = replace(
        transfer("f1", listed[0].name, states.OFFERED, True, "刘洋", 312_000_000), files=14
    )
    say(
        e.EntriesArrived(OFFICE, (replace(offer(20, "刘洋", at(9, 26), "", listed), id="f1"),)),
        asked,
    )
    (card,) = page.findChildren(OfferCard)
    card.choose((3,), wanted=False)
    photos = e.Offer(a_folder(100), (), 0, 1204, 96_000_000, "现场照片")
    folder = replace(offer(21, "Aylin Demir", at(9, 30), "", ()), id="f2", offer=photos)
    out = replace(offer(22, "Aylin Demir", at(9, 31), "", ()), id="f3", author=ME,
                  offer=replace(photos, folder="3D models"))  # fmt: skip
    say(e.EntriesArrived(OFFICE, (folder, out)))
    moving = replace(
        transfer("f2", "现场照片", states.RUNNING, True, "Aylin Demir", 96_000_000), files=1204,
        files_done=312, moved=41_000_000, speed=12_000_000.0, seconds_left=5.0,
        current="07/IMG_2353.jpg",
    )  # fmt: skip
    say(moving)
    sent = replace(
        transfer("f3", "3D models", states.PAUSED, False, "王芳", 9_800_000_000), files=88,
        files_done=12, moved=1_200_000_000,
    )  # fmt: skip
    say(sent)
    waits = replace(
        transfer("f4", "backup-nas.tar", states.WAITING, True, "Zhang Min", 48_000_000_000),
        moved=34_000_000_000, failure=e.Failure(e.Code.DISK_FULL),
    )  # fmt: skip
    away = replace(waits, id="f5", name="talk.mp4", failure=e.Failure(e.Code.SENDER_GONE))
    say(waits, away)
    stage.take("7a-offer-list")
    stage.take("7a-offer-list-small", (640, 480))
    card.hide()
    say(replace(asked, state=states.DECLINED))
    stage.take("7b-folder")
    stage.take("7b-folder-small", (640, 480))
    paused = e.Failure(e.Code.PAUSED_THERE)
    say(replace(moving, state=states.PAUSED, failure=paused, speed=0.0, seconds_left=None))
    stage.take("7c-paused")
    say(replace(moving, resumed_at=41_000_000, moved=52_000_000, files_done=655))
    say(replace(sent, state=states.RUNNING, resumed_at=1_200_000_000, speed=96_000_000.0,
                seconds_left=89.0, current="turbine/blade-04.step"))  # fmt: skip
    stage.take("7d-resumed")
    missing = (
        e.FileFailed("现场照片/03/IMG_2170.jpg", e.Failure(e.Code.FILE_CHANGED)),
        e.FileFailed("现场照片/11/IMG_2477.jpg", e.Failure(e.Code.FILE_UNREADABLE)),
        e.FileFailed("现场照片/latest", e.Failure(e.Code.FILE_SPECIAL)),
    )
    say(
        replace(moving, state=states.DONE, moved=95_900_000, files_done=1201,
                files_failed=missing, files_failed_count=3, paths=("/home/chen/现场照片",)),
        replace(transfer("f6", "floor-plan.pdf", states.DONE, True, "Aylin Demir"),
                moved=48_200_000, paths=("/home/chen/Downloads/floor-plan.pdf",)),
    )  # fmt: skip
    stage.take("7e-finished")
    page.list.do(TransferAct.SHOW_FAILED, page.model.transfer(page.model.row_of("f2")))
    stage.settle()
    report = page.findChild(FailedFiles)
    report.grab().save(str(stage.folder / f"7f-report-{stage.scheme}.png"))
    report.reject()
    talking(stage, moving)


def painted_photo() -> QImage:
    """Return a picture of nothing."""
    image = QImage(1600, 900, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    sky = QLinearGradient(0, 0, 1600, 900)
    sky.setColorAt(0, QColor("#8fb2ff"))
    sky.setColorAt(1, QColor("#0a6b43"))
    painter.fillRect(image.rect(), sky)
    painter.end()
    return image


def talking(stage: Stage, moving: e.TransferChanged) -> None:
    """Files in the conversation, and the settings that concern them."""
    say, states, bar = stage.engine.say, e.TransferState, stage.window.side_bar
    bar.place_chosen.emit(next(place for place in bar.places_in_order() if place.room == OFFICE))
    listed = a_folder(5)
    waits = replace(offer(23, "刘洋", at(9, 40), "", listed), id="f7")
    say(e.EntriesArrived(OFFICE, (waits,)), moving)
    say(replace(transfer("f7", listed[0].name, states.OFFERED, True, "刘洋", 312_000), files=5))
    stage.take("7g-in-conversation")
    stage.window.conversation.log.pictures.use(QThreadPool(stage.program))
    photo = str(stage.folder / "lab.png")
    painted_photo().save(photo)
    shown = replace(offer(24, "Aylin Demir", at(9, 41), "", (e.OfferedFile("lab.png", 8_000),)),
                    id="f8")  # fmt: skip
    say(e.EntriesArrived(OFFICE, (shown,)))
    say(replace(transfer("f8", "lab.png", states.DONE, True, "Aylin Demir", 8_000),
                moved=8_000, paths=(photo,)))  # fmt: skip
    stage.take("7i-picture")
    stage.window.transfers.trust_wanted.emit(
        TrustedSender(PEOPLE["Aylin Demir"], "Aylin Demir", 100_000_000, "/home/chen/Downloads")
    )
    stage.window.side_bar.settings_wanted.emit()
    stage.settle()
    dialog = stage.window.findChild(SettingsDialog)
    dialog.grab().save(str(stage.folder / f"7h-settings-{stage.scheme}.png"))
    dialog.reject()


def main() -> None:
    """Take every picture in both schemes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="where to write the pictures")
    parser.add_argument("--only", default="", help="one scene, by the name of its first function")
    parser.add_argument("--language", default="en_GB", help="a locale (default: en_GB)")
    arguments = parser.parse_args()
    folder = arguments.folder
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication(sys.argv[:1])
    family = QFont("Inter")
    family.setPixelSize(theme.BASE_PIXELS)
    app.setFont(family)
    QLocale.setDefault(QLocale(arguments.language))
    languages.speak(app)
    for scheme in ("light", "dark"):
        with tempfile.TemporaryDirectory() as profile:
            for scene in ((first_start,), (rooms, changed, searching, pages), (files,)):
                if arguments.only not in ("", scene[0].__name__):
                    continue
                stage = Stage(app, Path(profile), folder, scheme)
                for act in scene:
                    act(stage)
                stage.end()


if __name__ == "__main__":
    main()
