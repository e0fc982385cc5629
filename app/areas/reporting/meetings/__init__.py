"""Meetings, instructions, decisions tracked to the end."""
