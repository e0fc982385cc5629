"""Questionnaires, democratic assessment, their counts."""
