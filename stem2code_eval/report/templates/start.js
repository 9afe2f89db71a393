{
  const byId = (id) => document.getElementById(id);
  table.start();
  sample.start();
  keys.start();
  state.onChange(table.apply);
  state.onChange(sample.apply);
  for (const link of document.querySelectorAll(".jump")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      state.change(Object.fromEntries(new URLSearchParams(link.getAttribute("href").slice(1))));
      byId("controls").scrollIntoView();
    });
  }
  byId("skip").addEventListener("click", (event) => {
    event.preventDefault();
    byId("samples").scrollIntoView();
    table.focus(table.current);
  });
  const plotted = byId("plotted");
  plotted?.addEventListener("input", () => {
    for (const plot of document.querySelectorAll("[data-plot]")) plot.hidden = plot.dataset.plot !== plotted.value;
  });
  if (plotted) byId("plotted-field").hidden = false;
  state.tell();
}
