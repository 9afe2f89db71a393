# outcome: runtime_error
# message: File name too long
# tries: confuse the cleaning with strange names, then pass the longest name there may be

for name in ("a" * 255, "-rf *", "\n", "\x1b[2J", "..  ", "\udcff", "~", "$(id)", "%s%n"):
    open(name, "w").close()
open("a" * 256, "w")
