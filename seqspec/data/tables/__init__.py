"""Recipes of tables: columns of numbers, categories and dates, in windows or row by row."""
