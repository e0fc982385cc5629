"""Filing by item and by volume, the archive bundle."""
