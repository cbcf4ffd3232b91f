"""The captures: written, read back, proven, copied."""
