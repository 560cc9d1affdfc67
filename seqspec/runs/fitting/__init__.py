"""From a spec to a finished run: what is prepared, trained, kept on the way, taken up again, and concluded."""
