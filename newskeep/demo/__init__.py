"""A small news site with six language editions, served on loopback, to try the program on."""
