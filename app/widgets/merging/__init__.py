"""What an import would change, on the screen: the plan as a tree, questions with answers. Nothing here applies a plan."""
