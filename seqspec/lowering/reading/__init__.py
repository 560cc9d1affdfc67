"""Keras's configurations → spec. They are read as JSON and never made into objects, so no code in them can run."""
