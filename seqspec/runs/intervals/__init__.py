"""How far off forecasts may be: quantiles, intervals, and how many truths they held."""
