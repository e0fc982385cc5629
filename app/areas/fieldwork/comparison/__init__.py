"""Comparison of imported lists."""
