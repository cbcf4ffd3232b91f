"""PURE: texts and queries as the words that search knows."""
