  // The timeline: what happened when, friendly above, hostile below.

  const DAY = 86400000;
  const dayNumber = (iso) => Math.round(Date.parse(`${iso}T00:00:00Z`) / DAY);
  const LANE = 58;
  const DOT = 6;
  const BAR = 24;
  const STACK = Math.floor((LANE - 4) / (2 * DOT + 1)); // so many dots stand one above another

  /** The visible events with a date, from the earliest, and those without. */
  function dated() {
    const found = [...state.visible].filter((place) => daysOf[place]);
    const key = (place) => `${daysOf[place][0]} ${daysOf[place][1]}`;
    found.sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : a - b));
    return [found, [...state.visible].filter((place) => !daysOf[place]).sort((a, b) => a - b)];
  }

  /** Places for days: a gap counts by its logarithm, so that last week and last century both fit. */
  function scale(days, from, to) {
    const at = new Map();
    let sum = 0;
    days.forEach((day, i) => {
      if (i) sum += 1 + 0.8 * Math.log2(1 + (day - days[i - 1]));
      at.set(day, sum);
    });
    return (day) => (sum ? from + (at.get(day) / sum) * (to - from) : (from + to) / 2);
  }

  function chart(places, width) {
    const groups = groupsHere.map(([group]) => group)
      .filter((group) => places.some((place) => classes[events[place].type].group === group));
    const left = width < 520 ? 96 : 118;
    const foot = 34;
    const height = groups.length * LANE + foot;
    const days = [...new Set(places.flatMap((place) => daysOf[place].map(dayNumber)))].sort((a, b) => a - b);
    const x = scale(days, left + 24, width - 40);
    const picture = shape("svg", {
      viewBox: `0 0 ${width} ${height}`, width, height, role: "img", "aria-label": fill(text("timelineOf"), { events: count("events", places.length) }),
    });
    groups.forEach((group, lane) => {
      const y = lane * LANE;
      picture.append(shape("rect", { x: 0, y, width, height: LANE, class: lane % 2 ? "lane odd" : "lane" }),
        shape("text", { x: 12, y: y + LANE / 2 + 4, class: "group" }, text("group")[group]));
    });
    const articleDays = new Set(articles.map((article) => article.date).filter((date) => /^\d{4}-\d\d-\d\d$/.test(date || "")).map(dayNumber));
    if (articleDays.size === 1) {
      const [today] = articleDays;
      const before = days.filter((day) => day <= today);
      const after = days.filter((day) => day > today);
      const at = before.includes(today) ? x(today)
        : before.length && after.length ? (x(before[before.length - 1]) + x(after[0])) / 2 : null;
      if (at !== null) {
        picture.append(shape("line", { x1: at, x2: at, y1: 0, y2: height - foot, class: "today" }));
      }
    }
    const inCells = (group, size) => {
      const cells = new Map();
      for (const place of places) {
        if (classes[events[place].type].group !== group) continue;
        const at = x(dayNumber(daysOf[place][0]));
        const cell = Math.round(at / size);
        if (!cells.has(cell)) cells.set(cell, { at: size === BAR ? cell * size : at, places: [] });
        cells.get(cell).places.push(place);
      }
      return [...cells.values()];
    };
    const lanes = groups.map((group) => inCells(group, 2 * DOT + 2))
      .map((cells, lane) => (cells.some((cell) => cell.places.length > STACK) ? { bars: inCells(groups[lane], BAR) } : { cells }));
    const most = Math.max(1, ...lanes.flatMap(({ bars = [] }) => bars.map((bar) => bar.places.length)));
    lanes.forEach(({ bars, cells }, lane) => {
      if (bars) for (const bar of bars) drawBar(picture, bar, (lane + 1) * LANE - 5, most);
      else for (const cell of cells) drawCell(picture, cell, lane * LANE + LANE / 2, x);
    });
    let last = -Infinity;
    for (const day of days) {
      const at = x(day);
      if (at - last < 96) continue;
      last = at;
      const iso = new Date(day * DAY).toISOString().slice(0, 10);
      const exact = places.find((place) => daysOf[place][0] === iso);
      const words = exact === undefined ? dateText(iso, "short") : dateText(whenOf[exact].date, "short");
      picture.append(shape("line", { x1: at, x2: at, y1: height - foot, y2: height - foot + 5, class: "tick" }),
        shape("text", { x: at, y: height - foot + 19, class: "date", "text-anchor": "middle" }, words));
    }
    return picture;
  }

  /** Where there are too many for dots: a bar as high as they are many, hollow above what is stated. */
  function drawBar(picture, { at, places }, low, most) {
    const height = (some) => (some ? Math.max(2, ((LANE - 22) * some) / most) : 0);
    const mean = (some) => some.reduce((sum, place) => sum + classes[events[place].type].weight, 0) / some.length;
    const stated = places.filter((place) => events[place].status === "asserted");
    const others = places.length - stated.length;
    const tone = `var(--tone-${toneOf(mean(places))})`;
    const [solid, hollow] = [height(stated.length), height(others)];
    const rect = (y, high, name) => {
      const one = shape("rect", { x: at - BAR / 2 + 2, y, width: BAR - 4, height: high, class: name });
      one.style.stroke = tone;
      if (name === "stated") one.style.fill = tone;
      return one;
    };
    const group = shape("g", { class: "event" }, shape("title", {}, `${count("events", places.length)}: ${balanceText(balanceOf(places))}`));
    if (hollow) group.append(rect(low - solid - hollow, hollow, "claimed"));
    if (solid) group.append(rect(low - solid, solid, "stated"));
    group.append(shape("text", { x: at, y: low - solid - hollow - 4, class: "many", "text-anchor": "middle" }, number(places.length)));
    const title = [...new Set([dateOf(places[0], "short"), dateOf(places[places.length - 1], "short")])].join(" – ");
    group.addEventListener("click", () => showAll(places, { type: "list", events: places, title }));
    group.dataset.events = places.join(" ");
    picture.append(group);
  }

  /** The events of one group at one time, as dots. */
  function drawCell(picture, { at, places }, middle, x) {
    places.forEach((place, i) => {
      const event = events[place];
      const tone = `var(--tone-${classes[event.type].tone})`;
      const cy = middle + (i - (places.length - 1) / 2) * (2 * DOT + 1);
      const group = shape("g", { class: "event" },
        shape("title", {}, `${className(event.type)} (${statusName(event.status)}): ${partiesText(event)}, ${dateOf(place)}`));
      const [from, to] = daysOf[place].map((day) => x(dayNumber(day)));
      if (to - from > 2 * DOT) {
        const stretch = shape("line", { x1: from, x2: to, y1: cy, y2: cy, class: "stretch" });
        stretch.style.stroke = tone;
        group.append(stretch);
      }
      const dot = shape("circle", { cx: at, cy, r: DOT - 1, class: `dot ${event.status}` });
      dot.style.stroke = tone;
      dot.style.fill = event.status === "asserted" ? tone : "var(--surface)";
      group.append(dot);
      group.addEventListener("click", () => show({ type: "event", place }));
      group.dataset.events = place;
      picture.append(group);
    });
  }

  function renderTimeline() {
    const box = $("timeline");
    const [places, undated] = dated();
    const parts = [];
    if (places.length) parts.push(make("div", { className: "chart" }, chart(places, Math.max(box.clientWidth - 2, 320))));
    const periods = new Map();
    for (const place of places) {
      const key = dateOf(place);
      if (!periods.has(key)) periods.set(key, []);
      periods.get(key).push(place);
    }
    const list = make("ol", { className: "days" });
    growing(list, [...periods], ([when, some]) => make("li", {}, make("h3", {}, when), eventList(some)),
      ([, some]) => some.some(isShown));
    if (places.length) parts.push(list);
    if (undated.length) {
      parts.push(make("details", { className: "undated", open: undated.some(isShown) },
        make("summary", {}, `${text("undated")} (${number(undated.length)})`), eventList(undated)));
    }
    if (!parts.length) parts.push(make("p", { className: "soft none" }, text("nothing")));
    box.replaceChildren(...parts);
    lightTimeline();
  }
  function lightTimeline() {
    const chosen = chosenEvents();
    for (const dot of $("timeline").querySelectorAll("svg .event")) {
      const lit = !chosen || dot.dataset.events.split(" ").some((place) => chosen.has(Number(place)));
      dot.classList.toggle("dim", !lit);
    }
    markCurrent($("timeline"));
  }
  /** Bring the event that the panel shows into sight; render the list again if it ends before. */
  function revealCurrent(view, render) {
    const box = $(`${view}-view`);
    const target = shown();
    if (!target || target.type !== "event" || !state.visible.has(target.place)) return;
    const find = () => box.querySelector("[aria-current]");
    if (!find()) render();
    const fold = find() && find().closest("details");
    if (fold) fold.open = true;
    if (!find()) return;
    const [at, all] = [find(), box].map((one) => one.getBoundingClientRect());
    if (at.top < all.top + 40 || at.bottom > all.bottom - 20) box.scrollTop += at.top - all.top - all.height / 3;
  }
  /** Mark the buttons and rows of the event that the panel shows. */
  function markCurrent(box) {
    const target = shown();
    for (const element of box.querySelectorAll("[data-event]")) {
      const on = Boolean(target) && target.type === "event" && Number(element.dataset.event) === target.place;
      element.classList.toggle("current", on);
      if (on) element.setAttribute("aria-current", "true");
      else element.removeAttribute("aria-current");
    }
  }
