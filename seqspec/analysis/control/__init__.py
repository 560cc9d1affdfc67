"""Which files are checked, by which rules, what is silenced and what is mended."""
