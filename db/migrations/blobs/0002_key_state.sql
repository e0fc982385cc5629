-- The newest key epoch seen with this vault: an older header put back (a removed user, an old password) is older than it.
CREATE TABLE key_state (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    key_epoch INTEGER NOT NULL
) STRICT;
INSERT INTO key_state (one, key_epoch) VALUES (1, 0);
