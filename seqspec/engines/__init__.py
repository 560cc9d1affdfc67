"""How a model is trained: on which backend, by which loop, and what is seen of it meanwhile."""
