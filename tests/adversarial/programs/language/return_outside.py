# outcome: syntax_error
# tries: return from the program

return 1
