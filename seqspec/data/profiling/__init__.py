"""A recipe's rows in figures, in bounded memory, for rules to be held against."""
