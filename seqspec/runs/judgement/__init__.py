"""How good a run's model is: beside baselines, with a verdict, on its own test part or on other data."""
