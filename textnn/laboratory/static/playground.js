// The playground: a network of full layers learns points of the plane, in the page itself, and is drawn at each frame.
import {button, choice, clamp, copyLink, html, keys, menu, num, open, parse, range, say, slider, tasks, told} from './lab.js';
import {Drawn, NAMES, REACH, SIGNS} from './playground_drawing.js';
import {
  CLASSES, DATA, MOST, Net, epoch, featuresOf, outputsOf, points, program, table,
} from './playground_model.js';

export * from './playground_model.js';

const KEPT = 400;  // epochs that can be undone
const LAYERS = 6;
const MOST_RUNS = 4;

class Playground extends Drawn {
  static numbers = {
    noise: {first: 0, min: 0, max: 50, step: 5}, split: {first: 50, min: 10, max: 90, step: 10},
    batch: {first: 10, min: 1, max: 30, step: 1}, seed: {first: 0, min: 0, max: 999, step: 1},
    epoch: {first: 0, min: 0, max: 3000, step: 1},
  };
  static choices = {
    task: ['classification', 'regression'], data: ['circle', ...DATA.classification.slice(1), 'plane', 'hills'],
    activation: ['tanh', 'relu', 'logistic', 'linear'], rate: ['0.03', '0.0001', '0.001', '0.003', '0.01', '0.1', '0.3', '1', '3'],
    kind: ['none', 'l1', 'l2'], strength: ['0.001', '0.003', '0.01', '0.03', '0.1', '0.3'], speed: ['1', '5', '25'],
    test: ['no', 'yes'], flat: ['no', 'yes'], beside: ['no', 'yes'],
  };
  static lists = {
    layers: {first: [4, 2], size: 0, min: 1, max: 8}, features: {first: [0, 1], size: 0, min: 0, max: 6},
    mine: {first: [], size: 0, min: -REACH, max: REACH},
  };

  get setting() {
    const {layers, activation, task, batch, rate, kind, strength, seed} = this.state;
    return {names: this.names, layers, activation, task, batch, rate: Number(rate), kind, strength: Number(strength), seed};
  }

