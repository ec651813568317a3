  // Saving what is seen: a picture as SVG or PNG, the table as CSV.

  /** A canvas context that writes SVG: what vis-network draws, as it draws it. */
  class Recorder {
    constructor(real) {
      this.real = real; // measures words
      this.out = [];
      this.stack = [];
      this.path = "";
      this.matrix = new DOMMatrix();
      Object.assign(this, {
        fillStyle: "#000", strokeStyle: "#000", lineWidth: 1, font: "10px sans-serif", textAlign: "start",
        textBaseline: "alphabetic", globalAlpha: 1, lineJoin: "miter", lineCap: "butt", shadowColor: "", shadowBlur: 0,
      });
      this.dash = [];
      this.canvas = real.canvas;
    }
    save() {
      const kept = ["matrix", "fillStyle", "strokeStyle", "lineWidth", "font", "textAlign", "textBaseline", "globalAlpha", "dash", "lineJoin"];
      this.stack.push(Object.fromEntries(kept.map((name) => [name, this[name]])));
    }
    restore() { Object.assign(this, this.stack.pop()); }
    translate(x, y) { this.matrix = this.matrix.translate(x, y); }
    scale(x, y) { this.matrix = this.matrix.scale(x, y); }
    rotate(angle) { this.matrix = this.matrix.rotate((angle * 180) / Math.PI); }
    setTransform(a, b, c, d, e, f) { this.matrix = a === undefined ? new DOMMatrix() : typeof a === "object" ? a : new DOMMatrix([a, b, c, d, e, f]); }
    resetTransform() { this.matrix = new DOMMatrix(); }
    getTransform() { return this.matrix; }
    at(x, y) {
      const point = this.matrix.transformPoint({ x, y });
      return `${point.x.toFixed(2)} ${point.y.toFixed(2)}`;
    }
    get zoom() { return Math.hypot(this.matrix.a, this.matrix.b); }
    clearRect() {}
    beginPath() { this.path = ""; }
    closePath() { this.path += "Z"; }
    moveTo(x, y) { this.path += `M${this.at(x, y)}`; }
    lineTo(x, y) { this.path += `${this.path ? "L" : "M"}${this.at(x, y)}`; }
    quadraticCurveTo(a, b, x, y) { this.path += `Q${this.at(a, b)} ${this.at(x, y)}`; }
    bezierCurveTo(a, b, c, d, x, y) { this.path += `C${this.at(a, b)} ${this.at(c, d)} ${this.at(x, y)}`; }
    rect(x, y, w, h) { this.path += `M${this.at(x, y)}L${this.at(x + w, y)}L${this.at(x + w, y + h)}L${this.at(x, y + h)}Z`; }
    arc(x, y, r, from, to, back) {
      const whole = Math.abs(to - from) >= 2 * Math.PI - 1e-6;
      const point = (angle) => this.at(x + r * Math.cos(angle), y + r * Math.sin(angle));
      const size = (r * this.zoom).toFixed(2);
      const sweep = back ? 0 : 1;
      this.path += `${this.path && !this.path.endsWith("Z") ? "L" : "M"}${point(from)}`;
      if (whole) this.path += `A${size} ${size} 0 1 ${sweep} ${point(from + Math.PI)}A${size} ${size} 0 1 ${sweep} ${point(from)}`;
      else {
        const angle = ((back ? from - to : to - from) + 4 * Math.PI) % (2 * Math.PI);
        this.path += `A${size} ${size} 0 ${angle > Math.PI ? 1 : 0} ${sweep} ${point(to)}`;
      }
    }
    clip() {}
    put(name, attributes, words) {
      if (this.globalAlpha < 1) attributes.opacity = this.globalAlpha;
      this.out.push(shape(name, attributes, ...(words === undefined ? [] : [words])));
    }
    fill() { if (this.path) this.put("path", { d: this.path, fill: this.fillStyle }); }
    stroke() {
      if (!this.path) return;
      const attributes = { d: this.path, fill: "none", stroke: this.strokeStyle, "stroke-width": (this.lineWidth * this.zoom).toFixed(2) };
      if (this.dash.length) attributes["stroke-dasharray"] = this.dash.map((one) => (one * this.zoom).toFixed(1)).join(" ");
      this.put("path", attributes);
    }
    fillRect(x, y, w, h) { this.beginPath(); this.rect(x, y, w, h); this.fill(); }
    strokeRect(x, y, w, h) { this.beginPath(); this.rect(x, y, w, h); this.stroke(); }
    setLineDash(dash) { this.dash = [...dash]; }
    getLineDash() { return this.dash; }
    measureText(words) {
      this.real.font = this.font;
      return this.real.measureText(words);
    }
    words(words, x, y, paint) {
      const size = /([\d.]+)px\s*(.*)$/.exec(this.font) || [0, 10, "sans-serif"];
      const lower = { middle: 0.35, top: 0.8, hanging: 0.8 }[this.textBaseline] || 0;
      const { a, b, c, d, e, f } = this.matrix;
      const attributes = {
        transform: `matrix(${[a, b, c, d, e, f].map((one) => one.toFixed(4)).join(" ")})`, x, y: (y + lower * size[1]).toFixed(2),
        "font-size": size[1], "font-family": size[2], "text-anchor": { center: "middle", right: "end", end: "end" }[this.textAlign] || "start", ...paint,
      };
      if (/\b(600|bold)\b/.test(this.font)) attributes["font-weight"] = 600;
      this.put("text", attributes, words);
    }
    fillText(words, x, y) { this.words(words, x, y, { fill: this.fillStyle }); }
    strokeText(words, x, y) {
      this.words(words, x, y, { fill: "none", stroke: this.strokeStyle, "stroke-width": this.lineWidth, "stroke-linejoin": "round" });
    }
  }

  function networkSvg() {
    const canvas = $("network").querySelector("canvas");
    const real = canvas.getContext("2d");
    const recorder = new Recorder(real);
    canvas.getContext = () => recorder;
    try {
      network.renderer._redraw();
    } finally {
      delete canvas.getContext;
      network.redraw();
    }
    const ratio = canvas.width / canvas.clientWidth;
    const picture = shape("svg", {
      xmlns: "http://www.w3.org/2000/svg", viewBox: `0 0 ${canvas.width} ${canvas.height}`,
      width: Math.round(canvas.width / ratio), height: Math.round(canvas.height / ratio),
    }, shape("rect", { width: "100%", height: "100%", fill: theme.surface }), ...recorder.out);
    return picture;
  }
  /** The timeline with its colours written out, for it leaves the page's style sheet behind. */
  function timelineSvg() {
    const drawn = $("timeline").querySelector("svg");
    if (!drawn) return null;
    const copy = drawn.cloneNode(true);
    const originals = drawn.querySelectorAll("*");
    copy.querySelectorAll("*").forEach((element, i) => {
      const css = getComputedStyle(originals[i]);
      for (const name of ["fill", "stroke", "stroke-width", "stroke-dasharray", "opacity", "font-size", "font-family", "font-weight"]) {
        element.setAttribute(name, css.getPropertyValue(name));
      }
      element.removeAttribute("style");
      element.removeAttribute("class");
    });
    copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    copy.prepend(shape("rect", { width: "100%", height: "100%", fill: theme.surface }));
    return copy;
  }

  function download(blob, ending) {
    const address = URL.createObjectURL(blob);
    const name = `${document.title.replace(/[^\p{L}\p{N}._-]+/gu, "-").slice(0, 60) || "graph"}-${state.view}.${ending}`;
    make("a", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10_000);
  }
  function pictureSvg() {
    const picture = state.view === "timeline" ? timelineSvg() : networkSvg();
    return picture && new XMLSerializer().serializeToString(picture);
  }
  function savePng() {
    const svg = pictureSvg();
    if (!svg) return;
    const image = new Image();
    image.onload = () => {
      const canvas = make("canvas", { width: image.width * 2, height: image.height * 2 });
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      canvas.toBlob((blob) => download(blob, "png"), "image/png");
    };
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  }
  const SAVES = {
    svg: () => { const svg = pictureSvg(); if (svg) download(new Blob([svg], { type: "image/svg+xml" }), "svg"); },
    png: savePng,
    csv: () => download(new Blob([csv()], { type: "text/csv" }), "csv"),
    print: () => print(),
  };

  // On paper: light colours, the network as lines instead of dots, with its legend, every list open.
  const paper = (on) => {
    document.documentElement.classList.toggle("paper", on);
    readTheme();
    draw();
    renderLegend();
    if (state.view === "timeline") renderTimeline();
    for (const details of document.querySelectorAll(".undated")) details.open = on;
    $("printed").replaceChildren(...(on && state.view === "network"
      ? [networkSvg(), make("div", { className: "legend" }, ...[...$("legend-body").children].map((part) => part.cloneNode(true)))] : []));
  };
  addEventListener("beforeprint", () => paper(true));
  addEventListener("afterprint", () => paper(false));
