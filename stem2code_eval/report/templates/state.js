/* What is shown, kept in the address after the #, so that it can be linked to and comes back. */
const state = (() => {
  const told = [];
  const read = () => new URLSearchParams(location.hash.slice(1));
  const get = (name) => read().get(name) || "";
  const tell = () => told.forEach((each) => each(read()));
  const change = (changes, anew = false) => {
    const next = read();
    for (const [name, value] of Object.entries(changes)) {
      if (value) next.set(name, value);
      else next.delete(name);
    }
    const address = String(next) ? `#${next}` : location.pathname + location.search;
    if (anew) history.pushState(null, "", address);
    else history.replaceState(null, "", address);
    tell();
  };
  addEventListener("popstate", tell);
  return { get, read, change, tell, onChange: (listener) => told.push(listener) };
})();
