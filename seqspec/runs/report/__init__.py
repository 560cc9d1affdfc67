"""The report of a run: one page for looking, which loads nothing from anywhere; and each of its plots by itself."""
