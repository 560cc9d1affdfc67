"""Several runs side by side: which can be compared, listed and ranked."""
