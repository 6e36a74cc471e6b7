// Convolution, its transpose, max pooling: position by position; and kernels over a picture.
import {Station, button, choice, clamp, copyLink, html, keys, num, open, opener, parse, player, range, say, slider, tasks, told} from './lab.js';

export const sizeAfter = (i, k, p = 0, s = 1) => Math.floor((i + 2 * p - k) / s) + 1;

const zeros = (rows, columns) => range(rows).map(() => Array(columns).fill(0));

/** Windows of the padded image times the kernel; both as rows. */
export const convolve = (image, kernel, p = 0, s = 1) => {
  const k = kernel.length, at = (row, column) => image[row - p]?.[column - p] ?? 0;
  const output = zeros(sizeAfter(image.length, k, p, s), sizeAfter(image[0].length, k, p, s));
  return output.map((cells, row) => cells.map((_, column) =>
    range(k * k).reduce((sum, n) => sum + at(row * s + Math.floor(n / k), column * s + (n % k)) * kernel[Math.floor(n / k)][n % k], 0)));
};

/** Each value paints the kernel; ``p`` rows and columns are cut off at every side. */
export const transpose = (image, kernel, p = 0, s = 1) => {
  const k = kernel.length, rows = s * (image.length - 1) + k, columns = s * (image[0].length - 1) + k;
  const output = zeros(rows, columns);
  image.forEach((values, row) => values.forEach((value, column) => kernel.forEach((weights, down) => weights.forEach((weight, right) => {
    output[row * s + down][column * s + right] += value * weight;
  }))));
  return output.slice(p, rows - p).map(cells => cells.slice(p, columns - p));
};

export const maxPool = (image, k = 2, s = 2) =>
  zeros(sizeAfter(image.length, k, 0, s), sizeAfter(image[0].length, k, 0, s)).map((cells, row) => cells.map((_, column) =>
    Math.max(...range(k * k).map(n => image[row * s + Math.floor(n / k)][column * s + (n % k)]))));

const rowsOf = (flat, width) => range(flat.length / width).map(row => flat.slice(row * width, (row + 1) * width));

export const IMAGE = [3, 3, 2, 1, 0, 0, 0, 1, 3, 1, 3, 1, 2, 2, 3, 2, 0, 0, 2, 2, 2, 0, 0, 0, 1];
export const KERNEL = [0, 1, 2, 2, 2, 0, 0, 1, 2];
export const SLICE = [1, 1, 2, 4, 5, 6, 7, 8, 3, 2, 1, 0, 1, 2, 3, 4];

const KERNELS = {
  same: [0, 0, 0, 0, 1, 0, 0, 0, 0], blur: Array(9).fill(0.111), sharpen: [0, -1, 0, -1, 5, -1, 0, -1, 0],
  edge: [-1, -1, -1, -1, 8, -1, -1, -1, -1], across: [-1, -2, -1, 0, 0, 0, 1, 2, 1], upright: [-1, 0, 1, -2, 0, 2, -1, 0, 1],
};
const PICTURE = 96;  // pixels of a side
const PRESETS = [{i: 4, k: 3, p: 0, s: 1}, {i: 5, k: 4, p: 2, s: 1}, {i: 5, k: 3, p: 2, s: 1}];

/** A square of another size: what was there stays, what is new comes from the slide or is 0. */
const resized = (flat, width, to, slide) => range(to * to).map(n => {
  const row = Math.floor(n / to), column = n % to, side = Math.round(Math.sqrt(slide.length));
  if (row < width && column < width && flat.length === width * width) return flat[row * width + column];
  return row < side && column < side ? slide[row * side + column] : 0;
});

const size = (first, min, max) => ({first, min, max, step: 1});

class Convolution extends Station {
  static numbers = {i: size(5, 1, 8), k: size(3, 1, 5), p: size(0, 0, 4), s: size(1, 1, 3), at: size(0, 0, 999)};
  static choices = {show: ['conv', 'transposed', 'pool', 'picture']};
  static lists = {
    image: {first: IMAGE, size: 0, min: -99, max: 99}, kernel: {first: KERNEL, size: 0, min: -99, max: 99},
    slice: {first: SLICE, size: 16, min: -99, max: 99}, filter: {first: KERNELS.edge, size: 9, min: -99, max: 99},
  };

