"""What the inspected unit is told: problems, opinions, the letter."""
