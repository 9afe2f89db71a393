"""Two runs side by side: loaded, checked for comparability, joined by figure, judged, and written in several forms."""
