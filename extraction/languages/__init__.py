"""What tells one language from another."""
