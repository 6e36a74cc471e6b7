// How the playground is drawn: the network with a picture in each neuron, the plane with its points, and the curves.
import {Plot, Station, clamp, drawing, html, range, say} from './lab.js';
import {FEATURES} from './playground_model.js';

export const NAMES = Object.keys(FEATURES);
export const SIGNS = {x: 'x₁', y: 'x₂', xx: 'x₁²', yy: 'x₂²', xy: 'x₁·x₂', sinx: say('lab_playground_sine', {x: 'x₁'}), siny: say('lab_playground_sine', {x: 'x₂'})};
export const REACH = 6;  // the plane goes from -6 to 6
const GRID = 40;  // cells of a picture, on each side
const CORNERS = {1: [[-1, -1], [1, -1], [1, 1], [-1, 1]], 2: [[0, -1.3], [1.3, 1], [-1.3, 1]], 3: [[0, -1.5], [1.5, 0], [0, 1.5], [-1.5, 0]]};  // of points, by class
const DASHES = ['2 3', '7 3', '9 3 2 3', '1 5'];

const rgb = hex => [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16));
const mixed = (from, to, part) => from.map((one, at) => one + (to[at] - one) * part);
const css = colour => `rgb(${colour.map(Math.round).join(' ')})`;

const STEPS = 128;  // shades from zero to the full colour

/** A colour as the bytes of a pixel. */
const packed = ([red, green, blue]) => ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;

/** A picture of GRID x GRID pixels, to be drawn elsewhere. */
const canvasOf = pixels => {
  const canvas = Object.assign(document.createElement('canvas'), {width: GRID, height: GRID});
  canvas.getContext('2d').putImageData(new ImageData(new Uint8ClampedArray(pixels.buffer), GRID, GRID), 0, 0);
  return canvas;
};

/** A station with a network ``net`` (and ``plain``, without hidden layers), points ``parts`` and losses ``curve``. */
export class Drawn extends Station {
  /** @type {any} */ net;
  /** @type {any} */ plain;
  /** @type {any} */ parts;
  /** @type {any} */ curve;
  /** @type {any} */ wires;
  /** @type {any} */ plane;
  /** @type {any} */ other;
  /** @type {any} */ chart;
  /** @type {any} */ wire;
  /** @type {any[]} */ runs = [];
  /** @type {number[] | null} */ look = null;
  /** @type {number[]} */ cursor = [0, 0];
  /** @type {number[][]} */ places = [];
  outputs = 1;

  get names() { return this.state.features.map(at => NAMES[at]); }

  neuron(layer, at) {
    if (layer === 0) return SIGNS[this.names[at]];
    return layer === this.net.layers.length ? say('lab_playground_output', {number: at + 1}) : `${layer}·${at + 1}`;
  }


  /** The places of the cells of a picture. */
  grid() {
    const along = at => ((at + 0.5) / GRID) * 2 * REACH - REACH;
    return range(GRID * GRID).map(cell => [along(cell % GRID), -along(Math.floor(cell / GRID))]);
  }

  colours() {
    const style = getComputedStyle(this), of = name => rgb(style.getPropertyValue(`--${name}`).trim());
    const [ground, low, high] = [of('card'), of('ORG'), of('PER')];
    const scale = Uint32Array.from(range(2 * STEPS + 1), at => packed(mixed(ground, at < STEPS ? low : high, 0.85 * Math.abs(at / STEPS - 1))));
    return {ground, low, high, scale, ink: of('ink'), soft: of('soft'), classes: ['ORG', 'PER', 'LOC', 'WORK'].map(of)};
  }

  /** Values of each layer over the plane: layer -> neuron -> cells. */
  evaluate(net) {
    const made = net.sizes.map(size => range(size).map(() => new Float32Array(GRID * GRID)));
    for (let cell = 0; cell < this.places.length; cell++) {
      const values = net.forward(this.places[cell]);
      for (let layer = 0; layer < values.length; layer++) {
        for (let at = 0; at < values[layer].length; at++) made[layer][at][cell] = values[layer][at];
      }
    }
    return made;
  }

  /** A neuron as a picture: orange below zero, blue above. */
  image(cells, colours, squash = value => value) {
    const pixels = new Uint32Array(GRID * GRID);
    for (let cell = 0; cell < cells.length; cell++) pixels[cell] = colours.scale[Math.round(STEPS * clamp(squash(cells[cell]), -1, 1)) + STEPS];
    return canvasOf(pixels);
  }

  /** The answer of a network over the plane. */
  answer(outputs, colours) {
    const {task, flat} = this.state, hard = flat === 'yes';
    if (task === 'regression') return this.image(outputs[0], colours, value => (hard ? Math.sign(value) : value));
    if (outputs.length === 1) return this.image(outputs[0], colours, value => (hard ? Math.sign(value) : Math.tanh(value / 2)));
    const pixels = new Uint32Array(GRID * GRID);
    for (const cell of range(GRID * GRID)) {
      const sums = outputs.map(one => one[cell]), most = Math.max(...sums), powers = sums.map(one => Math.exp(one - most));
      const total = powers.reduce((sum, one) => sum + one, 0);
      const parts = hard ? sums.map(one => (one === most ? 1 : 0)) : powers.map(one => one / total);
      const blend = [0, 1, 2].map(channel => parts.reduce((sum, part, at) => sum + part * colours.classes[at][channel], 0));
      pixels[cell] = packed(mixed(colours.ground, blend, 0.75));
    }
    return canvasOf(pixels);
  }

