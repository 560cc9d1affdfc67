"""
The recurrent loops, one module a cell, in JAX alone.

Each does only what recurs: inputs are projected before, all steps at once, but for an LSTM's where nothing is trained.
The backward passes are derived by hand: their loops carry what recurs, and the gradient of the recurrent weights is one
product after them.
"""
