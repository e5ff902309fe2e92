-- The first schema: rooms that were met, their logs, and what still waits to be sent.

CREATE TABLE room (
    id         TEXT PRIMARY KEY,
    name       TEXT NOT NULL,
    host       TEXT NOT NULL,           -- what the person typed or chose
    port       INTEGER NOT NULL,
    device_id  TEXT NOT NULL,           -- the host's, pinned at the first visit
    hosted     INTEGER NOT NULL,        -- 1: by this computer
    epoch      TEXT NOT NULL,           -- names one history; another epoch is another history
    visited_at INTEGER NOT NULL         -- milliseconds since the epoch of Unix, a label
) STRICT;

CREATE TABLE entry (
    room   TEXT NOT NULL,
    seq    INTEGER NOT NULL,            -- the server's order
    id     TEXT NOT NULL,               -- the author's UUIDv7
    author TEXT NOT NULL,               -- device id
    name   TEXT NOT NULL,
    at     INTEGER NOT NULL,
    kind   TEXT NOT NULL,
    text   TEXT NOT NULL,
    "to"   TEXT NOT NULL,               -- device id of the only receiver, or empty
    offer  BLOB,                        -- MessagePack of events.Offer
    PRIMARY KEY (room, seq)
) STRICT, WITHOUT ROWID;

-- A post that is sent twice is kept once.
CREATE UNIQUE INDEX entry_by_author ON entry (room, author, id);

CREATE TABLE outbox (
    place  INTEGER PRIMARY KEY,         -- the order in which it was said
    room   TEXT NOT NULL,
    id     TEXT NOT NULL,
    author TEXT NOT NULL,
    name   TEXT NOT NULL,
    at     INTEGER NOT NULL,
    kind   TEXT NOT NULL,
    text   TEXT NOT NULL,
    "to"   TEXT NOT NULL,
    offer  BLOB,
    UNIQUE (room, id)
) STRICT;
