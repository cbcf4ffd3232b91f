"""What is learned about one site, so that its next pages are read fast."""
