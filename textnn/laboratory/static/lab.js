// What all stations are made of: sentences, numbers, elements, state in the address, things to drag, tasks.

const holder = document.querySelector('lab-station');
const words = holder instanceof HTMLElement ? JSON.parse(holder.dataset.words) : {};
const locale = document.documentElement.lang.startsWith('pt') ? 'pt-BR' : 'en';

/** A sentence of the catalogue with its places filled. @param {string} name @param {object} values */
export const say = (name, values = {}) => {
  if (!(name in words)) throw new Error(`no sentence ${name}`);
  return words[name].replace(/\{(\w+)\}/g, (_, key) => String(values[key]));
};

/** A number as the reader writes it, with a real minus sign and no "-0". */
export const num = (value, digits = 2, least = 0) => {
  const clean = Math.abs(value) < 0.5 * 10 ** -digits ? 0 : value;
  const shown = {maximumFractionDigits: digits, minimumFractionDigits: least, useGrouping: false};
  return new Intl.NumberFormat(locale, shown).format(clean).replace('-', '−');
};

/** Every number that an answer may mean: *4.610* has a sign for thousands, *50%* is a half or fifty, *1/2* a half. */
const meant = text => {
  const plain = String(text).trim(), part = plain.match(/^(.+)\/(.+)$/), share = parse(plain.replace(/\s*%$/, ''));
  const found = [share, parse(plain.replace(/[.\s](?=\d{3}(?!\d))/g, ''))];
  if (plain.endsWith('%')) found.push(share / 100);
  if (part) found.push(parse(part[1]) / parse(part[2]));
  return found;
};

/** What a person typed as a number; both decimal signs are understood. NaN if it is none. */
export const parse = text => {
  const plain = String(text).trim().replace('−', '-').replace(',', '.');
  return plain === '' ? NaN : Number(plain);
};

/** Switches a button off without taking the focus from it, so that whoever pressed it by keyboard stays there. */
export const rest = (button, off) => button.setAttribute('aria-disabled', String(off));
document.addEventListener('click', event => {
  const pressed = event.target instanceof Element && event.target.closest('button[aria-disabled=true]');
  if (!pressed) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

export const clamp = (value, least, most) => Math.min(Math.max(value, least), most);
export const range = count => [...Array(count).keys()];
export const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

/** Random numbers from 0 to 1 that are the same for the same seed (mulberry32). */
export const random = seed => () => {
  seed = (seed + 0x6d2b79f5) | 0;
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
};

/** A number of the normal distribution from two uniform ones (Box and Muller). */
export const normal = uniform => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());

const fill = (element, attributes, children) => {
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith('on')) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, '');
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, String(value));
  }
  element.append(...children.flat().filter(child => child !== null && child !== undefined && child !== false));
  return element;
};

/** An element of HTML. @returns {any} */
export const html = (tag, attributes = {}, ...children) => fill(document.createElement(tag), attributes, children);

/** What only a keyboard can do; a phone does not show it. */
export const keys = name => html('span', {class: 'keys'}, say(name));

/** An element of SVG. @returns {any} */
export const svg = (tag, attributes = {}, ...children) =>
  fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);

/** A drawing of ``width`` x ``height`` units that is as wide as its place. */
export const drawing = (width, height, label, ...children) =>
  svg('svg', {viewBox: `0 0 ${width} ${height}`, class: 'lab-drawing', role: 'group', 'aria-label': label}, ...children);

/** Text in a drawing. */
export const text = (x, y, said, attributes = {}) => svg('text', {x, y, ...attributes}, String(said));

/** Where a pointer is, in the units of the drawing. @param {SVGSVGElement} root @returns {number[]} */
export const placeOf = (root, event) => {
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(root.getScreenCTM().inverse());
  return [point.x, point.y];
};

/**
 * A station: its state, which stands in the address where it differs from the first values.
 *
 * A station says what it keeps: ``numbers`` (key -> {first, min, max, step, label}), ``choices`` (key -> values, the
 * first one first), ``lists`` (key -> {first, size, min, max}: numbers; a size of 0 is any) and ``texts`` (key -> {first, most}).
 */
