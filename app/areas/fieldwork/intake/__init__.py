"""Interview plans and outlines, petition steps, loans, scanned paper."""
