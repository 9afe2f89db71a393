"""`clip`: cosine of two image embeddings, by an open_clip model and weights that the user names."""
