-- Long histories: rows in the order of their log, people and logs by small numbers, entries that
-- change others, gaps of a copy, what is known of members, and an index of words.

-- A room whose history is here; entries lie in the order of (number, sequence).
CREATE TABLE log (
    number   INTEGER PRIMARY KEY,
    room     TEXT NOT NULL UNIQUE,
    numbered INTEGER NOT NULL           -- sequences up to here were given once: never again
) STRICT;

-- Everybody who ever said something or was spoken to, by device id (or 'guest:' and an address).
CREATE TABLE person (
    number INTEGER PRIMARY KEY,
    device TEXT NOT NULL UNIQUE
) STRICT;

ALTER TABLE entry RENAME TO first_entry;
DROP INDEX entry_by_author;

CREATE TABLE entry (
    place      INTEGER PRIMARY KEY,     -- log << 40 | the server's sequence
    id         BLOB NOT NULL,           -- the author's UUIDv7, 16 bytes
    author     INTEGER NOT NULL,        -- person
    receiver   INTEGER NOT NULL,        -- the only one, or 0
    talk       INTEGER NOT NULL,        -- 0, or the two of a direct talk: lower << 31 | higher
    at         INTEGER NOT NULL,
    kind       INTEGER NOT NULL,        -- 0 text, 1 offer, 2 edit, 3 delete, 4 reaction
    ref        INTEGER NOT NULL,        -- sequence of what this answers or changes, or 0
    change     INTEGER NOT NULL,        -- 0 none, 1 edited, 2 deleted
    changed_by INTEGER NOT NULL,        -- sequence of the latest change
    name       TEXT NOT NULL,
    text       TEXT NOT NULL,           -- the latest words
    offer      BLOB                     -- MessagePack of events.Offer
) STRICT;

INSERT INTO log (room, numbered) SELECT DISTINCT room, 0 FROM first_entry ORDER BY room;
INSERT INTO person (device)
    SELECT author FROM first_entry UNION SELECT "to" FROM first_entry WHERE "to" != '';
INSERT INTO entry
    SELECT l.number << 40 | e.seq, coalesce(unhex(e.id), CAST(e.id AS BLOB)),
           a.number, coalesce(r.number, 0),
           CASE WHEN r.number IS NULL THEN 0
                ELSE min(a.number, r.number) << 31 | max(a.number, r.number) END,
           e.at, e.kind = 'offer', 0, 0, 0, e.name, e.text, e.offer
    FROM first_entry AS e JOIN log AS l USING (room) JOIN person AS a ON a.device = e.author
         LEFT JOIN person AS r ON r.device = e."to" ORDER BY 1;
DROP TABLE first_entry;

-- A post that is sent twice is kept once. Per room: no room can spoil another one's ids.
CREATE UNIQUE INDEX entry_once ON entry (author, id, place >> 40);
CREATE INDEX entry_by_talk ON entry (talk) WHERE talk > 0;
CREATE INDEX entry_by_target ON entry (place >> 40, ref) WHERE kind > 1;

-- What each says to an entry. An emoji that was taken back stays as an empty one, so that an
-- older reaction that comes later changes nothing.
CREATE TABLE reaction (
    place  INTEGER NOT NULL,            -- of the entry that is meant, here or not yet
    author INTEGER NOT NULL,
    seq    INTEGER NOT NULL,            -- of the reaction
    name   TEXT NOT NULL,
    emoji  TEXT NOT NULL,
    PRIMARY KEY (place, author)
) STRICT, WITHOUT ROWID;

-- What a copy lacks: every entry with after < seq < before.
CREATE TABLE gap (
    log    INTEGER NOT NULL,
    after  INTEGER NOT NULL,
    before INTEGER NOT NULL,
    PRIMARY KEY (log, before)
) STRICT, WITHOUT ROWID;

CREATE TABLE member (
    log     INTEGER NOT NULL,
    person  INTEGER NOT NULL,
    name    TEXT NOT NULL,
    since   INTEGER NOT NULL,           -- last sequence when the device first came
    read_to INTEGER NOT NULL,           -- on its disk
    seen_at INTEGER NOT NULL,
    floor   INTEGER NOT NULL,           -- it may read above this sequence
    PRIMARY KEY (log, person)
) STRICT, WITHOUT ROWID;

-- What the person at this computer has seen, and typed without sending it.
CREATE TABLE read_mark (
    log    INTEGER NOT NULL,
    person INTEGER NOT NULL,            -- the other of a direct talk, or 0
    seq    INTEGER NOT NULL,
    PRIMARY KEY (log, person)
) STRICT, WITHOUT ROWID;

-- What was here before marks were kept has been seen.
INSERT INTO read_mark SELECT place >> 40, 0, max(place & 0xffffffffff) FROM entry
    WHERE talk = 0 GROUP BY 1;
INSERT INTO read_mark SELECT log, person, max(seq) FROM (
        SELECT place >> 40 AS log, author AS person, place & 0xffffffffff AS seq
        FROM entry WHERE talk > 0
        UNION ALL
        SELECT place >> 40, receiver, place & 0xffffffffff FROM entry WHERE talk > 0
    ) GROUP BY 1, 2;

CREATE TABLE draft (
    log    INTEGER NOT NULL,
    person INTEGER NOT NULL,
    text   TEXT NOT NULL,
    PRIMARY KEY (log, person)
) STRICT, WITHOUT ROWID;

ALTER TABLE outbox ADD COLUMN ref INTEGER NOT NULL DEFAULT 0;

-- Rows have the place of their entry. ``words`` and ``parts``: see finding.py; ``who``: a and the
-- author's number, t and the talk's. Filled by the program.
CREATE VIRTUAL TABLE word_index USING fts5 (
    words, parts, who, content='', contentless_delete=1, tokenize='ascii', prefix='2 3'
);
