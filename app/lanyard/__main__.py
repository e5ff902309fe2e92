"""``lanyard``: the window without a command, the console with one.

Qt is imported late, so that ``--version``, ``--help`` and a mistake in usage need none of it, and
so that missing system libraries end in the line that installs them instead of a traceback.
"""

from __future__ import annotations

import sys

from lanyard import profile, system_libraries
from lanyard.console.arguments import Arguments, parse
from lanyard.display import has_display, needs_x_libraries


def main(argv: list[str] | None = None) -> int:
    """Run Lanyard with ``argv`` (default: the program's own); return the exit status."""
    arguments = parse(sys.argv[1:] if argv is None else argv)
    screen = not arguments.command and not arguments.self_check
    if screen and not has_display():
        print(
            "There is no display to open a window on. Without one, host a room with"
            " 'lanyard host' or join one with 'lanyard join'.",
            file=sys.stderr,
        )
        return 1
    lacking = system_libraries.missing(screen=True) if screen and needs_x_libraries() else ()
    if lacking:  # Qt would abort without a word that helps
        return _say_what_is_lacking(lacking, "")
    try:
        return _run(arguments)
    except ImportError as error:
        if "PySide6" not in str(error) and ".so" not in str(error):
            raise
        return _say_what_is_lacking(system_libraries.missing(screen), str(error))
    except KeyboardInterrupt:
        return 130  # before anything was begun; from then on the console hears it


def _say_what_is_lacking(libraries: tuple[system_libraries.Library, ...], words: str) -> int:
    names = ", ".join(library.soname for library in libraries) or words
    line = system_libraries.install_line(libraries)
    step = f" Install what it needs: {line}" if libraries and line else ""
    print(f"Qt cannot start: this system lacks {names}.{step}", file=sys.stderr)
    return 1


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


if __name__ == "__main__":
    sys.exit(main())
