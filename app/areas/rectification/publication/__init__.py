"""Publication within the party and to the public (双公开)."""
