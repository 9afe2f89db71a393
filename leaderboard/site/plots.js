{
  const told = JSON.parse(document.getElementById("plots").textContent);
  const probe = document.getElementById("plots-colour");
  const colour = (name) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  };
  const themed = ({ data, layout }) => {
    const [ink, line, accent, soft] = ["--ink", "--line", "--accent", "--soft"].map(colour);
    const axis = (own) => ({ ...own, gridcolor: line, zerolinecolor: line, linecolor: line });
    const traces = data.map((trace) => ({
      ...trace,
      ...(trace.type === "scatter" && {
        marker: { ...trace.marker, color: trace.name === "baseline" ? soft : accent },
        textfont: { color: ink },
      }),
    }));
    const looks = { paper_bgcolor: "rgba(0,0,0,0)", plot_bgcolor: "rgba(0,0,0,0)", font: { color: ink, family: "system-ui, sans-serif" } };
    return [traces, { ...layout, ...looks, xaxis: axis(layout.xaxis), yaxis: axis(layout.yaxis) }];
  };
  const draw = (board) => {
    for (const plot of told[board] ?? []) {
      const [data, layout] = themed(plot);
      Plotly.react(plot.id, data, layout, { responsive: true, displaylogo: false, modeBarButtonsToRemove: ["lasso2d", "select2d"] });
    }
  };
  const current = () => document.querySelector(".board:not([hidden])")?.dataset.board;
  addEventListener("DOMContentLoaded", () => {
    draw(current());
    document.addEventListener("board", (event) => draw(event.detail));
    document.getElementById("theme").addEventListener("click", () => draw(current()));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => draw(current()));
  });
}
