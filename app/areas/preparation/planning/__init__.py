"""Plans, responsibilities, coverage, choice of units, focus lists, cooperation."""
