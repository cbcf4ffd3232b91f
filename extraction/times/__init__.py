"""When it was published: dates in every calendar and spelling, and the weight of each."""
