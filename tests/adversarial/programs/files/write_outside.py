# outcome: runtime_error
# tries: write among the libraries

open("/usr/lib/evil", "w").write("x")
