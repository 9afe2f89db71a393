# outcome: runtime_error

open("/usr/lib/evil", "w").write("x")
