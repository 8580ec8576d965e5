"use strict";
// What the page can do beyond being read: zoom, filter, keyboard, and a line at the reader's now. Everything it shows is in
// the page already.
(() => {
  const all = (selector, from = document) => Array.from(from.querySelectorAll(selector));
  const byId = (id) => document.getElementById(id);
  const charts = all("svg.chart");
  const items = all(".item");
  const filter = byId("filter");
  const detail = byId("detail");
  const steps = [1, 1.5, 2, 3, 5, 8, 12, 20, 40];
  let step = 0;

  const numberOf = (element, name) => Number(element.dataset[name]);
  const label = (bar) => bar.querySelector("title").textContent;

  // Bars whose label fits only when zoomed show it then.
  function fit(chart) {
    const width = chart.getBoundingClientRect().width;
    const length = numberOf(chart, "until") - numberOf(chart, "from");
    for (const bar of all(".bar", chart)) {
      const pixels = width * (numberOf(bar, "until") - numberOf(bar, "from")) / length;
      bar.classList.toggle("tight", pixels < 8 + 6.5 * bar.querySelector("text").textContent.length);
    }
  }

  function zoom(to) {
    to = Math.max(0, Math.min(steps.length - 1, to));
    const middles = charts.map((c) => (c.parentNode.scrollLeft + c.parentNode.clientWidth / 2) / c.parentNode.scrollWidth);
    step = to;
    byId("zoom").textContent = Math.round(100 * steps[step]) + "%";
    charts.forEach((c, i) => {
      c.style.width = 100 * steps[step] + "%";
      c.parentNode.scrollLeft = middles[i] * c.parentNode.scrollWidth - c.parentNode.clientWidth / 2;
      fit(c);
    });
  }

  function find() {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const has = (key) => words.every((w) => key.includes(w));
    let shown = 0;
    for (const item of items) {
      const key = item.dataset.key;
      item.hidden = !has(key);
      shown += item.hidden ? 0 : 1;
      // In a chart that is shown because of one of its rows, the other rows step back.
      const title = item.querySelector("h3").textContent.toLowerCase();
      for (const bar of all("svg.chart .bar", item)) {
        bar.classList.toggle("dim", words.length > 0 && !words.every((w) => title.includes(w)) && !words.some((w) => bar.dataset.key.includes(w)));
      }
    }
    byId("found").textContent = words.length === 0 ? "" : shown + " of " + items.length + " charts match";
  }

  // The line at now, and who is on call now.
  function mark() {
    const now = Date.now() / 1000;
    for (const chart of charts) {
      const from = numberOf(chart, "from"), until = numberOf(chart, "until");
      if (now < from || now >= until) continue;
      const part = (now - from) / (until - from), x = 100 * part + "%";
      let line = chart.querySelector(".now");
      if (!line) {
        const make = (name, parent) => parent.appendChild(document.createElementNS("http://www.w3.org/2000/svg", name));
        line = make("g", chart);
        make("line", line);
        make("text", line).textContent = "▼ now";
      }
      line.setAttribute("class", "now" + (part < 0.03 ? " first" : part > 0.97 ? " last" : ""));
      const rule = line.querySelector("line"), word = line.querySelector("text");
      for (const [name, value] of [["x1", x], ["x2", x], ["y1", 59], ["y2", chart.getAttribute("height")]]) rule.setAttribute(name, value);
      word.setAttribute("x", x);
      word.setAttribute("y", 13);
      const item = chart.closest(".item");
      if (chart.id.startsWith("s") && !item.classList.contains("disabled")) {
        const on = all(".bar", chart).filter((b) => numberOf(b, "from") <= now && now < numberOf(b, "until"));
        const names = Array.from(new Set(on.map((b) => b.classList.contains("gap") ? "nobody" : label(b).split(": ")[0])));
        item.querySelector(".current").textContent = "Now: " + names.join(", ") + ".";
      }
    }
  }

  function toNow() {
    const visible = charts.filter((c) => c.querySelector(".now"));
    for (const chart of visible) {
      const line = chart.querySelector(".now line");
      const at = parseFloat(line.getAttribute("x1")) / 100 * chart.parentNode.scrollWidth;
      chart.parentNode.scrollLeft = at - chart.parentNode.clientWidth / 2;
    }
    byId("found").textContent = visible.length ? "" : "Now is outside of the window of this page.";
  }

  // One stop of the tab key per chart; the arrows walk from bar to bar.
  function walk(chart, bar, key) {
    const bars = all(".bar", chart).filter((b) => !b.classList.contains("dim"));
    const y = (b) => Number(b.querySelector("rect").getAttribute("y"));
    const row = (b) => bars.filter((o) => y(o) === y(b));
    if (!bar) return bars[0];
    const mine = row(bar), at = mine.indexOf(bar);
    if (key === "ArrowRight") return mine[at + 1];
    if (key === "ArrowLeft") return mine[at - 1];
    if (key === "Home") return mine[0];
    if (key === "End") return mine[mine.length - 1];
    const rows = Array.from(new Set(bars.map(y))).sort((a, b) => a - b);
    const next = rows[rows.indexOf(y(bar)) + (key === "ArrowDown" ? 1 : -1)];
    const near = (b) => Math.abs(numberOf(b, "from") - numberOf(bar, "from"));
    return bars.filter((b) => y(b) === next).sort((a, b) => near(a) - near(b))[0];
  }

  const arrows = ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown", "Home", "End"];
  for (const chart of charts) {
    chart.setAttribute("tabindex", "0");
    chart.addEventListener("keydown", (event) => {
      const bar = event.target.closest(".bar");
      if (event.key === "Escape" && bar) {
        chart.focus();
        detail.textContent = "";
      } else if (arrows.includes(event.key) && !event.ctrlKey && !event.altKey && !event.metaKey) {
        const next = walk(chart, bar, event.key);
        if (next) {
          next.setAttribute("tabindex", "-1");
          next.focus();
        }
        event.preventDefault();
      }
    });
    const tell = (event) => {
      const bar = event.target.closest(".bar");
      if (bar) detail.textContent = label(bar);
    };
    chart.addEventListener("focusin", tell);
    chart.addEventListener("click", tell);
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target === filter) {
      if (event.key === "Escape") {
        filter.value = "";
        find();
        filter.blur();
      }
      return;
    }
    const act = { "/": () => filter.focus(), "+": () => zoom(step + 1), "=": () => zoom(step + 1), "-": () => zoom(step - 1), "0": () => zoom(0), "n": toNow }[event.key];
    if (act) {
      act();
      event.preventDefault();
    }
  });

  filter.addEventListener("input", find);
  byId("zoom-in").addEventListener("click", () => zoom(step + 1));
  byId("zoom-out").addEventListener("click", () => zoom(step - 1));
  byId("zoom-none").addEventListener("click", () => zoom(0));
  byId("to-now").addEventListener("click", toNow);
  byId("print").addEventListener("click", () => window.print());
  window.addEventListener("resize", () => charts.forEach(fit));
  byId("tools").hidden = false;
  charts.forEach(fit);
  mark();
  setInterval(mark, 60000);
})();
