"""The tables, how they are opened, and how many rows are written at once."""
