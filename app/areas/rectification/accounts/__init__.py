"""Plan, reports, pledges; four lists and five accounts over the same records."""
