"""Reading news pages: bytes in, an Article out. No network, no disk, no database.

The one door is :func:`extraction.extract.extract`.
"""
