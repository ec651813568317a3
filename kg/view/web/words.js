  // Words, in the reader's language.

  // The reader's own way to write dates and numbers, where it is of the language shown.
  function locale() {
    const own = navigator.language || "";
    return own.split("-")[0].toLowerCase() === state.language ? own : state.language;
  }
  const text = (key) => data.strings[state.language][key];
  const fill = (pattern, values) =>
    pattern.replace(/\{(\w+)\}/g, (slot, name) => (has(values, name) ? values[name] : slot));
  const number = (n) => n.toLocaleString(locale());
  const signed = (n) =>
    n.toLocaleString(locale(), { signDisplay: "exceptZero", maximumFractionDigits: 1 }).replace("-", "−");
  function count(key, n) {
    const forms = text(key);
    const form = new Intl.PluralRules(locale()).select(n);
    return fill(forms[form] || forms.other, { n: number(n) });
  }
  const labelOf = (thing, otherwise) =>
    has(thing.labels, state.language) ? thing.labels[state.language] : otherwise;
  const actorName = (place) => labelOf(actors[place], actors[place].label);
  const sideName = (place) => labelOf(sides[place], sides[place].label);
  const capital = (words) => words.charAt(0).toLocaleUpperCase(state.language) + words.slice(1);
  const className = (type) => capital(labelOf(classes[type], type));
  const statusName = (status) => text("statuses")[status];
  const kindName = (kind) => (has(text("kinds"), kind) ? text("kinds")[kind] : text("kinds").other);
  const names = (places) => places.map(actorName).join(", ");
  const short = (label) =>
    label.length <= style.letters ? label : label.slice(0, style.letters - 1) + "…";
  /** A long name on two lines, broken at the space nearest to its middle. */
  function wrapped(name) {
    const spaces = [...name.matchAll(/ /g)].map((space) => space.index);
    if (name.length <= style.wide || !spaces.length) return [name];
    const off = (at) => Math.abs(2 * at - name.length);
    const at = spaces.reduce((a, b) => (off(b) < off(a) ? b : a));
    return [name.slice(0, at), name.slice(at + 1)];
  }
  const plain = (words) => words.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  function dateText(value, form = "long") {
    const parts = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?$/.exec(value || "");
    if (!parts) return value || "";
    const wanted = { year: "numeric", timeZone: "UTC" };
    if (parts[2]) wanted.month = form;
    if (parts[3]) wanted.day = "numeric";
    const day = new Date(Date.UTC(+parts[1], +(parts[2] || 1) - 1, +(parts[3] || 1)));
    return new Intl.DateTimeFormat(locale(), wanted).format(day);
  }
  const dates = (report, form) =>
    [report.date, report.dateEnd].filter(Boolean).map((date) => dateText(date, form)).join(" – ");

  // Several reports may date an event; the most precise is shown, the first of them.
  const whenOf = events.map((event) =>
    event.reports.reduce((best, one) => (one.date && (!best || one.date.length > best.date.length) ? one : best), null));
  const dateOf = (place, form) => (whenOf[place] ? dates(whenOf[place], form) : "");
  /** First and last day of an event, as ISO 8601; null where nothing says when. */
  const daysOf = whenOf.map((report) => {
    if (!report || !/^\d{4}(-\d\d){0,2}$/.test(report.date)) return null;
    const last = /^\d{4}(-\d\d){0,2}$/.test(report.dateEnd || "") ? report.dateEnd : report.date;
    return [report.date + "-01-01".slice(report.date.length - 4), last + "-12-31".slice(last.length - 4)];
  });

  function partiesText(event) {
    const agents = names(event.agents);
    const targets = names(event.targets);
    if (!agents && !targets) return text("nobody");
    if (!targets) return agents;
    if (classes[event.type].symmetric) return names([...new Set([...event.agents, ...event.targets])]);
    return `${agents || text("unnamed")} → ${targets}`;
  }
  const sourcesOf = (event) => [...new Set(event.reports.flatMap((report) => report.sources.map((source) => source[0])))];
