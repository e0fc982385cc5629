"""Double feedback, copies to several levels, advice to departments."""
