"""Which rows are for training, which for validation, which for the test."""
