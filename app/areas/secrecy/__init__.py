"""Carriers, the exposure ledger, users, the register of bundles."""
