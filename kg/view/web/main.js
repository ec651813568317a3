  // Everything together.

  function renderView() {
    for (const view of VIEWS) {
      $(`${view}-tab`).setAttribute("aria-selected", String(view === state.view));
      $(`${view}-tab`).tabIndex = view === state.view ? 0 : -1;
      $(`${view}-view`).hidden = view !== state.view;
    }
    for (const layer of LAYERS) $("layers").querySelector(`[value=${layer}]`).checked = layer === state.layer;
    $("colour").value = state.colour;
    for (const id of ["svg", "png"]) $(`save-${id}`).disabled = state.view === "table";
    if (RENDER[state.view]) {
      RENDER[state.view]();
      revealCurrent(state.view, RENDER[state.view]);
    }
  }
  const RENDER = { timeline: renderTimeline, table: renderTable };
  /** What is shown in the panel has changed. */
  function turned(left) {
    const focused = $("panel").contains(document.activeElement) || document.activeElement === document.body;
    const list = () => ($("panel").hidden ? $(`${state.view}-view`) : $("panel"));
    const opened = state.open;
    follow();
    renderPanel();
    draw();
    if (state.open !== opened) renderText();
    reveal();
    if (state.view === "timeline") lightTimeline();
    if (state.view === "table") markCurrent($("table"));
    if (state.view === "network") showDrawn();
    else revealCurrent(state.view, RENDER[state.view]);
    remember();
    network.unselectAll();
    const origin = left && left.type === "event" ? list().querySelector(`button[data-event="${left.place}"], [data-event="${left.place}"] button`) : null;
    if (origin && focused) origin.focus();
    else {
      $("panel").scrollTop = 0;
      // Who goes through the network, the text or the table by keyboard stays there.
      if (focused || !state.trail.length) ($("panel").hidden ? list() : $("panel-title")).focus({ preventScroll: true });
      else $("status").textContent = $("panel-title").textContent;
    }
    if (narrow.matches && state.trail.length) $("panel").scrollIntoView({ block: "start", behavior: calm.matches ? "auto" : "smooth" });
  }
  let far = false; // the whole picture was too large
  /** The filters have changed. */
  function refresh() {
    state.visible = new Set([...events.keys()].filter(filter()));
    $("statuses").disabled = state.facts;
    renderPanel();
    draw();
    // What is too large to be read at once comes closer when less of it is left.
    if (state.seen && far) open();
    renderView();
    renderText();
    lightText();
    remember();
    $("status").textContent = count("events", state.visible.size);
  }
  function summary() {
    const parts = articles.length === 1
      ? [articles[0].publisher, articles[0].date ? dateText(articles[0].date) : ""].filter(Boolean)
      : [count("articles", articles.length)];
    parts.push(count("actors", data.named), count("events", events.length));
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
    settle();
  }
  /** Controls as the state has them, then all else. */
  function settle() {
    $("search").value = state.query;
    $("facts").checked = state.facts;
    renderFilters();
    renderLegend();
    refresh();
  }

  function choose(view) {
    state.view = view;
    renderPanel();
    renderView();
    remember();
    if (view === "network") {
      network.redraw();
      if (!state.seen) open();
      far = network.getScale() < 0.6;
    }
    state.seen = state.seen || view === "network";
  }

  $("language").addEventListener("click", () => {
    state.language = state.language === "id" ? "en" : "id";
    speak();
  });
  let typing = 0;
  $("search").addEventListener("input", () => {
    state.query = $("search").value;
    clearTimeout(typing);
    // Thousands of events take a moment; while somebody types, the last letter counts.
    if (events.length > 1000) typing = setTimeout(refresh, 150);
    else refresh();
  });
  $("facts").addEventListener("change", () => { state.facts = $("facts").checked; refresh(); });
  for (const [id, key] of [["side", "side"], ["other", "other"], ["source", "source"], ["one-article", "article"], ["from", "from"], ["to", "to"]]) {
    $(id).addEventListener("change", () => {
      state[key] = $(id).value;
      if (key === "side" && state.other === state.side) state.other = "";
      if (key === "article" && state.article) state.open = articles.findIndex((article) => article.key === state.article);
      if (key === "side") renderChoices();
      refresh();
    });
  }
  $("reset").addEventListener("click", () => {
    const { query, facts, statusesOff, classesOff, side, other, source, article, from, to } = initial();
    Object.assign(state, { query, facts, statusesOff, classesOff, side, other, source, article, from, to });
    settle();
  });
  for (const view of VIEWS) $(`${view}-tab`).addEventListener("click", () => choose(view));
  $("views").addEventListener("keydown", (press) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[press.key];
    if (!step) return;
    const next = VIEWS[(VIEWS.indexOf(state.view) + step + VIEWS.length) % VIEWS.length];
    choose(next);
    $(`${next}-tab`).focus();
  });
  $("layers").addEventListener("change", (change) => {
    state.layer = change.target.value;
    renderLegend();
    draw();
    open();
    remember();
  });
  $("colour").addEventListener("change", () => {
    state.colour = $("colour").value;
    renderLegend();
    renderPanel();
    draw();
    remember();
  });
  for (const name of Object.keys(SAVES)) {
    $(`save-${name}`).addEventListener("click", () => { $("save").open = false; SAVES[name](); });
  }
  $("text").addEventListener("click", (hit) => {
    const mark = hit.target.closest("mark");
    if (mark && !String(getSelection())) openAt(mark);
  });
  $("text").addEventListener("keydown", (press) => {
    const mark = press.target.closest("mark[role=button]");
    if (!mark || (press.key !== "Enter" && press.key !== " ")) return;
    press.preventDefault();
    openAt(mark);
  });
  $("closer").addEventListener("click", () => zoom(1.3));
  $("farther").addEventListener("click", () => zoom(1 / 1.3));
  $("fit").addEventListener("click", () => { moved = false; open(motion()); });
  const pressed = (id, on) => $(id).setAttribute("aria-pressed", String(on));
  $("names").addEventListener("click", () => {
    state.names = !state.names;
    pressed("names", state.names);
    draw();
  });
  $("physics").addEventListener("click", () => {
    const on = !network.physics.options.enabled;
    network.setOptions({ physics: { enabled: on } });
    moved = true;
    pressed("physics", on);
  });
  // The address belongs to the choice, not to the panel.
  document.querySelector(".skip").addEventListener("click", (hit) => {
    hit.preventDefault();
    ($("panel").hidden ? $(`${state.view}-view`) : $("panel")).focus();
  });
  document.addEventListener("keydown", (press) => {
    if (press.key !== "Escape") return;
    if ($("save").open) {
      $("save").open = false;
      $("save").querySelector("summary").focus();
    } else if (document.activeElement === $("search") && state.query) {
      state.query = $("search").value = "";
      refresh();
    } else if (state.trail.length) back();
  });
  document.addEventListener("click", (hit) => { if (!$("save").contains(hit.target)) $("save").open = false; });
  dark.addEventListener("change", () => { readTheme(); renderLegend(); draw(); });
  const fold = () => { $("filters").open = !narrow.matches; };
  narrow.addEventListener("change", () => { fold(); open(); });
  $("filters").addEventListener("toggle", () => { if (!narrow.matches) requestAnimationFrame(() => { open(); renderView(); }); });
  let sizing = 0;
  addEventListener("resize", () => {
    clearTimeout(sizing);
    sizing = setTimeout(() => { if (state.view === "timeline") renderTimeline(); }, 120);
  });
  addEventListener("hashchange", () => {
    if (location.hash.slice(1) === address()) return;
    recall();
    settle();
    reveal();
  });

  fold();
  readTheme();
  recall();
  speak();
  choose(state.view);
  reveal();
  window.duta = { network, nodes, edges, state, written: () => written };
