"""Handing everything over until the group holds nothing (零持有)."""
