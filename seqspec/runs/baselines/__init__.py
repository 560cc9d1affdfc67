"""
What every model has to beat, each beside the others in one module of its own.

All have the face of `seqspec.runs.baselines.baseline.Baseline`, know the training part alone, and are asked for the
same examples as the model. `choice` says which of them make sense for a recipe.
"""
