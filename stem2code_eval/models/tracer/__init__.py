"""Image-to-code without weights: a picture's lines, curves and areas as a matplotlib program."""
