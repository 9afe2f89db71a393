"""How well the texts of a page contrast with what is behind them (WCAG 2.2, 1.4.3)."""

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

_INKS = """(apart) => {
  const paper = (node) => {
    for (; node; node = node.parentElement) {
      const colour = getComputedStyle(node).backgroundColor;
      if (colour !== "rgba(0, 0, 0, 0)") return colour;
    }
    return "rgb(255, 255, 255)";
  };
  return Array.from(document.querySelectorAll("body *"))
    .filter((node) => node.checkVisibility() && !["SCRIPT", "OPTION"].includes(node.tagName))
    .filter((node) => !apart || !node.closest(apart))
    .filter((node) => Array.from(node.childNodes).some((each) => each.nodeType === 3 && each.data.trim()))
    .map((node) => [node, getComputedStyle(node)])
    .map(([node, { fill, color }]) => [node.textContent, node.ownerSVGElement ? fill : color, paper(node)]);
}"""


def poor_contrasts(page: "Page", apart: str = "", least: float = 4.5) -> list[tuple[str, float]]:
    """Return the beginnings of the texts whose ratio is below `least`, each with it.

    Args:
        page: open in a browser.
        apart: selects what is left out with all that is in it.
        least: a ratio, 1 to 21.
    """
    found = [(text[:30], contrast(ink, paper)) for text, ink, paper in page.evaluate(_INKS, apart)]
    return [(text, round(ratio, 2)) for text, ratio in found if ratio < least]


def contrast(ink: str, paper: str) -> float:
    """Return the ratio of two colours, 1 to 21."""
    dark, light = sorted((luminance(ink), luminance(paper)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """Return the relative luminance of `rgb(...)`, 0 to 1."""
    channels = [int(each) / 255 for each in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
