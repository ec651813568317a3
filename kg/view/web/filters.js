  // Filters and legend.

  const howMany = (test) => events.filter(test).length;
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
        make("span", { className: "count" }, number(howMany((event) => event.status === status))));
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
          make("span", { className: "count" }, number(howMany((event) => event.type === type))));
      });
      const details = make("details", { open: opened.has(group) },
        make("summary", {}, make("span", { className: "name" }, title),
          make("span", { className: "count" }, number(howMany((event) => types.includes(event.type))))),
        ...rows);
      details.dataset.group = group;
      return make("div", { className: "group" }, make("span", { className: "row" }, all), details);
    }));
    $("statuses").disabled = state.facts;
    renderChoices();
  }

  /** The filters in which one of many is chosen. */
  function renderChoices() {
    const keyName = (key) => (sideOf.has(key) ? sideName(sideOf.get(key)) : key);
    const sideChoices = eventSides().map((key) => [key, keyName(key)]);
    const byKey = new Map(actors.map((actor, place) => [actor.key, place]));
    const choose = (id, key, any, choices, places = 1) => {
      $(id).replaceChildren(make("option", { value: "" }, text(any)),
        ...choices.map(([value, label]) => make("option", { value }, short(label))));
      $(id).value = state[key];
      $(id).parentElement.hidden = choices.length < places;
    };
    choose("side", "side", "anySide", sideChoices);
    choose("other", "other", "anySide", sideChoices.filter(([key]) => key !== state.side), 2);
    choose("source", "source", "anySource", eventSources().map(([key]) =>
      [key, key === "-" ? text("article") : actorName(byKey.get(key))]));
    choose("one-article", "article", "anyArticle", articles.map((article) => [article.key, article.title]), 2);
    const days = daysOf.flatMap((pair) => pair || []).sort();
    for (const [id, key] of [["from", "from"], ["to", "to"]]) {
      $(id).value = state[key];
      $(id).min = days[0] || "";
      $(id).max = days[days.length - 1] || "";
      $(id).closest(".field").hidden = !days.length;
    }
  }

  function renderLegend() {
    const key = (picture, ...words) => make("div", { className: "key" }, picture, make("span", {}, ...words));
    const swatch = (colour) => {
      const box = make("i", { className: "chip" });
      box.style.background = colour;
      box.style.borderColor = colour;
      return box;
    };
    const scale = () => make("div", { className: "scale", "aria-hidden": "true" }, ...theme.tones.map((_, i) => {
      const step = make("i", {});
      step.style.background = `var(--tone-${i})`;
      return step;
    }));
    $("tones").replaceChildren(text("conflict"), scale(), text("cooperation"));
    const drawn = state.layer === "sides" ? sides.filter((side) => side.kind) : actors.filter((actor) => actor.id);
    const kinds = [...new Set(drawn.map((actor) => (has(style.kinds, actor.kind) ? actor.kind : "other")))];
    const kindOrder = [...Object.keys(style.kinds), "other"];
    kinds.sort((a, b) => kindOrder.indexOf(a) - kindOrder.indexOf(b));
    const bySide = state.colour === "side";
    const groups = [...new Set(sides.map((side) => side.community))].filter((one) => one !== null && one < style.fills.length);
    const fills = bySide ? style.sides : groups.sort((a, b) => a - b).map((group) =>
      [sides.filter((side) => side.community === group).map((side) => side.key).slice(0, 3).join(", "), style.fills[group]]);
    const others = bySide ? drawn.some((actor) => !sideFills.has(actor.party || actor.key)) : sides.some((side) => side.community === null);
    const arrow = shape("svg", { width: 30, height: 10, "aria-hidden": "true" },
      shape("line", { x1: 1, x2: 22, y1: 5, y2: 5, "stroke-width": 2.4 }),
      shape("polygon", { points: "21,0.5 30,5 21,9.5" }));
    arrow.firstChild.style.stroke = arrow.lastChild.style.fill = "var(--soft)";
    $("legend-body").replaceChildren(
      make("div", {}, make("h3", {}, text("scale")), scale(),
        make("div", { className: "ends" }, ...["conflict", "neutral", "cooperation"].map((end) => make("span", {}, text(end))))),
      make("div", {}, make("h3", {}, text(bySide ? "sides" : "communities")), make("div", { className: bySide ? "two" : "" },
        ...fills.map(([side, colour]) => key(swatch(colour), isolated(side)))),
        others ? key(swatch(style.otherSide), text(bySide ? "otherSides" : "noCommunity")) : null),
      make("div", {}, make("h3", {}, text("shapes")),
        ...kinds.map((kind) => key(emblem(kind, "var(--soft)"), kindName(kind)))),
      make("div", {},
        state.layer === "events" ? key(make("i", { className: "chip" }), text("box")) : null,
        state.layer === "events" ? key(make("i", { className: "moon" }), text("moon")) : null,
        state.layer === "events" && disputes.length ? key(line(null, "hypothetical"), text("dispute")) : null,
        key(arrow, text("arrow")),
        make("p", { className: "soft" }, text(state.layer === "events" ? "many" : "bundled")),
        make("p", { className: "soft" }, text("larger"))));
  }

