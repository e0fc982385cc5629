"""Warnings, inspection visits, satisfaction, publication, accounts."""
