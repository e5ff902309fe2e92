"""The person's language, for the window and the console alike.

Lanyard's own texts come from the resources, the words of Qt's buttons and menus from Qt. Where
there is no translation everything is English; its file holds the plurals.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from lanyard import _resources  # noqa: F401  (importing registers the ":/" root)


def speak(application: QCoreApplication, locale: QLocale | None = None) -> None:
    """Let every text that is made from now on be in the language of ``locale``.

    Without one it is the person's own, as the system tells it. Main thread, before anything is
    shown; a second call adds to the first.
    """
    if QLocale().language() == QLocale.Language.C:
        # The C locale joins lists and writes dates as no person would.
        QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    spoken = ""
    for one in (QLocale(QLocale.Language.English), locale or QLocale()):
        # The one installed last is asked first.
        own = QTranslator(application)
        if own.load(one, "lanyard", "_", ":/translations"):
            application.installTranslator(own)
            spoken = own.language()
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    # Asked for by the language that was found: buttons in another one than their question puzzle.
    of_qt = QTranslator(application)
    if of_qt.load(QLocale(spoken), "qtbase", "_", folder):
        application.installTranslator(of_qt)
