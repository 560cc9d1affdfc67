"""What a run's model says of new data: numbers, chances and classes as lines of a table, and texts."""
