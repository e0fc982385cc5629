"""Preparing a round: tasks, members, recusal declarations, secrecy pledges."""
