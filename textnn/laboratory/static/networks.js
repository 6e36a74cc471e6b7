// The map of networks: each opens, trains on the server in seconds, and shows what it learnt.
import {Plot, Station, ask, button, calm, choice, copyLink, digitsOf, drawing, html, num, open, range, rest, say, svg, tasks, text, told} from './lab.js';

const holder = document.querySelector('lab-station');
const NETWORKS = holder instanceof HTMLElement && holder.dataset.given ? JSON.parse(holder.dataset.given) : {};

const CELLS = {i: 'VALUE', n: 'VALUE', h: 'LOC', p: 'LOC', s: 'LOC', r: 'PER', y: 'PER', g: 'PER', k: 'WORK', c: 'WORK', o: 'ORG', m: 'ORG'};
const MARKED = {n: '△', p: '○', s: '△', m: '○', y: '○', c: '○', g: '△'};

/** A cell in the chart's legend: its colour, and a sign inside where colour alone is not enough. */
const cell = (kind, x, y, r = 9) => svg('g', {},
  svg('circle', {cx: x, cy: y, r, fill: `var(--${CELLS[kind]})`, stroke: 'var(--ink)', 'stroke-width': 1}),
  MARKED[kind] ? text(x, y + 4, MARKED[kind], {'text-anchor': 'middle', class: 'lab-sign'}) : null);

/** A network as columns of cells, or as a ring whose cells are all joined. */
const picture = ({cells, ring}, label) => {
  const places = ring
    ? [range(cells[0].length).map(n => [90 + 40 * Math.cos((n / cells[0].length) * 2 * Math.PI), 58 + 40 * Math.sin((n / cells[0].length) * 2 * Math.PI)])]
    : cells.map((column, at) => range(column.length).map(n => [90 + (at - (cells.length - 1) / 2) * (cells.length > 4 ? 36 : 52), 58 + (n - (column.length - 1) / 2) * 26]));
  const wire = ([x1, y1], [x2, y2]) => svg('line', {x1, y1, x2, y2, stroke: 'var(--edge)', 'stroke-width': 0.8});
  const wires = ring
    ? places[0].flatMap((one, at) => places[0].slice(at + 1).map(other => wire(one, other)))
    : places.slice(1).flatMap((column, at) => column.flatMap(one => places[at].map(other => wire(other, one))));
  const loops = cells.flatMap((column, at) => [...column].map((kind, n) => ('ryg'.includes(kind)
    ? svg('path', {d: `M ${places[at][n][0] - 6} ${places[at][n][1] - 6} q 6 -14 12 0`, fill: 'none', stroke: 'var(--PER)', 'stroke-width': 1.5}) : null)));
  const dots = cells.flatMap((column, at) => [...column].map((kind, n) => cell(kind, ...places[at][n])));
  const made = drawing(180, 116, label, ...wires, ...loops, ...dots);
  if (!label) made.setAttribute('aria-hidden', 'true');
  return made;
};

/** Values of a picture as colours: grey, or blue and orange around 0, or colours as they are. */
const painted = (values, low, high) => {
  const canvas = html('canvas', {width: values[0].length, height: values.length, class: `lab-thumb${values[0].length > 1.5 * values.length ? ' wide' : ''}`, 'aria-hidden': true});
  const pen = canvas.getContext('2d'), pixels = pen.createImageData(values[0].length, values.length);
  const reach = Math.max(Math.abs(low), Math.abs(high)) || 1;
  values.flat().forEach((value, at) => {
    let colour;
    if (Array.isArray(value)) colour = value.map(one => 255 * one);
    else if (low < 0) {
      const part = Math.min(Math.abs(value) / reach, 1), to = value < 0 ? [213, 94, 0] : [0, 114, 178];
      colour = to.map(one => 255 + (one - 255) * part);
    } else colour = Array(3).fill(255 * (1 - (value - low) / (high - low || 1)));
    pixels.data.set([...colour, 255], 4 * at);
  });
  pen.putImageData(pixels, 0, 0);
  return canvas;
};

class Networks extends Station {
  static numbers = {seed: {first: 0, min: 0, max: 9, step: 1}, knob: {first: -1, min: -1, max: 9999, step: 1}};
  static choices = {net: Object.keys(NETWORKS)};

  get network() { return NETWORKS[this.state.net]; }

  /** The knob of the chosen network; -1 in the state is its first value. */
  get knob() {
    const {first, least, most, step} = this.network, wished = this.state.knob < 0 ? first : this.state.knob;
    return Number(Math.min(Math.max(Math.round(wished / step) * step, least), most).toFixed(6));
  }