export class Station extends HTMLElement {
  static numbers = {};
  static choices = {};
  static lists = {};
  static texts = {};

  /** @type {(() => void)[]} what brings the drawing up to the state. */
  updates = [];
  /** @type {any} */
  state = {};

  connectedCallback() {
    this.state = this.read(new URLSearchParams(location.search));
    this.replaceChildren();
    this.build();
    this.show();
  }

  /** @returns {any} */
  get kept() { return this.constructor; }

  read(given) {
    const state = {};
    for (const [key, {first, min, max, step}] of Object.entries(this.kept.numbers)) {
      const value = given.has(key) ? parse(given.get(key)) : first;
      const whole = Number.isInteger(step) && Number.isInteger(first) && Number.isInteger(min);
      state[key] = Number.isFinite(value) ? clamp(whole ? Math.round(value) : value, min, max) : first;
    }
    for (const [key, values] of Object.entries(this.kept.choices)) {
      state[key] = values.includes(given.get(key)) ? given.get(key) : values[0];
    }
    for (const [key, {first, size, min, max}] of Object.entries(this.kept.lists)) {
      const values = given.has(key) ? given.get(key).split(' ').filter(Boolean).map(parse) : first;
      const good = values.every(Number.isFinite) && values.length <= 4096 && (!size || values.length === size);
      state[key] = (good ? values : first).map(value => clamp(value, min, max));
    }
    for (const [key, {first, most}] of Object.entries(this.kept.texts)) {
      state[key] = given.has(key) ? given.get(key).slice(0, most) : first;
    }
    return state;
  }

  /** The address of the state, short where it is as at first. */
  address() {
    const first = this.read(new URLSearchParams());
    const given = new URLSearchParams();
    for (const [key, value] of Object.entries(this.state)) {
      const said = one => (Array.isArray(one) ? one.map(Number).map(tidy).join(' ') : String(typeof one === 'number' ? tidy(one) : one));
      if (said(value) !== said(first[key])) given.set(key, said(value));
    }
    const query = given.toString();
    return location.pathname + (query ? '?' + query : '');
  }

  /** Change the state, draw it, and say it in the address a moment later. */
  set(patch) {
    Object.assign(this.state, patch);
    this.show();
    clearTimeout(this.writing);
    this.writing = setTimeout(() => history.replaceState(null, '', this.address()), 200);
  }

  /** The first values again, of these names or of all. */
  reset(...names) {
    const first = this.read(new URLSearchParams());
    this.set(names.length ? Object.fromEntries(names.map(name => [name, first[name]])) : first);
  }

  show() {
    for (const update of this.updates) update();
  }

  build() {}
}

const tidy = value => Number(value.toFixed(6));

/** How many digits a step has after the point. */
export const digitsOf = step => Math.max(0, Math.ceil(-Math.log10(step) - 1e-9));

/** A value on the grid of its steps, within its limits. */
const snapped = ({min, max, step}, value) => clamp(Number((Math.round(value / step) * step).toFixed(digitsOf(step) + 1)), min, max);

const KEYS = {ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 10, PageDown: -10};

/**
 * Lets an element be dragged: ``moved(dx, dy, event)`` in pixels since the beginning.
 * @param {any} element @param {{began?: Function, moved: Function, ended?: Function}} does
 */
export const drags = (element, {began, moved, ended}) => {
  let start = null;
  element.addEventListener('pointerdown', event => {
    if (event.button) return;
    event.preventDefault();
    element.setPointerCapture(event.pointerId);
    element.focus({preventScroll: true});
    start = [event.clientX, event.clientY];
    began?.(event);
  });
  element.addEventListener('pointermove', event => {
    if (start) moved(event.clientX - start[0], event.clientY - start[1], event);
  });
  for (const name of ['pointerup', 'pointercancel']) {
    element.addEventListener(name, event => {
      if (start) ended?.(event);
      start = null;
    });
  }
};

/** What stands in the state under ``key``, which may name a place of a list: ``w.2``. */
const part = (station, key) => {
  const [name, place] = key.split('.');
  return place === undefined ? station.state[name] : station.state[name][place];
};
const patched = (station, key, value) => {
  const [name, place] = key.split('.');
  return {[name]: place === undefined ? value : station.state[name].map((one, at) => (at === Number(place) ? value : one))};
};

