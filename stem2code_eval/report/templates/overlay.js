/* The items of the element score over the two pictures of a sample. */
const overlay = (() => {
  const FIELDS = ["id", "kind", "state", "score", "partner", "d", "text", "note"];
  const WORST_FIRST = ["missing", "extra", "mislabelled", "moved", "restyled", "matched"];
  const NEARBY = [[0, 0], [3, 0], [-3, 0], [0, 3], [0, -3], [4, 4], [-4, 4], [4, -4], [-4, -4]];
  const tip = document.getElementById("tip");
  const itemOf = new WeakMap();
  let shown = [];

  const create = (name, attributes) => {
    const node = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    return node;
  };

  const read = (stage) =>
    stage.dataset.items.split("\n").filter(Boolean).map((line) => {
      const fields = line.split("\t");
      return Object.fromEntries(FIELDS.map((name, place) => [name, fields[place] || ""]));
    });

  const quoted = (item) => (item && item.text ? ` “${item.text}”` : "");

  const linesOf = (item, partner) => {
    const score = item.state === "missing" || item.state === "extra" ? "" : `score ${item.score}`;
    const other = item.partner ? `partner ${item.partner}${quoted(partner)}` : "";
    return [`${item.kind} ${item.id}: ${item.state}`, quoted(item).trim(), item.note, [other, score].filter(Boolean).join(", ")]
      .filter(Boolean);
  };

  const draw = (pair, marked) => {
    pair.classList.toggle("undrawn", !marked);
    const stages = Array.from(pair.querySelectorAll(".stage[data-items]"));
    if (!marked || !stages.length || pair.querySelector(".items")) return;
    const sides = stages.map((stage) => [stage, read(stage)]);
    const all = sides.flatMap(([, items]) => items);
    const byId = new Map(all.map((item) => [item.id, item]));
    for (const item of all) {
      item.lines = linesOf(item, byId.get(item.partner));
      item.path = create("path", { class: `${item.state} ${item.kind}`, d: item.d, role: "img", tabindex: "-1" });
      item.path.setAttribute("aria-label", item.lines.join("; "));
      item.mates = [];
      itemOf.set(item.path, item);
    }
    for (const item of all) {
      const partner = byId.get(item.partner);
      if (!partner) continue;
      item.mates.push(partner.path);
      partner.mates.push(item.path);
    }
    for (const [stage, items] of sides) {
      const { width, height, label } = stage.dataset;
      const svg = create("svg", { class: "items", viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": label });
      svg.append(...items.map((item) => item.path));
      const order = [...items].sort((a, b) => WORST_FIRST.indexOf(a.state) - WORST_FIRST.indexOf(b.state));
      order.forEach((item, place) => Object.assign(item, { order, place }));
      if (order.length) order[0].path.setAttribute("tabindex", "0");
      stage.append(svg);
    }
  };

  const hide = () => {
    for (const path of shown) {
      path.classList.remove("lit");
      path.closest(".items")?.classList.remove("dimmed");
    }
    shown = [];
    tip.hidden = true;
  };

  const show = (path, x, y) => {
    if (shown[0] !== path) {
      hide();
      const item = itemOf.get(path);
      shown = [path, ...item.mates];
      for (const each of shown) each.classList.add("lit");
      for (const svg of path.closest(".pair").querySelectorAll(".items")) {
        if (svg.querySelector(".lit")) svg.classList.add("dimmed");
      }
      tip.className = item.state;
      tip.replaceChildren(...item.lines.map((line) => {
        const row = document.createElement("bdi");
        row.textContent = line;
        return row;
      }));
      (path.closest("dialog") || document.body).append(tip);
      tip.hidden = false;
    }
    const { width, height } = tip.getBoundingClientRect();
    const left = x + 14 + width < innerWidth ? x + 14 : x - 14 - width;
    const top = y + 14 + height < innerHeight ? y + 14 : y - 14 - height;
    tip.style.left = `${Math.max(4, left)}px`;
    tip.style.top = `${Math.max(4, top)}px`;
  };

  const showFocused = (path) => {
    const box = path.getBoundingClientRect();
    show(path, (box.left + box.right) / 2, box.bottom);
  };

  const go = (path, previous) => {
    previous.setAttribute("tabindex", "-1");
    path.setAttribute("tabindex", "0");
    path.focus();
  };

  const at = (node) => (node instanceof Element ? node.closest(".items path") : null);

  const nearest = ({ target, clientX, clientY }) => {
    if (!(target instanceof Element) || !target.closest(".stage[data-items]")) return null;
    for (const [x, y] of NEARBY) {
      const path = at(document.elementFromPoint(clientX + x, clientY + y));
      if (path) return path;
    }
    return null;
  };

  const follow = (event) => {
    const path = nearest(event);
    if (path) show(path, event.clientX, event.clientY);
    else hide();
  };

  document.addEventListener("pointerover", follow);
  document.addEventListener("pointermove", follow);
  document.addEventListener("focusin", (event) => {
    const path = at(event.target);
    if (path && path.matches(":focus-visible")) showFocused(path);
    else hide();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && shown.length) {
      event.preventDefault();
      hide();
    }
    const path = at(event.target);
    if (!path) return;
    const { order, place, mates } = itemOf.get(path);
    const steps = { ArrowRight: place + 1, ArrowDown: place + 1, ArrowLeft: place - 1, ArrowUp: place - 1, Home: 0, End: order.length - 1 };
    if (event.key in steps) {
      event.preventDefault();
      go(order[Math.min(Math.max(steps[event.key], 0), order.length - 1)].path, path);
    } else if (event.key === "Enter" && mates.length) {
      event.preventDefault();
      const there = itemOf.get(mates[0]).order.find((item) => item.path.getAttribute("tabindex") === "0");
      go(mates[0], there.path);
    }
  });
  document.addEventListener("scroll", () => {
    if (shown.length && shown[0] === document.activeElement) showFocused(shown[0]);
    else hide();
  }, { capture: true, passive: true });

  return { draw, hide };
})();
