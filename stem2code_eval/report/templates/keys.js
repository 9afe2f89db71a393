/* What single keys do, where nobody is typing. */
const keys = (() => {
  const byId = (id) => document.getElementById(id);
  const typing = "select, input:not([type=checkbox], [type=radio], [type=range])";
  const steering = "input, summary, pre, .items path";
  const arrows = { ArrowLeft: -1, ArrowRight: 1 };

  const inSample = ({ key, target }) => {
    if (key === "j" || key === "k") return () => sample.step(key === "j" ? 1 : -1);
    if (key in arrows && !target.closest(steering)) return () => sample.step(arrows[key]);
    if (key === "m") return () => sample.toggle("marks");
    if (key === "a") return () => sample.toggle("align");
    if (/^[123]$/.test(key)) return () => sample.choose(sample.VIEWS[key - 1]);
    return null;
  };

  const go = (by) => {
    const link = table.current?.link;
    table.focus(document.activeElement === link ? table.beside(table.current.key, by) : table.current);
  };

  const inTable = ({ key, target }) => {
    if (key === "/") return () => byId("text").focus();
    if (key === "j" || key === "k") return () => go(key === "j" ? 1 : -1);
    if (target.closest("#samples tbody") && (key === "ArrowDown" || key === "ArrowUp")) return () => go(key === "ArrowDown" ? 1 : -1);
    return null;
  };

  const deed = (event) => {
    if (event.key === "d") return () => byId("theme").click();
    if (event.key === "?") return () => byId("help").showModal();
    return sample.isOpen ? inSample(event) : inTable(event);
  };

  const start = () => {
    document.addEventListener("keydown", (event) => {
      const { ctrlKey, altKey, metaKey, target, defaultPrevented } = event;
      if (ctrlKey || altKey || metaKey || defaultPrevented || byId("help").open || target.matches(typing)) return;
      const found = deed(event);
      if (!found) return;
      event.preventDefault();
      found();
    });
    byId("help-button").addEventListener("click", () => byId("help").showModal());
    byId("help-close").addEventListener("click", () => byId("help").close());
  };

  return { start };
})();
