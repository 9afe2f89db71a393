"""Our tasks inside other evaluation frameworks, on the same pipeline and with the same scores."""
