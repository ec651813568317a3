  // Words in the network: as large as one can read whatever the zoom, and none over another.

  let writings = []; // what is to be written: { id, lines, rank, edge, beside, lit }
  let written = []; // where it was: { id, edge, left, right, top, bottom }
  const write = (one) => writings.push({ lit: true, ...one });
  const FACE = "system-ui, sans-serif";
  const ROOM = { diamond: 1.3, triangle: 1.5, triangleDown: 1.5, star: 1.6 };
  const SMALL = 0.42; // below, the words within an event's box are too small: they are written over it
  const ALONG = [0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73];

  const widths = new Map();
  function widthOf(context, words, font) {
    const key = `${font}|${words}`;
    if (!widths.has(key)) {
      context.font = font;
      widths.set(key, context.measureText(words).width);
    }
    return widths.get(key);
  }

  /** Boxes that are taken, sorted into squares so that few need be compared. */
  class Taken {
    constructor(square) {
      this.square = square;
      this.squares = new Map();
    }
    *keys({ left, right, top, bottom }) {
      const at = (value) => Math.floor(value / this.square);
      for (let x = at(left); x <= at(right); x += 1) for (let y = at(top); y <= at(bottom); y += 1) yield `${x} ${y}`;
    }
    add(box) {
      for (const key of this.keys(box)) {
        if (!this.squares.has(key)) this.squares.set(key, []);
        this.squares.get(key).push(box);
      }
    }
    free(box) {
      for (const key of this.keys(box)) {
        for (const other of this.squares.get(key) || []) {
          if (box.left < other.right && other.left < box.right && box.top < other.bottom && other.top < box.bottom) return false;
        }
      }
      return true;
    }
  }

  /** The middles of the places where words may stand, the best first. */
  function* spots(one, width, height) {
    if (one.edge) {
      const edge = network.body.edges[one.id];
      for (const t of ALONG) yield edge.edgeType.getPoint(t);
      return;
    }
    const { x, y } = network.getPosition(one.id);
    if (one.pill) {
      yield { x, y };
      return;
    }
    const { size } = network.body.nodes[one.id].options;
    const gap = size + height / 2 + 2;
    if (!one.beside) yield { x, y: y + gap };
    yield { x: x + size + width / 2 + 4, y };
    yield { x: x - size - width / 2 - 4, y };
    yield { x, y: y - gap };
    if (one.beside) yield { x, y: y + gap };
  }

  /** What is in sight, less where buttons are. */
  function inSight() {
    const { clientWidth, clientHeight } = $("network");
    const first = network.DOMtoCanvas({ x: 0, y: 0 });
    const last = network.DOMtoCanvas({ x: clientWidth, y: clientHeight });
    return { left: first.x, top: first.y, right: last.x, bottom: last.y };
  }
  function writeAll(context) {
    const scale = network.getScale();
    const grown = (scale > 1 ? Math.min(scale, 3) ** 0.6 : Math.max(scale, 0.88)) / scale;
    const small = scale < SMALL;
    const taken = new Taken(90 * grown);
    for (const [id, { options, shape, x, y }] of Object.entries(network.body.nodes)) {
      if (options.hidden || !nodeOf.has(id) || (small && options.shape === "box")) continue;
      const [w, h] = options.shape === "box" ? [shape.width / 2, shape.height / 2] : [options.size * 0.9, options.size * 0.9];
      taken.add({ left: x - w, right: x + w, top: y - h, bottom: y + h });
    }
    written = [];
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.lineJoin = "round";
    const view = inSight();
    const inside = (box) => box.left >= view.left && box.right <= view.right && box.top >= view.top && box.bottom <= view.bottom;
    for (const one of writings) {
      const edge = network.body.edges[one.id];
      if (one.edge ? !(edge && edge.connected) : one.pill && !small) continue;
      const px = (one.edge || one.beside ? 12 : 13) * grown;
      const fonts = one.lines.map((_, i) => `${(i && !one.name ? px * 0.92 : px).toFixed(2)}px ${FACE}`);
      const width = Math.max(...one.lines.map((words, i) => widthOf(context, words, fonts[i]))) + (one.badge ? 12 : 4) * grown;
      const height = px * (one.badge ? 1.5 : 1.22) * one.lines.length;
      const around = ({ x, y }) => ({ x, y, left: x - width / 2, right: x + width / 2, top: y - height / 2, bottom: y + height / 2 });
      const free = [...spots(one, width, height)].map(around).filter((box) => taken.free(box));
      const box = free.find(inside) || (one.edge || one.pill ? free[0] : undefined);
      if (box) {
        const { x } = box;
        taken.add(box);
        written.push({ id: one.id, edge: one.edge, ...box });
        if (one.badge) badgeUnder(context, box, one.badge, grown);
        context.strokeStyle = one.lit ? theme.surface : faint(theme.surface, false);
        context.lineWidth = (one.badge ? 0.01 : 4) * grown;
        one.lines.forEach((words, i) => {
          const at = (box.top + box.bottom) / 2 + px * 1.22 * (i - (one.lines.length - 1) / 2);
          context.font = fonts[i];
          context.strokeText(words, x, at);
          context.fillStyle = faint((i && !one.name) || one.beside ? theme.soft : theme.text, one.lit);
          context.fillText(words, x, at);
        });
      }
    }
  }
  /** A ground for numbers on a thick line. */
  function badgeUnder(context, { left, right, top, bottom }, colour, grown) {
    const r = (bottom - top) / 2;
    context.beginPath();
    context.arc(left + r, top + r, r, Math.PI / 2, Math.PI * 1.5, false);
    context.lineTo(right - r, top);
    context.arc(right - r, top + r, r, -Math.PI / 2, Math.PI / 2, false);
    context.closePath();
    context.fillStyle = theme.surface;
    context.fill();
    context.strokeStyle = colour;
    context.lineWidth = 1.2 * grown;
    context.setLineDash([]);
    context.stroke();
  }
  const wordsAt = ({ x, y }) => written.find((box) => box.left <= x && x <= box.right && box.top <= y && y <= box.bottom);

  // The side's code stands inside the shape, so that colour alone need not tell.
  function writeCodes(context) {
    context.textAlign = "center";
    context.textBaseline = "middle";
    for (const [id, thing] of [...actorOf].map(([id, place]) => [id, actors[place].side])
      .concat(sides.map((side) => [side.id, side.key.length <= 6 ? side.key : ""]))) {
      const node = network.body.nodes[id];
      if (!node || node.options.hidden || !thing) continue;
      const size = node.options.size;
      const code = thing.slice(0, 6);
      const high = Math.min(13 * state.grown, (size * 2) / (ROOM[node.options.shape] || 1) / Math.max(code.length, 3));
      context.font = `600 ${high.toFixed(1)}px ${FACE}`;
      context.fillStyle = node.options.color.background.length > 7 ? "#ffffff38" : "#ffffff";
      const lower = { triangle: 0.25, triangleDown: -0.25 }[node.options.shape] || 0;
      context.fillText(code, node.x, node.y + size * lower);
    }
  }
  network.on("afterDrawing", (context) => {
    writeCodes(context);
    writeAll(context);
  });
