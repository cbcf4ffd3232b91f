"""What a page's bytes are and say, before any field is read."""
