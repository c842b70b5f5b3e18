// Moves between marks with the arrow keys, and shows what they stand for. Without it, each mark is a link to its line in the tables.
"use strict";
const data = JSON.parse(document.getElementById("story").textContent);
const rows = data.outlets.map((o) => o.marks).filter((marks) => marks.length);
const panel = document.getElementById("panel");
const title = document.getElementById("panel-title");
const body = document.getElementById("panel-body");
const places = new Map();
rows.forEach((marks, row) => marks.forEach((mark, n) => places.set(mark.id, { row, n })));
let current = null;

function here(id) {
  if (current) document.getElementById(current).tabIndex = -1;
  current = id;
  document.getElementById(id).tabIndex = 0;
}

function go(id) {
  here(id);
  document.getElementById(id).focus();
  document.getElementById(id).scrollIntoView({ block: "nearest", inline: "nearest" });
}

function nearest(marks, middle) {
  return marks.reduce((best, one) => (Math.abs(one.middle - middle) < Math.abs(best.middle - middle) ? one : best));
}

function open(mark) {
  body.replaceChildren();
  const facts = mark.dataset.facts.split(" ").filter(Boolean);
  if (!facts.length) body.append(mark.getAttribute("aria-label"));
  facts.forEach((number) => {
    const line = document.getElementById("d" + number);
    const when = document.createElement("p");
    when.className = "when";
    when.textContent = line.cells[0].textContent;
    body.append(when, ...line.cells[1].cloneNode(true).childNodes);
  });
  title.textContent = mark.closest(".row").querySelector(".name a").textContent;
  panel.showModal();
  panel.scrollTop = 0;
}

const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

function move(event) {
  const at = places.get(event.target.id);
  const marks = rows[at.row];
  if (event.key === "Home" || event.key === "End") {
    event.preventDefault();
    go(marks[event.key === "Home" ? 0 : marks.length - 1].id);
  }
  if (event.key === " ") {
    event.preventDefault();
    event.target.click();
  }
  const step = steps[event.key];
  if (!step) return;
  event.preventDefault();
  const row = rows[at.row + step[0]];
  if (row && step[0]) go(nearest(row, marks[at.n].middle).id);
  const beside = marks[at.n + step[1]];
  if (step[1] && beside) go(beside.id);
}

document.querySelectorAll(".mark").forEach((mark) => {
  mark.tabIndex = -1;
  mark.setAttribute("role", "button");
  mark.setAttribute("aria-haspopup", "dialog");
  mark.addEventListener("keydown", move);
  mark.addEventListener("click", (event) => {
    event.preventDefault();
    here(mark.id);
    open(mark);
  });
});
if (rows.length) here(rows[0][0].id);
document.getElementById("close").addEventListener("click", () => panel.close());
panel.addEventListener("click", (event) => { if (event.target === panel) panel.close(); });
panel.addEventListener("close", () => current && document.getElementById(current).focus());
