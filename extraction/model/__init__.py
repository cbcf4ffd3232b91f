"""Trained weights, as data files, and their card (README.md)."""
