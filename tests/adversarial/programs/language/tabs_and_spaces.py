# outcome: syntax_error
# message: inconsistent use of tabs|TabError
# tries: mix tabs and spaces

if True:
        x = 1
	y = 2
