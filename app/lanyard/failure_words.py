"""The words for every reason a person can be told; ``sentences.py`` fills them in.

Placeholders: {host} {port} {name} {detail} {number}, the fields of a Failure.
"""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from lanyard.events import Code

WORDS: dict[Code, object] = {
    Code.NAME_EMPTY: QT_TRANSLATE_NOOP(
        "sentences",
        "Type a name first. Others see it beside what you say.",
    ),
    Code.ROOM_NAME_EMPTY: QT_TRANSLATE_NOOP(
        "sentences",
        "The room needs a name. Others find it by that.",
    ),
    Code.HOST_EMPTY: QT_TRANSLATE_NOOP(
        "sentences",
        "No host is named yet. Type its address or its name, for example 10.0.0.12.",
    ),
    Code.PORT_OUT_OF_RANGE: QT_TRANSLATE_NOOP(
        "sentences",
        "A port is a number from 1 to 65535. Rooms are usually on 25225.",
    ),
    Code.PORT_TAKEN: QT_TRANSLATE_NOOP(
        "sentences",
        "Port {port} is taken by another program. Choose another port or close that program.",
    ),
    Code.PORT_FORBIDDEN: QT_TRANSLATE_NOOP(
        "sentences",
        "This account may not open port {port}. Choose a port above 1023, for example 25225.",
    ),
    Code.ADDRESS_NOT_OURS: QT_TRANSLATE_NOOP(
        "sentences",
        "{host} is not an address of this computer. Leave the address out to listen on all of "
        "them.",
    ),
    Code.LISTEN_FAILED: QT_TRANSLATE_NOOP(
        "sentences",
        "Port {port} could not be opened. Try another port.",
    ),
    Code.ALREADY_HOSTING: QT_TRANSLATE_NOOP(
        "sentences",
        "This computer already hosts a room. Close that one before opening another.",
    ),
    Code.HOST_UNKNOWN: QT_TRANSLATE_NOOP(
        "sentences",
        "No computer called {host} was found. Check the spelling, or type its address instead.",
    ),
    Code.HOST_REFUSED: QT_TRANSLATE_NOOP(
        "sentences",
        "{host} refuses port {port}. Is the room open there, and is the port right?",
    ),
    Code.HOST_SILENT: QT_TRANSLATE_NOOP(
        "sentences",
        "{host} does not answer on port {port}. It may be switched off, on another network, or "
        "its firewall may keep Lanyard out.",
    ),
    Code.HOST_UNREACHABLE: QT_TRANSLATE_NOOP(
        "sentences",
        "There is no way from here to {host}. Check that both computers are on the same network.",
    ),
    Code.NOT_LANYARD: QT_TRANSLATE_NOOP(
        "sentences",
        "What answers at {host}, port {port}, is not Lanyard. Ask the person hosting for the "
        "right port.",
    ),
    Code.ALREADY_JOINED: QT_TRANSLATE_NOOP(
        "sentences",
        "You are in this room already. Choose it in the list of rooms.",
    ),
    Code.IDENTITY_CHANGED: QT_TRANSLATE_NOOP(
        "sentences",
        "{host} does not have the identity this computer remembers for the room. The program "
        "may be new there, or somebody may pretend to be the host. Ask the person hosting "
        "before you trust it (in a terminal: --trust-changed).",
    ),
    Code.PASSCODE_NEEDED: QT_TRANSLATE_NOOP(
        "sentences",
        "This room asks for a passcode. The person hosting it knows it.",
    ),
    Code.PASSCODE_WRONG: QT_TRANSLATE_NOOP(
        "sentences",
        "That is not the passcode of this room. Ask the person hosting, then try again.",
    ),
    Code.ROOM_FULL: QT_TRANSLATE_NOOP(
        "sentences",
        "The room is full. Try again when somebody has left, or ask the person hosting.",
    ),
    Code.VERSION_OLDER: QT_TRANSLATE_NOOP(
        "sentences",
        "{host} runs an older Lanyard that this one cannot talk to. Update it there.",
    ),
    Code.VERSION_NEWER: QT_TRANSLATE_NOOP(
        "sentences",
        "{host} runs a newer Lanyard. Update it on this computer, then join again.",
    ),
    Code.NO_ROOM_NEAR: QT_TRANSLATE_NOOP(
        "sentences",
        "No room was found on this network. Ask the person hosting for the address and name it, "
        "for example 10.0.0.12.",
    ),
    Code.SEVERAL_ROOMS_NEAR: QT_TRANSLATE_NOOP(
        "sentences",
        "There are several rooms on this network. Say which one: {detail}.",
    ),
    Code.NO_NETWORK: QT_TRANSLATE_NOOP(
        "sentences",
        "This computer is not on a network. Connect it to Wi-Fi or plug in a cable; Lanyard "
        "goes on by itself.",
    ),
    Code.NO_DISPLAY: QT_TRANSLATE_NOOP(
        "sentences",
        "There is no display to open a window on. Without one, host a room with 'lanyard host' "
        "or join one with 'lanyard join'.",
    ),
    Code.LINK_LOST: QT_TRANSLATE_NOOP(
        "sentences",
        "The line to {host} broke. What you write is kept and sent when it is back.",
    ),
    Code.BANNED: QT_TRANSLATE_NOOP(
        "sentences",
        "The person hosting this room does not let this computer in. Talk to them if that is a "
        "mistake.",
    ),
    Code.KICKED: QT_TRANSLATE_NOOP(
        "sentences",
        "The person hosting this room has removed you from it. You can join again if they agree.",
    ),
    Code.ROOM_CLOSED: QT_TRANSLATE_NOOP(
        "sentences",
        "The room was closed. You can join again when it is open the next time.",
    ),
    Code.PROTOCOL_BROKEN: QT_TRANSLATE_NOOP(
        "sentences",
        "{host} said something Lanyard cannot understand, so the line was cut. Use the same "
        "version on both computers.",
    ),
    Code.NOT_JOINED: QT_TRANSLATE_NOOP("sentences", "You are not in that room. Join it first."),
    Code.ENTRY_UNKNOWN: QT_TRANSLATE_NOOP(
        "sentences",
        "The message this belongs to is not in the room any more. Say it in a new one.",
    ),
    Code.NOT_YOURS: QT_TRANSLATE_NOOP(
        "sentences",
        "Only the person who wrote a message can change it. Answer it instead.",
    ),
    Code.TEXT_EMPTY: QT_TRANSLATE_NOOP(
        "sentences",
        "There is nothing to send yet. Type something first.",
    ),
    Code.TEXT_TOO_LONG: QT_TRANSLATE_NOOP(
        "sentences",
        "This text is too long for one message. Send it in parts or as a file.",
    ),
    Code.ROOM_UNKNOWN: QT_TRANSLATE_NOOP(
        "sentences",
        "Nothing of a room called {name} is kept here. Join it once, and what is said there is.",
    ),
    Code.ROOM_AMBIGUOUS: QT_TRANSLATE_NOOP(
        "sentences",
        "Several rooms here are called {name}. Use the id to say which one you mean: {detail}.",
    ),
    Code.MEMBER_UNKNOWN: QT_TRANSLATE_NOOP(
        "sentences",
        "Nobody called {name} is in the room. Check the name in the list of people.",
    ),
    Code.MEMBER_AMBIGUOUS: QT_TRANSLATE_NOOP(
        "sentences",
        "Several people in the room are called {name}. Use the device id to say whom you mean: "
        "{detail}.",
    ),
    Code.NOBODY_THERE: QT_TRANSLATE_NOOP(
        "sentences",
        "Nobody else is in the room yet. Wait until somebody has joined.",
    ),
    Code.DATAGRAM_TOO_LONG: QT_TRANSLATE_NOOP(
        "sentences",
        "This text is too long for a broadcast. Shorten it, or say it in a room.",
    ),
    Code.BROADCAST_FAILED: QT_TRANSLATE_NOOP(
        "sentences",
        "The broadcast could not be sent. Check that this computer is on a network.",
    ),
    Code.FILE_MISSING: QT_TRANSLATE_NOOP(
        "sentences",
        "{name} is not there any more. Choose the file again.",
    ),
    Code.FILE_UNREADABLE: QT_TRANSLATE_NOOP(
        "sentences",
        "{name} cannot be read. Check who may open it, then offer it again.",
    ),
    Code.FILE_IS_FOLDER: QT_TRANSLATE_NOOP(
        "sentences",
        "{name} is a folder. Pack it into one file first, or choose the files in it.",
    ),
    Code.FILE_CHANGED: QT_TRANSLATE_NOOP(
        "sentences",
        "{name} changed while it was being sent. Offer it again when nobody writes to it.",
    ),
    Code.DIGEST_WRONG: QT_TRANSLATE_NOOP(
        "sentences",
        "{name} did not arrive as it was sent, so it was thrown away. Ask for it again.",
    ),
    Code.SENDER_GONE: QT_TRANSLATE_NOOP(
        "sentences",
        "{name} left before the file was here. Ask for it again when they are back.",
    ),
    Code.SENDER_FILE_GONE: QT_TRANSLATE_NOOP(
        "sentences",
        "{name} cannot read the file any more. Ask for it to be offered again.",
    ),
    Code.RECEIVER_DISK_FULL: QT_TRANSLATE_NOOP(
        "sentences",
        "{name} has no room left for the file. Ask them to free some space, then try again.",
    ),
    Code.RECEIVER_DISK_FAILED: QT_TRANSLATE_NOOP(
        "sentences",
        "{name} could not write the file. Ask them to choose another folder.",
    ),
    Code.TOO_MANY_FILES: QT_TRANSLATE_NOOP(
        "sentences",
        "That is too many files for one offer. Pack them into one file, or offer fewer at a time.",
    ),
    Code.FILE_SPECIAL: QT_TRANSLATE_NOOP(
        "sentences",
        "{name} is a link or a device and was left out. Offer what it leads to instead.",
    ),
    Code.PAUSED_THERE: QT_TRANSLATE_NOOP(
        "sentences",
        "{name} paused it. It goes on from here when they let it.",
    ),
    Code.RECEIVER_GONE: QT_TRANSLATE_NOOP(
        "sentences",
        "{name} left before the file was there. Offer it again when they are back.",
    ),
    Code.SPOOL_OFF: QT_TRANSLATE_NOOP(
        "sentences",
        "{name} is away and the host keeps no files. It goes on when both of you are there.",
    ),
    Code.SPOOL_FULL: QT_TRANSLATE_NOOP(
        "sentences",
        "{name} is away and the host has no room for it. It goes on when both of you are there.",
    ),
    Code.SPOOL_EXPIRED: QT_TRANSLATE_NOOP(
        "sentences",
        "{name} did not fetch it from the host in time. It goes on when both of you are there.",
    ),
    Code.SPOOL_CLEARED: QT_TRANSLATE_NOOP(
        "sentences",
        "The person hosting removed it. It goes to {name} when both of you are there.",
    ),
    Code.DECLINED: QT_TRANSLATE_NOOP(
        "sentences",
        "{name} does not want the file. Ask before you offer it again.",
    ),
    Code.CANCELLED_HERE: QT_TRANSLATE_NOOP(
        "sentences",
        "You stopped it. It can be offered again at any time.",
    ),
    Code.CANCELLED_THERE: QT_TRANSLATE_NOOP(
        "sentences",
        "{name} stopped it. Ask them if the file is to be sent again.",
    ),
    Code.OFFER_UNKNOWN: QT_TRANSLATE_NOOP(
        "sentences",
        "This offer does not exist any more. Ask for the file to be offered again.",
    ),
    Code.FOLDER_UNWRITABLE: QT_TRANSLATE_NOOP(
        "sentences",
        "Nothing can be written to {name}. Choose another folder.",
    ),
    Code.DISK_FULL: QT_TRANSLATE_NOOP(
        "sentences",
        "The disk is full. Free some space, then try again.",
    ),
    Code.DISK_FAILED: QT_TRANSLATE_NOOP(
        "sentences",
        "The disk reports an error. Choose another folder, or try again.",
    ),
    Code.HEX_WRONG: QT_TRANSLATE_NOOP(
        "sentences",
        "That is not hexadecimal. Type two digits for each byte, for example 48 65 6c 6c 6f.",
    ),
    Code.JOURNAL_NEWER: QT_TRANSLATE_NOOP(
        "sentences",
        "The history on this computer was written by a newer Lanyard. Use that version, or "
        "start with another profile (--profile DIR).",
    ),
    Code.JOURNAL_FAILED: QT_TRANSLATE_NOOP(
        "sentences",
        "The history cannot be written to the disk. Free some space or check the profile "
        "folder, then start Lanyard again.",
    ),
    Code.PROFILE_UNWRITABLE: QT_TRANSLATE_NOOP(
        "sentences",
        "Lanyard cannot write to its folder {name}. Make it writable, or start with another one "
        "(--profile DIR).",
    ),
    Code.IDENTITY_UNREADABLE: QT_TRANSLATE_NOOP(
        "sentences",
        "This computer's identity in {name} cannot be read. Restore that file from a backup, or "
        "start with another profile (--profile DIR).",
    ),
    Code.CONNECTION_RESET: QT_TRANSLATE_NOOP(
        "sentences",
        "{host} broke the connection off. What came until then is kept; connect again when you "
        "want to go on.",
    ),
    Code.SOCKET_FAILED: QT_TRANSLATE_NOOP(
        "sentences",
        "The system reports an error on this connection. Check the network, then try again.",
    ),
    Code.SOCKET_CLOSED: QT_TRANSLATE_NOOP(
        "sentences",
        "This socket is not open any more, so nothing was sent. Open it again first.",
    ),
    Code.PEER_NOT_READING: QT_TRANSLATE_NOOP(
        "sentences",
        "{host} takes no more bytes, so the connection was closed. Check that the program there "
        "reads what it gets, then connect again.",
    ),
    Code.LOOKUP_EMPTY: QT_TRANSLATE_NOOP(
        "sentences",
        "{name} is not known here: no address, name, service or port was found for it. Check the "
        "spelling.",
    ),
    Code.URL_WRONG: QT_TRANSLATE_NOOP(
        "sentences",
        "Only http:// addresses can be asked for here. Type one, for example "
        "http://10.0.0.12:8000/.",
    ),
    Code.ANSWER_BROKEN: QT_TRANSLATE_NOOP(
        "sentences",
        "{host} did not answer as a web server does. Check the port; connect to it by TCP to see "
        "what it says.",
    ),
    Code.HOLDER_NOT_MINE: QT_TRANSLATE_NOOP(
        "sentences",
        "The program on this port belongs to somebody else, so it was left alone. Choose another "
        "port, or ask them to close it.",
    ),
    Code.HOLDER_STAYS: QT_TRANSLATE_NOOP(
        "sentences",
        "The program on this port did not end when it was asked to. Close it yourself, or choose "
        "another port.",
    ),
}

