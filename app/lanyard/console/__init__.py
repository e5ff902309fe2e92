"""The same engine without a window: host, join, rooms, send, broadcast and listen in a terminal."""
