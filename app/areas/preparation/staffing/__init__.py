"""Choice of people, recusal matrix, training, loads."""
