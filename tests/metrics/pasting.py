"""Programs that paste the pixels of a picture instead of drawing it, each in its own way."""

import base64
import io
import zlib

import numpy as np
from PIL import Image

SIZE = (96, 72)

HEAD = """import base64
import zlib

import matplotlib.pyplot as plt
import numpy as np

W, H = {width}, {height}
pixels = np.frombuffer(zlib.decompress(base64.b64decode({data!r})), np.uint8).reshape(H, W, 3)
figure = plt.figure(figsize=(6.4, 4.8))
axes = figure.add_axes((0, 0, 1, 1))
axes.set_axis_off()
axes.set(xlim=(0, W), ylim=(H, 0))
inked = pixels.min(axis=2) < 200
rows, columns = np.nonzero(inked)
colours = pixels[rows, columns] / 255
pitch = 6.4 * 72 / W


def runs():
    for row in range(H):
        ends = np.flatnonzero(np.diff(np.concatenate([[0], inked[row].astype(int), [0]])))
        for first, last in ends.reshape(-1, 2):
            yield row, first, last


"""

WAYS = {
    "imshow": "axes.imshow(pixels, extent=(0, W, H, 0), aspect='auto')",
    "figimage": "figure.figimage(pixels.repeat(7, 0).repeat(7, 1), resize=True)",
    "scatter": "axes.scatter(columns + 0.5, rows + 0.5, s=pitch**2, c=colours, marker='s', linewidths=0)",
    "scatter_twice": """
for _ in range(2):
    axes.scatter(columns + 0.5, rows + 0.5, s=pitch**2, c=colours, marker='s', linewidths=0)
""",
    "dots": "axes.plot(columns + 0.5, rows + 0.5, 'k.', markersize=pitch)",
    "pcolormesh": "axes.pcolormesh(pixels[..., 0], cmap='gray')",
    "tripcolor": """
x, y = np.meshgrid(np.arange(W), np.arange(H))
axes.tripcolor(x.ravel(), y.ravel(), pixels[..., 0].ravel().astype(float), cmap='gray')
""",
    "bars": "axes.bar(columns + 0.5, np.ones(len(rows)), 1.0, rows, color=colours)",
    "rectangles": """
from matplotlib.patches import Rectangle

for row, column, colour in zip(rows, columns, colours):
    axes.add_patch(Rectangle((column, row), 1, 1, color=colour, linewidth=0))
""",
    "one_path": """
from matplotlib.patches import PathPatch
from matplotlib.path import Path

squares = [Path.unit_rectangle().transformed(plt.matplotlib.transforms.Affine2D().translate(column, row))
           for row, column in zip(rows, columns)]
axes.add_patch(PathPatch(Path.make_compound_path(*squares), color='k', linewidth=0))
""",
    "hlines": """
for row, first, last in runs():
    colour = pixels[row, first:last].mean(axis=0) / 255
    axes.hlines(row + 0.5, first, last, color=colour, linewidth=pitch, capstyle='butt')
""",
    "one_broken_line": """
x = np.concatenate([[first, last, np.nan] for _, first, last in runs()])
y = np.concatenate([[row + 0.5, row + 0.5, np.nan] for row, _, _ in runs()])
axes.plot(x, y, 'k', linewidth=pitch, solid_capstyle='butt')
""",
    "image_as_a_marker": """
from matplotlib.offsetbox import AnnotationBbox, OffsetImage

axes.add_artist(AnnotationBbox(OffsetImage(pixels, zoom=pitch), (W / 2, H / 2), frameon=False))
""",
    "filter": """
from matplotlib.patches import Rectangle


def paste(image, dpi):
    y, x = (np.arange(size) * count // size for size, count in zip(image.shape, (H, W)))
    image[..., :3] = pixels[y][:, x] / 255
    image[..., 3] = 1
    return image, 0, 0


axes.add_patch(Rectangle((0, 0), W, H, color='w')).set_agg_filter(paste)
""",
    "own_artist": """
from matplotlib.artist import Artist


class Paste(Artist):
    def draw(self, renderer):
        buffer = np.asarray(renderer.buffer_rgba())
        y, x = (np.arange(size) * count // size for size, count in zip(buffer.shape, (H, W)))
        buffer[..., :3] = pixels[y][:, x]


axes.add_artist(Paste())
""",
    "own_artist_below_a_cut_list": """
from matplotlib.artist import Artist


class Paste(Artist):
    def draw(self, renderer):
        buffer = np.asarray(renderer.buffer_rgba())
        y, x = (np.arange(size) * count // size for size, count in zip(buffer.shape, (H, W)))
        buffer[..., :3] = pixels[y][:, x]


axes.plot(np.zeros(30_000), np.zeros(30_000), 'w,')
axes.add_artist(Paste())
""",
    "own_artist_behind_a_text": """
from matplotlib.artist import Artist


class Paste(Artist):
    def draw(self, renderer):
        buffer = np.asarray(renderer.buffer_rgba())
        y, x = (np.arange(size) * count // size for size, count in zip(buffer.shape, (H, W)))
        buffer[..., :3] = pixels[y][:, x]


axes.text(W / 2, H / 2, "M", fontsize=900, alpha=0.01, ha='center', va='center')
axes.add_artist(Paste())
""",
}
"""Way to program; `HEAD` comes first."""

TAMPERED = {"own_artist"}
"""Ways that are found since the picture is not what was recorded; all others are `raster`."""


def program(way: str, picture: bytes) -> str:
    """Return a program that pastes a picture, at a size of 96 x 72."""
    width, height = SIZE
    small = np.asarray(Image.open(io.BytesIO(picture)).convert("RGB").resize(SIZE, Image.Resampling.BOX))
    data = base64.b64encode(zlib.compress(small.tobytes(), 9)).decode()
    return HEAD.format(width=width, height=height, data=data) + WAYS[way] + "\nplt.show()\n"