  draw() {
    if (!this.net || !this.chart) return;
    const colours = this.colours(), made = this.evaluate(this.net);
    /** @returns {any} */
    const sharp = canvas => {
      const wide = canvas.clientWidth || 300, high = canvas.clientHeight || wide, scale = Math.min(devicePixelRatio || 1, 2);
      if (canvas.width !== Math.round(wide * scale) || canvas.height !== Math.round(high * scale)) Object.assign(canvas, {width: Math.round(wide * scale), height: Math.round(high * scale)});
      const pen = canvas.getContext('2d');
      pen.setTransform(scale, 0, 0, scale, 0, 0);
      pen.clearRect(0, 0, wide, high);
      return [pen, wide, high];
    };
    this.wires.style.height = `${Math.max(4, ...this.net.sizes) * 42 + 30}px`;
    this.drawNet(sharp(this.wires), made, colours);
    const picture = this.look ? this.image(made[this.look[0]][this.look[1]], colours, this.look[0] ? undefined : value => value / REACH) : this.answer(made.at(-1), colours);
    this.drawPlane(sharp(this.plane), picture, colours, true);
    if (this.plain) this.drawPlane(sharp(this.other), this.answer(this.evaluate(this.plain).at(-1), colours), colours, false);
    this.plane.setAttribute('aria-label', this.look ? say('lab_playground_plane_of', {neuron: this.neuron(...this.look)}) : say('lab_playground_plane'));
    this.wires.setAttribute('aria-label', say('lab_playground_picture', {sizes: this.net.sizes.join('-')}));
    this.drawCurves();
  }

  /** Where each neuron stands in the drawing, and how large it is. */
  layout(wide, high) {
    const {sizes} = this.net, gap = wide / sizes.length, size = Math.min(34, gap * 0.72);
    const rows = sizes.map(count => Math.min(42, (high - 26) / count));
    return {size, at: (layer, one) => [gap * (layer + 0.5), 22 + (high - 26) / 2 + (one - (sizes[layer] - 1) / 2) * rows[layer]]};
  }

  drawNet([pen, wide, high], made, colours) {
    const {size, at} = this.layout(wide, high), chosen = Number(this.wire.value);
    this.eachWire((layer, one, to, place) => {
      const [x1, y1] = at(layer, one), [x2, y2] = at(layer + 1, to), weight = this.net.weights[place], half = size / 2;
      pen.beginPath();
      pen.moveTo(x1 + half, y1);
      pen.bezierCurveTo((x1 + x2) / 2, y1, (x1 + x2) / 2, y2, x2 - half, y2);
      pen.lineWidth = clamp(Math.abs(weight) * 2, 0.4, 8);
      pen.strokeStyle = css(place === chosen ? colours.ink : weight < 0 ? colours.low : colours.high);
      pen.globalAlpha = place === chosen ? 1 : clamp(0.25 + Math.abs(weight) / 2, 0.25, 0.9);
      pen.stroke();
    });
    pen.globalAlpha = 1;
    pen.textAlign = 'center';
    made.forEach((layer, number) => layer.forEach((cells, one) => {
      const [x, y] = at(number, one), last = number === made.length - 1;
      const logistic = this.state.activation === 'logistic' && number && !last;
      const squash = number === 0 ? value => value / REACH : last && this.state.task === 'classification' ? value => Math.tanh(value / 2) : logistic ? value => 2 * value - 1 : undefined;
      pen.drawImage(this.image(cells, colours, squash), x - size / 2, y - size / 2, size, size);
      pen.lineWidth = this.look?.[0] === number && this.look[1] === one ? 3 : 1;
      pen.strokeStyle = css(colours.ink);
      pen.strokeRect(x - size / 2, y - size / 2, size, size);
      if (number === 0) {
        pen.font = '12px system-ui, sans-serif';
        pen.lineWidth = 3;
        pen.strokeStyle = css(colours.ground);
        pen.strokeText(SIGNS[this.names[one]], x, y + 4);
        pen.fillStyle = css(colours.ink);
        pen.fillText(SIGNS[this.names[one]], x, y + 4);
      }
    }));
    pen.fillStyle = css(colours.soft);
    pen.font = '11.5px system-ui, sans-serif';
    pen.fillText(say('lab_playground_in'), at(0, 0)[0], 13);
    pen.fillText(say('lab_playground_out'), at(made.length - 1, 0)[0], 13);
  }

  eachWire(does) {
    this.net.layers.forEach(({before, after, from}, layer) => {
      for (const to of range(after)) for (const one of range(before)) does(layer, one, to, from + to * before + one);
    });
  }

