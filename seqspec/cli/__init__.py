"""
The command line: one file a command, with `HELP`, `arguments(parser)` and `run(options)`, which returns the exit code.

A command imports what it needs inside `run`, so that `--help` and wrong usage cost nothing.
"""
