"""Queries answered: the index, the order of hits, counts."""
