"""Sealed bundles: manifest, seal, open, verify, receipt. Nothing here knows the database or Qt."""
