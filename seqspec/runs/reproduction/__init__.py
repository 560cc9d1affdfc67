"""A run, repeated: what it was, what is different here, and how far its numbers are from those of the first time."""
