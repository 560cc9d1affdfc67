"""From a source to rows: files, data sets, made-up series and what Python hands over, kept for the next time."""
