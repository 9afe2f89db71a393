"""The leaderboard site: entries read and checked, gathered into tables that may be compared, written as static pages."""
