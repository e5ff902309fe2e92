"""What the window says about guests: people without the program, on lines nobody encrypts.

Log and list of people say the same words. Main thread only, though nothing here touches a widget.
"""

from __future__ import annotations

from lanyard.events import Member
from lanyard.phrases import fill, translate
from lanyard.plain_text import shown


def guest_tip(name: str, address: str) -> str:
    """Return who a guest is, and what is not known about them."""
    words = translate(
        "GuestWords",
        "{name}, a guest at {address}, takes part without the program. Not encrypted: others on "
        "this network can read and change what is said on that line. Nobody has proved who this "
        "is.",
    )
    return fill(words, name=shown(name), address=shown(address))


def no_direct_words(member: Member) -> str:
    """Return why nothing can be sent to a guest alone."""
    words = translate(
        "GuestWords",
        "{name} is a guest on a line that is not encrypted: no direct messages and no files. "
        "Write in the room.",
    )
    return fill(words, name=shown(member.name))
