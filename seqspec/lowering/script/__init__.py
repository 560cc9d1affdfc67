"""Spec → a script of Keras that needs no seqspec."""
