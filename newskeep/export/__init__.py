"""Articles as files for other programs: one file per format, each a stream in constant memory."""
