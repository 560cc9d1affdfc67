"""What seqspec says of itself: the pages of `explain`, and the table of rules."""
