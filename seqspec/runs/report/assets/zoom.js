"use strict";
// Zooms into a drawing along its horizontal axis. The lines are those that are drawn already: they are stretched, and
// the axes are written anew. What is shown is `[a, b]`, a part of the whole axis, which is `[0, 1]`.

const SVG = "http://www.w3.org/2000/svg";
const NARROWEST = 0.005;

function element(name, attributes, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

function roundStep(span, count) {
  const rough = span / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 5, 10].map((each) => each * power).find((each) => each >= rough);
}

function roundTicks([low, high], count) {
  const step = roundStep(high - low, count);
  const digits = Math.max(0, -Math.floor(Math.log10(step)));
  const ticks = [];
  for (let tick = Math.ceil(low / step) * step; tick <= high; tick += step) ticks.push([tick, tick.toFixed(digits)]);
  return ticks;
}

function dateTicks([low, high], count) {
  const day = 864e5;
  const span = high - low;
  const [from, to] = span > 900 * day ? [0, 7] : span > 4 * day ? [0, 10] : [5, 16];
  return Array.from({ length: count }, (_, place) => low + (span * (place + 0.5)) / count).map((when) => {
    return [when, new Date(when).toISOString().slice(from, to).replace("T", " ")];
  });
}

function between([low, high], share) {
  return low + (high - low) * share;
}

class Panel {
  constructor(svg, name, number, frame, last) {
    Object.assign(this, { frame, last, view: element("g", {}) });
    const lines = [...svg.querySelectorAll(`[id^="${name}-line-${number}-"] path`)];
    this.lines = lines.map((path) => ({ path, points: this.pointsOf(path) }));
    const axes = ["x", "y"].map((axis) => svg.querySelector(`#${name}-${axis}-axis-${number}`));
    this.ticks = axes.flatMap((axis) => [...axis.querySelectorAll('[id*="tick_"]')]);
    this.ticks[0].closest("svg > g > g").before(this.view);
  }

  // A clip of the line itself would be stretched with it, so its group takes it over. A line without a value has no `d`.
  pointsOf(path) {
    const clip = path.getAttribute("clip-path");
    if (clip) path.parentNode.setAttribute("clip-path", clip);
    path.removeAttribute("clip-path");
    path.setAttribute("vector-effect", "non-scaling-stroke");
    const numbers = ((path.getAttribute("d") ?? "").match(/-?\d+(\.\d+)?(e-?\d+)?/g) ?? []).map(Number);
    return numbers.flatMap((x, place) => (place % 2 ? [] : [[x, numbers[place + 1]]]));
  }

  show(a, b) {
    const whole = a === 0 && b === 1;
    const { left, top, width, height } = this.frame;
    const [low, high] = whole ? [top, top + height] : this.extent(left + a * width, left + b * width);
    const sx = 1 / (b - a);
    const sy = height / (high - low);
    const matrix = `matrix(${sx} 0 0 ${sy} ${left - (left + a * width) * sx} ${top - low * sy})`;
    for (const { path } of this.lines) path.setAttribute("transform", matrix);
    for (const tick of this.ticks) tick.setAttribute("visibility", whole ? "inherit" : "hidden");
    this.view.replaceChildren(...(whole ? [] : this.axes([a, b], [low, high])));
  }

  // The least and the greatest of what is seen, with some room.
  extent(from, to) {
    const { top, height } = this.frame;
    const seen = this.lines.flatMap(({ points }) => points.filter(([x]) => x >= from && x <= to).map(([, y]) => y));
    if (!seen.length) return [top, top + height];
    const low = seen.reduce((one, other) => Math.min(one, other));
    const high = seen.reduce((one, other) => Math.max(one, other));
    const room = Math.max((high - low) * 0.06, height * 0.002);
    return [low - room, high + room];
  }

