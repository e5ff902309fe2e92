"""Lanyard: a desktop messenger for one LAN, server and client in one program."""

__version__ = "0.1.0"
