  // The article: its text with the words of every event, or the list of articles.

  const told = articles.map(() => []); // article -> [event, report]
  events.forEach((event, place) => event.reports.forEach((report) => told[report.article].push([place, report])));
  const length = ([start, end]) => end - start;

  function renderText() {
    const box = $("text");
    if (state.open === null) {
      const kept = [...articles.keys()].filter((place) => told[place].some(([event]) => state.visible.has(event)));
      box.replaceChildren(
        make("div", { className: "top" },
          make("h2", { id: "text-title", tabIndex: -1 }, text("articlesHead")), make("span", { className: "soft" }, number(kept.length))),
        growing(make("ol", { className: "list" }), kept, articleItem));
      return;
    }
    const article = articles[state.open];
    const bar = articles.length === 1 ? null : make("div", { className: "bar" },
      make("button", { type: "button", className: "quiet", id: "articles", on: { click: () => {
        const from = state.open;
        state.open = null;
        renderText();
        (box.querySelector(`[data-article="${from}"]`) || $("text-title")).focus();
      } } }, text("allArticles")));
    box.replaceChildren(
      ...[bar].filter(Boolean),
      make("h2", { id: "text-title", tabIndex: -1 }, isolated(article.title)),
      make("p", { className: "soft" }, ...credit(article).slice(1),
        article.url ? " · " : null,
        article.url ? make("a", { href: article.url, rel: "noopener noreferrer", target: "_blank" }, text("original")) : null),
      body(article));
  }
  function articleItem(place) {
    const article = articles[place];
    const seen = new Set(told[place].map(([event]) => event).filter((event) => state.visible.has(event)));
    const open = { click: () => { state.open = place; renderText(); $("text-title").focus(); } };
    const button = make("button", { type: "button", className: "item", on: open },
      make("span", {}, make("b", {}, isolated(article.title)),
        make("small", { className: "who" }, isolated([article.publisher, article.date ? dateText(article.date) : "", count("events", seen.size)].filter(Boolean).join(" · ")))));
    button.dataset.article = place;
    return make("li", {}, button);
  }

  /** The text, cut where the words of a visible event begin and end. */
  function body(article) {
    const marks = [];
    for (const [place, report] of told[state.open]) {
      if (!state.visible.has(place)) continue;
      marks.push([...report.quote, { place, size: length(report.quote) }]);
      if (report.trigger) marks.push([...report.trigger, { place, size: 0 }]);
    }
    const box = make("div", { className: "body", lang: article.language, dir: "auto" });
    const named = new Set();
    for (const piece of cut(article.text, [0, article.text.length], marks)) {
      if (!piece.marks.length) {
        box.append(piece.words);
        continue;
      }
      const inner = [...piece.marks].sort((a, b) => a.size - b.size);
      const places = [...new Set(inner.map((mark) => mark.place))];
      const element = make("mark", {}, piece.words);
      element.dataset.events = places.join(" ");
      if (inner[0].size === 0) {
        const event = events[places[0]];
        element.className = `t ${event.status}`;
        element.style.setProperty("--tone", `var(--tone-${classes[event.type].tone})`);
        if (!named.has(places[0])) { // one stop for the keyboard, however the trigger is cut
          named.add(places[0]);
          Object.assign(element, { tabIndex: 0 });
          element.setAttribute("role", "button");
          element.setAttribute("aria-label", `${piece.words.trim()}: ${className(event.type)}, ${partiesText(event)}, ${statusName(event.status)}`);
        }
      }
      box.append(element);
    }
    return box;
  }
  /** The innermost event at these words; where it is shown already, the next around it. */
  function openAt(element) {
    const places = element.dataset.events.split(" ").map(Number);
    const target = shown();
    const at = target && target.type === "event" ? places.indexOf(target.place) : -1;
    show({ type: "event", place: places[(at + 1) % places.length] });
  }

  function lightText() {
    const chosen = chosenEvents();
    const target = shown();
    for (const element of $("text").querySelectorAll("mark")) {
      const places = element.dataset.events.split(" ").map(Number);
      const lit = Boolean(chosen) && places.some((place) => chosen.has(place));
      element.classList.toggle("lit", lit && !(target.type === "event" && !places.includes(target.place)));
      element.classList.toggle("near", lit);
    }
  }
  /** Bring the words of what is shown into sight, without moving anything else. */
  function reveal() {
    lightText();
    const box = $("text");
    const first = box.querySelector("mark.lit") || box.querySelector("mark.near");
    if (!first || !shown()) return;
    const top = first.getBoundingClientRect().top - box.getBoundingClientRect().top;
    if (top > 40 && top < box.clientHeight - 80) return;
    box.scrollTo({ top: box.scrollTop + top - box.clientHeight / 3, behavior: calm.matches ? "auto" : "smooth" });
  }
