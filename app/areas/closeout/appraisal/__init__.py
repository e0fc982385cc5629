"""Conduct review of the group, performance of people and partners."""
