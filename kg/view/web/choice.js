  // Which events pass the filters, and the same choice as an address that can be sent on.

  const sidesOfEvent = events.map((event) => {
    const found = new Set();
    for (const place of [...event.agents, ...event.targets]) found.add(actors[place].party);
    found.delete(null);
    return found;
  });
  let haystacks = null; // made when somebody searches
  function haystack(place) {
    haystacks = haystacks || [];
    if (haystacks[place] === undefined) {
      const event = events[place];
      const kind = classes[event.type];
      const words = [event.type, kind.plover || "", ...Object.values(kind.labels)];
      const people = [...event.agents, ...event.targets];
      for (const report of event.reports) {
        words.push(articles[report.article].text.slice(...report.sentence), report.date || "");
        people.push(...report.sources.map((source) => source[0]));
        if (report.place !== null && report.place !== undefined) people.push(report.place);
      }
      for (const one of people) {
        const actor = actors[one];
        words.push(actor.label, actor.side, ...Object.values(actor.labels));
      }
      haystacks[place] = plain(words.join("\n"));
    }
    return haystacks[place];
  }

  /** A test for the events that pass all filters. */
  function filter() {
    const terms = plain(state.query).split(/\s+/).filter(Boolean);
    return (place) => {
      const event = events[place];
      if (state.facts ? event.status !== "asserted" : state.statusesOff.has(event.status)) return false;
      if (state.classesOff.has(event.type)) return false;
      if (state.side && !sidesOfEvent[place].has(state.side)) return false;
      if (state.other && !sidesOfEvent[place].has(state.other)) return false;
      if (state.source && !event.reports.some((report) => saidBy(report, state.source))) return false;
      if (state.article && !event.reports.some((report) => articles[report.article].key === state.article)) return false;
      if (state.from || state.to) {
        const days = daysOf[place];
        if (!days || (state.from && days[1] < state.from) || (state.to && days[0] > state.to)) return false;
      }
      return terms.every((term) => haystack(place).includes(term));
    };
  }
  const saidBy = (report, key) =>
    key === "-" ? !report.sources.length : report.sources.some((source) => actors[source[0]].key === key);

  // The address -------------------------------------------------------------------------------------

  const KEYS = { event: events, actor: actors };
  const PLAIN = { q: "query", side: "side", with: "other", source: "source", article: "article", from: "from", to: "to" };
  const CHOICES = { view: VIEWS, layer: LAYERS, colour: ["side", "community"] };

  function address() {
    const usual = initial();
    const parts = new URLSearchParams();
    for (const key of Object.keys(CHOICES)) if (state[key] !== usual[key]) parts.set(key, state[key]);
    for (const [name, key] of Object.entries(PLAIN)) if (state[key]) parts.set(name, state[key]);
    if (state.facts) parts.set("facts", "1");
    if (state.statusesOff.size) parts.set("hide", [...state.statusesOff].join(","));
    if (state.classesOff.size) parts.set("without", [...state.classesOff].join(","));
    if (state.sort !== usual.sort || state.down) parts.set("sort", (state.down ? "-" : "") + state.sort);
    const target = shown();
    if (target && has(KEYS, target.type)) parts.set(target.type, KEYS[target.type][target.place].key);
    else if (target && target.type === "side") parts.set("of", sides[target.place].key);
    return parts.toString();
  }
  /** Write the choice into the address; where a browser forbids it for files, the page works on. */
  function remember() {
    const wanted = address();
    if (location.hash.slice(1) === wanted) return;
    try { history.replaceState(null, "", wanted ? `#${wanted}` : location.href.split("#")[0]); } catch { /* as above */ }
  }
  /** Take the choice from the address; what it does not know, it leaves out. */
  function recall() {
    const parts = new URLSearchParams(location.hash.slice(1));
    Object.assign(state, initial());
    for (const [key, known] of Object.entries(CHOICES)) if (known.includes(parts.get(key))) state[key] = parts.get(key);
    for (const [name, key] of Object.entries(PLAIN)) state[key] = parts.get(name) || "";
    for (const key of ["from", "to"]) if (!/^\d{4}-\d\d-\d\d$/.test(state[key])) state[key] = "";
    for (const key of ["side", "other"]) if (!eventSides().includes(state[key])) state[key] = "";
    if (!eventSources().some(([key]) => key === state.source)) state.source = "";
    if (!articles.some((article) => article.key === state.article)) state.article = "";
    state.facts = parts.get("facts") === "1";
    const several = (name) => (parts.get(name) || "").split(",");
    state.statusesOff = new Set(several("hide").filter((one) => style.statuses.includes(one)));
    state.classesOff = new Set(several("without").filter((one) => has(classes, one)));
    const sort = /^(-?)(\w+)$/.exec(parts.get("sort") || "");
    if (sort && has(COLUMNS, sort[2])) [state.sort, state.down] = [sort[2], sort[1] === "-"];
    for (const [type, things] of Object.entries(KEYS)) {
      const place = parts.has(type) ? things.findIndex((thing) => thing.key === parts.get(type)) : -1;
      if (place >= 0) state.trail = [{ type, place }];
    }
    if (sideOf.has(parts.get("of"))) state.trail = [{ type: "side", place: sideOf.get(parts.get("of")) }];
    follow();
  }

  // The sides and sources that events have, the busiest first -----------------------------------

  const ranked = (found) => [...found].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  function eventSides() {
    const found = new Map();
    for (const some of sidesOfEvent) for (const side of some) found.set(side, (found.get(side) || 0) + 1);
    return ranked(found).map(([side]) => side);
  }
  function eventSources() {
    const found = new Map();
    for (const event of events) {
      const keys = new Set(sourcesOf(event).map((place) => actors[place].key));
      if (event.reports.some((report) => !report.sources.length)) keys.add("-");
      for (const key of keys) found.set(key, (found.get(key) || 0) + 1);
    }
    return ranked(found);
  }

  // What is shown in the panel, and the events that belong to it ------------------------------

  /** The events that the panel's subject is about; null: nothing chosen. */
  function chosenEvents() {
    const target = shown();
    if (!target) return null;
    if (target.type === "event") {
      const event = events[target.place];
      return new Set([target.place, event.content, ...event.about].filter((place) => place !== null));
    }
    return new Set(eventsOf(target));
  }
  /** The visible events of an actor, a side, a line, or a place on the timeline. */
  function eventsOf(target) {
    const visible = (places) => places.filter((place) => state.visible.has(place));
    if (target.type === "event") return [target.place];
    if (target.type === "list") return visible(target.events);
    if (target.type === "link") return visible(links[target.place].events);
    if (target.type === "bundle") return visible(bundles[target.layer][target.place].events.map(([place]) => place));
    const holds = target.type === "actor"
      ? (event) => event.agents.includes(target.place) || event.targets.includes(target.place)
        || sourcesOf(event).includes(target.place)
      : (event, place) => sidesOfEvent[place].has(sides[target.place].key);
    return visible([...events.keys()]).filter((place) => holds(events[place], place));
  }
  /** Open the article in which the event shown is told. */
  function follow() {
    const target = shown();
    if (target && target.type === "event") {
      const here = events[target.place].reports.some((report) => report.article === state.open);
      if (!here) state.open = events[target.place].reports[0].article;
    }
  }

  function show(target) {
    const last = shown();
    if (!last || JSON.stringify(last) !== JSON.stringify(target)) state.trail.push(target);
    turned();
  }
  /** Show these events: the one itself, if it is alone. */
  function showAll(places, target) {
    const seen = places.filter((place) => state.visible.has(place));
    if (seen.length) show(seen.length === 1 ? { type: "event", place: seen[0] } : target);
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
