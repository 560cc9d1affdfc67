"""What a recipe consists of: one module a part, each with its arguments and with what it delivers, without data."""
