"""Who wrote it: names told from roles, outlets and agencies."""
