"""
The metrics of `keras.metrics`: what is watched beside the loss. One module a family, one class a metric.

`accuracy` and `acc`, written alone, stand for the accuracy that fits the targets: Keras's `compile` picks the binary,
the categorical or the sparse one by their shapes.
"""
