  // The data, the state of the page, and elements: text only ever becomes text nodes.
  const data = JSON.parse(document.getElementById("data").textContent);
  const { actors, events, links, articles, classes, sides, bundles, disputes, style } = data;
  const $ = (id) => document.getElementById(id);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const narrow = matchMedia("(max-width: 860px)");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const PAGE = 100;
  const MANY = 120; // events: more than one can read at once in a network
  const VIEWS = ["network", "timeline", "table"];
  const LAYERS = ["sides", "actors", "events"];
  const has = (object, key) => Object.prototype.hasOwnProperty.call(object, key);

  /** What is chosen; all of it but the language stands in the address, too. */
  const initial = () => ({
    view: "network",
    layer: events.length > MANY || narrow.matches ? "sides" : "events",
    colour: "side",
    query: "",
    facts: false,
    statusesOff: new Set(),
    classesOff: new Set(),
    side: "", // events with this side
    other: "", // and with this one
    source: "", // who says so: an actor's key; "-" is the articles themselves
    article: "", // an article's key
    from: "",
    to: "",
    sort: "date",
    down: false,
    trail: [], // what the panel shows, last; empty: the list of all events
    open: articles.length === 1 ? 0 : null, // the article that is shown
  });
  const state = {
    ...initial(),
    language: /^(id|ms|in)\b/i.test(navigator.language || "") ? "id" : "en",
    names: true,
    grown: 1, // how much larger than at the size of reading shapes and lines are drawn
    visible: new Set(events.keys()),
  };
  const shown = () => state.trail[state.trail.length - 1] || null;

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
  const sideOf = new Map(sides.map((side, place) => [side.key, place]));
  function fillOf(key) {
    if (state.colour === "side") return sideFills.get(key) || style.otherSide;
    const group = sideOf.has(key) ? sides[sideOf.get(key)].community : null;
    return group === null || group >= style.fills.length ? style.otherSide : style.fills[group];
  }
  /** The step on the scale of colours for a weight between -10 and 10. */
  const toneOf = (weight) => style.steps.filter((step) => step <= weight).length;