/**
 * A number in a drawing that is dragged to the sides, or changed with the arrow keys.
 * @param {Station} station @param {string} key of the state
 * @param {{x: number, y: number, label: string, spec?: any, wide?: number}} options
 */
export const dragNumber = (station, key, {x, y, label, spec = station.kept.numbers[key], wide = 50}) => {
  const shown = text(0, 5, '', {'text-anchor': 'middle'});
  const group = svg('g', {
    class: 'lab-number', role: 'slider', tabindex: 0, 'aria-label': label, transform: `translate(${x} ${y})`,
    'aria-valuemin': spec.min, 'aria-valuemax': spec.max, 'data-key': key,
  }, svg('rect', {x: -wide / 2, y: -13, width: wide, height: 26, rx: 4}), shown);
  const to = value => station.set(patched(station, key, snapped(spec, value)));
  let first = 0;
  drags(group, {
    began: () => { first = part(station, key); },
    moved: (dx, dy) => to(first + Math.round((dx - dy) / 6) * spec.step),
  });
  group.addEventListener('keydown', event => {
    const by = KEYS[event.key], end = {Home: spec.min, End: spec.max}[event.key];
    if (by === undefined && end === undefined) return;
    event.preventDefault();
    to(end ?? part(station, key) + by * spec.step);
  });
  station.updates.push(() => {
    const value = part(station, key);
    shown.textContent = num(value, digitsOf(spec.step));
    group.setAttribute('aria-valuenow', value);
    group.setAttribute('aria-valuetext', shown.textContent);
  });
  return group;
};

/** A number to type, with its name. */
export const field = (station, key, label, spec = station.kept.numbers[key]) => {
  const input = html('input', {type: 'number', min: spec.min, max: spec.max, step: spec.step, inputmode: 'decimal'});
  input.addEventListener('input', () => {
    const value = input.valueAsNumber;
    if (Number.isFinite(value)) station.set(patched(station, key, clamp(value, spec.min, spec.max)));
  });
  input.addEventListener('change', () => { input.value = part(station, key); });
  station.updates.push(() => { if (document.activeElement !== input) input.value = String(tidy(part(station, key))); });
  return html('label', {class: 'lab-field'}, html('span', {}, label), input);
};

/** A slider with its name and its value. */
export const slider = (station, key, label, spec = station.kept.numbers[key]) => {
  const input = html('input', {type: 'range', min: spec.min, max: spec.max, step: spec.step});
  const shown = html('b');  // no <output>: the label would name it and not the slider
  input.addEventListener('input', () => station.set({[key]: input.valueAsNumber}));
  station.updates.push(() => {
    input.value = String(station.state[key]);
    shown.textContent = num(station.state[key], digitsOf(spec.step));
  });
  return html('label', {class: 'lab-slider'}, html('span', {}, label, ' ', shown), input);
};

/** A choice of few: ``names`` is value -> what it is called. */
export const choice = (station, key, legend, names) => {
  const inputs = Object.entries(names).map(([value, name]) => {
    const input = html('input', {type: 'radio', name: key, value});
    input.addEventListener('change', () => station.set({[key]: value}));
    return [input, html('label', {}, input, html('span', {}, name))];
  });
  station.updates.push(() => { for (const [input] of inputs) input.checked = input.value === station.state[key]; });
  return html('fieldset', {class: 'lab-choice'}, html('legend', {}, legend), ...inputs.map(pair => pair[1]));
};

/** A choice of many in little place. */
export const menu = (station, key, label, names) => {
  const select = html('select', {}, ...Object.entries(names).map(([value, name]) => html('option', {value}, name)));
  select.addEventListener('change', () => station.set({[key]: select.value}));
  station.updates.push(() => { select.value = station.state[key]; });
  return html('label', {class: 'lab-field'}, html('span', {}, label), select);
};

/** A button. */
export const button = (label, does, attributes = {}) =>
  html('button', {type: 'button', class: 'quiet', onclick: does, ...attributes}, label);

