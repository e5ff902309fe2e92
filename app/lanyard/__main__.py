"""``lanyard``: the window without a command, the console with one.

Qt is imported late, so that ``--version``, ``--help`` and a mistake in usage need none of it, and
so that missing system libraries end in the line that installs them instead of a traceback.
"""

from __future__ import annotations

import os
import sys

from lanyard import profile, system_libraries
from lanyard.console.arguments import Arguments, parse


def main(argv: list[str] | None = None) -> int:
    """Run Lanyard with ``argv`` (default: the program's own); return the exit status."""
    arguments = parse(sys.argv[1:] if argv is None else argv)
    screen = not arguments.command and not arguments.self_check
    if screen and not _has_display():
        print(
            "There is no display to open a window on. Without one, host a room with"
            " 'lanyard host' or join one with 'lanyard join'.",
            file=sys.stderr,
        )
        return 1
    try:
        return _run(arguments)
    except ImportError as error:
        line = system_libraries.install_line(system_libraries.missing(screen))
        if "PySide6" not in str(error) and ".so" not in str(error):
            raise
        print(f"Qt cannot start: {error}. {line}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130  # before anything was begun; from then on the console hears it


def _run(arguments: Arguments) -> int:
    from lanyard import diagnostics
    from lanyard.sentences import sentence

    try:
        folder = profile.folder(arguments.profile)
    except profile.ProfileError as error:
        print(sentence(error.failure), file=sys.stderr)
        return 1
    if arguments.self_check:
        from lanyard import self_check

        return self_check.run(folder)
    diagnostics.start(folder, arguments.verbose)
    if arguments.command:
        from lanyard.console.run import run as run_console

        return run_console(arguments, folder)
    from lanyard.application import run as run_window

    return run_window(folder)


def _has_display() -> bool:
    if not sys.platform.startswith("linux"):
        return True
    chosen = os.environ.get("QT_QPA_PLATFORM", "")
    if chosen and not chosen.startswith(("xcb", "wayland")):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


if __name__ == "__main__":
    sys.exit(main())
