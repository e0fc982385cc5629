"""Declarations every layer shares: fields, records, lifecycles, errors. No Qt and no SQL here."""
