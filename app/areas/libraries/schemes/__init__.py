"""Scoring schemes, their items, and assessments by them."""
