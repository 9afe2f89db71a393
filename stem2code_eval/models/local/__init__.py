"""Models that this machine runs itself: processes that we start, talk to, and always end."""
