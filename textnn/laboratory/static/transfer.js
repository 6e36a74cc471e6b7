// Somebody's few pictures, learnt from nothing and over layers that have seen many others.
import {Plot, Station, ask, button, copyLink, drawing, html, num, open, opener, pictureOf, range, rest, say, slider, svg, tasks, told} from './lab.js';

const MOST_CLASSES = 4, MOST = 12;
const SIDE = 160;  // pixels of what is sent
const WAYS = {scratch: 'var(--ORG)', transfer: 'var(--PER)'};

/** @typedef {{name: string, pictures: string[]}} Kind name of a class, and addresses of its pictures' data */

class Transfer extends Station {
  static numbers = {taught: {first: 2, min: 1, max: 11, step: 1}, seed: {first: 0, min: 0, max: 99, step: 1}};

  /** @type {Kind[]} */
  kinds = [];
  result = null;
  tried = [];  // of these pictures: how many were taught, and how often each way was right

  build() {
    this.verdict = told();
    this.go = button(say('lab_transfer_go'), () => this.train(), {class: 'quiet lab-go', disabled: true});
    this.curves = html('div', {class: 'lab-twins'});
    this.shown = html('div', {class: 'lab-twins'});
    this.counts = html('div');
    this.shelves = html('div', {class: 'lab-shelves'});
    this.refused = html('p', {class: 'hint', role: 'status'});
    const taught = slider(this, 'taught', say('lab_transfer_taught'));
    const sheet = html('section', {}, html('h3', {}, say('lab_transfer_pictures')), html('p', {class: 'hint'}, say('lab_transfer_pictures_hint')),
      html('p', {class: 'row lab-under'}, button(say('lab_transfer_house'), () => this.house()), button(say('lab_transfer_clear'), () => this.begin()),
        this.more = button(say('lab_transfer_more'), () => this.put([...this.kinds, {name: '', pictures: []}]))), this.refused, this.shelves);
    this.append(html('section', {class: 'lab-desk lab-turned'},
      html('div', {class: 'lab-result'}, this.curves, this.shown),
      html('div', {class: 'lab-side'}, taught, html('p', {class: 'row'}, this.go, button(say('lab_all_fresh'), () => {
        this.set({seed: (this.state.seed + 1) % 100});
        this.train();
      })), this.verdict, this.counts)),
    sheet, copyLink(this),
    tasks([
      {ask: 'lab_transfer_task_win', why: 'lab_transfer_task_win_why', done: () => this.result && last(this.result.transfer.right) - last(this.result.scratch.right) > 0.1999},
      {ask: 'lab_transfer_task_layer', why: 'lab_transfer_task_layer_why', number: 4610},
      {ask: 'lab_transfer_task_more', why: 'lab_transfer_task_more_why', choices: ['lab_transfer_more_less', 'lab_transfer_more_same', 'lab_transfer_more_grow']},
    ]));
    this.limit = taught.querySelector('input');
    this.paint();
    this.house();
  }

  nameOf(at) { return this.kinds[at].name || say('lab_transfer_class', {number: at + 1}); }

  /** The pictures that came with the page. */
  async house() {
    const answer = await fetch('laboratory/pictures/lesson').catch(() => null);
    if (!answer?.ok) {
      this.refused.textContent = say('lab_all_failed');
      return;
    }
    const given = Object.entries(await answer.json());
    this.put(given.map(([name, files]) => ({name: say(`lab_transfer_${name}`), pictures: files.map(file => `data:image/png;base64,${file}`)})));
  }

  begin() { this.put([{name: '', pictures: []}, {name: '', pictures: []}]); }

  /** Other pictures: what was learnt of those before is no more. */
  put(kinds) {
    this.kinds = [...kinds];
    this.result = null;
    this.tried = [];
    this.go.disabled = kinds.some(kind => kind.pictures.length < 2);
    this.verdict.textContent = say(this.go.disabled ? 'lab_transfer_need' : 'lab_transfer_empty');
    const most = Math.max(1, Math.min(...kinds.map(kind => kind.pictures.length)) - 1);
    this.limit.max = String(most);
    if (this.state.taught > most && kinds.every(kind => kind.pictures.length > 1)) this.set({taught: most});
    this.more.disabled = kinds.length >= MOST_CLASSES;
    this.shelves.replaceChildren(...kinds.map((kind, at) => this.shelf(kind, at)));
    this.paint();
  }

  shelf(kind, at) {
    const name = html('input', {value: kind.name, maxlength: 40, 'aria-label': say('lab_transfer_name', {number: at + 1}), placeholder: say('lab_transfer_class', {number: at + 1})});
    name.addEventListener('input', () => { kind.name = name.value.trim(); });
    const add = opener([say('lab_transfer_add'), say('lab_transfer_add_to', {name: this.nameOf(at)})], async file => {
      if (kind.pictures.length >= MOST) return;
      kind.pictures.push(await pictureOf(file, SIDE));
      this.put(this.kinds);
    }, this.refused, {multiple: true});
    const thumbs = kind.pictures.map((source, number) => {
      const label = say('lab_transfer_drop', {number: number + 1, name: this.nameOf(at)});
      return html('button', {type: 'button', class: 'lab-pick', 'aria-label': label, title: label, onclick: () => {
        kind.pictures.splice(number, 1);
        this.put(this.kinds);
      }}, html('img', {src: source, alt: ''}));
    });
    return html('div', {class: 'lab-shelf'}, html('p', {class: 'row'}, name, add), html('div', {class: 'lab-strip'}, ...thumbs));
  }

