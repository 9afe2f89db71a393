"""Our tasks in inspect_ai: figures, and a scorer that is our own pipeline."""
