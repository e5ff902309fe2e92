"""One Qt item model for each list a person sees."""
