"""Addresses, and the places that list them: feeds, sitemaps, listings."""
