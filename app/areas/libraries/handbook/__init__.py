"""Handbooks, methods, question banks, registers of rules."""
