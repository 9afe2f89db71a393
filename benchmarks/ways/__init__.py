"""Ways of turning a program into a picture, and what each costs; used by the studies beside this folder."""