WORDS_WITH_FACTS: dict[Code, object] = {
    Code.ROOM_UNKNOWN: QT_TRANSLATE_NOOP(
        "sentences",
        "Nothing of a room called {name} is kept here. Choose one of these: {detail}.",
    ),
    Code.PORT_TAKEN: QT_TRANSLATE_NOOP(
        "sentences",
        "Port {port} is taken by {detail}. Choose another port or close that program.",
    ),
    Code.LISTEN_FAILED: QT_TRANSLATE_NOOP(
        "sentences",
        "Port {port} could not be opened ({detail}). Try another port.",
    ),
    Code.TEXT_TOO_LONG: QT_TRANSLATE_NOOP(
        "sentences",
        "This text is too long: a message holds {number} bytes. Send it in parts or as a file.",
    ),
    Code.DATAGRAM_TOO_LONG: QT_TRANSLATE_NOOP(
        "sentences",
        "This text is too long for a broadcast, which holds {number} bytes. Shorten it, or say "
        "it in a room.",
    ),
    Code.BROADCAST_FAILED: QT_TRANSLATE_NOOP(
        "sentences",
        "The broadcast could not be sent ({detail}). Check that this computer is on a network.",
    ),
    Code.DISK_FAILED: QT_TRANSLATE_NOOP(
        "sentences",
        "The disk reports an error ({detail}). Choose another folder, or try again.",
    ),
    Code.JOURNAL_FAILED: QT_TRANSLATE_NOOP(
        "sentences",
        "The history cannot be written to the disk ({detail}). Free some space or check the "
        "profile folder, then start Lanyard again.",
    ),
    Code.SOCKET_FAILED: QT_TRANSLATE_NOOP(
        "sentences",
        "The system reports an error on this connection ({detail}). Check the network, then try "
        "again.",
    ),
    Code.HOLDER_NOT_MINE: QT_TRANSLATE_NOOP(
        "sentences",
        "The port is held by {detail}, which belongs to somebody else and was left alone. Choose "
        "another port, or ask them to close it.",
    ),
    Code.HOLDER_STAYS: QT_TRANSLATE_NOOP(
        "sentences",
        "The port is held by {detail}, which did not end when it was asked to. Close it "
        "yourself, or choose another port.",
    ),
}
"""The same where the system named a cause (``detail``) or a limit (``number``)."""
