"""What the unit does about it: tasks, measures, progress."""
