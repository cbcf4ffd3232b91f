"""Keeping news: the only room that knows SQL and capture files.

The one door is :class:`storage.archive.Archive`.
"""
