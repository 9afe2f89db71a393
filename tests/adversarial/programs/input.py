# outcome: runtime_error

x = input()
