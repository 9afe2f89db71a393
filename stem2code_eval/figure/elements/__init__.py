"""The element list of a figure: read, checked, drawn again, and made into strokes."""
