"""The inspection report, assembled from signed working papers."""