  get image() { return rowsOf(resized(this.state.image, this.state.i, this.state.i, IMAGE), this.state.i); }

  get kernel() { return rowsOf(resized(this.state.kernel, this.state.k, this.state.k, KERNEL), this.state.k); }

  /** Rows of the output, 0 where there is no room. */
  get side() {
    const {show, i, k, p, s} = this.state;
    return Math.max(0, show === 'transposed' ? s * (i - 1) + k - 2 * p : sizeAfter(i, k, p, s));
  }

  build() {
    const numbers = this.grids(), picture = this.pictures();
    this.updates.push(() => {
      numbers.hidden = this.state.show === 'picture';
      picture.hidden = !numbers.hidden;
    });
    const modes = Object.fromEntries(Convolution.choices.show.map(name => [name, say(`lab_convolution_${name}`)]));
    const choose = choice(this, 'show', say('lab_convolution_show'), modes);
    choose.addEventListener('change', () => this.set({at: 0}));
    this.append(choose, numbers, picture, copyLink(this), tasks([
      {ask: 'lab_convolution_task_size', why: 'lab_convolution_task_size_why', number: 6},
      {ask: 'lab_convolution_task_same', why: 'lab_convolution_task_same_why', done: () => this.state.show === 'conv' && this.state.k === 3 && this.side === this.state.i},
      {ask: 'lab_convolution_task_pool', why: 'lab_convolution_task_pool_why', number: 9},
    ]));
  }

  // Grids of numbers.
  grids() {
    const input = html('div'), kernel = html('div'), output = html('div');
    const verdict = told(), formula = html('p', {class: 'lab-sum'});
    const kernels = html('div', {}, html('h3', {}, say('lab_convolution_kernel')), kernel);
    const sizes = html('div', {class: 'lab-side lab-sizes'},
      slider(this, 'i', say('lab_convolution_i')), slider(this, 'k', say('lab_convolution_k')),
      slider(this, 'p', say('lab_convolution_p')), slider(this, 's', say('lab_convolution_s')),
      html('p', {class: 'row'}, ...PRESETS.map(preset =>
        button(`i = ${preset.i}, k = ${preset.k}, p = ${preset.p}`, () => this.set({...preset, at: 0})))));
    const play = player(() => this.move(1), {every: 700});
    this.updates.push(() => {
      const pooling = this.state.show === 'pool';
      for (const one of [kernels, sizes]) one.hidden = pooling;
      this.paint({input, kernel, output, verdict, formula});
    });
    return html('section', {class: 'lab-desk lab-grids'},
      html('div', {class: 'lab-pair'},
        html('div', {}, html('h3', {}, say('lab_convolution_input')), input),
        kernels,
        html('div', {}, html('h3', {}, say('lab_convolution_output')), output)),
      html('div', {class: 'lab-side'}, verdict, formula,
        html('p', {class: 'row'}, button(say('lab_convolution_back'), () => this.move(-1)), button(say('lab_convolution_next'), () => this.move(1)), play,
          button(say('lab_convolution_slide'), () => { play.stop(); this.reset('i', 'k', 'p', 's', 'at', 'image', 'kernel', 'slice'); })),
        html('p', {class: 'hint'}, say('lab_convolution_hint')), sizes));
  }

  /** How many positions there are: of the window, or of the value that paints. */
  get positions() {
    const {show, i} = this.state;
    return show === 'pool' ? 4 : show === 'transposed' ? i * i : this.side ** 2;
  }

  move(by) {
    const next = this.state.at + by, most = this.positions;
    this.set({at: most ? (next + most) % most : 0});
    return this.state.at < most - 1;
  }

