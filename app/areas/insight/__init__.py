"""Figures over all areas; reads all of them and is read by none."""
