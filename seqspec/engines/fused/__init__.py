"""Training on JAX with loops of our own below Keras's layers."""
