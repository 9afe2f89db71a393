"""The picture as data: decoding, paper and ink, the canonical picture, registration."""
