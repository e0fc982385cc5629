"""Rectification with units that have no program: a sheet to be filled in goes out, and comes back to be checked."""
