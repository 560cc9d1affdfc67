"""
How answers are scored: one module for each kind of task, `numbers`, `chances`, `classes` and `texts`.

Each holds a tally with the same face, `seqspec.runs.scoring.tally.Tally`: it takes in chunk by chunk, so that memory
does not follow the number of examples times steps times classes, and gives scores by name.
"""
