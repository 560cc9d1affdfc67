"""What `compile` and `fit` can name: one module a kind, one class a name."""
