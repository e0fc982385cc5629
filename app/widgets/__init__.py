"""Qt building blocks that every page uses. No record type is named here."""
