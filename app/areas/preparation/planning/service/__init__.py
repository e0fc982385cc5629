"""Use cases of planning: load what is shipped, compute coverage and ranking, make lists, letters and accounts.

One module a topic; nothing here draws, and nothing decides for the people who decide.
"""
