"""Routing, transfer, chase and result of clues."""
