"""A run in one file: rows for a data frame, with the manifest and a checksum inside, in three formats."""
