"""The same story elsewhere: near-duplicates and language editions."""
