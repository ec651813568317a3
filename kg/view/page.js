"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const { actors, events, links, articles, classes, style } = data;
  const $ = (id) => document.getElementById(id);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const narrow = matchMedia("(max-width: 860px)");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const PAGE = 100;
  const has = (object, key) => Object.prototype.hasOwnProperty.call(object, key);

  const state = {
    language: /^(id|ms|in)\b/i.test(navigator.language || "") ? "id" : "en",
    query: "",
    facts: false,
    names: true,
    statusesOff: new Set(),
    classesOff: new Set(),
    trail: [], // what the panel shows, last; empty: the list of all events
    limit: PAGE,
    visible: new Set(events.keys()),
  };

  // Words -------------------------------------------------------------------------------

  // The reader's own way to write dates and numbers, where it is of the language shown.
  function locale() {
    const own = navigator.language || "";
    return own.split("-")[0].toLowerCase() === state.language ? own : state.language;
  }
  const text = (key) => data.strings[state.language][key];
  const fill = (pattern, values) =>
    pattern.replace(/\{(\w+)\}/g, (slot, name) => (has(values, name) ? values[name] : slot));
  const number = (n) => n.toLocaleString(locale());
  function count(key, n) {
    const forms = text(key);
    const form = new Intl.PluralRules(locale()).select(n);
    return fill(forms[form] || forms.other, { n: number(n) });
  }
  const labelOf = (thing, otherwise) =>
    has(thing.labels, state.language) ? thing.labels[state.language] : otherwise;
  const actorName = (place) => labelOf(actors[place], actors[place].label);
  const capital = (words) => words.charAt(0).toLocaleUpperCase(state.language) + words.slice(1);
  const className = (type) => capital(labelOf(classes[type], type));
  const statusName = (status) => text("statuses")[status];
  const kindName = (kind) => (has(text("kinds"), kind) ? text("kinds")[kind] : text("kinds").other);
  const names = (places) => places.map(actorName).join(", ");
  const short = (label) =>
    label.length <= style.letters ? label : label.slice(0, style.letters - 1) + "…";

  function dateText(value) {
    const parts = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(value || "");
    if (!parts) return value || "";
    const form = { year: "numeric", timeZone: "UTC" };
    if (parts[2]) form.month = "long";
    if (parts[3]) form.day = "numeric";
    const day = new Date(Date.UTC(+parts[1], +(parts[2] || 1) - 1, +(parts[3] || 1)));
    return new Intl.DateTimeFormat(locale(), form).format(day);
  }
  const dates = (report) =>
    [report.date, report.dateEnd].filter(Boolean).map(dateText).join(" – ");

  // Elements: text only ever becomes text nodes -----------------------------------------------

  function make(tag, properties, ...children) {
    const element = document.createElement(tag);
    for (const [key, value] of Object.entries(properties || {})) {
      if (key === "on") for (const [name, act] of Object.entries(value)) element.addEventListener(name, act);
      else if (key in element) element[key] = value;
      else element.setAttribute(key, value);
    }
    element.append(...children.filter((child) => child !== null && child !== undefined));
    return element;
  }
  function shape(tag, attributes, ...children) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.append(...children);
    return element;
  }
  const isolated = (words) => make("bdi", {}, words);

  function line(tone, status, width = 30) {
    const stroke = shape("line", {
      x1: 1, x2: width - 1, y1: 4, y2: 4, "stroke-width": 2.6,
      "stroke-dasharray": style.dashes[status].join(" "),
    });
    stroke.style.stroke = tone === null ? "var(--control)" : `var(--tone-${tone})`;
    return shape("svg", { width, height: 8, "aria-hidden": "true" }, stroke);
  }
  function corners(n, from, inner) {
    const points = [];
    for (let i = 0; i < n; i += 1) {
      const angle = (from + (360 / n) * i) * (Math.PI / 180);
      const reach = inner && i % 2 ? 3.2 : 7;
      points.push(`${(8 + reach * Math.cos(angle)).toFixed(1)},${(8 + reach * Math.sin(angle)).toFixed(1)}`);
    }
    return points.join(" ");
  }
  const OUTLINES = {
    diamond: () => shape("polygon", { points: corners(4, -90) }),
    square: () => shape("polygon", { points: corners(4, -45) }),
    hexagon: () => shape("polygon", { points: corners(6, 0) }),
    star: () => shape("polygon", { points: corners(10, -90, true) }),
    triangle: () => shape("polygon", { points: corners(3, -90) }),
    triangleDown: () => shape("polygon", { points: corners(3, 90) }),
    dot: () => shape("circle", { cx: 8, cy: 8, r: 6.5 }),
  };
  function emblem(kind, colour) {
    const known = has(style.kinds, kind);
    const outline = OUTLINES[known ? style.kinds[kind] : "dot"]();
    outline.style.fill = colour;
    if (!known) {
      outline.setAttribute("stroke-dasharray", "3 2");
      outline.style.stroke = "var(--text)";
    }
    return shape("svg", { width: 16, height: 16, "aria-hidden": "true" }, outline);
  }
  const sideFills = new Map(style.sides);
  const fillOf = (actor) => sideFills.get(actor.side) || style.otherSide;

  // What is visible ------------------------------------------------------------------------------

  const plain = (words) => words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const haystacks = events.map((event) => {
    const kind = classes[event.type];
    const words = [event.type, kind.plover || "", ...Object.values(kind.labels)];
    const people = [...event.agents, ...event.targets];
    for (const report of event.reports) {
      words.push(report.sentence.map((piece) => piece[0]).join(""), report.date || "");
      people.push(...report.sources.map((source) => source[0]));
      if (report.place !== null && report.place !== undefined) people.push(report.place);
    }
    for (const place of people) {
      const actor = actors[place];
      words.push(actor.label, actor.side, ...Object.values(actor.labels));
    }
    return plain(words.join("\n"));
  });

  function passes(place) {
    const event = events[place];
    if (state.facts ? event.status !== "asserted" : state.statusesOff.has(event.status)) return false;
    if (state.classesOff.has(event.type)) return false;
    const terms = plain(state.query).split(/\s+/).filter(Boolean);
    return terms.every((term) => haystacks[place].includes(term));
  }

  // The network ------------------------------------------------------------------------------------

  const nodes = new vis.DataSet(data.nodes);
  const edges = new vis.DataSet(data.edges);
  const network = new vis.Network($("network"), { nodes, edges }, data.options);
  const linkOf = new Map(); // node or edge -> place in links
  const partsOf = links.map((link, place) => {
    const spokes = data.edges.filter((edge) => edge.id === link.id || edge.id.startsWith(link.id + "."));
    const parts = { node: link.edge ? null : link.id, edges: spokes };
    if (parts.node) linkOf.set(parts.node, place);
    for (const edge of spokes) linkOf.set(edge.id, place);
    return parts;
  });
  const linkOfEvent = new Map();
  links.forEach((link, place) => link.events.forEach((event) => linkOfEvent.set(event, place)));
  const actorOf = new Map();
  actors.forEach((actor, place) => { if (actor.id) actorOf.set(actor.id, place); });

  /** The links and actors to be seen clearly; null: all. */
  function inFocus() {
    const shown = state.trail[state.trail.length - 1];
    if (!shown) return null;
    const chosen = new Set();
    const people = new Set();
    if (shown.type === "actor") {
      people.add(shown.place);
      links.forEach((link, place) => {
        if (ends(place).includes(shown.place)) chosen.add(place);
      });
    } else {
      const places = shown.type === "link" ? links[shown.place].events : [shown.place];
      for (const place of places) {
        const event = events[place];
        for (const near of [place, event.content, ...event.about]) {
          if (near !== null) chosen.add(linkOfEvent.get(near));
        }
      }
    }
    for (const place of chosen) for (const actor of ends(place)) people.add(actor);
    const main = { link: shown.place, event: linkOfEvent.get(shown.place), actor: null }[shown.type];
    return { chosen, people, main };
  }
  function ends(place) {
    const found = [];
    for (const edge of partsOf[place].edges) {
      for (const id of [edge.from, edge.to]) if (actorOf.has(id)) found.push(actorOf.get(id));
    }
    return found;
  }

  const theme = {};
  function readTheme() {
    const css = getComputedStyle(document.documentElement);
    for (const name of ["text", "soft", "surface", "accent", "line"]) {
      theme[name] = css.getPropertyValue(`--${name}`).trim();
    }
    theme.tones = style.tones[dark.matches ? "dark" : "light"];
    theme.tones.forEach((tone, i) => document.documentElement.style.setProperty(`--tone-${i}`, tone));
  }
  const faint = (colour, on) => (on ? colour : colour + "38");

  function drawingLabel(link, n) {
    const event = events[link.events[0]];
    const times = n > 1 ? ` ×${n}` : "";
    const standing = event.status === "asserted" ? "" : ` (${statusName(event.status)})`;
    return short(className(event.type)) + times + standing;
  }
  function linkTitle(link, seen) {
    const event = events[link.events[0]];
    return `${className(event.type)} (${statusName(event.status)})\n${partiesText(event)}\n${count("events", seen.length)}`;
  }

  function draw() {
    const focus = inFocus();
    const nodeChanges = [];
    const edgeChanges = [];
    const alive = new Set();
    links.forEach((link, place) => {
      const seen = link.events.filter((event) => state.visible.has(event));
      const hidden = seen.length === 0;
      const lit = !focus || focus.chosen.has(place);
      const tone = theme.tones[classes[events[link.events[0]].type].tone];
      const colour = faint(tone, lit);
      const label = drawingLabel(link, seen.length);
      const parts = partsOf[place];
      if (!hidden) for (const actor of ends(place)) alive.add(actor);
      if (parts.node) {
        const paint = { background: theme.surface, border: colour };
        nodeChanges.push({
          id: parts.node, hidden, label, title: linkTitle(link, seen),
          color: { ...paint, highlight: { ...paint, border: tone }, hover: { ...paint, border: tone } },
          borderWidth: focus && focus.main === place ? 3.5 : 2,
          font: { color: faint(theme.text, lit), size: 16 },
        });
      }
      for (const edge of parts.edges) {
        edgeChanges.push({
          id: edge.id, hidden,
          label: link.edge && state.names && lit ? label : " ",
          title: linkTitle(link, seen),
          width: edge.width + (focus && focus.main === place ? 1.6 : 0),
          color: { color: colour, highlight: tone, hover: tone, inherit: false },
          font: { ...edge.font, color: faint(theme.text, lit), strokeColor: theme.surface, strokeWidth: 5, size: 16 },
        });
      }
    });
    actors.forEach((actor, place) => {
      if (!actor.id) return;
      const lit = !focus || focus.people.has(place);
      const paint = { background: faint(fillOf(actor), lit), border: faint(theme.surface, lit) };
      if (!has(style.kinds, actor.kind)) paint.border = faint(theme.text, lit);
      const chosen = { ...paint, border: theme.accent };
      nodeChanges.push({
        id: actor.id, hidden: !alive.has(place), label: short(actorName(place)),
        title: [actorName(place), [kindName(actor.kind), actor.side].filter(Boolean).join(" · "),
          count("events", actor.degree)].join("\n"),
        color: { ...paint, highlight: chosen, hover: chosen },
        font: { color: faint(theme.text, lit), strokeWidth: 5, strokeColor: theme.surface, size: 20 },
      });
    });
    nodes.update(nodeChanges);
    edges.update(edgeChanges);
    $("empty").hidden = state.visible.size > 0;
    $("network").setAttribute("aria-label", fill(text("pictureOf"), {
      actors: count("actors", alive.size), events: count("events", state.visible.size),
    }));
  }

  const ROOM = { diamond: 1.3, triangle: 1.5, triangleDown: 1.5, star: 1.6 };

  // The side's code stands inside the shape, so that colour alone need not tell.
  network.on("afterDrawing", (context) => {
    const focus = inFocus();
    context.textAlign = "center";
    context.textBaseline = "middle";
    for (const [id, place] of actorOf) {
      const node = network.body.nodes[id];
      const actor = actors[place];
      if (!node || node.options.hidden || !actor.side) continue;
      const size = node.options.size;
      const code = actor.side.slice(0, 6);
      context.font = `600 ${Math.min(19, (size * 2) / (ROOM[node.options.shape] || 1) / Math.max(code.length, 3)).toFixed(1)}px system-ui, sans-serif`;
      context.fillStyle = focus && !focus.people.has(place) ? "#ffffff38" : "#ffffff";
      const lower = { triangle: 0.25, triangleDown: -0.25 }[node.options.shape] || 0;
      context.fillText(code, node.x, node.y + size * lower);
    }
  });

  network.on("click", (hit) => {
    const node = hit.nodes[0];
    const edge = hit.edges[0];
    if (node !== undefined && actorOf.has(node)) show({ type: "actor", place: actorOf.get(node) });
    else if (linkOf.has(node)) showLink(linkOf.get(node));
    else if (node === undefined && linkOf.has(edge)) showLink(linkOf.get(edge));
    else if (state.trail.length) home();
  });
  for (const [name, cursor] of [["hoverNode", "pointer"], ["hoverEdge", "pointer"], ["blurNode", ""], ["blurEdge", ""]]) {
    network.on(name, () => { $("network").style.cursor = cursor; });
  }

  const motion = () => (calm.matches ? false : { duration: 250, easingFunction: "easeInOutQuad" });
  const fit = (animation) => network.fit({ animation, maxZoomLevel: 1.4 });
  /** The whole picture, or on a small screen as much of it around the busiest as can be read. */
  function open() {
    fit(false);
    const least = 0.55;
    if (!narrow.matches || network.getScale() >= least || !data.drawn) return;
    const busiest = actors.filter((actor) => actor.id).reduce((a, b) => (b.degree > a.degree ? b : a));
    network.moveTo({ position: network.getPosition(busiest.id), scale: least });
  }
  const zoom = (factor) => network.moveTo({ scale: network.getScale() * factor, animation: motion() });

  // The panel ----------------------------------------------------------------------------------------

  function partiesText(event) {
    const agents = names(event.agents);
    const targets = names(event.targets);
    if (!agents && !targets) return text("nobody");
    if (!targets) return agents;
    if (classes[event.type].symmetric) return names([...event.agents, ...event.targets]);
    return `${agents || text("unnamed")} → ${targets}`;
  }
  const badge = (status) => make("span", { className: `badge ${status}` }, statusName(status));

  function eventItem(place) {
    const event = events[place];
    const when = event.reports.map(dates).find(Boolean);
    const about = make("span", {},
      make("b", {}, className(event.type)), " ",
      event.status === "asserted" ? null : badge(event.status),
      make("span", { className: "who" }, isolated(partiesText(event))),
      when ? make("small", {}, when) : null);
    const open = { click: () => show({ type: "event", place }) };
    const button = make("button", { type: "button", className: "item", on: open },
      line(classes[event.type].tone, event.status), about);
    button.dataset.event = place;
    return make("li", {}, button);
  }
  function eventList(places) {
    const list = make("ol", { className: "list" });
    const step = (from) => {
      list.append(...places.slice(from, from + PAGE).map(eventItem));
      if (from + PAGE >= places.length) return;
      const next = make("button", { type: "button", className: "quiet", on: { click: () => {
        next.parentElement.remove();
        step(from + PAGE);
        list.querySelector(`li:nth-child(${from + PAGE + 1}) button`).focus();
      } } }, text("more"));
      list.append(make("li", {}, next));
    };
    step(0);
    return list;
  }
  function actorButton(place) {
    const actor = actors[place];
    return make("button", {
      type: "button", className: "actor", on: { click: () => show({ type: "actor", place }) },
    }, emblem(actor.kind, fillOf(actor)), isolated(actorName(place)));
  }

  function parties(event) {
    const box = make("div", { className: "parties" });
    const put = (places) => places.forEach((place) => box.append(actorButton(place)));
    if (!event.agents.length && !event.targets.length) {
      box.append(make("span", { className: "soft" }, text("nobody")));
      return box;
    }
    const both = classes[event.type].symmetric;
    put(event.agents);
    if (!event.agents.length && !both) box.append(make("span", { className: "soft" }, text("unnamed")));
    if (event.targets.length && !both) box.append("→");
    put(event.targets);
    return box;
  }

  function sentence(report) {
    const quote = make("blockquote", { lang: articles[report.article].language, dir: "auto" });
    const inner = make("bdi", {});
    for (const [words, marks] of report.sentence) {
      const classNames = [...marks].filter((mark) => mark !== "q").join(" ");
      inner.append(make(marks.includes("q") ? "mark" : "span", classNames ? { className: classNames } : {}, words));
    }
    quote.append(inner);
    return quote;
  }

  function credit(article) {
    const name = isolated(article.title);
    const rest = [article.publisher, article.date ? dateText(article.date) : ""].filter(Boolean).join(", ");
    return [
      article.url ? make("a", { href: article.url, rel: "noopener noreferrer", target: "_blank" }, name) : name,
      rest ? make("small", {}, " ", isolated(rest)) : "",
    ];
  }
  function facts(report, status) {
    const list = make("dl", {});
    const add = (key, ...value) => list.append(make("dt", {}, text(key)), make("dd", {}, ...value));
    add("status", status);
    if (report.sources.length) {
      const told = report.sources.map(([place, words]) => {
        const name = actorName(place);
        return plain(name) === plain(words) || !words ? name : `${name} (“${words}”)`;
      });
      add("sources", isolated(told.join(", ")));
    } else add("sources", text("article"));
    if (report.date) add("when", dates(report));
    if (report.place !== null && report.place !== undefined) add("where", isolated(actorName(report.place)));
    if (report.instrument) add("what", isolated(report.instrument));
    if (articles.length > 1) add("from", ...credit(articles[report.article]));
    if (report.rule) add("rule", make("code", {}, isolated(report.rule)));
    if (report.confidence !== undefined) {
      add("confidence", report.confidence.toLocaleString(locale(), { style: "percent" }));
    }
    return list;
  }

  function eventDetail(place) {
    const event = events[place];
    const parts = [
      make("div", { className: "title" }, line(classes[event.type].tone, event.status),
        make("h2", { id: "panel-title", tabIndex: -1 }, className(event.type)), badge(event.status)),
      parties(event),
      make("h3", {}, event.reports.length > 1 ? fill(text("times"), { n: event.reports.length }) : text("said")),
    ];
    for (const report of event.reports) {
      parts.push(make("div", { className: "report" }, sentence(report), facts(report, statusName(report.status))));
    }
    const related = (key, places) => {
      if (places.length) parts.push(make("div", { className: "related" }, make("h3", {}, text(key)), eventList(places)));
    };
    related("content", event.content === null ? [] : [event.content]);
    related("about", event.about);
    if (articles.length === 1) {
      parts.push(make("div", { className: "related" }, make("h3", {}, text("from")), make("p", {}, ...credit(articles[0]))));
    }
    return parts;
  }
  function actorDetail(place) {
    const actor = actors[place];
    const takesPart = [];
    const speaks = [];
    for (const i of state.visible) {
      const event = events[i];
      if (event.agents.includes(place) || event.targets.includes(place)) takesPart.push(i);
      else if (event.reports.some((report) => report.sources.some((source) => source[0] === place))) speaks.push(i);
    }
    const link = actor.page ? make("a", { href: actor.page, rel: "noopener noreferrer", target: "_blank" }, "Wikidata") : null;
    const parts = [
      make("div", { className: "title" }, emblem(actor.kind, fillOf(actor)),
        make("h2", { id: "panel-title", tabIndex: -1 }, isolated(actorName(place)))),
      make("p", { className: "soft links" },
        [kindName(actor.kind), actor.side].filter(Boolean).join(" · "), link ? " · " : "", link),
    ];
    const part = (key, places) => {
      if (places.length) parts.push(make("div", { className: "related" }, make("h3", {}, `${text(key)} (${number(places.length)})`), eventList(places)));
    };
    part("list", takesPart);
    part("sources", speaks);
    return parts;
  }
  function linkDetail(place) {
    const seen = links[place].events.filter((event) => state.visible.has(event));
    const first = events[links[place].events[0]];
    return [
      make("div", { className: "title" }, line(classes[first.type].tone, first.status),
        make("h2", { id: "panel-title", tabIndex: -1 }, className(first.type)), badge(first.status)),
      parties(first),
      make("h3", {}, count("events", seen.length)),
      eventList(seen),
    ];
  }

  function renderPanel() {
    const panel = $("panel");
    const shown = state.trail[state.trail.length - 1];
    if (!shown) {
      const places = [...state.visible].sort((a, b) => a - b);
      const total = places.length === events.length ? number(events.length)
        : fill(text("shownOf"), { shown: number(places.length), all: number(events.length) });
      panel.replaceChildren(
        make("div", { className: "top" },
          make("h2", { id: "panel-title", tabIndex: -1 }, text("list")), make("span", { className: "soft", id: "total" }, total)),
        places.length ? eventList(places) : make("p", { className: "soft" }, text("nothing")));
      return;
    }
    const bar = make("div", { className: "bar" });
    bar.append(make("button", { type: "button", className: "quiet", id: "all", on: { click: home } }, text("all")));
    if (state.trail.length > 1) {
      bar.append(make("button", { type: "button", className: "quiet", id: "back", on: { click: back } }, text("back")));
    }
    const detail = { event: eventDetail, actor: actorDetail, link: linkDetail }[shown.type];
    panel.replaceChildren(bar, ...detail(shown.place).filter((part) => part !== null));
  }

  function show(target) {
    const last = state.trail[state.trail.length - 1];
    if (!last || last.type !== target.type || last.place !== target.place) state.trail.push(target);
    turned();
  }
  function showLink(place) {
    const seen = links[place].events.filter((event) => state.visible.has(event));
    show(seen.length === 1 ? { type: "event", place: seen[0] } : { type: "link", place });
  }
  function back() {
    const left = state.trail.pop();
    turned(left);
  }
  function home() {
    const left = state.trail[0];
    state.trail = [];
    turned(left);
  }
  function turned(left) {
    const focused = $("panel").contains(document.activeElement) || document.activeElement === document.body;
    renderPanel();
    draw();
    network.unselectAll();
    const origin = left && left.type === "event" ? $("panel").querySelector(`[data-event="${left.place}"]`) : null;
    if (origin && focused) origin.focus();
    else {
      $("panel").scrollTop = 0;
      $("panel-title").focus({ preventScroll: true });
    }
    if (narrow.matches && state.trail.length) $("panel").scrollIntoView({ block: "start", behavior: calm.matches ? "auto" : "smooth" });
  }

  // Filters and legend --------------------------------------------------------------------------------

  const eventsOf = (test) => events.filter(test).length;
  const statusesHere = style.statuses.filter((status) => events.some((event) => event.status === status));
  const groupsHere = style.groups
    .map((group) => [group, Object.keys(classes).filter((type) => classes[type].group === group)])
    .filter(([, types]) => types.length);

  function checkbox(on, act, label) {
    const box = make("input", { type: "checkbox", checked: on, on: { change: () => { act(box.checked); refresh(); } } });
    if (label) box.setAttribute("aria-label", label);
    return box;
  }
  const toggle = (set, keys, on) => keys.forEach((key) => (on ? set.delete(key) : set.add(key)));

  function renderFilters() {
    const keep = (id) => $(id).querySelector("legend");
    $("statuses").replaceChildren(keep("statuses"), ...statusesHere.map((status) => {
      const box = checkbox(!state.statusesOff.has(status), (on) => toggle(state.statusesOff, [status], on));
      box.value = status;
      return make("label", { className: "row" }, box,
        make("span", { className: "name" }, statusName(status), make("small", {}, text("statusNotes")[status])),
        line(null, status, 38),
        make("span", { className: "count" }, number(eventsOf((event) => event.status === status))));
    }));
    const opened = new Set([...$("classes").querySelectorAll("details[open]")].map((group) => group.dataset.group));
    $("classes").replaceChildren(keep("classes"), ...groupsHere.map(([group, types]) => {
      const title = text("group")[group];
      const all = checkbox(false, (on) => { toggle(state.classesOff, types, on); renderFilters(); }, title);
      all.value = group;
      const settle = () => {
        const off = types.filter((type) => state.classesOff.has(type)).length;
        all.checked = off === 0;
        all.indeterminate = off > 0 && off < types.length;
      };
      settle();
      const rows = types.map((type) => {
        const box = checkbox(!state.classesOff.has(type), (on) => { toggle(state.classesOff, [type], on); settle(); });
        box.value = type;
        return make("label", { className: "row" }, box,
          make("span", { className: "name" }, className(type)), line(classes[type].tone, "asserted", 22),
          make("span", { className: "count" }, number(eventsOf((event) => event.type === type))));
      });
      const details = make("details", { open: opened.has(group) },
        make("summary", {}, make("span", { className: "name" }, title),
          make("span", { className: "count" }, number(eventsOf((event) => types.includes(event.type))))),
        ...rows);
      details.dataset.group = group;
      return make("div", { className: "group" }, make("span", { className: "row" }, all), details);
    }));
    $("statuses").disabled = state.facts;
  }

  function renderLegend() {
    const key = (picture, ...words) => make("div", { className: "key" }, picture, make("span", {}, ...words));
    const swatch = (colour) => {
      const box = make("i", { className: "chip" });
      box.style.background = colour;
      box.style.borderColor = colour;
      return box;
    };
    const scale = make("div", { className: "scale", "aria-hidden": "true" });
    theme.tones.forEach((_, i) => {
      const step = make("i", {});
      step.style.background = `var(--tone-${i})`;
      scale.append(step);
    });
    const drawn = actors.filter((actor) => actor.id);
    const kinds = [...new Set(drawn.map((actor) => (has(style.kinds, actor.kind) ? actor.kind : "other")))];
    const kindOrder = [...Object.keys(style.kinds), "other"];
    kinds.sort((a, b) => kindOrder.indexOf(a) - kindOrder.indexOf(b));
    const others = drawn.some((actor) => !sideFills.has(actor.side));
    const arrow = shape("svg", { width: 30, height: 10, "aria-hidden": "true" },
      shape("line", { x1: 1, x2: 22, y1: 5, y2: 5, "stroke-width": 2.4 }),
      shape("polygon", { points: "21,0.5 30,5 21,9.5" }));
    arrow.firstChild.style.stroke = arrow.lastChild.style.fill = "var(--soft)";
    $("legend-body").replaceChildren(
      make("div", {}, make("h3", {}, text("scale")), scale,
        make("div", { className: "ends" }, ...["conflict", "neutral", "cooperation"].map((end) => make("span", {}, text(end))))),
      make("div", {}, make("h3", {}, text("sides")), make("div", { className: "two" },
        ...style.sides.map(([side, colour]) => key(swatch(colour), isolated(side)))),
        others ? key(swatch(style.otherSide), text("otherSides")) : null),
      make("div", {}, make("h3", {}, text("shapes")),
        ...kinds.map((kind) => key(emblem(kind, "var(--soft)"), kindName(kind)))),
      make("div", {}, key(make("i", { className: "chip" }), text("box")), key(arrow, text("arrow")),
        make("p", { className: "soft" }, text("many"))));
  }

  // Everything ------------------------------------------------------------------------------------------

  function refresh() {
    state.visible = new Set([...events.keys()].filter(passes));
    $("statuses").disabled = state.facts;
    renderPanel();
    draw();
    $("status").textContent = count("events", state.visible.size);
  }
  function summary() {
    const parts = articles.length === 1
      ? [articles[0].publisher, articles[0].date ? dateText(articles[0].date) : ""].filter(Boolean)
      : [count("articles", articles.length)];
    parts.push(count("actors", data.drawn), count("events", events.length));
    if (events.length < data.total) {
      parts.push(fill(text("left"), { shown: number(events.length), all: number(data.total) }));
    }
    return parts.join(" · ");
  }
  function speak() {
    document.documentElement.lang = state.language;
    for (const element of document.querySelectorAll("[data-text]")) element.textContent = text(element.dataset.text);
    for (const element of document.querySelectorAll("[data-label]")) {
      element.setAttribute("aria-label", text(element.dataset.label));
      if (element.tagName === "BUTTON") element.title = text(element.dataset.label);
    }
    const other = state.language === "id" ? "en" : "id";
    $("language").textContent = data.strings[other].name;
    $("language").lang = other;
    $("search").placeholder = text("searchHint");
    $("summary").replaceChildren(isolated(summary()));
    renderFilters();
    renderLegend();
    refresh();
  }

  $("language").addEventListener("click", () => {
    state.language = state.language === "id" ? "en" : "id";
    speak();
  });
  $("search").addEventListener("input", () => { state.query = $("search").value; refresh(); });
  $("facts").addEventListener("change", () => { state.facts = $("facts").checked; refresh(); });
  $("reset").addEventListener("click", () => {
    state.query = $("search").value = "";
    state.facts = $("facts").checked = false;
    state.statusesOff.clear();
    state.classesOff.clear();
    renderFilters();
    refresh();
  });
  $("closer").addEventListener("click", () => zoom(1.3));
  $("farther").addEventListener("click", () => zoom(1 / 1.3));
  $("fit").addEventListener("click", () => fit(motion()));
  const pressed = (id, on) => $(id).setAttribute("aria-pressed", String(on));
  $("names").addEventListener("click", () => {
    state.names = !state.names;
    pressed("names", state.names);
    draw();
  });
  $("physics").addEventListener("click", () => {
    const on = !network.physics.options.enabled;
    network.setOptions({ physics: { enabled: on } });
    pressed("physics", on);
  });
  document.addEventListener("keydown", (press) => {
    if (press.key !== "Escape") return;
    if (document.activeElement === $("search") && state.query) {
      state.query = $("search").value = "";
      refresh();
    } else if (state.trail.length) back();
  });
  dark.addEventListener("change", () => { readTheme(); renderLegend(); draw(); });
  const fold = () => { $("filters").open = !narrow.matches; };
  narrow.addEventListener("change", () => { fold(); open(); });

  fold();
  readTheme();
  speak();
  open();
  window.duta = { network, nodes, edges, state };
})();
