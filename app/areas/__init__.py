"""One slice for each step of an inspection; what a step enters flows right, nothing imports left."""
