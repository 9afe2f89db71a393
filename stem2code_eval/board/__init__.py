"""The leaderboard site: entries read and checked, gathered into tables whose rows may be compared, written as pages."""
