"""A first spec for a CSV file: `columns` looks at the file, `text` writes the YAML."""
