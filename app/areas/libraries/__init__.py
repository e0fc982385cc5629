"""The libraries that every round draws on: units, people, policies, code lists."""
