"""Articles that others gathered: plain text dumps, JSON of this and other programs, WARC files."""
