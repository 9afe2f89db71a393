{
  const all = (selector, within = document) => Array.from(within.querySelectorAll(selector));
  const boards = all(".board");
  const address = () => new URLSearchParams(location.hash.slice(1));
  const remember = (changes) => {
    const kept = address();
    for (const [name, value] of Object.entries(changes)) value ? kept.set(name, value) : kept.delete(name);
    history.replaceState(null, "", `#${kept}`);
  };
  const spoken = (name) => name.replaceAll("_", " ");

  const order = new Intl.Collator("en", { numeric: true });
  const place = (row, at, numeric) => {
    const cell = row.cells[at];
    return numeric ? parseFloat(cell.dataset.v ?? cell.textContent) : (cell.querySelector("bdi") ?? cell).textContent.trim();
  };
  const compare = (x, y, numeric) => {
    if (!numeric) return order.compare(x, y);
    if (Number.isNaN(x) || Number.isNaN(y)) return 0;
    return x - y;
  };
  const sort = (table, column, direction) => {
    const heads = Array.from(table.tHead.rows[0].cells);
    const head = heads.find((each) => each.dataset.column === column);
    if (!head) return false;
    const numeric = head.dataset.kind === "number";
    const at = heads.indexOf(head);
    const sign = direction === "ascending" ? 1 : -1;
    const rows = Array.from(table.tBodies[0].rows, (row) => ({ row, value: place(row, at, numeric) }));
    rows.sort((a, b) => Number.isNaN(a.value) - Number.isNaN(b.value) || sign * compare(a.value, b.value, numeric));
    table.tBodies[0].append(...rows.map((each) => each.row));
    for (const each of heads) each === head ? each.setAttribute("aria-sort", direction) : each.removeAttribute("aria-sort");
    rank(table, head, at);
    return true;
  };
  const rank = (table, head, at) => {
    const by = table.querySelector(".by");
    if (!by || head.dataset.kind !== "number" || head.dataset.column === "coverage") return;
    by.textContent = spoken(head.dataset.column);
    for (const row of table.tBodies[0].rows) row.cells[0].textContent = row.cells[at].dataset.r ?? "–";
  };
  const usual = (head) => (head.dataset.kind === "number" ? "descending" : "ascending");
  const other = { ascending: "descending", descending: "ascending" };

  const choose = (board, names) => {
    const shown = new Set(names);
    for (const box of all(".columns input", board)) box.checked = shown.has(box.value);
    const offered = new Set(all(".columns input", board).map((box) => box.value));
    for (const cell of all("[data-column]", board)) {
      if (offered.has(cell.dataset.column)) cell.hidden = !shown.has(cell.dataset.column);
    }
  };
  const chosen = (board) => all(".columns input:checked", board).map((box) => box.value);
  const usuals = new Map(boards.map((board) => [board, chosen(board)]));
  const columns = (board) => {
    const names = chosen(board).join(",");
    return names === usuals.get(board).join(",") ? "" : names || "none";
  };

  const tabOf = (board) => document.getElementById(`tab-${board.dataset.board}`);
  const open = (board) => {
    for (const each of boards) {
      const tab = tabOf(each);
      each.hidden = each !== board;
      tab.setAttribute("aria-selected", String(each === board));
      tab.tabIndex = each === board ? 0 : -1;
    }
    document.dispatchEvent(new CustomEvent("board", { detail: board.dataset.board }));
  };

  const filters = document.getElementById("filters");
  const filter = () => {
    const [outcome, subject, text] = ["outcome", "subject", "text"].map((name) => document.getElementById(name).value);
    let shown = 0;
    const rows = document.getElementById("samples").tBodies[0].rows;
    for (const row of rows) {
      const [id, about, end, flags] = row.cells;
      row.hidden = !(
        (!outcome || end.textContent === outcome) &&
        (!subject || about.textContent === subject) &&
        `${id.textContent} ${flags.textContent}`.toLowerCase().includes(text.trim().toLowerCase())
      );
      shown += !row.hidden;
    }
    document.getElementById("count").textContent = `${shown} of ${rows.length} shown`;
  };
  const find = (id) => {
    for (const row of all("tr.found")) row.classList.remove("found");
    const row = id && all("#samples tbody tr").find((each) => each.cells[0].textContent === id);
    if (!row) return;
    row.classList.add("found");
    row.scrollIntoView({ block: "center" });
  };

  const follow = () => {
    const asked = address();
    const board = boards.find((each) => each.dataset.board === asked.get("task")) ?? boards[0];
    if (board && board.hidden) open(board);
    const table = (board ?? document).querySelector("table.sortable");
    if (board && table) choose(board, asked.has("columns") ? asked.get("columns").split(",") : usuals.get(board));
    const [column, direction] = (asked.get("sort") ?? "").split(":");
    if (table && column) {
      const head = all("[data-column]", table.tHead).find((each) => each.dataset.column === column);
      if (head) sort(table, column, Object.hasOwn(other, direction ?? "") ? direction : usual(head));
    }
    if (filters) {
      for (const name of ["outcome", "subject", "text"]) document.getElementById(name).value = asked.get(name) ?? "";
      filter();
      find(asked.get("sample"));
    }
  };

  for (const table of all("table.sortable")) {
    table.tHead.addEventListener("click", (event) => {
      const head = event.target.closest("button")?.closest("th");
      if (!head) return;
      const direction = other[head.getAttribute("aria-sort")] ?? usual(head);
      sort(table, head.dataset.column, direction);
      remember({ task: table.closest(".board")?.dataset.board, sort: `${head.dataset.column}:${direction}` });
    });
  }
  for (const board of boards) {
    const tab = tabOf(board);
    tab.addEventListener("click", () => {
      open(board);
      const sorted = board.querySelector("th[aria-sort]");
      remember({ task: board.dataset.board, sort: sorted && `${sorted.dataset.column}:${sorted.getAttribute("aria-sort")}`, columns: columns(board) });
    });
    tab.addEventListener("keydown", (event) => {
      const at = boards.indexOf(board);
      const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
      if (next === undefined) return;
      event.preventDefault();
      const to = tabOf(boards.at(next % boards.length));
      to.focus();
      to.click();
    });
    board.querySelector(".columns")?.addEventListener("change", () => {
      choose(board, chosen(board));
      remember({ task: board.dataset.board, columns: columns(board) });
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    for (const each of all(".columns[open]")) {
      each.open = false;
      each.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    for (const each of all(".columns[open]")) if (!each.contains(event.target)) each.open = false;
  });
  filters?.addEventListener("submit", (event) => event.preventDefault());
  filters?.addEventListener("input", (event) => {
    filter();
    remember({ [event.target.id]: event.target.value });
  });
  addEventListener("hashchange", follow);
  follow();
}
