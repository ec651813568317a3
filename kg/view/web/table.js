  // The event table: sortable, and what is filtered can be saved.

  const sourceText = (event) => {
    const own = event.reports.some((report) => !report.sources.length);
    return [own ? text("article") : "", names(sourcesOf(event))].filter(Boolean).join(", ");
  };
  const placeOf = (event) => {
    const report = event.reports.find((one) => one.place !== null && one.place !== undefined);
    return report ? actorName(report.place) : "";
  };
  const confidenceOf = (event) => Math.max(0, ...event.reports.map((report) => report.confidence || 0));
  const quoteOf = (report) => articles[report.article].text.slice(...report.quote).replace(/\s+/g, " ");
  const articlesOf = (event) => [...new Set(event.reports.map((report) => report.article))];

  /** Each column: its words, what it sorts by, and what it shows. */
  const COLUMNS = {
    date: { key: "when", by: (e, place) => (daysOf[place] ? daysOf[place].join() : "9999"), show: (e, place) => dateOf(place, "short") },
    event: { key: "event", by: (e) => className(e.type), show: (e) => className(e.type) },
    status: { key: "status", by: (e) => style.statuses.indexOf(e.status), show: (e) => statusName(e.status) },
    agents: { key: "agents", by: (e) => names(e.agents), show: (e) => names(e.agents) },
    targets: { key: "targets", by: (e) => names(e.targets), show: (e) => names(e.targets) },
    sources: { key: "sources", by: sourceText, show: sourceText },
    words: { key: "said", by: (e) => quoteOf(e.reports[0]), show: (e) => quoteOf(e.reports[0]) },
    place: { key: "where", by: placeOf, show: placeOf },
    weight: { key: "weight", by: (e) => classes[e.type].weight, show: (e) => signed(classes[e.type].weight), number: true },
    confidence: {
      key: "confidence", number: true, by: confidenceOf,
      show: (e) => confidenceOf(e).toLocaleString(locale(), { style: "percent" }),
    },
    articles: { key: "from", by: (e) => articlesOf(e)[0], show: (e) => articlesOf(e).map((place) => articles[place].title).join("; ") },
  };
  const columns = () => Object.keys(COLUMNS).filter((name) => name !== "articles" || articles.length > 1);

  function sorted() {
    const { by } = COLUMNS[state.sort];
    const keys = new Map([...state.visible].map((place) => [place, by(events[place], place)]));
    const compare = new Intl.Collator(locale()).compare;
    const order = (a, b) => (typeof a === "string" ? compare(a, b) : a - b);
    const places = [...state.visible].sort((a, b) => order(keys.get(a), keys.get(b)) || a - b);
    return state.down ? places.reverse() : places;
  }

  function renderTable() {
    const head = make("tr", {}, ...columns().map((name) => {
      const on = name === state.sort;
      const cell = make("th", { scope: "col" }, make("button", { type: "button", on: { click: () => {
        state.down = on && !state.down;
        state.sort = name;
        renderTable();
        remember();
        $("table").querySelector(`[data-column="${name}"] button`).focus();
      } } }, text(COLUMNS[name].key), on ? make("span", { "aria-hidden": "true" }, state.down ? " ▾" : " ▴") : null));
      if (on) cell.setAttribute("aria-sort", state.down ? "descending" : "ascending");
      cell.dataset.column = name;
      return cell;
    }));
    const rows = make("tbody", {});
    const places = sorted();
    const more = make("button", { type: "button", className: "quiet" }, text("more"));
    const step = (from, to) => {
      rows.append(...places.slice(from, to).map(tableRow));
      more.hidden = to >= places.length;
      more.onclick = () => {
        step(to, to + PAGE);
        rows.children[to].querySelector("button").focus();
      };
    };
    step(0, enough(places, isShown));
    const table = make("table", {}, make("caption", { className: "unseen" }, text("list")), make("thead", {}, head), rows);
    $("table").replaceChildren(places.length ? table : make("p", { className: "soft none" }, text("nothing")), more);
    markCurrent($("table"));
  }
  function tableRow(place) {
    const event = events[place];
    const cells = columns().map((name) => {
      const column = COLUMNS[name];
      const words = column.show(event, place);
      if (name === "event") {
        return make("th", { scope: "row" }, make("button", { type: "button", on: { click: () => show({ type: "event", place }) } },
          line(classes[event.type].tone, event.status, 22), words));
      }
      if (name === "status") return make("td", {}, event.status === "asserted" ? words : badge(event.status));
      const cell = make("td", { className: column.number ? "number" : name }, isolated(words));
      if (name === "words") cell.lang = articles[event.reports[0].article].language;
      return cell;
    });
    const row = make("tr", { on: { click: (hit) => { if (!hit.target.closest("button")) show({ type: "event", place }); } } }, ...cells);
    row.dataset.event = place;
    return row;
  }
  /** What the table shows as CSV; text that a spreadsheet would run as a formula is disarmed. */
  function csv() {
    const safe = (words, column) => {
      const one = !column.number && /^[=+\-@\t\r]/.test(words) ? `'${words}` : words;
      return `"${String(one).replaceAll('"', '""')}"`;
    };
    const lines = [columns().map((name) => safe(text(COLUMNS[name].key), COLUMNS[name])).join(",")];
    for (const place of sorted()) {
      lines.push(columns().map((name) => {
        const column = COLUMNS[name];
        const value = column.number ? column.by(events[place], place)
          : name === "date" ? [whenOf[place] && whenOf[place].date, whenOf[place] && whenOf[place].dateEnd].filter(Boolean).join("/")
            : column.show(events[place], place);
        return safe(String(value), column);
      }).join(","));
    }
    return "\ufeff" + lines.join("\r\n") + "\r\n";
  }
