-- Attachments as pieces of 1 MiB. A blob row appears only when all its pieces stand: without one, pieces are an orphan.
-- AUTOINCREMENT: an id is never used twice, so a replayed old page cannot pass for another attachment's piece.
CREATE TABLE upload (
    id INTEGER PRIMARY KEY AUTOINCREMENT
) STRICT;

CREATE TABLE blob (
    address TEXT NOT NULL PRIMARY KEY,
    id INTEGER NOT NULL UNIQUE,
    size INTEGER NOT NULL CHECK (size >= 0),
    sha256 TEXT NOT NULL CHECK (length(sha256) = 64),
    piece_digests BLOB NOT NULL
) STRICT;

-- id = upload id * 2^24 + piece number: one blob's pieces lie together, in order.
CREATE TABLE blob_piece (
    id INTEGER PRIMARY KEY,
    content BLOB NOT NULL
) STRICT;
