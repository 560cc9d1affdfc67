"""
Spec + trace → Keras model.

Keras is imported inside the functions: whoever calls them has chosen the backend first (`seqspec.lowering.backend`).
"""

from seqspec.lowering.model import build as build
