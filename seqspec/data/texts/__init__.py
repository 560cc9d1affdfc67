"""Recipes of texts: running texts, pairs, and texts with labels."""
