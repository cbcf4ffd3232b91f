"""A page as blocks of text, and what the trained model sees of each."""
