"""The element score: what of a figure's strokes, shapes, labels, connections and style came back."""
