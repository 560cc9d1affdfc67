"""What a recipe delivers, as a person sees it."""
