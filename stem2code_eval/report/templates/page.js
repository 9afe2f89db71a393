{
  const byId = (id) => document.getElementById(id);
  const list = byId("samples");
  const controls = { outcome: byId("outcome"), subject: byId("subject"), text: byId("text"), order: byId("order") };
  const samples = Array.from(list.children, (article, place) => ({
    article,
    place,
    words: article.querySelector(".about").textContent.toLowerCase(),
  }));

  const matches = ({ article, words }) =>
    (!controls.outcome.value || article.dataset.outcome.split(":")[0] === controls.outcome.value) &&
    (!controls.subject.value || article.dataset.subject === controls.subject.value) &&
    words.includes(controls.text.value.trim().toLowerCase());

  const filter = () => {
    let shown = 0;
    for (const sample of samples) {
      sample.article.hidden = !matches(sample);
      shown += !sample.article.hidden;
    }
    byId("count").textContent = `${shown} of ${samples.length} shown`;
    byId("none").hidden = shown > 0;
  };

  const sort = () => {
    const [metric, direction] = controls.order.value.split(" ");
    const sign = direction === "down" ? -1 : 1;
    const value = ({ article }) => parseFloat(article.getAttribute(`data-score-${metric}`));
    const compare = (a, b) => {
      const [x, y] = [value(a), value(b)];
      if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) - Number.isNaN(y) || a.place - b.place;
      return sign * (x - y) || a.place - b.place;
    };
    const order = controls.order.value ? compare : (a, b) => a.place - b.place;
    list.append(...[...samples].sort(order).map((sample) => sample.article));
  };

  const dialog = byId("enlarged");
  const enlarge = (article) => {
    byId("enlarged-title").textContent = article.querySelector("h2 bdi").textContent;
    const pictures = Array.from(article.querySelectorAll("figure"), (figure) => {
      const copy = document.createElement("figure");
      const stage = figure.querySelector(".stage");
      const shown = (stage || figure.querySelector(".no-picture")).cloneNode(!stage);
      if (stage) shown.append(figure.querySelector("img").cloneNode(true));
      copy.append(shown, figure.querySelector("figcaption").cloneNode(true));
      return copy;
    });
    byId("enlarged-pair").replaceChildren(...pictures);
    byId("enlarged-legend").replaceChildren(...Array.from(article.querySelectorAll(".legend"), (list) => list.cloneNode(true)));
    overlay.hide();
    overlay.draw(byId("enlarged-pair"));
    dialog.showModal();
  };

  list.addEventListener("click", (event) => {
    if (event.target.closest(".enlarge, .items")) enlarge(event.target.closest("article"));
  });
  dialog.addEventListener("close", overlay.hide);
  byId("close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  byId("controls").addEventListener("submit", (event) => event.preventDefault());
  for (const name of ["outcome", "subject", "text"]) controls[name].addEventListener("input", filter);
  controls.order.addEventListener("input", sort);
  byId("controls").hidden = false;
  overlay.start();
  filter();
  if (controls.order.value) sort();
}
