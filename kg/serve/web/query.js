"use strict";

// The page to ask on: YASGUI where it is there, else the form and a table.
(() => {
  const questions = document.getElementById("questions");

  function withEditor(place) {
    const endpoint = new URL("/sparql", location.href).href;
    const yasgui = new Yasgui(place, {
      requestConfig: { endpoint, method: "POST" },
      persistenceId: null, // no query is kept in the browser
      populateFromUrl: (tab) => {
        tab.requestConfig.endpoint = endpoint;
        return tab;
      },
      endpointCatalogueOptions: { getData: () => [] },
      yasr: { ...Yasgui.defaults.yasr, persistenceId: null },
      yasqe: { value: place.dataset.query, autocompleters: ["variables"], persistenceId: null },
    });
    questions.addEventListener("change", () => {
      if (!questions.value) return;
      const tab = yasgui.getTab() || yasgui.addTab(true);
      tab.setQuery(questions.value);
      tab.getYasqe().query();
    });
  }

  // What an answer names is shown here, not elsewhere.
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#yasgui a.iri");
    if (link && new URL(link.href).origin !== location.origin) {
      link.href = `/resource?iri=${encodeURIComponent(link.href)}`;
    }
  }, true);

  function cell(row, value) {
    const place = row.insertCell();
    if (!value) return;
    if (value.type === "uri") {
      const link = document.createElement("a");
      link.href = `/resource?iri=${encodeURIComponent(value.value)}`;
      link.textContent = value.value;
      place.append(link);
    } else {
      place.textContent = value.value;
    }
  }

  function table(data) {
    const made = document.createElement("table");
    const names = data.head.vars || ["answer"];
    const head = made.createTHead().insertRow();
    for (const name of names) {
      const one = document.createElement("th");
      one.textContent = name;
      head.append(one);
    }
    const body = made.createTBody();
    const rows = data.results
      ? data.results.bindings
      : [{ answer: { type: "literal", value: String(data.boolean) } }];
    for (const found of rows) {
      const row = body.insertRow();
      for (const name of names) cell(row, found[name]);
    }
    return made;
  }

  function plain(text) {
    const made = document.createElement("pre");
    made.textContent = text;
    return made;
  }

  async function run(form) {
    const answer = document.getElementById("answer");
    answer.replaceChildren(plain("…"));
    const asked = new URLSearchParams({ query: form.elements.query.value });
    const accept = "application/sparql-results+json, text/turtle;q=0.9, */*;q=0.1";
    try {
      const got = await fetch("/sparql", { method: "POST", body: asked, headers: { accept } });
      const cut = got.headers.get("x-duta-truncated");
      const isTable = (got.headers.get("content-type") || "").includes("sparql-results+json");
      const shown = [got.ok && isTable ? table(await got.json()) : plain(await got.text())];
      if (cut) shown.push(plain(`Left out: ${cut}`));
      answer.replaceChildren(...shown);
    } catch (error) {
      answer.replaceChildren(plain("The service does not answer."));
    }
  }

  function withForm(form) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      run(form);
    });
    questions.addEventListener("change", () => {
      if (!questions.value) return;
      form.elements.query.value = questions.value;
      run(form);
    });
  }

  const place = document.getElementById("yasgui");
  if (place) withEditor(place);
  else withForm(document.getElementById("form"));
})();
