"""A declarative compiler for sequence models: YAML in, a checked, trained and judged Keras model out."""

__version__ = "0.1.0"
