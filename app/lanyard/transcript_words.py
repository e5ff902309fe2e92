"""The words of a transcript in the person's language. Needs QtCore for translation; any thread."""

from __future__ import annotations

from lanyard.phrases import translate
from lanyard.transcripts import Words


def transcript_words() -> Words:
    """Return them as of now."""
    return Words(
        edited=translate("Transcript", "edited"),
        deleted=translate("Transcript", "deleted"),
        files=translate("Transcript", "files"),
        sized=translate("Transcript", "{name} ({size} bytes)"),
        guest=translate("Transcript", "guest {address}"),
        to=translate("Transcript", "to {name}"),
        one_person=translate("Transcript", "one person"),
        earlier=translate("Transcript", "an earlier message"),
    )
