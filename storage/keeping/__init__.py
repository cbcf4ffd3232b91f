"""How a batch of visits becomes articles and revisions."""
