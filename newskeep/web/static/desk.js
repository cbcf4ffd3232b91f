// Drag over the timeline to choose a span of days. Without this script its bars are links all the same.
"use strict";
const brushable = (chart) => {
  const brush = chart.querySelector(".brush");
  const bars = [...chart.querySelectorAll("a")];
  let start = null;
  const at = (event) => {
    const box = chart.getBoundingClientRect();
    return ((event.clientX - box.left) / box.width) * chart.viewBox.baseVal.width;
  };
  const span = (x) => [Math.min(start, x), Math.max(start, x)];
  chart.addEventListener("pointerdown", (event) => { if (event.button === 0) start = at(event); });
  chart.addEventListener("dragstart", (event) => event.preventDefault());
  chart.addEventListener("pointermove", (event) => {
    if (start === null) return;
    const [from, to] = span(at(event));
    brush.setAttribute("x", from);
    brush.setAttribute("width", to - from);
  });
  addEventListener("pointerup", (event) => {
    if (start === null) return;
    const [from, to] = span(at(event));
    start = null;
    brush.setAttribute("width", 0);
    if (to - from < 6) return;
    const inside = bars.filter((bar) => {
      const rect = bar.querySelector(".reach");
      const x = Number(rect.getAttribute("x"));
      return x + Number(rect.getAttribute("width")) > from && x < to;
    });
    if (!inside.length) return;
    const days = inside[0].dataset.first + ".." + inside.at(-1).dataset.last;
    chart.addEventListener("click", (click) => click.preventDefault(), { once: true, capture: true });
    location.assign("/?q=" + encodeURIComponent((chart.dataset.query + " date:" + days).trim()));
  });
};
const brushes = (part) => part.querySelectorAll(".timeline svg").forEach(brushable);
brushes(document);
// What takes its time to count comes after the page; without this script, or if it does not come, it is a link.
const late = document.querySelector("[data-late]");
const fill = (whole) => document.querySelectorAll("[data-part]").forEach((part) => {
  const filled = whole.querySelector(`[data-part="${part.dataset.part}"]`);
  if (!filled) return;
  part.replaceWith(filled);
  brushes(filled);
});
if (late) {
  fetch(late.href).then((answer) => answer.text())
    .then((text) => fill(new DOMParser().parseFromString(text, "text/html"))).catch(() => {});
}
