"""Wording rules, common and typical problems, six-discipline check, quality of papers."""