  async train() {
    if (this.go.disabled || this.go.ariaDisabled === 'true') return;
    const {taught, seed} = this.state, kinds = this.kinds;
    rest(this.go, true);
    this.verdict.textContent = say('lab_transfer_training');
    const classes = kinds.map(kind => kind.pictures.map(one => one.slice(one.indexOf(',') + 1)));
    const said = await ask('transfer', {classes, taught, seed});
    if (kinds !== this.kinds) return;
    rest(this.go, false);
    if (said.error) {
      this.verdict.textContent = said.error;
      return;
    }
    this.result = said;
    const right = {scratch: last(said.scratch.right), transfer: last(said.transfer.right)};
    this.tried.push({taught, ...right});
    const part = value => num(100 * value, 0);
    this.verdict.textContent = say('lab_transfer_told', {taught, scratch: part(right.scratch), transfer: part(right.transfer), tested: said.tested, chance: part(1 / kinds.length)});
    this.paint();
  }

  paint() {
    const {result} = this;
    this.curves.replaceChildren(...Object.keys(WAYS).map(way => this.curve(way)));
    this.shown.hidden = !result;
    this.shown.replaceChildren(...(result ? Object.keys(WAYS).map((way, at) => this.verdicts(way, at)) : []));
    this.counts.replaceChildren(...(this.tried.length ? [this.byCount()] : []));
  }

  /** How one way learnt. */
  curve(way) {
    const plot = new Plot({x: [0, 40], y: [0, 1], width: 280, height: 200, left: 30}), learnt = this.result?.[way];
    const points = values => values.map((value, at) => [at + 1, Math.min(1, value)]);
    const lines = learnt ? [plot.line(points(learnt.losses), {stroke: 'var(--soft)', 'stroke-width': 1.8, 'stroke-dasharray': '5 3'}),
      plot.line(points(learnt.right), {stroke: WAYS[way], 'stroke-width': 3})] : [];
    const key = (name, colour, dash) => html('span', {}, html('i', {style: `border-top: 3px ${dash} ${colour}`}), say(name));
    return html('figure', {}, html('h3', {}, say(`lab_transfer_${way}`)),
      drawing(280, 200, `${say(`lab_transfer_${way}`)}: ${say('lab_transfer_curve')}`, plot.axes([0, 20, 40], [0, 0.5, 1]), ...lines),
      html('p', {class: 'lab-keys'}, key('lab_transfer_key_right', WAYS[way], 'solid'), key('lab_transfer_key_loss', 'var(--soft)', 'dashed')),
      html('p', {class: 'hint'}, this.weights(way)));
  }

  weights(way) {
    if (!this.result) return '';
    const [scratch, layer, kept] = this.result.weights.map(count => num(count, 0));
    return way === 'scratch' ? say('lab_transfer_weights', {learnt: scratch}) : say('lab_transfer_kept', {learnt: layer, kept});
  }

  /** Each tested picture, with what this network took it for. */
  verdicts(way, at) {
    const tiles = this.result.shown.map(one => {
      const said = one.said[at], right = said === one.class, label = say('lab_transfer_said', {class: this.nameOf(one.class), said: this.nameOf(said)});
      return html('figure', {class: 'lab-tile'}, html('img', {src: this.kinds[one.class].pictures[one.number], alt: label, title: label}),
        html('figcaption', {'aria-hidden': true}, `${right ? '✓' : '✗'} ${this.nameOf(said)}`));
    });
    return html('figure', {}, html('figcaption', {class: 'hint'}, say('lab_transfer_shown')), html('div', {class: 'lab-strip'}, ...tiles));
  }

  byCount() {
    const most = Math.max(2, ...this.tried.map(one => one.taught)), plot = new Plot({x: [0, most], y: [0, 1], width: 320, height: 170, left: 30});
    const ways = Object.keys(WAYS);
    const dots = ways.flatMap(way => this.tried.map(one => {
      const [x, y] = [plot.x(one.taught), plot.y(one[way])];
      return way === 'scratch' ? svg('rect', {x: x - 5, y: y - 5, width: 10, height: 10, fill: WAYS[way]}) : svg('circle', {cx: x, cy: y, r: 6, fill: WAYS[way]});
    }));
    const key = way => html('span', {}, svg('svg', {viewBox: '0 0 14 14', width: 14, height: 14, 'aria-hidden': true},
      way === 'scratch' ? svg('rect', {x: 2, y: 2, width: 10, height: 10, fill: WAYS[way]}) : svg('circle', {cx: 7, cy: 7, r: 6, fill: WAYS[way]})), ' ', say(`lab_transfer_${way}`));
    return html('figure', {}, html('figcaption', {class: 'hint'}, say('lab_transfer_by_count')),
      drawing(320, 170, say('lab_transfer_by_count'), plot.axes(range(most + 1), [0, 0.5, 1], say('lab_transfer_count')), ...dots),
      html('p', {class: 'lab-keys'}, ...ways.map(key)));
  }
}

const last = values => values[values.length - 1];

open(Transfer);