  paint({input, kernel, output, verdict, formula}) {
    const {show, i, k, p, s} = this.state;
    if (show === 'pool') return this.pool({input, output, verdict, formula});
    const at = Math.min(this.state.at, Math.max(0, this.positions - 1));
    const image = this.image, weights = this.kernel, side = this.side;
    this.grid(kernel, k, n => ({key: 'kernel', value: weights[Math.floor(n / k)][n % k], label: say('lab_convolution_weight', {row: 1 + Math.floor(n / k), column: 1 + (n % k)})}));
    if (!side) {
      this.grid(input, i, n => ({key: 'image', value: image[Math.floor(n / i)][n % i], label: this.cell(Math.floor(n / i), n % i)}));
      output.replaceChildren();
      formula.textContent = '';
      verdict.textContent = say('lab_convolution_no_room');
      return undefined;
    }
    if (show === 'transposed') {
      const row = Math.floor(at / i), column = at % i, values = transpose(image, weights, p, s);
      const inside = (y, x) => y + p >= row * s && y + p < row * s + k && x + p >= column * s && x + p < column * s + k;
      this.grid(input, i, n => ({key: 'image', value: image[Math.floor(n / i)][n % i], lit: n === at, label: this.cell(Math.floor(n / i), n % i)}));
      this.grid(output, side, n => {
        const y = Math.floor(n / side), x = n % side;
        return {value: values[y][x], lit: inside(y, x), small: inside(y, x) ? weights[y + p - row * s][x + p - column * s] : null};
      });
      formula.textContent = say('lab_convolution_painted', {value: num(image[row][column]), row: row + 1, column: column + 1});
      verdict.textContent = say('lab_convolution_transposed_size', {i, k, p, s, side});
      return undefined;
    }
    const row = Math.floor(at / side), column = at % side, wide = i + 2 * p, values = convolve(image, weights, p, s);
    this.grid(input, wide, n => {
      const y = Math.floor(n / wide), x = n % wide, padded = y < p || x < p || y >= p + i || x >= p + i;
      const down = y - row * s, right = x - column * s, lit = down >= 0 && down < k && right >= 0 && right < k;
      const given = {value: padded ? 0 : image[y - p][x - p], lit, padded, small: lit ? weights[down][right] : null};
      return padded ? given : {...given, key: 'image', index: (y - p) * i + x - p, label: this.cell(y - p, x - p)};
    });
    this.grid(output, side, n => ({value: values[Math.floor(n / side)][n % side], lit: n === at, go: n, label: this.cell(Math.floor(n / side), n % side)}));
    const terms = range(k * k).map(n => {
      const y = row * s + Math.floor(n / k) - p, x = column * s + (n % k) - p;
      return `${num(image[y]?.[x] ?? 0)}×${num(weights[Math.floor(n / k)][n % k])}`;
    });
    formula.textContent = `${terms.join(' + ')} = ${num(values[row][column])}`;
    verdict.textContent = say('lab_convolution_size', {i, k, p, s, side});
    return undefined;
  }

  pool({input, output, verdict, formula}) {
    const image = rowsOf(this.state.slice, 4), values = maxPool(image), at = Math.min(this.state.at, 3);
    const windowOf = n => Math.floor(n / 8) * 2 + Math.floor((n % 4) / 2);
    this.grid(input, 4, n => ({key: 'slice', value: this.state.slice[n], lit: windowOf(n) === at, tint: windowOf(n), label: this.cell(Math.floor(n / 4), n % 4)}));
    this.grid(output, 2, n => ({value: values[Math.floor(n / 2)][n % 2], lit: n === at, tint: n, go: n, label: this.cell(Math.floor(n / 2), n % 2)}));
    const inside = range(16).filter(n => windowOf(n) === at).map(n => num(this.state.slice[n]));
    formula.textContent = `max(${inside.join('; ')}) = ${num(values[Math.floor(at / 2)][at % 2])}`;
    verdict.textContent = say('lab_convolution_pooled');
  }

  cell(row, column) { return say('lab_convolution_cell', {row: row + 1, column: column + 1}); }

