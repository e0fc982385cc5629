"""The window: unlock, navigation, search, lock. Areas plug in; the shell knows none by name."""
