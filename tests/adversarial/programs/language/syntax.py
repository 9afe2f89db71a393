# outcome: syntax_error
# tries: be no Python

def f(:
