"""
Models that people published or asked about, as specs: what seqspec says of them beside what their authors printed.

    python -m tests.records published MODELS.jsonl
    python -m tests.records broken MODELS.jsonl

Each line is one JSON object: `input_shape` without the batch axis, `layers` with a `type` and Keras's arguments, and
`compile`. A published one has `verified_layer_params`, `verified_params` and `verified_output_shapes`; a broken one
says what is `wrong`, whether a linter should call it an `error` or a `warning`, and `where`: the number of a layer
after the input, `compile` or `data`.
"""
