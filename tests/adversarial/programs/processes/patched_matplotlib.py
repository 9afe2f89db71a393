# outcome: ok
# tries: change matplotlib's defaults, fonts, colours and classes for the next program

import matplotlib
import matplotlib.pyplot as plt
from matplotlib import colors, font_manager, rcsetup, style

plt.plot([0, 1])
plt.show()
matplotlib.rcParams.update({"lines.linewidth": 30, "font.size": 40, "axes.facecolor": "red", "figure.figsize": (1, 1)})
matplotlib.rcParamsDefault.update({"lines.linewidth": 30})
matplotlib.rcParamsOrig.update({"lines.linewidth": 30})
style.use("dark_background")
style.library.clear()
colors._colors_full_map.update({"b": "red", "tab:blue": "red", "C0": "red"})
colors.get_named_colors_mapping().cache.clear()
font_manager.fontManager.ttflist.clear()
font_manager.findfont = lambda *a, **k: "/etc/passwd"
plt.rcParams["axes.prop_cycle"] = plt.cycler(color=["red"])
matplotlib.axes.Axes.plot = lambda *a, **k: []
matplotlib.figure.Figure.draw = lambda *a, **k: None
matplotlib.backends.backend_agg.FigureCanvasAgg.draw = lambda self: None
matplotlib.transforms.Affine2D.get_matrix = lambda self: 1 / 0