/** A sentence that a screen reader hears when it changes. */
export const told = (attributes = {}) => html('p', {class: 'lab-told', role: 'status', ...attributes});

/** A plane with axes: from values to units of the drawing and back. */
export class Plot {
  constructor({width = 360, height = 320, x = [0, 1], y = [0, 1], left = 34, bottom = 28, top = 12, right = 12}) {
    this.width = width;
    this.height = height;
    this.left = left;
    this.bottom = bottom;
    this.top = top;
    this.right = right;
    this.spans = {x, y};
  }

  x(value) {
    const [low, high] = this.spans.x;
    return this.left + ((value - low) / (high - low)) * (this.width - this.left - this.right);
  }

  y(value) {
    const [low, high] = this.spans.y;
    return this.height - this.bottom - ((value - low) / (high - low)) * (this.height - this.bottom - this.top);
  }

  /** The values at a place of the drawing. @param {number[]} place @returns {any} */
  back([px, py]) {
    const {x, y} = this.spans;
    return [
      x[0] + ((px - this.left) / (this.width - this.left - this.right)) * (x[1] - x[0]),
      y[0] + ((this.height - this.bottom - py) / (this.height - this.bottom - this.top)) * (y[1] - y[0]),
    ];
  }

  /** The frame with its numbers. */
  axes(xs, ys, xName = '', yName = '') {
    const {left, top} = this, right = this.width - this.right, bottom = this.height - this.bottom;
    return svg('g', {class: 'lab-axes', 'aria-hidden': true},
      xs.map(value => svg('line', {x1: this.x(value), x2: this.x(value), y1: top, y2: bottom})),
      ys.map(value => svg('line', {y1: this.y(value), y2: this.y(value), x1: left, x2: right})),
      xs.map(value => text(this.x(value), bottom + 16, num(value), {'text-anchor': 'middle'})),
      ys.map(value => text(left - 6, this.y(value) + 4, num(value), {'text-anchor': 'end'})),
      text(right - 5, bottom - 6, xName, {'text-anchor': 'end', class: 'lab-name'}),
      text(left + 5, top + 12, yName, {class: 'lab-name'}));
  }

  /** A line through points, left out where it leaves the frame by far. */
  line(points, attributes = {}) {
    const path = points.map(([x, y]) => `${this.x(x).toFixed(1)},${this.y(y).toFixed(1)}`).join(' ');
    return svg('polyline', {points: path, fill: 'none', ...attributes});
  }

  /** What is drawn inside the frame only. */
  inside(id, ...children) {
    const box = {x: this.left, y: this.top, width: this.width - this.left - this.right, height: this.height - this.top - this.bottom};
    return svg('g', {}, svg('clipPath', {id}, svg('rect', box)), svg('g', {'clip-path': `url(#${id})`}, ...children));
  }
}

/**
 * Tasks for a class. Each has the sentences ``ask`` and ``why`` (said when it is right), and one way to check it:
 * ``number`` (the right one, or what gives it), ``choices`` (sentences, the first is right; they are shown by the
 * alphabet) or ``done`` (whether the drawing stands as asked).
 */
export const tasks = list => {
  const items = list.map((task, index) => {
    const said = html('p', {class: 'lab-verdict', role: 'status'});
    const answer = right => {
      said.className = 'lab-verdict ' + (right ? 'right' : 'wrong');
      said.textContent = right ? `✓ ${say('lab_all_right')} ${say(task.why)}` : `✗ ${say('lab_all_wrong')}`;
    };
    const form = html('form', {onsubmit: event => {
      event.preventDefault();
      if (task.done) return answer(task.done());
      const given = new FormData(form).get('answer');
      if (given === null || given === '') return undefined;
      if (task.choices) return answer(given === task.choices[0]);
      const right = typeof task.number === 'function' ? task.number() : task.number;
      return answer(meant(given).some(one => Math.abs(one - right) <= (task.within ?? 0.005)));
    }});
    const ask = say(task.ask);
    if (task.choices) {
      const shown = task.choices.map(name => [say(name), name]).sort(([one], [other]) => one.localeCompare(other));
      form.append(html('div', {class: 'lab-choice', role: 'group', 'aria-label': ask}, ...shown.map(([label, name]) =>
        html('label', {}, html('input', {type: 'radio', name: 'answer', value: name}), html('span', {}, label)))));
    } else if (!task.done) {
      form.append(html('input', {name: 'answer', inputmode: 'decimal', autocomplete: 'off', 'aria-label': ask}));
    }
    form.append(html('button', {type: 'submit', class: 'quiet', 'aria-label': say('lab_all_check_task', {number: index + 1})}, say('lab_all_check')));
    return html('li', {}, html('p', {}, ask), form, said);
  });
  return html('section', {class: 'lab-tasks'}, html('h3', {}, say('lab_all_tasks')), html('ol', {}, ...items));
};

