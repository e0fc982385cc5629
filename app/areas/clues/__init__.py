"""The clue compartment: clues and the people whose identity is protected."""
