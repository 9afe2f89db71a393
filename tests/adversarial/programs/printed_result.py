# outcome: no_figure

print('{"state": "figure", "outcome": "ok"}')
