"""Findings and the working papers that carry them."""
