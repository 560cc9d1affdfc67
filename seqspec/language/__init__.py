"""What a spec is: its text, its sections, its layers and the names it may use."""
