"""A million messages: how long they take to import, to search and to page, and what they weigh.

    long_history.py [--messages 1000000] [--profile FOLDER]

Half of them are Chinese. One room holds four fifths, four others and direct talks the rest. With
``--profile`` the journal stays there, for the window and for another look. Searches are what the
history thread does for a first page of 50 hits, each question once with a fresh connection (the
system may still have the file in memory) and in random order. Memory is what a process needs
beyond one that asks the same of an empty journal.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

from lanyard.commands import ReadHistory, Search
from lanyard.events import Entry, Kind, RememberedRoom
from lanyard.journal.database import Database
from lanyard.journal.reading import Reading
from lanyard.journal.rows import Numbers
from lanyard.journal.store import FILE_NAME, Store


def _words(text: str) -> list[str]:
    return text.split()


ENGLISH = _words(
    "the to and a of in is it you that for on we have are with be this not at can i will "
    "your from they do or if but what all there when please today tomorrow meeting report "
    "could would should send file about time now just know think need want look new good "
    "first last week month day morning afternoon office room table chair printer server "
    "network cable switch router password account customer order invoice price offer "
    "contract project plan deadline budget team manager colleague visitor delivery package "
    "warehouse machine software version update release bug fix test build deploy database "
    "backup restore log error warning message answer question problem solution idea change "
    "edit delete save open close start stop begin finish wait call phone mail letter paper "
    "document page line word number list name address street city train bus flight hotel "
    "lunch dinner coffee tea water break holiday birthday present weather rain snow sun "
    "window door light heating key card badge lanyard camera screen keyboard mouse battery "
    "charger adapter laptop tablet monitor projector speaker microphone"
)
CHINESE = _words(
    "我们 你们 他们 今天 明天 昨天 上午 下午 晚上 会议 会议室 报告 项目 客户 合同 价格 "
    "产品 设计 文件 发送 收到 谢谢 请 问题 解决 办法 服务器 网络 连接 密码 数据库 备份 "
    "测试 版本 发布 更新 错误 修改 确认 同意 需要 可以 不能 已经 正在 马上 等一下 没问题 "
    "好的 知道 觉得 应该 时间 地点 出差 北京 上海 广州 深圳 飞机 火车 酒店 午饭 晚饭 咖啡 "
    "生日 天气 下雨 雨伞 办公室 打印机 电脑 屏幕 键盘 电池 充电器 投影仪 钥匙 门 窗户 财务 "
    "报销 发票 订单 仓库 快递 通知 整理 完成 开始 结束 周一 周二 周三 周四 周五 月底 计划 "
    "预算 团队 经理 同事 一起 帮忙 看看 怎么样 为什么 什么时候 哪里"
)
SYLLABLES = _words("ba ke mo ri tu sha len dor vic pan gos fer hul jin wex qua zo plim ster nad")
ME = f"{1:064x}"
DEVICES = [f"{number:064x}" for number in range(1, 61)]
ROOMS = [f"{number:032x}" for number in range(1, 6)]
FIRST_AT = 1_700_000_000_000
QUESTIONS = {
    "common word": ["the", "please", "report", "network", "version"],
    "rare word": ["kemori", "shalen dorvic", "zoplim", "panster"],
    "common part": ["ing", "er", "epor", "th", "etwor"],
    "rare part": ["uxwex", "plimq", "xqua", "felwo"],
    "as it is typed": ["m", "me", "mee", "meet", "meeti", "meetin"],
    "phrase": ['"the report"', '"send the file"', '"to the"', '"meeting room'],
    "several words": ["report friday budget", "the and of in", "server 备份"],
    "Chinese, one character": ["会", "的", "雨", "伞", "龘"],
    "Chinese, two characters": ["会议", "价格", "雨伞", "月底", "龘龘"],
    "Chinese, more": ["会议室报告", "什么时候出差", "没问题好的谢谢"],
    "nothing": ["xyzzyx", "the xyzzyx", "龘鱻"],
}
_BATCH = 5_000


class Talk:
    """Makes up what people say; words are as unevenly common as in life."""

    def __init__(self, seed: int = 5) -> None:
        self.chance = random.Random(seed)
        self.rare = [
            "".join(self.chance.choices(SYLLABLES, k=self.chance.randint(2, 4)))
            for _ in range(30_000)
        ]
        self.names = [
            "".join(chr(0x4E00 + self.chance.randrange(5_000)) for _ in range(2))
            for _ in range(20_000)
        ]
        self.english = list(accumulate(1 / (rank + 3) for rank in range(len(ENGLISH))))
        self.chinese = list(accumulate(1 / (rank + 3) for rank in range(len(CHINESE))))

    def line(self, number: int) -> str:
        """Return one message."""
        chance = self.chance
        if number % 2:
            words = chance.choices(ENGLISH, cum_weights=self.english, k=chance.randint(3, 16))
            if chance.random() < 0.3:
                words.append(chance.choice(self.rare))
            if chance.random() < 0.1:
                words.append(f"LAN-{chance.randrange(100_000)}")
            return " ".join(words).capitalize() + chance.choice((".", "?", "", "!"))
        words = chance.choices(CHINESE, cum_weights=self.chinese, k=chance.randint(2, 9))
        if chance.random() < 0.3:
            words.append(chance.choice(self.names))
        return "".join(words) + chance.choice(("。", "？", "", "，谢谢！"))

    def entries(self, count: int) -> Iterator[Entry]:
        """Yield messages, the oldest first."""
        chance, seqs = self.chance, dict.fromkeys(ROOMS, 0)
        for number in range(count):
            room = ROOMS[0] if chance.random() < 0.8 else chance.choice(ROOMS[1:])
            seqs[room] += 1
            author = chance.choice(DEVICES)
            to = ME if author != ME and chance.random() < 0.05 else ""
            at = FIRST_AT + number * 60_000
            yield Entry(
                room, seqs[room], f"{at << 80 | number:032x}", author, "Anna Müller", at,
                Kind.TEXT, self.line(number), to,
            )  # fmt: skip


def fill(profile: Path, count: int) -> float:
    """Import messages as a client does that catches up; return the seconds it took."""
    store = Store(profile)
    with store.transaction():
        for number, room in enumerate(ROOMS):
            visit = RememberedRoom(room, f"Room {number}", "10.0.0.1", 1, DEVICES[1], False, number)
            store.remember_room(visit)
    seconds = 0.0
    batch: list[Entry] = []
    for entry in Talk().entries(count):
        batch.append(entry)
        if len(batch) == _BATCH or entry.at == FIRST_AT + (count - 1) * 60_000:
            began = time.perf_counter()
            with store.transaction():
                store.keep(batch, copied=True)
            store.database.fold()
            seconds += time.perf_counter() - began
            batch.clear()
    with store.transaction():  # somebody who reads along, and was away for an hour
        for one in Reading(store.database, store.numbers, ME).conversations():
            if one.last is not None:
                store.cursors.mark_read(one.room, one.to, max(0, one.last.seq - 50))
    began = time.perf_counter()
    store.close()
    return seconds + time.perf_counter() - began


def ask(profile: Path, questions: list[tuple[str, str]]) -> dict[str, list[float]]:
    """Return how many milliseconds each first page took, by sort of question."""
    taken: dict[str, list[float]] = {sort: [] for sort, _ in questions}
    for sort, words in questions:
        database = Database(profile / FILE_NAME, writing=False)
        reading = Reading(database, Numbers(database), ME)
        began = time.perf_counter()
        reading.search(Search(words))
        taken[sort].append((time.perf_counter() - began) * 1e3)
        database.close()
    return taken


def page(profile: Path, rounds: int, count: int) -> dict[str, list[float]]:
    """Return how many milliseconds it takes to read 100 rows here and there, and to begin."""
    database = Database(profile / FILE_NAME, writing=False)
    reading = Reading(database, Numbers(database), ME)
    chance = random.Random(9)
    last = int(count * 0.8)
    taken: dict[str, list[float]] = {}
    for _ in range(rounds):
        for sort, asked in {
            "the end": ReadHistory(ROOMS[0]),
            "anywhere": ReadHistory(ROOMS[0], before=chance.randint(2, last)),
            "a date": ReadHistory(ROOMS[0], since=FIRST_AT + chance.randrange(count) * 60_000),
            "a direct talk": ReadHistory(
                ROOMS[0], chance.choice(DEVICES[1:]), before=chance.randint(2, last)
            ),
        }.items():
            began = time.perf_counter()
            reading.history(asked)
            taken.setdefault(sort, []).append((time.perf_counter() - began) * 1e3)
    for _ in range(rounds // 4):
        began = time.perf_counter()
        reading.conversations()
        taken.setdefault("all conversations, at the start", []).append(
            (time.perf_counter() - began) * 1e3
        )
    database.close()
    return taken


def weigh(profile: Path) -> int:
    """Return the bytes a process needed at most that asked everything of a journal."""
    words = [sys.executable, __file__, "--profile", str(profile), "--weigh"]
    answer = subprocess.run(words, check=True, capture_output=True, text=True)
    return int(json.loads(answer.stdout))


def most_memory() -> int:
    """Return the bytes this process needed at most; 0 where the system does not tell."""
    status = Path("/proc/self/status")
    if status.exists():  # what getrusage says begins with the size of the parent
        (line,) = (one for one in status.read_text().splitlines() if one.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    if sys.platform == "win32":
        return 0
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def spread(taken: list[float]) -> str:
    """Return the middle, the 95th part of a hundred and the worst of some milliseconds."""
    ordered = sorted(taken)
    p95 = ordered[min(len(ordered) - 1, len(ordered) * 95 // 100)]
    return f"p50 {statistics.median(ordered):6.1f}  p95 {p95:6.1f}  max {ordered[-1]:6.1f} ms"


def report(profile: Path, count: int, rounds: int) -> None:
    """Print the figures of a journal."""
    questions = [(sort, words) for sort, asked in QUESTIONS.items() for words in asked] * rounds
    random.Random(3).shuffle(questions)
    taken = ask(profile, questions)
    for sort, times in taken.items():
        print(f"search, {sort:24} {spread(times)}")
    together = [one for times in taken.values() for one in times]
    print(f"search, {'all of them':24} {spread(together)}")
    for sort, times in page(profile, 40, count).items():
        print(f"history, {sort:32} {spread(times)}")
    with tempfile.TemporaryDirectory() as empty:
        fill(Path(empty), 1)
        extra = (weigh(profile) - weigh(Path(empty))) / 1e6
    print(f"memory beyond that with an empty journal: {extra:.1f} MB")


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--profile", type=Path, help="keep the journal in this empty folder")
    parser.add_argument("--weigh", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.weigh:
        ask(options.profile, [(sort, w) for sort, asked in QUESTIONS.items() for w in asked])
        page(options.profile, 4, options.messages)
        print(most_memory())
        return 0
    with tempfile.TemporaryDirectory() as temporary:
        profile = options.profile or Path(temporary)
        profile.mkdir(parents=True, exist_ok=True)
        if (profile / FILE_NAME).exists():
            print("the journal is there already")
        else:
            seconds = fill(profile, options.messages)
            print(f"import of {options.messages:,} messages: {seconds:.1f} s")
        size = (profile / FILE_NAME).stat().st_size / options.messages
        print(f"on the disk: {size:.0f} bytes a message")
        report(profile, options.messages, options.rounds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