  build() {
    this.state.layers = this.state.layers.slice(0, LAYERS).map(Math.round);
    this.state.features = [...new Set(this.state.features.map(Math.round))];
    if (!this.state.features.length) this.state.features = [0];
    this.state.mine = this.state.mine.slice(0, 3 * Math.floor(Math.min(this.state.mine.length, 3 * MOST) / 3));
    this.label = 0;
    this.target = this.state.epoch;
    this.state.epoch = 0;
    this.updates.push(() => this.renew());
    this.append(this.bar(), html('section', {class: 'lab-play'}, this.left(), this.middle(), this.right()),
      this.comparison(), this.own(), copyLink(this),
      html('p', {class: 'row'}, button(say('lab_playground_export'), () => this.save()), html('span', {class: 'hint'}, say('lab_playground_export_hint'))),
      tasks([
        {ask: 'lab_playground_task_features', why: 'lab_playground_task_features_why', done: () => this.solvedByFeatures()},
        {ask: 'lab_playground_task_count', why: 'lab_playground_task_count_why', number: 25},
        {
          ask: 'lab_playground_task_over', why: 'lab_playground_task_over_why',
          choices: ['lab_playground_over_data', 'lab_playground_over_neurons', 'lab_playground_over_epochs'],
        },
      ]));
    this.updates.push(() => this.draw());
    new ResizeObserver(() => this.draw()).observe(this.wires);
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.draw());
    if (this.target) requestAnimationFrame(() => this.replay());
  }

  solvedByFeatures() {
    const {data, layers} = this.state;
    return data === 'circle' && !layers.length && this.scores.test.right >= 0.95;
  }

  // What is trained: the points, the network, and logistic regression beside it.

  renew() {
    const {task, data, noise, seed, split, mine, features, layers, activation, beside} = this.state;
    if (!DATA[task].includes(data)) this.state.data = DATA[task][0];
    const set = [task, this.state.data, noise, seed, split, features, this.state.data === 'mine' ? mine : ''].join('|');
    if (set !== this.dataKey) {
      this.dataKey = set;
      const all = points(this.state.data, noise, seed, mine).map(([x, y, label]) => [x, y, task === 'classification' ? clamp(Math.round(label), 0, CLASSES - 1) : clamp(label, -1, 1)]);
      const cut = clamp(Math.round((all.length * split) / 100), Math.min(all.length, 1), Math.max(all.length - 1, 0));
      this.parts = {train: all.slice(0, cut), test: all.slice(cut)};
      this.outputs = outputsOf(task, all);
      const ready = list => list.map(([x, y, label]) => [featuresOf(this.names, x, y), label]);
      this.ready = {train: ready(this.parts.train), test: ready(this.parts.test)};
      this.places = this.grid().map((/** @type {any} */ [x, y]) => featuresOf(this.names, x, y));
    }
    const net = [task, this.state.data, noise, seed, split, features, layers, activation, this.outputs, beside].join('|');
    if (net !== this.netKey) {
      this.netKey = net;
      this.begin();
    }
    this.judge();
  }

  begin() {
    const {features, layers, activation, task, seed, beside} = this.state;
    this.net = new Net([features.length, ...layers, this.outputs], activation, task, seed);
    this.plain = beside === 'yes' ? new Net([features.length, this.outputs], activation, task, seed) : null;
    this.past = [];
    this.curve = {train: [], test: [], plain: []};
    this.state.epoch = 0;
    this.look = null;
    this.judge();
    this.note();
    this.listed = false;
  }

  judge() {
    this.scores = {train: this.net.score(this.ready.train), test: this.net.score(this.ready.test), plain: this.plain?.score(this.ready.test)};
  }

  note() {
    this.curve.train.push(this.scores.train.loss);
    this.curve.test.push(this.scores.test.loss);
    if (this.plain) this.curve.plain.push(this.scores.plain.loss);
  }

  /** One epoch; false when there is nothing to learn from, or at the last one. */
  forth() {
    if (!this.ready.train.length || this.state.epoch >= this.kept.numbers.epoch.max) return false;
    this.past.push([this.net.weights.slice(), this.plain?.weights.slice()]);
    if (this.past.length > KEPT) this.past.shift();
    const how = {...this.setting, number: this.state.epoch};
    epoch(this.net, this.ready.train, how);
    if (this.plain) epoch(this.plain, this.ready.train, how);
    this.state.epoch += 1;
    this.judge();
    this.note();
    return true;
  }

  back() {
    const before = this.past.pop();
    if (!before) return;
    this.net.weights.set(before[0]);
    this.plain?.weights.set(before[1]);
    for (const list of Object.values(this.curve)) list.pop();
    this.set({epoch: this.state.epoch - 1});
  }

  /** Trains up to the epoch of the address, a few milliseconds a frame. */
  replay() {
    const until = performance.now() + 20;
    let more = true;
    while (more && this.state.epoch < this.target && performance.now() < until) more = this.forth();
    this.set({});
    if (more && this.state.epoch < this.target) requestAnimationFrame(() => this.replay());
  }

  playing(on) {
    this.running = on;
    this.play.textContent = say(on ? 'lab_all_stop' : 'lab_playground_train');
    this.play.setAttribute('aria-pressed', String(on));
    if (!on) return;
    this.target = 0;
    let frames = [];
    const frame = now => {
      if (!this.running) return;
      frames = [...frames.filter(one => now - one < 1000), now];
      let more = true;
      for (let times = Number(this.state.speed); more && times; times--) more = this.forth();
      if (frames.length > 10) this.rate.textContent = say('lab_playground_frames', {frames: num((1000 * (frames.length - 1)) / (now - frames[0]), 0)});
      this.set({});
      if (more) requestAnimationFrame(frame);
      else this.playing(false);
    };
    requestAnimationFrame(frame);
  }

  // The controls.

  bar() {
    this.play = button(say('lab_playground_train'), () => this.playing(!this.running), {class: 'quiet lab-go', 'aria-pressed': 'false'});
    const step = button(say('lab_playground_step'), () => { this.playing(false); this.forth(); this.set({}); });
    const back = button(say('lab_playground_back'), () => { this.playing(false); this.back(); });
    const again = button(say('lab_all_again'), () => { this.playing(false); this.begin(); this.set({}); });
    const other = button(say('lab_playground_draw'), () => this.set({seed: (this.state.seed + 1) % 1000}));
    const count = html('b', {class: 'lab-epoch'});
    this.rate = html('span', {class: 'hint'});
    this.updates.push(() => {
      count.textContent = say('lab_playground_epoch', {epoch: num(this.state.epoch)});
      back.disabled = !this.past.length;
    });
    const named = (key, names) => menu(this, key, say(`lab_playground_${key}`), names);
    const numbers = list => Object.fromEntries([...list].sort((one, two) => one - two).map(one => [one, num(Number(one), 4)]));
    const said = (key, list) => Object.fromEntries(list.map(one => [one, say(`lab_playground_${key}_${one}`)]));
    const {rate, strength, activation, kind, speed} = Playground.choices;
    return html('section', {},
      html('p', {class: 'row'}, this.play, back, step, again, other, count, this.rate),
      html('div', {class: 'lab-menus'}, named('rate', numbers(rate)), named('activation', said('activation', activation)),
        named('kind', said('kind', kind)), named('strength', numbers(strength)),
        named('speed', Object.fromEntries(speed.map(one => [one, say('lab_playground_speed_of', {epochs: one})])))));
  }

  left() {
    const names = task => Object.fromEntries(DATA[task].map(one => [one, say(`lab_playground_data_${one}`)]));
    const sets = Object.keys(DATA).map(task => choice(this, 'data', say('lab_playground_data'), names(task)));
    this.updates.push(() => sets.forEach((set, at) => { set.hidden = Object.keys(DATA)[at] !== this.state.task; }));
    const boxes = NAMES.map((name, at) => {
      const box = html('input', {type: 'checkbox'});
      box.addEventListener('change', () => {
        const on = NAMES.map((_, one) => one).filter(one => (one === at ? box.checked : this.state.features.includes(one)));
        this.set({features: on.length ? on : this.state.features});
      });
      this.updates.push(() => { box.checked = this.state.features.includes(at); });
      return html('label', {}, box, html('span', {}, SIGNS[name]));
    });
    return html('div', {class: 'lab-side'},
      choice(this, 'task', say('lab_playground_task'), {classification: say('lab_playground_classification'), regression: say('lab_playground_regression')}),
      ...sets, slider(this, 'noise', say('lab_playground_noise')), slider(this, 'split', say('lab_playground_split')), slider(this, 'batch', say('lab_playground_batch')),
      html('fieldset', {class: 'lab-choice'}, html('legend', {}, say('lab_playground_features')), ...boxes));
  }

  middle() {
    this.wires = html('canvas', {class: 'lab-net', role: 'img'});
    this.wires.addEventListener('click', event => this.pick(event));
    const layers = html('div', {class: 'lab-layers'});
    const change = next => this.set({layers: next});
    const small = (sign, label, does, off) => button(sign, does, {'aria-label': label, disabled: off});
    this.updates.push(() => {
      const key = this.state.layers.join();
      if (layers.dataset.key === key) return;
      layers.dataset.key = key;
      const list = this.state.layers, focused = document.activeElement?.getAttribute?.('aria-label');
      layers.replaceChildren(
        html('p', {}, html('b', {}, say('lab_playground_layers', {layers: list.length})),
          small('−', say('lab_playground_layer_less'), () => change(list.slice(0, -1)), !list.length),
          small('+', say('lab_playground_layer_more'), () => change([...list, 2]), list.length >= LAYERS)),
        ...list.map((size, at) => {
          const to = by => change(list.map((one, other) => (other === at ? one + by : one)));
          return html('p', {}, html('span', {}, say('lab_playground_neurons', {layer: at + 1, neurons: size})),
            small('−', say('lab_playground_neuron_less', {layer: at + 1}), () => to(-1), size <= 1),
            small('+', say('lab_playground_neuron_more', {layer: at + 1}), () => to(1), size >= 8));
        }));
      [...layers.querySelectorAll('button')].find(one => focused && one.getAttribute('aria-label') === focused)?.focus();
    });
    const wire = html('select'), weight = html('input', {type: 'number', step: 0.1});
    wire.addEventListener('change', () => this.draw());
    weight.addEventListener('input', () => {
      if (!Number.isFinite(weight.valueAsNumber)) return;
      this.net.weights[Number(wire.value)] = clamp(weight.valueAsNumber, -99, 99);
      this.set({});
    });
    this.wire = wire;
    this.updates.push(() => {
      if (!this.listed) {
        wire.replaceChildren(...this.weightsNamed().map(([at, name]) => html('option', {value: at}, name)));
        this.listed = true;
      }
      if (document.activeElement !== weight) weight.value = this.net.weights[Number(wire.value)].toFixed(3);
    });
    return html('div', {class: 'lab-side lab-wide'}, this.wires, layers,
      html('div', {class: 'lab-menus'}, html('label', {class: 'lab-field'}, html('span', {}, say('lab_playground_wire')), wire),
        html('label', {class: 'lab-field'}, html('span', {}, say('lab_playground_weight')), weight)),
      html('p', {class: 'hint'}, say('lab_playground_wires_hint')));
  }

  /** Place in the row of weights, and name, of every weight and bias. */
  weightsNamed() {
    return this.net.layers.flatMap(({before, after, from, bias}, layer) => range(after).flatMap(to => [
      ...range(before).map(one => [from + to * before + one, `${this.neuron(layer, one)} → ${this.neuron(layer + 1, to)}`]),
      [bias + to, say('lab_playground_bias', {neuron: this.neuron(layer + 1, to)})]]));
  }

  right() {
    this.plane = html('canvas', {class: 'lab-plane', tabindex: 0, role: 'img'});
    this.other = html('canvas', {class: 'lab-plane', role: 'img', 'aria-label': say('lab_playground_plain')});
    const beside = html('figure', {}, html('figcaption', {class: 'hint'}, say('lab_playground_plain')), this.other);
    this.draws();
    this.chart = html('div', {class: 'lab-chart'});
    const verdict = told(), look = html('select');
    look.addEventListener('change', () => { this.look = look.value ? look.value.split(' ').map(Number) : null; this.draw(); });
    this.lookMenu = look;
    this.updates.push(() => {
      const key = this.netKey;
      if (look.dataset.key !== key) {
        look.dataset.key = key;
        look.replaceChildren(html('option', {value: ''}, say('lab_playground_look_all')), ...this.net.sizes.slice(0, -1).flatMap((size, layer) =>
          range(size).map(at => html('option', {value: `${layer} ${at}`}, this.neuron(layer, at)))));
      }
      look.value = this.look ? this.look.join(' ') : '';
      beside.hidden = !this.plain;
      verdict.textContent = this.told();
    });
    const yes = (key, name) => {
      const box = html('input', {type: 'checkbox'});
      box.addEventListener('change', () => this.set({[key]: box.checked ? 'yes' : 'no'}));
      this.updates.push(() => { box.checked = this.state[key] === 'yes'; });
      return html('label', {class: 'lab-check'}, box, html('span', {}, name));
    };
    return html('div', {class: 'lab-side lab-wide'}, verdict, this.plane, beside, this.chart,
      html('label', {class: 'lab-field'}, html('span', {}, say('lab_playground_look')), look),
      yes('test', say('lab_playground_test')), yes('flat', say('lab_playground_flat')), yes('beside', say('lab_playground_beside')));
  }

  told() {
    const {train, test} = this.scores;
    if (!this.ready.train.length) return say('lab_playground_empty');
    if (!Number.isFinite(train.loss) || train.loss > 1e6) return say('lab_playground_diverged');
    const shown = one => (Number.isFinite(one) ? num(one, 3, 3) : '–');
    const values = {train: shown(train.loss), test: shown(test.loss), right: Number.isFinite(test.right) ? num(100 * test.right, 0) : '–'};
    return say(this.state.task === 'regression' ? 'lab_playground_losses' : 'lab_playground_scores', values);
  }

  /** Own points: a click puts one; with the keyboard, arrows move a cross and Enter puts one there. */
  draws() {
    const put = (/** @type {any} */ [x, y]) => {
      if (this.state.data !== 'mine' || this.state.mine.length >= 3 * MOST) return;
      const tidy = value => Number(clamp(value, -REACH, REACH).toFixed(2));
      this.set({mine: [...this.state.mine, tidy(x), tidy(y), this.label]});
    };
    this.plane.addEventListener('click', event => {
      const box = this.plane.getBoundingClientRect();
      put([(2 * (event.clientX - box.left) / box.width - 1) * REACH, (1 - (2 * (event.clientY - box.top)) / box.height) * REACH]);
    });
    this.plane.addEventListener('keydown', event => {
      const by = {ArrowUp: [0, 0.5], ArrowDown: [0, -0.5], ArrowLeft: [-0.5, 0], ArrowRight: [0.5, 0]}[event.key];
      if (this.state.data !== 'mine' || !(by || event.key === 'Enter' || event.key === ' ')) return;
      event.preventDefault();
      if (by) this.cursor = this.cursor.map((one, at) => clamp(one + by[at], -REACH, REACH));
      else put(this.cursor);
      this.draw();
    });
  }

  own() {
    const names = Object.fromEntries(range(CLASSES).map(at => [at, say('lab_playground_class', {letter: 'ABCD'[at]})]));
    const radios = Object.entries(names).map(([at, name]) => {
      const input = html('input', {type: 'radio', name: 'label', value: at, checked: at === '0'});
      input.addEventListener('change', () => { this.label = Number(at); });
      return html('label', {}, input, html('span', {}, name));
    });
    const kinds = html('fieldset', {class: 'lab-choice'}, html('legend', {}, say('lab_playground_puts')), ...radios);
    const value = html('input', {type: 'text', inputmode: 'decimal', value: '1'});
    const values = html('label', {class: 'lab-field'}, html('span', {}, say('lab_playground_value')), value);
    value.addEventListener('input', () => { const given = parse(value.value); if (Number.isFinite(given)) this.label = clamp(given, -1, 1); });
    this.updates.push(() => {
      const regression = this.state.task === 'regression';
      if (values.hidden === regression) this.label = regression ? 1 : 0;
      values.hidden = !regression;
      kinds.hidden = regression;
    });
    const area = html('textarea', {rows: 5, spellcheck: 'false', placeholder: say('lab_playground_table_example')});
    const said = html('p', {class: 'hint', role: 'status'});
    const use = () => {
      const read = table(area.value, this.state.task);
      if (read.error) said.textContent = say(`lab_playground_table_${read.error}`, {...read, most: CLASSES});
      else {
        said.textContent = say(read.all > read.kept ? 'lab_playground_table_part' : 'lab_playground_table_read', {...read, names: read.names.join(', ')});
        this.set({data: 'mine', mine: read.points});
      }
    };
    const file = html('input', {type: 'file', accept: '.csv,.tsv,.txt,text/csv'});
    file.addEventListener('change', async () => {
      if (!file.files[0]) return;
      area.value = await file.files[0].text();
      use();
    });
    return html('details', {class: 'lab-own', open: this.state.data === 'mine'}, html('summary', {}, say('lab_playground_own')),
      html('p', {}, say('lab_playground_own_draw'), keys('lab_playground_own_keys')), kinds, values,
      html('p', {class: 'row'}, button(say('lab_playground_own_start'), () => this.set({data: 'mine'})),
        button(say('lab_playground_own_last'), () => this.set({mine: this.state.mine.slice(0, -3)})),
        button(say('lab_playground_own_clear'), () => this.set({mine: []}))),
      html('label', {class: 'lab-field'}, html('span', {}, say('lab_playground_table')), area),
      html('p', {class: 'row'}, button(say('lab_playground_table_use'), use), html('label', {class: 'lab-field'}, html('span', {}, say('lab_playground_file')), file)), said);
  }

  comparison() {
    const place = html('div', {class: 'lab-scroll'});
    const keep = button(say('lab_playground_keep'), () => {
      const {layers, activation, epoch: done, rate, data} = this.state;
      const name = `${[this.state.features.length, ...layers, this.outputs].join('-')}, ${say(`lab_playground_activation_${activation}`)}, ${say('lab_playground_rate')} ${num(Number(rate), 4)}`;
      const run = {name, data: say(`lab_playground_data_${data}`), done, ...this.scores, curve: [...this.curve.test]};
      this.runs = [...this.runs, run].slice(-MOST_RUNS);
      this.set({});
    });
    const forget = button(say('lab_playground_forget'), () => { this.runs = []; this.set({}); });
    const head = ['run', 'data', 'epochs', 'train', 'test_loss', 'right'].map(name => html('th', {scope: 'col'}, say(`lab_playground_column_${name}`)));
    this.updates.push(() => {
      forget.hidden = !this.runs.length;
      if (place.dataset.key === String(this.runs.length) && this.lastRuns === this.runs) return;
      this.lastRuns = this.runs;
      place.dataset.key = String(this.runs.length);
      place.hidden = !this.runs.length;
      place.replaceChildren(html('table', {class: 'lab-table'}, html('thead', {}, html('tr', {}, ...head)), html('tbody', {}, ...this.runs.map((run, at) =>
        html('tr', {}, ...[`${at + 1}. ${run.name}`, run.data, num(run.done), num(run.train.loss, 3), num(run.test.loss, 3),
          this.state.task === 'regression' ? '–' : `${num(100 * run.test.right, 0)}%`].map(cell => html('td', {}, cell)))))));
    });
    return html('section', {}, html('p', {class: 'row'}, keep, forget), place);
  }

  save() {
    const text = program(this.setting, this.parts.train, this.parts.test, this.net);
    const address = URL.createObjectURL(new Blob([text], {type: 'text/x-python'}));
    html('a', {href: address, download: 'playground_model.py'}).click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  }
}

open(Playground);