/** Asks the server; gives what it says, or an object with the reason why not. @returns {Promise<any>} */
export const ask = async (path, asked = {}) => {
  try {
    const body = JSON.stringify(asked), headers = {'content-type': 'application/json'};
    const answer = await fetch(`laboratory/${path}`, {method: 'POST', headers, body});
    const said = await answer.json();
    return answer.ok ? said : {error: said.error ?? say('lab_all_failed')};
  } catch {
    return {error: say('lab_all_failed')};
  }
};

/** A picture at most ``side`` pixels a side, as the address of its data; ``file`` is a file or a blob. */
export const pictureOf = async (file, side) => {
  const bitmap = await createImageBitmap(file), by = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
  const sheet = html('canvas', {width: Math.round(bitmap.width * by), height: Math.round(bitmap.height * by)});
  sheet.getContext('2d').drawImage(bitmap, 0, 0, sheet.width, sheet.height);
  return sheet.toDataURL('image/png');
};

/** A button that opens files; ``does`` gets them one after the other, and ``said`` shows what could not be opened. */
export const opener = (label, does, said, attributes = {}) => {
  const file = html('input', {type: 'file', accept: 'image/*', class: 'unseen', tabindex: -1, 'aria-hidden': true, ...attributes});
  file.addEventListener('change', async () => {
    said.textContent = '';
    for (const one of file.files) {
      try {
        await does(one);
      } catch {
        said.textContent = say('lab_all_no_picture');
      }
    }
    file.value = '';
  });
  return html('span', {}, button(label[0], () => file.click(), label[1] ? {'aria-label': label[1]} : {}), file);
};

/** Buttons that copy the address with everything as it stands, and that keep it in the history. */
export const copyLink = station => {
  const said = html('span', {class: 'hint', role: 'status'});
  const copy = async () => {
    const address = location.origin + station.address();
    history.replaceState(null, '', address);
    try {
      await navigator.clipboard.writeText(address);
      said.textContent = say('lab_all_copied');
    } catch {
      said.textContent = say('lab_all_copy_bar');
    }
  };
  const keep = async () => {
    const seen = [...station.querySelectorAll('.lab-told')].filter(one => one.offsetParent).map(one => one.textContent).filter(Boolean);
    const address = station.address(), name = location.pathname.split('/').at(-1);
    const answer = await ask(`keep/${name}`, {state: address.split('?')[1] ?? '', said: seen.join(' ')});
    said.textContent = answer.error ?? say('lab_all_kept');
  };
  return html('p', {class: 'row'}, button(say('lab_all_copy'), copy), button(say('lab_all_keep'), keep), said);
};

/** Does ``step`` again and again until it says false or is stopped; the button that starts and stops it. */
export const player = (step, {every = 400, label = say('lab_all_play')} = {}) => {
  let timer = 0;
  const stop = () => {
    clearInterval(timer);
    timer = 0;
    one.textContent = label;
    one.setAttribute('aria-pressed', 'false');
  };
  const one = button(label, () => {
    if (timer) return stop();
    one.textContent = say('lab_all_stop');
    one.setAttribute('aria-pressed', 'true');
    timer = window.setInterval(() => { if (step() === false) stop(); }, every);
    return undefined;
  }, {'aria-pressed': 'false'});
  one.stop = stop;
  return one;
};

/** Shows the station; called once by its module. */
export const open = station => customElements.define('lab-station', station);
