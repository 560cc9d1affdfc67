"""
The recurrent loops, one module a cell, in JAX alone.

Each takes the projected inputs of all steps and does only what recurs. The backward passes are derived by hand: their
loops carry what recurs, and the gradient of the recurrent weights is one product after them.
"""