  build() {
    const names = Object.fromEntries(Object.keys(NETWORKS).map(name => [name, say(`lab_networks_${name}`)]));
    const map = choice(this, 'net', say('lab_networks_choose'), names);
    map.classList.add('lab-map');
    [...map.querySelectorAll('label span')].forEach((span, at) => span.prepend(picture(NETWORKS[Object.keys(NETWORKS)[at]], '')));
    map.addEventListener('change', () => { this.clear(); this.set({knob: -1}); });
    map.addEventListener('click', event => {  // a finger, where the network is below the map; arrow keys have no detail
      if (event.detail && matchMedia('(max-width: 820px)').matches) title.scrollIntoView({behavior: calm() ? 'auto' : 'smooth'});
    });
    const title = html('h3'), says = html('p', {class: 'station-lead'}), cells = html('div', {class: 'lab-cells'});
    const knob = html('input', {type: 'range'}), knobName = html('span'), knobValue = html('b');
    knob.addEventListener('input', () => { this.set({knob: knob.valueAsNumber}); });
    this.result = null;
    this.verdict = told();
    this.shown = html('div', {class: 'lab-result'});
    this.go = button(say('lab_networks_train'), () => this.train(), {class: 'quiet lab-go'});
    const code = html('code'), listing = html('pre', {lang: 'en', tabindex: 0, 'aria-label': say('lab_networks_code')}, code);
    const links = html('p', {class: 'row'});
    this.updates.push(() => {
      const {net} = this.state, {least, most, step, file} = this.network;
      knobName.textContent = `${say(`lab_networks_${net}_knob`)} `;
      Object.assign(knob, {min: least, max: most, step});
      knob.value = String(this.knob);
      knobValue.textContent = num(this.knob, digitsOf(step));
      if (this.drawn === net) return;
      this.drawn = net;
      title.textContent = say(`lab_networks_${net}`);
      says.textContent = say(`lab_networks_${net}_says`);
      cells.replaceChildren(picture(this.network, title.textContent), this.legend());
      this.list(file, code, links);
    });
    this.append(map,
      html('section', {class: 'lab-desk'},
        html('div', {class: 'lab-side lab-wide'}, title, says,
          html('label', {class: 'lab-slider'}, html('span', {}, knobName, knobValue), knob),
          html('p', {class: 'row'}, this.go, button(say('lab_all_fresh'), () => { this.set({seed: (this.state.seed + 1) % 10}); this.train(); })),
          this.verdict, this.shown),
        html('div', {class: 'lab-side'}, cells, html('p', {class: 'hint'}, say('lab_networks_hint')))),
      copyLink(this),
      tasks([
        {ask: 'lab_networks_task_label', why: 'lab_networks_task_label_why', choices: ['lab_networks_label_kn', 'lab_networks_label_svm', 'lab_networks_label_p']},
        {ask: 'lab_networks_task_full', why: 'lab_networks_task_full_why', done: () => this.result?.net === 'hn' && this.result.figure < 1},
        {ask: 'lab_networks_task_code', why: 'lab_networks_task_code_why', number: 8},
      ]),
      html('section', {class: 'lab-code'}, html('h3', {}, say('lab_networks_code')), links, listing));
  }

  clear() {
    this.result = null;
    this.verdict.textContent = '';
    this.shown.replaceChildren();
  }

  legend() {
    const kinds = [...new Set(this.network.cells.join(''))];
    return html('ul', {class: 'lab-legend'}, ...kinds.map(kind => html('li', {},
      svg('svg', {viewBox: '0 0 22 22', 'aria-hidden': true}, cell(kind, 11, 11)), say(`lab_networks_cell_${kind}`))));
  }

  /** The program of the network, and where it is downloaded. */
  async list(file, code, links) {
    const link = (ending, label) => html('a', {class: 'quiet', href: `laboratory/${file}.${ending}`, download: true}, label);
    links.replaceChildren(link('py', say('lab_networks_script')), link('ipynb', say('lab_networks_notebook')));
    const answer = await fetch(`laboratory/${file}.py`).catch(() => null);
    if (answer?.ok && this.network.file === file) code.textContent = await answer.text();
  }

  async train() {
    const {net, seed} = this.state, knob = this.knob, began = performance.now();
    rest(this.go, true);
    this.verdict.textContent = say('lab_networks_training');
    const said = await ask(`networks/${net}?seed=${seed}&knob=${knob}`);
    rest(this.go, false);
    if (net !== this.state.net) return;
    if (said.error) {
      this.verdict.textContent = said.error;
      return;
    }
    this.result = {...said, net, knob};
    const figure = this.network.percent ? `${num(100 * said.figure, 1)}%` : num(said.figure, 2);
    const seconds = num((performance.now() - began) / 1000, 1);
    this.verdict.textContent = `${say(`lab_networks_${net}_figure`, {figure})} ${say('lab_networks_seconds', {seconds})}`;
    this.paint(said, net);
  }

  paint({curve, pictures, texts, lines}, net) {
    const rows = say(`lab_networks_${net}_rows`).split('; ');
    const flat = row => row.flat(Infinity);
    const strips = pictures.map((row, at) => {
      const values = flat(row), low = Math.min(...values), high = Math.max(...values);
      return html('figure', {}, html('figcaption', {class: 'hint'}, rows[at]),
        html('div', {class: `lab-strip${row[0].length > 12 ? ' large' : ''}`, role: 'img', 'aria-label': rows[at]}, ...row.map(one => painted(one, low, high))));
    });
    this.shown.replaceChildren(...strips, ...(curve.length ? [this.plot([curve], say('lab_networks_curve'))] : []),
      ...(lines ? [this.plot(lines, rows[pictures.length])] : []),
      ...(texts ? [html('p', {class: 'hint'}, rows[pictures.length]), html('p', {class: 'lab-texts', lang: 'pt-BR', dir: 'auto'}, texts.filter(Boolean).join(' · '))] : []));
  }

  plot(lines, label) {
    const values = lines.flat(), low = Math.min(0, ...values), high = Math.max(...values, low + 1e-6);
    const most = Math.max(lines[0].length - 1, 1), plot = new Plot({x: [0, most], y: [low, high], height: 150, width: 420, left: 44});
    const marks = [low, (low + high) / 2, high].map(value => Number(value.toPrecision(2)));
    return html('figure', {}, html('figcaption', {class: 'hint'}, label), drawing(420, 150, label, plot.axes([0, most], marks),
      ...lines.map((line, at) => plot.line(line.map((value, n) => [n, value]), {stroke: at ? 'var(--ORG)' : 'var(--PER)', 'stroke-width': 2, 'stroke-dasharray': at ? '6 3' : 'none'}))));
  }
}

open(Networks);
