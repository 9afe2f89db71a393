/* The content of a sample's page, fetched through a frame and built anew from a list of what is allowed. */
const nodes = (() => {
  const SVG = "http://www.w3.org/2000/svg";
  const DRAWN = new Set(["svg", "path"]);
  const ALLOWED = new Set([
    ...DRAWN, "a", "article", "bdi", "code", "dd", "details", "div", "dl", "dt", "figcaption", "figure", "h2", "h3", "img", "li", "p",
    "pre", "section", "span", "summary", "table", "tbody", "td", "th", "thead", "tr", "ul", "caption",
  ]);
  const ATTRIBUTES = /^(class|alt|d|height|loading|open|role|scope|tabindex|viewBox|width|aria-[a-z]+|data-[a-z]+)$/;
  const BLOB = /^\.\.\/\.\.\/(blobs\/[0-9a-f]{64}\.[a-z]{1,8})$/;
  const PATIENCE = 30_000;
  const AFTER_LOADING = 2_000;
  const KEPT = 12;
  const kept = new Map();
  const asked = new Map();

  const build = (packed) => {
    if (typeof packed === "string") return document.createTextNode(packed);
    const [name, attributes, children] = packed;
    if (!ALLOWED.has(name)) return document.createTextNode("");
    const node = DRAWN.has(name) ? document.createElementNS(SVG, name) : document.createElement(name);
    for (const [key, value] of attributes) {
      const blob = BLOB.exec(value);
      if (key === "data-src" || key === "href") {
        if (blob) node.setAttribute(key === "href" ? "href" : "src", `../${blob[1]}`);
      } else if (ATTRIBUTES.test(key)) {
        node.setAttribute(key, value);
      }
    }
    node.append(...children.map(build));
    return node;
  };

  const keep = (address, message) => {
    kept.set(address, message);
    if (kept.size > KEPT) kept.delete(kept.keys().next().value);
  };

  addEventListener("message", ({ source, data }) => {
    for (const [address, { frame, answer }] of asked) {
      if (frame.contentWindow === source) answer(address, data);
    }
  });

  const ask = (address) => {
    if (asked.has(address)) return asked.get(address).promise;
    const frame = document.createElement("iframe");
    const waiting = { frame };
    waiting.promise = new Promise((resolve, reject) => {
      const end = (then, value) => {
        asked.delete(address);
        clearTimeout(timer);
        frame.remove();
        then(value);
      };
      const give = () => end(reject, new Error("no answer"));
      let timer = setTimeout(give, PATIENCE);
      frame.addEventListener("load", () => {
        if (asked.get(address) !== waiting) return;
        clearTimeout(timer);
        timer = setTimeout(give, AFTER_LOADING);
      });
      waiting.answer = (_, data) => {
        keep(address, data);
        end(resolve, data);
      };
      frame.setAttribute("sandbox", "allow-scripts");
      frame.title = "The sample’s page";
      frame.hidden = true;
      frame.src = address;
      asked.set(address, waiting);
      document.body.append(frame);
    });
    return waiting.promise;
  };

  const load = (address) => (kept.has(address) ? Promise.resolve(kept.get(address)) : ask(address));

  return { load, build };
})();
