  // The panel: all events, or one event, actor, side or line with its evidence.

  const badge = (status) => make("span", { className: `badge ${status}` }, statusName(status));

  function eventItem(place) {
    const event = events[place];
    const when = dateOf(place);
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
  /** How many of these to show at first: whole pages, up to the one that is chosen. */
  const enough = (things, chosen) => PAGE * Math.max(1, Math.ceil((things.findIndex(chosen) + 1) / PAGE));
  const isShown = (place) => Boolean(shown()) && shown().type === "event" && shown().place === place;
  /** A list that grows on demand; `item` makes one of its `li` from one of `things`. */
  function growing(list, things, item, chosen = () => false) {
    const step = (from, to) => {
      list.append(...things.slice(from, to).map(item));
      if (to >= things.length) return;
      const next = make("button", { type: "button", className: "quiet", on: { click: () => {
        next.parentElement.remove();
        step(to, to + PAGE);
        list.querySelector(`:scope > :nth-child(${to + 1}) button`).focus();
      } } }, text("more"));
      list.append(make("li", {}, next));
    };
    step(0, enough(things, chosen));
    return list;
  }
  const eventList = (places) => growing(make("ol", { className: "list" }), places, eventItem, isShown);

  function actorButton(place) {
    const actor = actors[place];
    return make("button", {
      type: "button", className: "actor", on: { click: () => show({ type: "actor", place }) },
    }, emblem(actor.kind, fillOf(actor.party)), isolated(actorName(place)));
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
    put(both ? event.targets.filter((place) => !event.agents.includes(place)) : event.targets);
    return box;
  }

  /** Words from one offset to another, cut where marks `[start, end, class]` begin and end. */
  function cut(words, [from, to], marks) {
    const inside = marks
      .map(([start, end, mark]) => [Math.max(start, from), Math.min(end, to), mark])
      .filter(([start, end]) => start < end);
    const edges = [...new Set([from, to, ...inside.flatMap(([start, end]) => [start, end])])].sort((a, b) => a - b);
    return edges.slice(1).map((end, i) => ({
      start: edges[i],
      words: words.slice(edges[i], end),
      marks: inside.filter(([a, b]) => a <= edges[i] && end <= b).map(([, , mark]) => mark),
    }));
  }
  function sentence(report) {
    const article = articles[report.article];
    const marks = [[...report.quote, "q"]];
    if (report.trigger) marks.push([...report.trigger, "t"]);
    for (const span of report.roles || []) marks.push([...span, "a"]);
    const quote = make("blockquote", { lang: article.language, dir: "auto" });
    const inner = make("bdi", {});
    const put = (span) => {
      for (const piece of cut(article.text, span, marks)) {
        const names = ["t", "a"].filter((mark) => piece.marks.includes(mark)).join(" ");
        const tag = piece.marks.includes("q") ? "mark" : "span";
        inner.append(make(tag, names ? { className: names } : {}, piece.words.replace(/\s+/g, " ")));
      }
    };
    put(report.sentence);
    if (report.quote[0] >= report.sentence[1] || report.quote[1] <= report.sentence[0]) {
      inner.append(" … ");
      put(report.quote);
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
  function sourcesText(report) {
    if (!report.sources.length) return text("article");
    return report.sources.map(([place, words]) => {
      const name = actorName(place);
      return plain(name) === plain(words) || !words ? name : `${name} (“${words}”)`;
    }).join(", ");
  }
  function facts(report, status) {
    const list = make("dl", {});
    const add = (key, ...value) => list.append(make("dt", {}, text(key)), make("dd", {}, ...value));
    add("status", status);
    add("sources", isolated(sourcesText(report)));
    if (report.date) add("when", dates(report));
    if (report.place !== null && report.place !== undefined) add("where", isolated(actorName(report.place)));
    if (report.instrument) add("what", isolated(report.instrument));
    if (articles.length > 1) {
      const open = { click: () => { state.open = report.article; renderText(); reveal(); } };
      add("from", ...credit(articles[report.article]), " ",
        make("button", { type: "button", className: "link", on: open }, text("read")));
    }
    if (report.rule) add("rule", make("code", {}, isolated(report.rule)));
    if (report.confidence !== undefined) {
      add("confidence", report.confidence.toLocaleString(locale(), { style: "percent" }));
    }
    return list;
  }

  const heading = (...parts) =>
    make("div", { className: "title" }, ...parts.map((part) =>
      (typeof part === "string" ? make("h2", { id: "panel-title", tabIndex: -1 }, isolated(part)) : part)));
  const section = (key, places) => (places.length
    ? [make("div", { className: "related" },
      make("h3", {}, `${text(key)} (${number(places.length)})`), eventList(places))]
    : []);

  /** Who says so and who says it is not so, side by side. */
  function dispute(event) {
    const voices = (status) => [...new Set(event.reports.filter((report) => report.status === status)
      .flatMap((report) => (report.sources.length ? report.sources.map((source) => actorName(source[0])) : [text("article")])))];
    const cells = ["asserted", "alleged", "denied"].map((status) => [status, voices(status)]).filter(([, some]) => some.length);
    if (event.status !== "denied" || cells.length < 2) return null;
    return make("div", { className: "pair" }, ...cells.map(([status, some]) =>
      make("div", {}, badge(status), make("p", {}, isolated(some.join(", "))))));
  }
  // Copies of one text are no further witnesses.
  function times(event) {
    const { length } = event.reports;
    if (length < 2) return text("said");
    const papers = new Set(event.reports.map((report) => report.article));
    const told = new Set([...papers].map((article) => articles[article].story));
    const key = told.size < papers.size ? (told.size === 1 ? "timesOne" : "timesStories") : "times";
    return fill(text(key), { n: number(length), stories: number(told.size) });
  }
  function eventDetail({ place }) {
    const event = events[place];
    const parts = [
      heading(line(classes[event.type].tone, event.status), className(event.type), badge(event.status)),
      parties(event),
      dispute(event),
      make("h3", {}, times(event)),
    ];
    for (const report of event.reports) {
      parts.push(make("div", { className: "report" }, sentence(report), facts(report, statusName(report.status))));
    }
    parts.push(...section("content", event.content === null ? [] : [event.content]), ...section("about", event.about));
    if (articles.length === 1) {
      parts.push(make("div", { className: "related" }, make("h3", {}, text("from")), make("p", {}, ...credit(articles[0]))));
    }
    return parts;
  }
  function actorDetail(target) {
    const { place } = target;
    const actor = actors[place];
    const all = eventsOf(target);
    const takesPart = all.filter((i) => events[i].agents.includes(place) || events[i].targets.includes(place));
    const speaks = all.filter((i) => !takesPart.includes(i));
    const link = actor.page ? make("a", { href: actor.page, rel: "noopener noreferrer", target: "_blank" }, "Wikidata") : null;
    return [
      heading(emblem(actor.kind, fillOf(actor.party)), actorName(place)),
      make("p", { className: "soft links" },
        [kindName(actor.kind), actor.side].filter(Boolean).join(" · "), link ? " · " : "", link),
      ...section("list", takesPart),
      ...section("sources", speaks),
    ];
  }
  function sideDetail(target) {
    const side = sides[target.place];
    const members = [...actors.keys()].filter((place) => actors[place].id && actors[place].party === side.key);
    const group = side.community === null ? null : sides.filter((one) => one.community === side.community);
    const box = make("div", { className: "parties" }, ...members.map(actorButton));
    return [
      heading(emblem(side.kind, fillOf(side.key)), sideName(target.place)),
      make("p", { className: "soft" }, [side.kind ? kindName(side.kind) : "", side.key.length <= 8 ? side.key : ""].filter(Boolean).join(" · ")),
      box,
      group && group.length > 1
        ? make("p", { className: "soft" }, `${text("cooperates")}: `,
          isolated(group.filter((one) => one !== side).map((one) => labelOf(one, one.label)).join(", "))) : null,
      ...section("list", eventsOf(target)),
    ];
  }
  function linkDetail(target) {
    const first = events[links[target.place].events[0]];
    const seen = eventsOf(target);
    return [
      heading(line(classes[first.type].tone, first.status), className(first.type), badge(first.status)),
      parties(first),
      make("h3", {}, count("events", seen.length)),
      eventList(seen),
    ];
  }
  function bundleDetail(target) {
    const seen = eventsOf(target);
    const balance = balanceOf(seen);
    return [
      heading(bundleEnds(target.layer, target.place).map((end) =>
        (target.layer === "sides" ? sideName(end) : actorName(end))).join(" – ")),
      make("p", { className: "soft" }, balanceText(balance)),
      eventList(seen),
    ];
  }
  const listDetail = (target) => [heading(target.title), eventList(eventsOf(target))];
  const DETAILS = {
    event: eventDetail, actor: actorDetail, side: sideDetail, link: linkDetail, bundle: bundleDetail, list: listDetail,
  };

  /** How many events are stated and their net weight, and how many are not stated as fact. */
  function balanceOf(places) {
    const stated = places.filter((place) => events[place].status === "asserted");
    const net = stated.reduce((sum, place) => sum + classes[events[place].type].weight, 0);
    return { stated: stated.length, net: Math.round(net * 10) / 10, others: places.length - stated.length };
  }
  function balanceText({ stated, net, others }) {
    const parts = [];
    if (stated) parts.push(fill(text("stated"), { events: count("events", stated), net: signed(net) }));
    if (others) parts.push(fill(text("claimed"), { events: count("events", others) }));
    return parts.join("; ");
  }

  function renderPanel() {
    const panel = $("panel");
    const target = shown();
    // Timeline and table are lists of events themselves.
    panel.hidden = !target && state.view !== "network";
    if (!target) {
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
    panel.replaceChildren(bar, ...DETAILS[target.type](target).filter((part) => part !== null));
  }
