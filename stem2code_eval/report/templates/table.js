/* The rows: which are shown, in what order, and which of their scores. */
const table = (() => {
  const byId = (id) => document.getElementById(id);
  const body = document.querySelector("#samples tbody");
  const headers = Array.from(document.querySelectorAll("#samples th[data-sort]"));
  const metrics = Array.from(byId("metric").options, (option) => option.value);
  const FIELDS = ["outcome", "flag", "subject", "level", "metric", "from", "to", "text"];
  const FIRST = ["reconstruction", "elements", "image_score", "code_score", "avg_three", "pixel", "ssim", "text", "topology"];
  const AT_FIRST = 6;

  const rows = Array.from(body.rows, (row, place) => {
    const { key, outcome, subject, level, flags, scores } = row.dataset;
    const values = scores.split(" ").map(parseFloat);
    return {
      row, place, key, outcome, subject, level, values,
      flags: flags.split("\n"),
      link: row.querySelector("a"),
      address: row.querySelector("a").getAttribute("href"),
      words: `${key} ${row.querySelector(".end").textContent}`.toLowerCase(),
    };
  });
  const byKey = new Map(rows.map((each) => [each.key, each]));
  let shown = rows;
  let current = null;
  let before = {};

  const least = (text, otherwise) => (text === "" || Number.isNaN(Number(text)) ? otherwise : Number(text));

  const matcher = (params) => {
    const [outcome, flag, subject, level, metric, from, to, text] = FIELDS.map((name) => params.get(name) || "");
    const place = metrics.indexOf(metric || byId("metric").dataset.first);
    const [low, high] = [least(from, -Infinity), least(to, Infinity)];
    const ranged = low > -Infinity || high < Infinity;
    const words = text.trim().toLowerCase();
    return (each) =>
      (!outcome || each.outcome.split(":")[0] === outcome) &&
      (!flag || each.flags.includes(flag)) &&
      (!subject || each.subject === subject) &&
      (!level || each.level === level) &&
      (!ranged || (each.values[place] >= low && each.values[place] <= high)) &&
      each.words.includes(words);
  };

  const compared = (a, b) => (a < b ? -1 : Number(a > b));
  const comparer = (name) => {
    const place = metrics.indexOf(name);
    if (place >= 0) return (each) => each.values[place];
    if (name === "level") return (each) => (each.level === "" ? NaN : Number.isNaN(Number(each.level)) ? each.level : Number(each.level));
    if (name === "id") return (each) => each.key;
    if (name === "outcome" || name === "subject") return (each) => each[name];
    return (each) => each.place;
  };

  const sorted = (sort) => {
    const back = sort.startsWith("-") && !metrics.includes(sort);
    const value = comparer(back ? sort.slice(1) : sort);
    const sign = back ? -1 : 1;
    return [...rows].sort((a, b) => {
      const [x, y] = [value(a), value(b)];
      const [noX, noY] = [Number.isNaN(x), Number.isNaN(y)];
      return noX || noY ? noX - noY || a.place - b.place : sign * compared(x, y) || a.place - b.place;
    });
  };

  const mark = (each) => {
    if (current) current.link.tabIndex = -1;
    current = each || shown[0] || null;
    if (current) current.link.tabIndex = 0;
  };

  const order = (sort) => {
    const all = sorted(sort);
    body.append(...all.map((each) => each.row));
    for (const header of headers) {
      const name = header.dataset.sort;
      const way = sort === name || (!sort && name === "place") ? "ascending" : sort === `-${name}` ? "descending" : null;
      if (way) header.setAttribute("aria-sort", way);
      else header.removeAttribute("aria-sort");
    }
    return all;
  };

  const chosenColumns = (text) => {
    if (text) return text.split(",").filter((name) => metrics.includes(name));
    if (metrics.length <= AT_FIRST) return metrics;
    return [...new Set([...FIRST.filter((name) => metrics.includes(name)), ...metrics])].slice(0, AT_FIRST);
  };

  const showColumns = (text) => {
    const chosen = chosenColumns(text);
    metrics.forEach((name, place) => byId("samples").classList.toggle(`without-${place}`, !chosen.includes(name)));
    for (const box of byId("columns").querySelectorAll("input")) box.checked = chosen.includes(box.value);
  };

  const apply = (params) => {
    const now = { sort: params.get("sort") || "", columns: params.get("columns") || "", filter: FIELDS.map((n) => params.get(n)).join("\n") };
    for (const name of [...FIELDS, "sort"]) {
      const field = byId(name);
      const value = params.get(name) || (name === "metric" ? field.dataset.first : "");
      if (field.value !== value) field.value = value;
    }
    if (now.columns !== before.columns) showColumns(now.columns);
    if (now.sort !== before.sort || now.filter !== before.filter) {
      const all = now.sort === before.sort ? sorted(now.sort) : order(now.sort);
      const matches = matcher(params);
      for (const each of rows) each.row.hidden = !matches(each);
      shown = all.filter((each) => !each.row.hidden);
      byId("count").textContent = `${shown.length} of ${rows.length} shown`;
      byId("none").hidden = shown.length > 0;
      mark(shown.includes(current) ? current : null);
    }
    before = now;
  };

  const beside = (key, step) => {
    const at = shown.findIndex((each) => each.key === key);
    return at < 0 ? shown[0] : shown[at + step];
  };

  const focus = (each) => {
    if (!each) return;
    mark(each);
    each.row.scrollIntoView({ block: "nearest", behavior: "instant" });
    each.link.focus({ preventScroll: true });
  };

  const start = () => {
    byId("metric").dataset.first = byId("metric").value;
    for (const each of rows) each.link.tabIndex = -1;
    for (const name of FIELDS) byId(name).addEventListener("input", () => state.change({ [name]: byId(name).value }));
    byId("sort").addEventListener("input", () => state.change({ sort: byId("sort").value }));
    for (const header of headers) {
      const name = header.dataset.sort;
      header.querySelector("button").addEventListener("click", () => {
        const [up, down] = [name, `-${name}`];
        const first = metrics.includes(name) ? down : up;
        const second = first === up ? down : up;
        state.change({ sort: state.get("sort") === first ? second : first });
      });
    }
    byId("columns").addEventListener("input", () => {
      const boxes = Array.from(byId("columns").querySelectorAll("input:checked"), (box) => box.value);
      state.change({ columns: boxes.join(",") });
    });
    byId("controls").addEventListener("submit", (event) => event.preventDefault());
    byId("reset").addEventListener("click", () => state.change(Object.fromEntries([...FIELDS, "sort"].map((name) => [name, ""]))));
    body.addEventListener("click", (event) => {
      const row = event.target.closest("tr");
      if (!row || event.ctrlKey || event.metaKey || event.shiftKey || String(getSelection())) return;
      event.preventDefault();
      state.change({ sample: row.dataset.key }, true);
    });
    body.addEventListener("focusin", (event) => {
      const row = event.target.closest("tr");
      if (row) mark(byKey.get(row.dataset.key));
    });
    byId("controls").hidden = false;
    const bar = new ResizeObserver(() => document.body.style.setProperty("--bar", `${byId("controls").offsetHeight}px`));
    bar.observe(byId("controls"));
  };

  return {
    start, apply, beside, focus,
    get: (key) => byKey.get(key),
    place: (key) => [shown.findIndex((each) => each.key === key) + 1, shown.length],
    get current() { return current; },
  };
})();
