"""The headline, and what stands above it: the site's name, the section."""
