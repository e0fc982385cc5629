"""The steps of a round: who, what, standard, limit."""
