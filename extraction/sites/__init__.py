"""Shipped overrides: one file of facts a site, named after its host."""
