"""Announcement, letter box, hotline, village work, methods on site."""
