"""A model in a form that needs no seqspec. A module here is a form, called as `--to` names it."""
