"use strict";
{
  const NAME = "stem2code-theme";
  const button = document.getElementById("theme");
  const kept = () => {
    try { return localStorage.getItem(NAME); } catch { return null; }
  };
  const keep = (theme) => {
    try { localStorage.setItem(NAME, theme); } catch { return; }
  };
  const isDark = () => {
    const chosen = document.documentElement.dataset.theme;
    return chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  };
  const show = () => button.setAttribute("aria-pressed", String(isDark()));
  const chosen = kept();
  if (chosen === "dark" || chosen === "light") document.documentElement.dataset.theme = chosen;
  button.addEventListener("click", () => {
    document.documentElement.dataset.theme = isDark() ? "light" : "dark";
    keep(document.documentElement.dataset.theme);
    show();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", show);
  button.hidden = false;
  show();
}