  /** A click in the drawing chooses a neuron for the plane, or a wire for its number. */
  pick(event) {
    const box = this.wires.getBoundingClientRect(), x = event.clientX - box.left, y = event.clientY - box.top;
    const {size, at} = this.layout(box.width, box.height);
    for (const [layer, count] of this.net.sizes.entries()) {
      for (const one of range(count)) {
        const [cx, cy] = at(layer, one);
        if (Math.max(Math.abs(x - cx), Math.abs(y - cy)) > size / 2 + 3) continue;
        this.look = layer === this.net.sizes.length - 1 ? null : [layer, one];
        return this.set({});
      }
    }
    let best = 10, found = null;
    this.eachWire((layer, one, to, place) => {
      const [x1, y1] = at(layer, one), [x2, y2] = at(layer + 1, to);
      for (const part of range(21).map(step => step / 20)) {
        const bend = part * part * (3 - 2 * part), middle = (x1 + x2) / 2, left = 1 - part;
        const across = left ** 3 * (x1 + size / 2) + 3 * left * part * middle + part ** 3 * (x2 - size / 2);
        const far = Math.hypot(x - across, y - (y1 + bend * (y2 - y1)));
        if (far < best) [best, found] = [far, place];
      }
    });
    if (found !== null) {
      this.wire.value = String(found);
      this.set({});
    }
    return undefined;
  }

  drawPlane([pen, wide, high], picture, colours, own) {
    pen.imageSmoothingEnabled = true;
    pen.drawImage(picture, 0, 0, wide, high);
    const dot = (/** @type {any} */ [x, y, label], tested) => {
      const px = ((x + REACH) / (2 * REACH)) * wide, py = ((REACH - y) / (2 * REACH)) * high, r = tested ? 3 : 4;
      const colour = this.state.task === 'regression' ? mixed(colours.ground, label < 0 ? colours.low : colours.high, Math.abs(label)) : colours.classes[label];
      pen.beginPath();
      const corners = this.state.task === 'regression' ? null : CORNERS[label];
      if (!corners) pen.arc(px, py, r, 0, 2 * Math.PI);
      else corners.forEach(([dx, dy]) => pen.lineTo(px + r * 0.9 * dx, py + r * 0.9 * dy));
      pen.closePath();
      pen.fillStyle = css(colour);
      pen.fill();
      pen.lineWidth = tested ? 1.6 : 1;
      pen.strokeStyle = css(tested || !corners && this.state.task === 'regression' ? colours.ink : colours.ground);
      pen.stroke();
    };
    for (const one of this.parts.train) dot(one, false);
    if (this.state.test === 'yes') for (const one of this.parts.test) dot(one, true);
    if (!own || this.state.data !== 'mine') return;
    const [cx, cy] = [((this.cursor[0] + REACH) / (2 * REACH)) * wide, ((REACH - this.cursor[1]) / (2 * REACH)) * high];
    pen.strokeStyle = css(colours.ink);
    pen.lineWidth = 1.5;
    pen.strokeRect(cx - 7, cy, 14, 0);
    pen.strokeRect(cx, cy - 7, 0, 14);
  }

  drawCurves() {
    const thin = list => {
      const every = Math.max(1, Math.ceil(list.length / 160));
      return list.map((value, at) => [at, value]).filter(([at, value]) => (at % every === 0 || at === list.length - 1) && Number.isFinite(value));
    };
    const lines = [
      [thin(this.curve.train), {stroke: 'var(--ORG)', 'stroke-width': 2}], [thin(this.curve.test), {stroke: 'var(--PER)', 'stroke-width': 2.5}],
      ...(this.plain ? [[thin(this.curve.plain), {stroke: 'var(--LOC)', 'stroke-width': 2, 'stroke-dasharray': '5 3'}]] : []),
      ...this.runs.map(({curve}, at) => [thin(curve), {stroke: 'var(--ink)', 'stroke-width': 1.2, 'stroke-dasharray': DASHES[at]}]),
    ];
    const high = Math.min(10, Math.max(0.1, ...lines.flatMap(([line]) => line.map(one => one[1])))), long = Math.max(10, ...lines.flatMap(([line]) => line.map(one => one[0])));
    const plot = new Plot({x: [0, long], y: [0, high], width: 320, height: 130, left: 38, top: 8, bottom: 24});
    const key = (style, name, colour) => html('span', {}, html('i', {style: `border-top: 3px ${style} ${colour}`}), name);
    this.chart.replaceChildren(drawing(320, 130, say('lab_playground_curves'), plot.axes([0, long], [0, Number((high / 2).toPrecision(1)), Number(high.toPrecision(2))]),
      plot.inside('lab-curves', ...lines.map(([line, look]) => plot.line(line, look)))),
    html('p', {class: 'lab-keys'}, key('solid', say('lab_playground_key_train'), 'var(--ORG)'), key('solid', say('lab_playground_key_test'), 'var(--PER)'),
      this.plain ? key('dashed', say('lab_playground_key_plain'), 'var(--LOC)') : null,
      ...this.runs.map((_, at) => key('dotted', `${at + 1}`, 'var(--ink)'))));
  }
}