  axes([a, b], [low, high]) {
    const { left, top, width, height, x, y, dated } = this.frame;
    const shown = [between(x, a), between(x, b)];
    const values = [high, low].map((edge) => between(y, (top + height - edge) / height));
    const bottom = top + height;
    const made = [];
    for (const [tick, label] of dated ? dateTicks(shown, 5) : roundTicks(shown, 6)) {
      const at = left + (width * (tick - shown[0])) / (shown[1] - shown[0]);
      made.push(element("path", { class: "grid", d: `M${at} ${top}V${bottom}` }));
      if (this.last) made.push(element("text", { class: "tick", x: at, y: bottom + 14, "text-anchor": "middle" }, label));
    }
    for (const [tick, label] of roundTicks(values, 5)) {
      const at = bottom - (height * (tick - values[0])) / (values[1] - values[0]);
      made.push(element("path", { class: "grid", d: `M${left} ${at}H${left + width}` }));
      made.push(element("text", { class: "tick", x: left - 6, y: at + 3.5, "text-anchor": "end" }, label));
    }
    return made;
  }
}

class Zoom {
  constructor(figure) {
    const frames = JSON.parse(figure.dataset.frames);
    const name = figure.id.replace("figure-", "");
    this.svg = figure.querySelector("svg.plot");
    this.buttons = figure.querySelector(".buttons");
    this.frame = frames[0];
    this.panels = frames.map((frame, place) => new Panel(this.svg, name, place, frame, place === frames.length - 1));
    this.buttons.hidden = false;
    this.buttons.addEventListener("click", ({ target }) => this.act(target.dataset.zoom));
    this.svg.addEventListener("pointerdown", (event) => this.choose(event));
    this.svg.addEventListener("dblclick", () => this.show(0, 1));
    this.show(0, 1);
  }

  act(name) {
    const [a, b] = this.shown;
    const span = b - a;
    const moves = {
      in: [a + span / 4, b - span / 4],
      out: [a - span / 2, b + span / 2],
      back: [a - span / 2, b - span / 2],
      on: [a + span / 2, b + span / 2],
      all: [0, 1],
    };
    if (name in moves) this.show(...moves[name]);
  }

  show(from, to) {
    const span = Math.min(1, Math.max(NARROWEST, to - from));
    const a = Math.min(Math.max(0, (from + to - span) / 2), 1 - span);
    this.shown = [a, a + span];
    const whole = span === 1;
    for (const panel of this.panels) panel.show(...(whole ? [0, 1] : this.shown));
    const ends = { in: span <= NARROWEST, out: whole, all: whole, back: a <= 0, on: a + span >= 1 };
    for (const button of this.buttons.querySelectorAll("button")) button.disabled = ends[button.dataset.zoom];
    this.buttons.querySelector(".extent").textContent = whole ? "" : this.said();
  }

  said() {
    const { x, dated } = this.frame;
    const ends = this.shown.map((share) => between(x, share));
    return ends.map((end) => (dated ? new Date(end).toISOString().slice(0, 10) : String(Math.round(end)))).join(" to ");
  }

  // Where a pointer is along the axis, from 0 to 1.
  share(event) {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.svg.getScreenCTM().inverse());
    return Math.min(1, Math.max(0, (point.x - this.frame.left) / this.frame.width));
  }

  choose(event) {
    if (event.button !== 0 || event.pointerType === "touch") return;
    event.preventDefault();
    const start = this.share(event);
    const { left, width, top } = this.frame;
    const bottom = this.panels.at(-1).frame.top + this.panels.at(-1).frame.height;
    const chosen = element("rect", { class: "chosen", y: top, height: bottom - top, width: 0, x: 0 });
    this.svg.append(chosen);
    this.svg.setPointerCapture(event.pointerId);
    const ends = (moved) => [start, this.share(moved)].sort((one, other) => one - other);
    const move = (moved) => {
      const [from, to] = ends(moved);
      chosen.setAttribute("x", left + from * width);
      chosen.setAttribute("width", (to - from) * width);
    };
    const finish = (ended) => {
      chosen.remove();
      this.svg.removeEventListener("pointermove", move);
      this.svg.removeEventListener("pointerup", finish);
      this.svg.removeEventListener("pointercancel", finish);
      const [from, to] = ends(ended);
      const [a, b] = this.shown;
      if (ended.type === "pointerup" && to - from > 0.01) this.show(a + from * (b - a), a + to * (b - a));
    };
    this.svg.addEventListener("pointermove", move);
    this.svg.addEventListener("pointerup", finish);
    this.svg.addEventListener("pointercancel", finish);
  }
}

for (const figure of document.querySelectorAll("[data-frames]")) new Zoom(figure);
