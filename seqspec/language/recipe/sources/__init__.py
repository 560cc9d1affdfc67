"""Where examples come from: one module a source, named as the spec names it, with a class `Recipe`."""
