"""
Random specs, judged by seqspec and by Keras: `python -m tests.conformance --count 20000 --seed 1`.

What seqspec accepts has to build, with the shapes, dtypes, masks, weights and names that were inferred; what it refuses
has to fail in Keras where the message says it fails.
"""
