  // The network: sides, actors or events, drawn by vis-network.

  const nodes = new vis.DataSet(data.nodes);
  const edges = new vis.DataSet(data.edges);
  const network = new vis.Network($("network"), { nodes, edges }, data.options);
  const given = new Map(data.edges.map((edge) => [edge.id, edge]));
  const nodeOf = new Map(data.nodes.map((node) => [node.id, node]));
  const linkOf = new Map(); // node or edge -> place in links
  const partsOf = links.map((link) => ({ node: link.edge ? null : link.id, edges: [] }));
  const linkNumber = new Map(links.map((link, place) => [link.id, place]));
  for (const edge of data.edges) {
    const place = linkNumber.get(edge.id.split(".")[0]);
    if (place === undefined) continue;
    partsOf[place].edges.push(edge);
    linkOf.set(edge.id, place);
  }
  links.forEach((link, place) => { if (!link.edge) linkOf.set(link.id, place); });
  const actorOf = new Map(); // node -> place in actors
  actors.forEach((actor, place) => { if (actor.id) actorOf.set(actor.id, place); });
  const sideOfNode = new Map(sides.map((side, place) => [side.id, place]));
  const bundleOf = new Map(); // edge -> [layer, place]
  for (const layer of ["sides", "actors"]) bundles[layer].forEach((bundle, place) => bundleOf.set(bundle.id, [layer, place]));

  const numberOf = (id) => (actorOf.has(id) ? actorOf.get(id) : sideOfNode.get(id));
  /** The two actors or sides that a bundle lies between. */
  function bundleEnds(layer, place) {
    const { from, to } = given.get(bundles[layer][place].id);
    return [numberOf(from), numberOf(to)];
  }
  const linkEnds = partsOf.map((parts) => [...new Set(
    parts.edges.flatMap((edge) => [edge.from, edge.to]).filter((id) => actorOf.has(id)).map((id) => actorOf.get(id)))]);

  const theme = {};
  function readTheme() {
    const css = getComputedStyle(document.documentElement);
    for (const name of ["text", "soft", "surface", "accent", "line", "control"]) {
      theme[name] = css.getPropertyValue(`--${name}`).trim();
    }
    theme.tones = style.tones[dark.matches && !document.documentElement.classList.contains("paper") ? "dark" : "light"];
    theme.tones.forEach((tone, i) => document.documentElement.style.setProperty(`--tone-${i}`, tone));
  }
  const faint = (colour, on) => (on ? colour : colour + "38");
  const inked = (colour) => ({ color: colour, highlight: colour, hover: colour, inherit: false });
  /** What a link says: class, how often, and where it is no fact, who says so. */
  function drawingLines(link, seen) {
    const event = events[link.events[0]];
    const first = short(className(event.type)) + (seen.length > 1 ? ` ×${seen.length}` : "");
    if (event.status === "asserted") return [first];
    const who = (status) => [...new Set(seen.flatMap((place) => events[place].reports)
      .filter((report) => report.status === status).flatMap((report) => report.sources.map((source) => source[0])))];
    const said = ["alleged", "denied"].includes(event.status)
      ? ["alleged", "denied"].map((status) => [status, who(status)]).filter(([, some]) => some.length) : [];
    if (!said.some(([status]) => status === event.status)) said.push([event.status, []]);
    return [first, ...said.map(([status, some]) => {
      const brief = (place) => (some.length > 1 && actors[place].side) || actorName(place);
      const words = statusName(status) + (some.length ? `: ${[...new Set(some.map(brief))].join(", ")}` : "");
      return words.length > data.line ? words.slice(0, data.line - 1) + "…" : words;
    })];
  }
  function linkTitle(link, seen) {
    const event = events[link.events[0]];
    const sources = [...new Set(seen.flatMap((place) => sourcesOf(events[place])))];
    return [
      `${className(event.type)} (${statusName(event.status)})`, partiesText(event),
      sources.length ? `${text("sources")}: ${names(sources)}` : "", count("events", seen.length),
    ].filter(Boolean).join("\n");
  }

  const larger = (dashes) => (dashes ? dashes.map((one) => one * state.grown) : false);

  function drawLinks(focus, changes) {
    const on = state.layer === "events";
    links.forEach((link, place) => {
      const seen = on ? link.events.filter((event) => state.visible.has(event)) : [];
      const hidden = seen.length === 0;
      const parts = partsOf[place];
      if (hidden) {
        if (parts.node) changes.nodes.push({ id: parts.node, hidden });
        for (const edge of parts.edges) changes.edges.push({ id: edge.id, hidden });
        return;
      }
      const lit = !focus || seen.some((event) => focus.has(event));
      const main = isMain(link.events, { type: "link", place });
      const event = events[link.events[0]];
      const tone = theme.tones[classes[event.type].tone];
      const lines = drawingLines(link, seen);
      const title = linkTitle(link, seen);
      if (lit) for (const actor of linkEnds[place]) changes.lit.add(actors[actor].id);
      if (parts.node) {
        const paint = { background: link.alone && event.status === "asserted" ? faint(tone, lit) : theme.surface, border: faint(tone, lit) };
        changes.nodes.push({
          id: parts.node, hidden, label: lines.join("\n"), title,
          color: { ...paint, highlight: { ...paint, border: tone }, hover: { ...paint, border: tone } },
          ...(link.alone ? { size: nodeOf.get(parts.node).size * state.grown } : {}),
          borderWidth: (main ? 3 : 1.6) * (link.alone ? state.grown : 1), font: { color: faint(theme.text, lit), size: 13 },
        });
        if (!link.alone && lit && state.names) write({ id: parts.node, lines: lines.slice(0, 1), pill: true, rank: focus ? 0 : 2 });
        if (link.alone && lit && state.names) write({ id: parts.node, lines, beside: true, rank: focus ? 0 : 4 });
      } else if (lit && state.names) write({ id: link.id, lines, edge: true, rank: focus ? 0 : 3 - Math.min(seen.length / 100, 1) });
      for (const edge of parts.edges) {
        changes.edges.push({
          id: edge.id, hidden, label: link.edge ? lines.join(" · ") : "", title,
          width: (edge.width + (main ? 1.6 : 0)) * state.grown, color: { ...inked(tone), color: faint(tone, lit) },
          dashes: larger(edge.dashes), arrows: { to: { enabled: edge.arrows === "to", scaleFactor: 0.6 * state.grown } },
        });
      }
    });
    for (const { id, links: [speech, content] } of disputes) {
      const seen = (place) => links[place].events.some((event) => state.visible.has(event));
      const lit = !focus || links[speech].events.some((event) => focus.has(event));
      changes.edges.push({
        id, hidden: !on || !seen(speech) || !seen(content), color: inked(faint(theme.soft, lit)), title: text("about"),
      });
    }
  }
  const isMain = (places, target) => {
    const now = shown();
    if (!now) return false;
    if (now.type === "event") return places.includes(now.place);
    return now.type === target.type && now.place === target.place && now.layer === target.layer;
  };

  /** Which bundles to draw: the largest, of each node the largest, and what is in focus. */
  function backbone(layer, seenOf, focus) {
    const ranked = [...seenOf.keys()].filter((place) => seenOf[place].length)
      .sort((a, b) => seenOf[b].length - seenOf[a].length || a - b);
    const met = new Set();
    return new Set(ranked.filter((place, rank) => {
      const { from, to } = given.get(bundles[layer][place].id);
      const kept = rank < data.lines || !met.has(from) || !met.has(to) || (focus && seenOf[place].some(([event]) => focus.has(event)));
      if (kept) met.add(from).add(to);
      return kept;
    }));
  }

  function drawBundles(layer, focus, changes) {
    const seenOf = bundles[layer].map((bundle) =>
      (state.layer === layer ? bundle.events.filter(([event]) => state.visible.has(event)) : []));
    const drawn = backbone(layer, seenOf, focus);
    bundles[layer].forEach((bundle, place) => {
      const seen = seenOf[place];
      if (!drawn.has(place)) {
        changes.edges.push({ id: bundle.id, hidden: true });
        return;
      }
      const balance = balanceOf(seen.map(([event]) => event));
      const lit = !focus || seen.some(([event]) => focus.has(event));
      const { from, to, width } = given.get(bundle.id);
      if (lit) for (const end of [from, to]) changes.lit.add(end);
      const tone = balance.stated ? theme.tones[toneOf(balance.net / balance.stated)] : theme.control;
      const label = [
        balance.stated ? `${number(balance.stated)} · ${signed(balance.net)}` : "",
        balance.others ? `${number(balance.others)}?` : "",
      ].filter(Boolean).join("  ");
      const goes = (way) => ({ enabled: seen.some((one) => one[1] === way), scaleFactor: (2 / width + 0.25) * state.grown });
      const ends = bundleEnds(layer, place).map((end) => (layer === "sides" ? sideName(end) : actorName(end)));
      changes.edges.push({
        id: bundle.id, hidden: false, label,
        title: `${ends.join(" – ")}\n${balanceText(balance)}`,
        arrows: { to: goes(1), from: goes(-1) }, dashes: balance.stated ? false : larger(style.dashes.alleged),
        width: state.grown * (width + (isMain(bundle.events.map(([event]) => event), { type: "bundle", layer, place }) ? 1.6 : 0)),
        color: { ...inked(tone), color: faint(tone, lit) },
      });
      if (lit && state.names) write({ id: bundle.id, lines: [label], edge: true, badge: tone, rank: focus ? 1 : 3 - Math.min(seen.length / 1000, 1) });
    });
  }

  function drawActors(focus, changes) {
    const alive = new Set();
    if (state.layer !== "sides") {
      for (const place of state.visible) {
        const event = events[place];
        const taking = event.agents.length + event.targets.length ? [...event.agents, ...event.targets] : sourcesOf(event);
        for (const actor of taking) alive.add(actor);
      }
    }
    if (state.layer === "events") { // an actor whose events are not drawn has nothing to hang on
      const hanging = new Set(links.flatMap((link, place) =>
        (link.events.some((event) => state.visible.has(event)) ? linkEnds[place] : [])));
      for (const actor of alive) if (!hanging.has(actor)) alive.delete(actor);
    }
    const target = shown();
    actors.forEach((actor, place) => {
      if (!actor.id) return;
      const hidden = !alive.has(place);
      const named = target && target.type === "event" ? [...events[target.place].agents, ...events[target.place].targets] : [];
      const lit = !focus || changes.lit.has(actor.id) || named.includes(place) || (target.type === "actor" && target.place === place);
      changes.nodes.push(hidden ? { id: actor.id, hidden } : actorLook(actor, actorName(place), actor.party, lit));
    });
    const count = state.layer === "sides" ? drawSides(focus, changes) : [...alive].filter((place) => actors[place].id).length;
    return count;
  }
  function drawSides(focus, changes) {
    const alive = new Set();
    for (const place of state.visible) for (const side of sidesOfEvent[place]) alive.add(side);
    const target = shown();
    const keys = { actor: () => [actors[target.place].party], side: () => [sides[target.place].key], event: () => [...sidesOfEvent[target.place]] };
    const wanted = new Set(target && has(keys, target.type) ? keys[target.type]() : []);
    sides.forEach((side, place) => {
      const hidden = !alive.has(side.key);
      const lit = !focus || changes.lit.has(side.id) || wanted.has(side.key);
      changes.nodes.push(hidden ? { id: side.id, hidden } : actorLook(side, sideName(place), side.key, lit));
    });
    return sides.filter((side) => alive.has(side.key)).length;
  }
  function actorLook(actor, name, key, lit) {
    const paint = { background: faint(fillOf(key), lit), border: faint(theme.surface, lit) };
    if (!has(style.kinds, actor.kind)) paint.border = faint(theme.text, lit);
    const chosen = { ...paint, border: theme.accent };
    write({ id: actor.id, lines: wrapped(short(name)), name: true, lit, rank: (lit ? 1 : 5) - Math.min(actor.degree / 10_000, 0.9) });
    return {
      id: actor.id, hidden: false, label: short(name), size: nodeOf.get(actor.id).size * state.grown,
      title: [name, [kindName(actor.kind), actor.side].filter(Boolean).join(" · "), count("events", actor.degree)].join("\n"),
      color: { ...paint, highlight: chosen, hover: chosen },
    };
  }

  function draw() {
    const focus = chosenEvents();
    const changes = { nodes: [], edges: [], lit: new Set() };
    writings = [];
    drawLinks(focus, changes);
    drawBundles("sides", focus, changes);
    drawBundles("actors", focus, changes);
    if (state.layer !== "sides") for (const id of sideOfNode.keys()) changes.nodes.push({ id, hidden: true });
    const alive = drawActors(focus, changes);
    writings.sort((a, b) => a.rank - b.rank);
    nodes.update(changes.nodes);
    edges.update(changes.edges);
    $("empty").hidden = state.visible.size > 0;
    $("network").setAttribute("aria-label", fill(text(state.layer === "sides" ? "pictureOfSides" : "pictureOf"), {
      actors: state.layer === "sides" ? count("sidesCount", alive) : count("actors", alive), events: count("events", state.visible.size),
    }));
    const left = undrawn(changes);
    $("left").hidden = left === 0;
    $("left").textContent = left ? fill(text("left"), { events: count("events", left) }) : "";
  }
  /** How many visible events have no line here. */
  function undrawn(changes) {
    const drawn = new Set();
    for (const { id, hidden } of [...changes.edges, ...changes.nodes]) {
      if (hidden) continue;
      if (linkOf.has(id)) for (const event of links[linkOf.get(id)].events) drawn.add(event);
      else if (bundleOf.has(id)) {
        const [layer, place] = bundleOf.get(id);
        for (const [event] of bundles[layer][place].events) drawn.add(event);
      }
    }
    return [...state.visible].filter((place) => !drawn.has(place)).length;
  }

  function openNode(id) {
    if (actorOf.has(id)) show({ type: "actor", place: actorOf.get(id) });
    else if (sideOfNode.has(id)) show({ type: "side", place: sideOfNode.get(id) });
    else if (linkOf.has(id)) openLink(linkOf.get(id));
  }
  const openLink = (place) => showAll(links[place].events, { type: "link", place });
  function openEdge(id) {
    if (linkOf.has(id)) openLink(linkOf.get(id));
    else if (bundleOf.has(id)) {
      const [layer, place] = bundleOf.get(id);
      showAll(bundles[layer][place].events.map(([event]) => event), { type: "bundle", layer, place });
    }
  }
  network.on("click", (hit) => {
    const words = hit.pointer && wordsAt(hit.pointer.canvas);
    if (hit.nodes.length) openNode(hit.nodes[0]);
    else if (words) (words.edge ? openEdge : openNode)(words.id);
    else if (hit.edges.length) openEdge(hit.edges[0]);
    else if (state.trail.length) home();
  });
  let touching = false;
  const pointer = (on) => { $("network").style.cursor = on ? "pointer" : ""; };
  for (const [name, on] of [["hoverNode", true], ["hoverEdge", true], ["blurNode", false], ["blurEdge", false]]) {
    network.on(name, () => pointer(touching = on));
  }
  $("network").addEventListener("mousemove", (move) => {
    const box = $("network").getBoundingClientRect();
    pointer(touching || wordsAt(network.DOMtoCanvas({ x: move.clientX - box.left, y: move.clientY - box.top })));
  });

  // By keyboard: arrows go from node to node, Enter opens ----------------------------------------

  const visibleNodes = () => nodes.get({ filter: (node) => !node.hidden, fields: ["id"] }).map((node) => node.id);
  let cursor = null;
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  /** The nearest node that way, nodes straight ahead before those aside. */
  function neighbour(from, [dx, dy]) {
    const here = network.getPosition(from);
    let best = null;
    for (const id of visibleNodes()) {
      const at = network.getPosition(id);
      const ahead = (at.x - here.x) * dx + (at.y - here.y) * dy;
      const aside = Math.abs((at.x - here.x) * dy) + Math.abs((at.y - here.y) * dx);
      if (id === from || ahead <= 0 || aside > 2 * ahead) continue;
      const cost = ahead + 2 * aside;
      if (!best || cost < best.cost) best = { id, cost };
    }
    return best && best.id;
  }
  function point(id) {
    cursor = id;
    network.selectNodes([id], false);
    const at = network.canvasToDOM(network.getPosition(id));
    const box = $("network").getBoundingClientRect();
    if (at.x < 40 || at.y < 40 || at.x > box.width - 40 || at.y > box.height - 40) {
      network.moveTo({ position: network.getPosition(id), animation: motion() });
    }
    $("status").textContent = nodes.get(id).title.replaceAll("\n", ", ");
  }
  $("network").addEventListener("keydown", (press) => {
    const ids = visibleNodes();
    if (!ids.length || press.ctrlKey || press.metaKey || press.altKey) return;
    if (has(ARROWS, press.key)) {
      if (!ids.includes(cursor)) point(busiest(ids));
      else {
        const next = neighbour(cursor, ARROWS[press.key]);
        if (next !== null) point(next);
      }
    } else if ((press.key === "Enter" || press.key === " ") && ids.includes(cursor)) openNode(cursor);
    else if (press.key === "+" || press.key === "=") zoom(1.3);
    else if (press.key === "-") zoom(1 / 1.3);
    else if (press.key === "0" || press.key === "Home") open(motion());
    else return;
    press.preventDefault();
  });