  /**
   * Cells in a square. Those with a key can be typed into, those with ``go`` are pressed. What has the focus stays.
   * @param {any} place @param {number} width @param {(n: number) => any} cellOf
   */
  grid(place, width, cellOf) {
    const cells = range(width * width).map(cellOf);
    const kind = `${width} ${cells.map(cell => (cell.key ? 'i' : cell.go === undefined ? '-' : 'b')).join('')}`;
    if (place.dataset.kind !== kind) {
      place.dataset.kind = kind;
      place.className = 'lab-grid';
      place.setAttribute('style', `--n: ${width}`);
      place.replaceChildren(...cells.map((cell, n) => this.make(place, cell, n)));
    }
    place.cells = cells;
    cells.forEach((cell, n) => {
      const box = place.children[n], one = box.firstElementChild;
      box.className = `lab-cell${cell.lit ? ' lit' : ''}${cell.padded ? ' padded' : ''}`;
      box.dataset.tint = cell.tint ?? '';
      box.lastElementChild.textContent = cell.small === null || cell.small === undefined ? '' : num(cell.small);
      if (cell.label) one.setAttribute('aria-label', cell.go === undefined ? cell.label : `${cell.label}: ${num(cell.value)}`);
      if (!cell.key) one.textContent = num(cell.value, 2);
      else if (document.activeElement !== one) one.value = num(cell.value, 3);
    });
  }

  make(place, cell, n) {
    const small = html('small', {'aria-hidden': true});
    if (cell.key) {
      const input = html('input', {inputmode: 'decimal', autocomplete: 'off'});
      const change = () => {
        const now = place.cells[n], value = parse(input.value);
        if (!Number.isFinite(value)) return;
        const {i, k} = this.state;
        const flat = {image: () => resized(this.state.image, i, i, IMAGE), kernel: () => resized(this.state.kernel, k, k, KERNEL)}[now.key]?.() ?? [...this.state[now.key]];
        flat[now.index ?? n] = clamp(value, -99, 99);
        this.set({[now.key]: flat});
      };
      input.addEventListener('input', change);
      input.addEventListener('blur', () => this.show());
      input.addEventListener('focus', () => input.select());
      return html('div', {}, input, small);
    }
    if (cell.go === undefined) return html('div', {}, html('span'), small);
    const go = () => this.set({at: place.cells[n].go});
    return html('div', {}, html('button', {type: 'button', onclick: go, onpointerenter: event => { if (event.pointerType === 'mouse') go(); }}), small);
  }

  // A picture under a kernel.
  pictures() {
    const canvas = label => html('canvas', {width: PICTURE, height: PICTURE, class: 'lab-canvas', tabindex: label ? 0 : null, role: 'img', 'aria-label': label || say('lab_convolution_after')});
    const before = canvas(say('lab_convolution_before')), after = canvas('');
    const pen = before.getContext('2d', {willReadFrequently: true});
    scene(pen);
    const show = () => {
      const pixels = pen.getImageData(0, 0, PICTURE, PICTURE);
      const grey = rowsOf(range(PICTURE * PICTURE).map(n => 0.299 * pixels.data[4 * n] + 0.587 * pixels.data[4 * n + 1] + 0.114 * pixels.data[4 * n + 2]), PICTURE);
      const made = convolve(grey, rowsOf(this.state.filter, 3), 1);
      const flat = made.flat();
      flat.forEach((value, n) => {
        pixels.data.set([value, value, value, 255].map(one => clamp(Math.round(one), 0, 255)), 4 * n);
      });
      after.getContext('2d').putImageData(pixels, 0, 0);
    };
    this.updates.push(() => { if (this.state.show === 'picture') show(); });
    this.draws(before, pen, show);
    const filter = html('div');
    this.updates.push(() => this.grid(filter, 3, n => ({key: 'filter', value: this.state.filter[n], label: say('lab_convolution_weight', {row: 1 + Math.floor(n / 3), column: 1 + (n % 3)})})));
    const said = told();
    const own = opener([say('lab_convolution_open')], async file => {
      const bitmap = await createImageBitmap(file), side = Math.min(bitmap.width, bitmap.height);
      pen.drawImage(bitmap, (bitmap.width - side) / 2, (bitmap.height - side) / 2, side, side, 0, 0, PICTURE, PICTURE);
      show();
    }, said);
    const presets = html('p', {class: 'row'}, ...Object.entries(KERNELS).map(([name, weights]) => {
      const one = button(say(`lab_convolution_${name}`), () => this.set({filter: weights}));
      this.updates.push(() => one.setAttribute('aria-pressed', String(this.state.filter.join() === weights.join())));
      return one;
    }));
    return html('section', {class: 'lab-desk lab-grids'},
      html('div', {class: 'lab-pair'}, html('div', {}, html('h3', {}, say('lab_convolution_before')), before), html('div', {}, html('h3', {}, say('lab_convolution_after')), after)),
      html('div', {class: 'lab-side'}, html('h3', {}, say('lab_convolution_kernel')), filter, presets,
        html('p', {class: 'row'}, own, button(say('lab_convolution_first'), () => { scene(pen); show(); }),
          button(say('lab_convolution_blank'), () => { pen.fillStyle = '#fff'; pen.fillRect(0, 0, PICTURE, PICTURE); show(); })),
        html('p', {class: 'hint'}, say('lab_convolution_draw'), keys('lab_convolution_keys')), said));
  }

