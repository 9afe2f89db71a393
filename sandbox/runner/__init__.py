"""What runs inside the jail: a warm process that forks once per program. Standard library and matplotlib only."""
