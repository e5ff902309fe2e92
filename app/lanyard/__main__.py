"""``lanyard``: the window without a command, the console with one.

Qt is imported late, so that ``--version``, ``--help`` and a mistake in usage need none of it, and
so that missing system libraries end in the line that installs them instead of a traceback.
"""

from __future__ import annotations

import sys

from lanyard import profile, system_libraries
from lanyard.console.arguments import Arguments, parse
from lanyard.display import has_display, needs_x_libraries
from lanyard.events import Code, Failure


def main(argv: list[str] | None = None) -> int:
    """Run Lanyard with ``argv`` (default: the program's own); return the exit status."""
    arguments = parse(sys.argv[1:] if argv is None else argv)
    screen = not arguments.command and not arguments.self_check
    shows = screen and has_display()
    lacking = system_libraries.missing(screen=True) if shows and needs_x_libraries() else ()
    if lacking:  # Qt would abort without a word that helps
        return _say_what_is_lacking(lacking, "")
    try:
        if screen and not shows:
            return _refuse(Failure(Code.NO_DISPLAY))
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


def _refuse(failure: Failure) -> int:
    """Say in the person's language why nothing can be started."""
    from PySide6.QtCore import QCoreApplication

    from lanyard import languages
    from lanyard.sentences import sentence

    application = QCoreApplication.instance() or QCoreApplication(sys.argv[:1])
    languages.speak(application)
    print(sentence(failure), file=sys.stderr)
    return 1


def _run(arguments: Arguments) -> int:
    from lanyard import diagnostics

    try:
        folder = profile.folder(arguments.profile)
    except profile.ProfileError as error:
        return _refuse(error.failure)
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