  /** A pointer draws; with the keyboard, arrows move and the space bar paints. */
  draws(canvas, pen, show) {
    let down = false, last = null, cursor = [PICTURE / 2, PICTURE / 2];
    const to = place => {
      pen.strokeStyle = '#111';
      pen.lineWidth = 4;
      pen.lineCap = 'round';
      pen.beginPath();
      pen.moveTo(...(last ?? place));
      pen.lineTo(place[0] + 0.01, place[1]);
      pen.stroke();
      last = place;
      show();
    };
    const at = event => {
      const box = canvas.getBoundingClientRect();
      return [((event.clientX - box.left) / box.width) * PICTURE, ((event.clientY - box.top) / box.height) * PICTURE];
    };
    canvas.addEventListener('pointerdown', event => { down = true; last = null; canvas.setPointerCapture(event.pointerId); to(at(event)); });
    canvas.addEventListener('pointermove', event => { if (down) to(at(event)); });
    for (const name of ['pointerup', 'pointercancel']) canvas.addEventListener(name, () => { down = false; });
    canvas.addEventListener('keydown', event => {
      const by = {ArrowLeft: [-3, 0], ArrowRight: [3, 0], ArrowUp: [0, -3], ArrowDown: [0, 3]}[event.key];
      if (!by && event.key !== ' ') return;
      event.preventDefault();
      if (event.key === ' ') { last = null; return to(cursor); }
      cursor = cursor.map((one, axis) => clamp(one + by[axis], 0, PICTURE));
      return event.shiftKey ? to(cursor) : undefined;
    });
  }
}

/** A house under the sun: edges of all directions, and soft shades. */
const scene = pen => {
  const sky = pen.createLinearGradient(0, 0, 0, PICTURE);
  sky.addColorStop(0, '#5a9bd5');
  sky.addColorStop(1, '#e9f2fa');
  pen.fillStyle = sky;
  pen.fillRect(0, 0, PICTURE, PICTURE);
  const shape = (colour, ...points) => {
    pen.fillStyle = colour;
    pen.beginPath();
    points.forEach(([x, y], at) => (at ? pen.lineTo(x, y) : pen.moveTo(x, y)));
    pen.fill();
  };
  shape('#5c8f4a', [0, 74], [40, 66], [96, 76], [96, 96], [0, 96]);
  shape('#e8d8b4', [26, 46], [70, 46], [70, 82], [26, 82]);
  shape('#a8432f', [20, 47], [48, 22], [76, 47]);
  shape('#5a3a22', [42, 60], [54, 60], [54, 82], [42, 82]);
  shape('#3b6ea5', [58, 54], [66, 54], [66, 63], [58, 63]);
  shape('#3b6ea5', [30, 54], [38, 54], [38, 63], [30, 63]);
  pen.fillStyle = '#f4c430';
  pen.beginPath();
  pen.arc(80, 17, 9, 0, 7);
  pen.fill();
};

open(Convolution);
