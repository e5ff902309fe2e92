"""Names as somebody sends them who wants more than to send a file, and what is wrong with a name.

Everything in here is said without the program's own rules, so that a mistake in those is seen.
"""

from __future__ import annotations

import random
import re
import unicodedata

ACCENTED = "\u00e9te\u0301"
EMOJI = "\U0001f468\u200d\U0001f469\u200d\U0001f467"

CORPUS = (
    # nothing, and where one is or comes from
    "", ".", "..", "...", " ", " . . ", "\t", "/", "//", "\\", "./", "../", "a/", "a/..", "a/../..",
    # out of the folder, by every separator and in every writing
    "../out", "../../out", "../../../../../../../../out", "..\\out", "..\\..\\out", "a/../../out",
    "a\\..\\..\\out", "..\\/out", "....//out", "..;/out", ".. /out", "../ out", " ../out",
    "%2e%2e%2fout", "..%2fout", "..%5cout", "%252e%252e%252fout", "..%c0%afout", "..%u2215out",
    "..\uff0fout", "..\uff3cout", "..\u2215out", "..\u2044out", "..\u29f8out", "\uff0e\uff0e/out",
    "..\uf02fout", "..\uf05cout", "\u2024\u2024/out", "\u2025/out", "..\x00/out", "..\u200b/out",
    "\udcc0\udcae\udcc0\udcae/out", ".\u200d./out", "\\u002e\\u002e/out", "&#46;&#46;/out",
    # absolute, drives, servers, devices
    "/etc/passwd", "//etc/passwd", "/../etc/passwd", "C:\\autoexec.bat", "C:/autoexec.bat",
    "C:evil.txt", "c:", "C:\\", "Z:..\\out", "\\\\server\\share\\x.doc", "//server/share/x.doc",
    "\\\\?\\C:\\x", "\\\\?\\UNC\\server\\x", "\\\\.\\COM1", "\\\\.\\PhysicalDrive0", "\\??\\C:\\x",
    "\\\\.\\pipe\\x", "/dev/null", "/dev/sda", "/proc/self/mem", "file:///etc/passwd",
    # what shells put something else for
    "~", "~/x", "~root/x", "~\\x", "$HOME/x", "${HOME}", "$(id)", "`id`", "%USERPROFILE%\\x",
    "%APPDATA%", "!x", "x;y", "x&y", "x|y", "-rf", "--help", "*", "*.*", "?", "{a,b}", "'x'", '"x"',
    # characters of no shape
    "a\x00b.txt", "x.txt\x00.exe", "\x00", "line\nbreak.txt", "line\r\n.txt", "\x1b[31mred\x1b[0m",
    "\x1b]0;title\x07", "bell\a", "back\b\b\bspace", "\x7f", "\x85next", "tab\tin", "\u2028",
    "\u2029",
    # names of devices
    "CON", "con", "PRN", "AUX", "NUL", "COM0", "COM1", "COM9", "LPT1", "COM\u00b9", "LPT\u00b3",
    "CONIN$", "CONOUT$", "CLOCK$", "con.txt", "Nul.tar.gz", "aux .txt", "COM1 .txt", "PRN.", "CON ",
    "nul::$DATA", "CO\u200bN", "C\x00ON", "CON/x", "aux/con/nul", "x/CON", "CONSOLE.txt", "COM10",
    # what Windows keeps for itself
    "<", ">", ":", '"', "|", "?*", 'all<>:"|?*.txt', "stream.txt:hidden", "x.txt::$DATA", ":x",
    "x:$I30:$INDEX_ALLOCATION", "dir::$INDEX_ALLOCATION/x", "trailing.", "trailing. . .", "trail ",
    "trail\u00a0\u3000", "between.\u3000. \u2003", "folder./x", "folder /x", "folder... /x",
    "PROGRA~1",
    # long, cut inside a character
    "x" * 120, "x" * 121, "x" * 255, "x" * 256, "x" * 4096, "x" * 300 + ".jpeg",
    "x" * 119 + "\u00e9", "x" * 120 + "\u00e9", "x" * 254 + "\u00e9", "x" * 255 + "\u6587",
    "x" * 253 + "\U0001f600", "\u6587" * 85, "\u6587" * 86, "\u6587" * 1366, "\U0001f600" * 64,
    "\u6587" * 200 + ".docx", "a." + "e" * 300, "e\u0301" * 200, "x" * 249 + ".lnkxxxxx" + "y" * 99,
    "x" * 244 + ". . . . . .txt", "x" * 248 + "\u0915\u094d\u200d\u0937", "/".join("d" * 99),
    "/".join(["x" * 200] * 9) + "/y.txt", "a/" * 2000 + "x", "../" * 1000 + "x", "\\" * 500 + "x",
    # turned around, and of no width
    "photo\u202egpj.exe", "\u202egpj.exe", "\u2066isolate\u2069.txt", "\u200fx", "\u061cx.txt",
    "\u200b\u202e", "\ufeffx.txt", "in\u00advisible", "a\u200db.txt", "a\u200cb", "\u200d",
    "x\ufe0f",
    "photo.jpg" + " " * 150 + ".exe", "photo.jpg" + "\u3164" * 30 + ".exe", "\u2800\u2800",
    "\u115f",
    "\u034f", "\u180e", "\U000e0041\U000e0042", "x\U000e0100", EMOJI + ".png",
    "\u0645\u200c\u0627.txt",
    # no characters at all
    "\ud800", "\udfff.txt", "\ud800lone.txt", "\udc80\udcff", "x\ufffe", "\uffff", "\ufdd0",
    "\ue000",
    # two names that one disk takes for one
    ACCENTED, "\u00e9t\u00e9", "e\u0301te\u0301",
    "\u212bngstrom", "\u00e5ngstrom", "\u2126", "\u03a9",
    "Photo.JPG", "photo.jpg", "PHOTO.JPG", "Photo.jpg ", "stra\u00dfe", "STRASSE", "\u0130stanbul",
    "i\u0307stanbul", "\u03c3\u03c2", "\u03a3\u03a3", "\ufb01le", "file", "Photos/a.jpg",
    "photos/A.JPG",
    "Photos/b.jpg", "PHOTOS", "photos", "\u00e9/x", "e\u0301/x", "e\u0301/y", "d/x", "d", "d/x/y",
    "D",
    "\u1fc1", "\u0344", "\u0958", "\u2adc", "\uac00", "\u1100\u1161", "<\u0338", "\u226e",
    # what a program or a folder reads by itself
    "desktop.ini", "Desktop.INI", "Photos/desktop.ini", "autorun.inf", ".desktop", "x.desktop",
    ".directory", ".DS_Store", "._x.jpg", "Photos/._x.jpg", "Icon\r", "Thumbs.db", ".bashrc",
    ".profile", ".ssh/authorized_keys", "authorized_keys", ".config/autostart/x.desktop",
    ".git/config",
    "Photos/.git/hooks/post-checkout", ".env.local", "x.lnk", "x.scf", "x.url", "Photos/x.LNK",
    "x.library-ms", "x.{20d04fe0-3aea-1069-a2d8-08002b30309d}", "x.lnk.", "x.lnk\u200b", ".lnk",
    # one ending behind another
    "photo.jpg.exe", "invoice.pdf.scr", "a.tar.gz", "x.exe.", "x.exe ", "x.txt.", "x..txt",
    "x. txt",
    # our own files
    "photo.jpg.part", "photo.jpg (1).part", ".part", "x.PART", "x.part.part", "x.part ",
    "photo (1).jpg",
    "journal.sqlite", "journal.sqlite-wal", "transfers/state", "identity.pem", "lock",
    # good names
    "report.pdf", "\u4f1a\u8bae\u8bb0\u5f55.docx", "\u0645\u0631\u062d\u0628\u0627.txt",
    "Photos/2024/b.jpg",
    "\u0939\u093f\u0928\u094d\u0926\u0940.txt", "1\ufe0f\u20e3.txt", "\u2764\ufe0f.png",
    "a b  c.txt",
)  # fmt: skip

