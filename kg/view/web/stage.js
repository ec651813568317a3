  // What of the network is in sight: the layout drawn out to the stage, zoomed, moved.

  const motion = () => (calm.matches ? false : { duration: 250, easingFunction: "easeInOutQuad" });
  const zoom = (factor) => network.moveTo({ scale: network.getScale() * factor, animation: motion() });
  const busiest = (ids) => ids.reduce((a, b) => ((nodeOf.get(b).size || 0) > (nodeOf.get(a).size || 0) ? b : a));
  let moved = false; // by the reader
  network.on("dragEnd", (hit) => { moved = moved || hit.nodes.length > 0; });

  /** What the buttons above and below leave, with room for names at either side. */
  function stage() {
    const { clientWidth, clientHeight } = $("network");
    const [ways, tools] = [".ways", ".tools"].map((name) => $("network-view").querySelector(name));
    const top = ways.offsetTop + ways.offsetHeight + 16;
    const bottom = clientHeight - tools.offsetTop + 10;
    return { width: Math.max(clientWidth - 56, 100), height: Math.max(clientHeight - top - bottom, 100), lower: (bottom - top) / 2 };
  }
  /** Half of what a node takes to either side, and what it takes above and below; `words` is how
      much larger than at the size of reading its label is. */
  function room(id, words = 1) {
    const { size = 0, label, shape } = nodeOf.get(id);
    if (shape === "box") return { side: label.length * 3.5 + 8, above: 14, below: 14 };
    if (size < 6) return { side: size, above: 18 * words, below: 10 }; // an event of one actor, and its words
    const high = size * Math.min(words, state.grown);
    const lines = wrapped(label);
    const wide = Math.max(...lines.map((one) => one.length)) * 3.4 * words;
    return { side: Math.max(high, wide), above: high, below: high + (2 + 16 * lines.length) * words };
  }
  /** The corners of what these nodes take. */
  function extent(ids, at, words = 1) {
    const found = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
    for (const id of ids) {
      const { x, y } = at(id);
      const { side, above, below } = room(id, words);
      found.left = Math.min(found.left, x - side);
      found.right = Math.max(found.right, x + side);
      found.top = Math.min(found.top, y - above);
      found.bottom = Math.max(found.bottom, y + below);
    }
    return { ...found, width: Math.max(found.right - found.left, 1), height: Math.max(found.bottom - found.top, 1) };
  }
  /** How much closer these nodes may stand and still leave each other room; at most 1. */
  function closer(ids) {
    const boxes = ids.map((id) => ({ ...nodeOf.get(id), ...room(id) }));
    let least = 0.1;
    boxes.forEach((one, i) => {
      for (const other of boxes.slice(0, i)) {
        const across = (one.side + other.side + 8) / Math.max(Math.abs(one.x - other.x), 1);
        const along = (Math.max(one.below + other.above, one.above + other.below) + 4) / Math.max(Math.abs(one.y - other.y), 1);
        least = Math.max(least, Math.min(across, along));
      }
    });
    return Math.min(1, 1.5 * least); // half as much again, for the words between them
  }
  /** Draw the layout out to the shape of the stage; draw it together where few are left, and
      shapes and lines larger where the whole is so large that they would vanish. */
  function spread() {
    const space = stage();
    const before = state.grown;
    const alone = new Map(links.map((link, place) => [link.id, place]).filter(([, place]) => links[place].alone));
    const isSide = (id) => sideOfNode.has(id);
    for (const all of [isSide, (id) => !isSide(id)].map((test) => [...nodeOf.keys()].filter(test))) {
      const ids = all.filter((id) => !nodes.get(id).hidden);
      if (!ids.length) continue;
      const by = closer(ids.filter((id) => !alone.has(id)));
      const scaled = (id) => ({ x: nodeOf.get(id).x * by, y: nodeOf.get(id).y * by });
      const { width, height } = extent(ids, scaled);
      const within = (value, most) => Math.min(Math.max(value, 1), most);
      const shape = (space.width / space.height) * (height / width);
      const larger = within(Math.min(space.width / width, space.height / height), 1.25);
      const [dx, dy] = [larger * within(shape, 1.6), larger * within(1 / shape, 1.6)];
      const places = new Map(all.map((id) => [id, { x: scaled(id).x * dx, y: scaled(id).y * dy }]));
      if (isSide(ids[0]) === (state.layer === "sides")) {
        state.grown = within(0.55 / Math.min(space.width / (width * dx), space.height / (height * dy)), 2.4);
      }
      for (const [id, place] of alone) { // stays as near its actor as it was
        const actor = partsOf[place].edges[0].from;
        if (!places.has(id)) continue;
        const [own, moon, now] = [nodeOf.get(actor), nodeOf.get(id), places.get(actor)];
        places.set(id, { x: now.x + (moon.x - own.x) * state.grown, y: now.y + (moon.y - own.y) * state.grown });
      }
      nodes.update([...places].map(([id, { x, y }]) => ({ id, x, y })));
    }
    if (Math.abs(state.grown - before) > 0.02) draw();
  }
  /** All that is visible, clear of the buttons above and below. */
  function fit(animation) {
    const ids = visibleNodes();
    if (!ids.length) return;
    const space = stage();
    const bows = Object.values(network.body.edges)
      .filter(({ options, connected }) => !options.hidden && connected && options.smooth.enabled)
      .map(({ edgeType }) => edgeType.getPoint(0.5).y);
    let [found, scale] = [null, 1];
    for (let turn = 0; turn < 3; turn += 1) { // the smaller all is, the more room words take
      found = extent(ids, (id) => network.getPosition(id), Math.max(1, 0.88 / scale));
      found.top = Math.min(found.top, ...bows.map((y) => y - 16));
      found.bottom = Math.max(found.bottom, ...bows.map((y) => y + 16));
      scale = Math.min(space.width / found.width, space.height / (found.bottom - found.top), 1.4);
    }
    const middle = { x: (found.left + found.right) / 2, y: (found.top + found.bottom) / 2 + space.lower / scale };
    network.moveTo({ position: middle, scale, animation });
  }
  /** The whole picture, or on a small screen as much of it around the busiest as can be read. */
  function open(animation = false) {
    if (state.view !== "network") return;
    if (!moved && !network.physics.options.enabled) spread();
    fit(animation);
    const least = 0.38;
    const ids = visibleNodes();
    if (!narrow.matches || network.getScale() >= least || !ids.length) return;
    network.moveTo({ position: network.getPosition(busiest(ids)), scale: least });
  }
  /** Bring what is chosen into sight, if nothing of it is. */
  function showDrawn() {
    const target = shown();
    if (!target) return;
    const own = (place) => (partsOf[place].node ? [partsOf[place].node] : linkEnds[place].map((actor) => actors[actor].id));
    const ids = target.type === "actor" ? [actors[target.place].id] : target.type === "side" ? [sides[target.place].id]
      : state.layer === "events" ? links.flatMap((link, place) => (link.events.some((event) => isMain([event], target)) ? own(place) : [])) : [];
    const seen = ids.filter((id) => id && !nodes.get(id).hidden).map((id) => network.getPosition(id));
    if (!seen.length) return;
    const view = inSight();
    if (seen.some(({ x, y }) => x > view.left && x < view.right && y > view.top && y < view.bottom)) return;
    const mean = (key) => seen.reduce((sum, one) => sum + one[key], 0) / seen.length;
    network.moveTo({ position: { x: mean("x"), y: mean("y") }, animation: motion() });
  }
