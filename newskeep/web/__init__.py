"""The archive in a browser, and over HTTP for programs. It only reads."""