_PIECES = (
    "/", "\\", "..", ".", " ", ":", "~", "\x00", "\n", "\x1b", "\u202e", "\u200b", "\u200d",
    "\u0301",
    "\u0338", "\ud800", "\uff0f", "\ufe0f", "\u3000", "CON", "nul", ".part", ".lnk", " (1)", ".exe",
    "e", "E", "\u00e9", "\u00df", "ss", "\u0130", "\u6587", "\U0001f600", "x" * 60, "\u3164",
    "\u1160",
)  # fmt: skip

_DEVICES = re.compile(
    r"(con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3]|conin\$|conout\$|clock\$)"
    r"[ ]*([.:].*)?",
    re.IGNORECASE | re.DOTALL,
)
_IGNORED = re.compile("[\u200c\u200d\u180b-\u180d\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_TURNING = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def hostile_name(chance: random.Random) -> str:
    """Return a name of the corpus, or one made of several."""
    name = chance.choice(CORPUS)
    way = chance.randrange(8)
    if way == 0:
        at = chance.randrange(len(name) + 1)
        name = name[:at] + chance.choice(_PIECES) + name[at:]
    elif way == 1:
        name = chance.choice("/\\").join((chance.choice(CORPUS)[:300], name))
    elif way == 2:
        name = "".join(chance.choice(_PIECES) for _ in range(chance.randrange(1, 9)))
    elif way == 3:
        name = chance.choice((str.upper, str.lower, str.swapcase, str.title))(name)
    elif way == 4:
        name = unicodedata.normalize(chance.choice(("NFC", "NFD", "NFKC", "NFKD")), name)
    elif way == 5:
        length = chance.choice((120, 121, 249, 250, 251, 255, 256, 257, 4096))
        name = (name[:40] + chance.choice(("x", "\u00e9", "\u6587", "\U0001f600")) * length)[
            :length
        ]
        name += chance.choice(("", ".txt", ".lnk", ".", " ", "\u0301"))
    return name


def complaints(path: str, on_top: bool = True) -> list[str]:
    """Return what is wrong with a relative path that is to be saved; nothing when all is well."""
    wrong = []
    parts = path.split("/")
    if len(parts) > 32 or len(path.encode("utf-8", "replace")) > 1_024:
        wrong.append("too deep or too long")
    for number, part in enumerate(parts):
        wrong += [f"{word}: {part!a}" for word in _about(part)]
        if number == 0 and on_top and part.startswith("."):
            wrong.append(f"hidden: {part!a}")
    return wrong


def _about(part: str) -> list[str]:
    wrong = []
    if part in ("", ".", ".."):
        return ["no name"]
    try:
        if len(part.encode()) + len(".part") > 255:
            wrong.append("too long")
    except UnicodeEncodeError:
        wrong.append("no text")
    if set(part) & set('/\\<>:"|?*\uff0f\uff3c\u2044\u2215'):
        wrong.append("forbidden")
    if part != part.strip() or part.endswith("."):
        wrong.append("an end that Windows drops")
    if _DEVICES.fullmatch(part):
        wrong.append("a device")
    if part.startswith(("~", "._")) or part.lower() in ("desktop.ini", "autorun.inf"):
        wrong.append("means something")
    if part.lower().endswith((".part", ".lnk", ".scf", ".url", ".library-ms")):
        wrong.append("an ending that means something")
    if part != unicodedata.normalize("NFC", part):
        wrong.append("not composed")
    for one in part:
        category = unicodedata.category(one)
        if category in ("Cc", "Cs", "Zl", "Zp") or (category == "Cf" and one not in "\u200c\u200d"):
            wrong.append(f"unseen U+{ord(one):04X}")
        if unicodedata.bidirectional(one) in _TURNING:
            wrong.append("turned around")
    return wrong


def alike(name: str) -> str:
    """Return what a Mac, or Windows, or a Linux disk without capitals compares."""
    folded = unicodedata.normalize("NFD", _IGNORED.sub("", name)).casefold()
    return unicodedata.normalize("NFC", folded)
