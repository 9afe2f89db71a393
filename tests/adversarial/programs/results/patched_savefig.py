# outcome: no_figure
# tries: replace savefig and write the picture itself

from matplotlib.figure import Figure

Figure.savefig = lambda self, *a, **k: open(a[0], "wb").write(b"fake")
open("figure.png", "wb").write(b"fake")
