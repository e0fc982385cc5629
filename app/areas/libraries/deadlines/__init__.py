"""Deadline rules, holidays, and which rule made which date."""
