/* One sample over the whole page: its pictures in three ways, and what was written about it. */
const sample = (() => {
  const byId = (id) => document.getElementById(id);
  const dialog = byId("sample");
  const content = byId("sample-body");
  const VIEWS = ["pair", "slider", "difference"];
  const PARTS_AT_FIRST = "program";
  let open = "";
  let wanted = "";

  const said = (text) => {
    const paragraph = document.createElement("p");
    paragraph.className = "notice";
    paragraph.textContent = text;
    return paragraph;
  };

  const figures = () => ["reference", "reconstruction"].map((role) => content.querySelector(`figure.${role} img`));

  const placed = (image, ink) => {
    const [wide, high] = [image.clientWidth, image.clientHeight];
    const [width, height] = [image.getAttribute("width"), image.getAttribute("height")].map(Number);
    const scale = Math.min(wide / width, high / height);
    const [left, top] = [(wide - scale * width) / 2, (high - scale * height) / 2];
    const [x0, y0, x1, y1] = ink.split(" ").map((each, at) => scale * each * (at % 2 ? height : width));
    return { x: left + (x0 + x1) / 2, y: top + (y0 + y1) / 2, width: Math.max(x1 - x0, 1), height: Math.max(y1 - y0, 1) };
  };

  const align = (on) => {
    const [ours, theirs] = figures();
    if (!theirs) return;
    theirs.style.transform = "";
    if (!on || !ours || !ours.dataset.ink || !theirs.dataset.ink) return;
    const [here, there] = [placed(ours, ours.dataset.ink), placed(theirs, theirs.dataset.ink)];
    const scale = Math.min(here.width / there.width, here.height / there.height);
    theirs.style.transform = `translate(${here.x - scale * there.x}px, ${here.y - scale * there.y}px) scale(${scale})`;
  };

  const cut = () => content.querySelector(".pair")?.style.setProperty("--cut", `${byId("cut").value}%`);

  const view = (params) => {
    const asked = VIEWS.includes(params.get("view")) ? params.get("view") : VIEWS[0];
    const shown = figures().every(Boolean) ? asked : VIEWS[0];
    content.dataset.view = shown;
    for (const radio of dialog.querySelectorAll("[name=view]")) {
      radio.checked = radio.value === shown;
      radio.disabled = radio.value !== VIEWS[0] && !figures().every(Boolean);
    }
    const marked = params.get("marks") !== "no";
    const hasItems = content.querySelector("[data-items]") !== null;
    byId("marks").checked = marked;
    byId("marks-switch").hidden = shown !== VIEWS[0] || !hasItems;
    byId("align").checked = params.get("align") === "yes";
    byId("align-switch").hidden = shown === VIEWS[0];
    byId("cut-field").hidden = shown !== "slider";
    byId("scale").hidden = shown !== "difference";
    overlay.hide();
    const pair = content.querySelector(".pair");
    if (pair) overlay.draw(pair, marked && shown === VIEWS[0]);
    cut();
    align(shown !== VIEWS[0] && byId("align").checked);
  };

  const unfold = (params) => {
    const parts = (params.get("open") ?? PARTS_AT_FIRST).split(",");
    for (const part of content.querySelectorAll("[data-part]")) part.open = parts.includes(part.dataset.part);
  };

  const show = (message) => {
    const article = nodes.build(message.tree);
    article.querySelector("h2").id = "sample-title";
    content.replaceChildren(article);
    dialog.scrollTop = 0;
    unfold(state.read());
    view(state.read());
  };

  const load = async (each) => {
    const key = each.key;
    wanted = key;
    content.replaceChildren(said("Loading …"));
    try {
      const message = await nodes.load(each.address);
      if (wanted !== key) return;
      if (message.key === key) show(message);
      else content.replaceChildren(said("The report was written anew. Load it again."));
    } catch {
      if (wanted === key) content.replaceChildren(said(`The file report/${each.address} cannot be read. It belongs beside this page.`));
      return;
    }
    const next = table.beside(key, 1);
    if (next) nodes.load(next.address).catch(() => null);
  };

  const close = () => {
    const each = table.get(open);
    open = wanted = "";
    dialog.close();
    content.replaceChildren();
    overlay.hide();
    if (each) table.focus(each);
  };

  const apply = (params) => {
    const key = params.get("sample") || "";
    if (!key && open) return close();
    if (!key) return undefined;
    if (key === open) return view(params);
    const each = table.get(key);
    open = key;
    if (!dialog.open) dialog.showModal();
    const [place, all] = table.place(key);
    byId("place").textContent = place ? `${place} of ${all}` : `not among the ${all} shown`;
    byId("previous").disabled = !table.beside(key, -1);
    byId("next").disabled = !table.beside(key, 1);
    if (each) load(each);
    else content.replaceChildren(said(`There is no sample “${key}” in this run.`));
    return undefined;
  };

  const step = (by) => {
    const each = table.beside(open, by);
    if (each) state.change({ sample: each.key });
  };

  const choose = (name) => state.change({ view: name === VIEWS[0] ? "" : name });
  const toggle = (id) => {
    const box = byId(id);
    if (box.closest(".check").hidden) return;
    box.checked = !box.checked;
    box.dispatchEvent(new Event("input"));
  };

  const start = () => {
    for (const radio of dialog.querySelectorAll("[name=view]")) radio.addEventListener("input", () => choose(radio.value));
    byId("marks").addEventListener("input", () => state.change({ marks: byId("marks").checked ? "" : "no" }));
    byId("align").addEventListener("input", () => state.change({ align: byId("align").checked ? "yes" : "" }));
    byId("cut").addEventListener("input", cut);
    byId("previous").addEventListener("click", () => step(-1));
    byId("next").addEventListener("click", () => step(1));
    byId("close").addEventListener("click", () => state.change({ sample: "" }));
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      state.change({ sample: "" });
    });
    content.addEventListener("toggle", () => {
      const parts = Array.from(content.querySelectorAll("[data-part]"));
      if (!parts.length) return;
      const before = (state.read().get("open") ?? PARTS_AT_FIRST).split(",");
      const here = new Set(parts.map((part) => part.dataset.part));
      const now = [...before.filter((part) => !here.has(part)), ...parts.filter((part) => part.open).map((part) => part.dataset.part)];
      const text = now.filter(Boolean).join(",");
      if (text !== before.filter(Boolean).join(",")) state.change({ open: text === PARTS_AT_FIRST ? "" : text || "none" });
    }, true);
    content.addEventListener("pointermove", (event) => {
      const pair = event.target.closest(".pair");
      if (!pair || content.dataset.view !== "slider" || (event.pointerType !== "mouse" && !event.buttons)) return;
      const { left, width } = pair.getBoundingClientRect();
      byId("cut").value = Math.round((100 * (event.clientX - left)) / width);
      cut();
    });
    new ResizeObserver(() => align(content.dataset.view !== VIEWS[0] && byId("align").checked)).observe(content);
  };

  return { start, apply, step, choose, toggle, VIEWS, get isOpen() { return dialog.open; } };
})();
