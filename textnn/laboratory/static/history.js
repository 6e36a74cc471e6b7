// The history: a timeline with one event at a time, and networks that won, counted and drawn layer by layer.
import {Plot, Station, ask, button, choice, copyLink, drawing, html, num, open, range, rest, say, slider, svg, tasks, text, told} from './lab.js';

const holder = document.querySelector('lab-station');
const COUNTED = holder instanceof HTMLElement && holder.dataset.given ? JSON.parse(holder.dataset.given) : {};

/** Year -> the station where it can be touched. */
const EVENTS = {
  1950: '', 1956: '', 1957: 'perceptron', 1969: 'perceptron?show=learn&gate=xor', 1980: 'convolution', 1982: 'networks?net=hn', 1986: 'backpropagation',
  1989: 'convolution', 1995: 'networks?net=svm', 1997: 'lstm', 1998: '', 2006: 'networks?net=rbm', 2009: '', 2012: '', 2014: 'networks?net=gan', 2015: '', 2017: '',
};
const YEARS = Object.keys(EVENTS).map(Number);
const ERAS = [['ai', 1950, 'var(--TIME)'], ['ml', 1980, 'var(--LOC)'], ['dl', 2010, 'var(--ORG)']];
const NAMES = Object.keys(COUNTED);
const STATIONS = {perceptron: 'Perceptron', convolution: 'CNN', networks: say('lab_history_map'), backpropagation: 'Backpropagation', lstm: 'LSTM'};

/** A large number in few digits. */
const large = value => (value >= 1e9 ? `${num(value / 1e9, 1)}\u00a0×\u00a010⁹` : value >= 1e6 ? `${num(value / 1e6, 1)}\u00a0×\u00a010⁶` : num(value));

class History extends Station {
  static numbers = {event: {first: 2, min: 0, max: YEARS.length - 1, step: 1}, rounds: {first: 6, min: 1, max: 10, step: 1}};
  static choices = {net: NAMES};

  build() {
    this.right = {};
    this.append(this.timeline(), this.winners(), copyLink(this),
      tasks([
        {ask: 'lab_history_task_ratio', why: 'lab_history_task_ratio_why', number: 30.4, within: 0.05},
        {ask: 'lab_history_task_light', why: 'lab_history_task_light_why', choices: ['lab_history_light_full', 'lab_history_light_small', 'lab_history_light_drop']},
        {ask: 'lab_history_task_train', why: 'lab_history_task_train_why', done: () => ['lenet', 'resnet'].every(name => this.right[name]?.figure >= 0.93)},
      ]));
  }

  timeline() {
    const x = year => 24 + ((year - 1950) / 67) * 852, dots = svg('g');
    const bands = ERAS.map(([name, from, colour], at) => svg('g', {}, svg('rect', {x: x(from), y: 14 + at * 24, width: x(2017) - x(from) + 14, height: 20, fill: colour, opacity: 0.3, rx: 4}),
      text(x(from) + 8, 29 + at * 24, say(`lab_history_${name}`), name === 'dl' ? {x: x(from) - 6, 'text-anchor': 'end'} : {})));
    const marks = range(7).map(at => 1950 + 10 * at).map(year => text(x(year), 136, year, {'text-anchor': 'middle', class: 'lab-soft'}));
    const picture = drawing(916, 146, say('lab_history_line'), ...bands, svg('line', {x1: x(1950), x2: x(2017), y1: 104, y2: 104, stroke: 'var(--ink)', 'stroke-width': 2}), ...marks, dots);
    picture.classList.add('lab-large');
    const title = html('h3'), says = told(), link = html('p', {class: 'row'});
    const by = step => this.set({event: Math.min(Math.max(this.state.event + step, 0), YEARS.length - 1)});
    const back = button(say('lab_history_before'), () => by(-1)), forth = button(say('lab_history_after'), () => by(1));
    const scroll = html('div', {class: 'lab-scroll'}, picture);
    this.updates.push(() => {
      const year = YEARS[this.state.event], station = EVENTS[year];
      if (this.year === year) return;
      this.year = year;
      dots.replaceChildren(...YEARS.map((one, at) => svg('circle', {
        cx: x(one), cy: 104, r: one === year ? 10 : 6, class: 'lab-dot', fill: one === year ? 'var(--accent)' : 'var(--card)', stroke: 'var(--ink)', 'stroke-width': 2, onclick: () => this.set({event: at}),
      })));
      title.textContent = String(year);
      says.textContent = say(`lab_history_e${year}`);
      link.replaceChildren(...(station ? [html('a', {class: 'quiet', href: `laboratory/${station}`}, say('lab_history_station', {station: STATIONS[station.split('?')[0]] || year}))] : []));
      rest(back, this.state.event === 0);
      rest(forth, this.state.event === YEARS.length - 1);
      scroll.scrollLeft = (x(year) / 916) * scroll.scrollWidth - scroll.clientWidth / 2;
    });
    return html('section', {class: 'lab-side lab-wide'}, scroll, html('p', {class: 'row'}, back, forth), title, says, link, slider(this, 'event', say('lab_history_event')));
  }

  winners() {
    const names = Object.fromEntries(NAMES.map(name => [name, say(`lab_history_${name}`)]));
    const says = told(), place = html('div', {class: 'lab-scroll'}), table = html('div', {class: 'lab-scroll'}), verdict = told(), curve = html('div', {class: 'lab-result'});
    const head = ['net', 'column_depth', 'column_right', 'column_weights', 'column_sums'].map(name => html('th', {scope: 'col'}, say(`lab_history_${name}`)));
    const train = button(say('lab_history_train'), () => this.train(train, verdict), {class: 'quiet lab-go'});
    this.updates.push(() => {
      const {net} = this.state;
      if (this.drawn !== net) {
        this.drawn = net;
        says.textContent = say(`lab_history_${net}_says`);
        place.replaceChildren(this.depth(net, names[net]));
        verdict.textContent = '';
      }
      table.replaceChildren(html('table', {class: 'lab-table'}, html('thead', {}, html('tr', {}, ...head)), html('tbody', {}, ...NAMES.map(name => {
        const {depth, weights, sums} = COUNTED[name], figure = this.right[name]?.figure;
        return html('tr', {class: name === net ? 'lab-chosen' : ''}, ...[names[name], num(depth), figure === undefined ? '–' : `${num(100 * figure, 1)}%`, large(weights), large(sums)].map(cell => html('td', {}, cell)));
      }))));
      const losses = this.right[net]?.curve;
      curve.hidden = !losses;
      curve.replaceChildren(...(losses ? [this.curve(losses)] : []));
    });
    return html('section', {class: 'lab-side lab-wide'}, choice(this, 'net', say('lab_history_net'), names), says, place,
      html('p', {class: 'hint'}, say('lab_history_scroll')), table, slider(this, 'rounds', say('lab_history_rounds')), html('p', {class: 'row'}, train), verdict, curve);
  }

  /** Each layer is a bar: how high, the side of the picture after it; how dark, its channels. */
  depth(net, name) {
    const {layers} = COUNTED[net], wide = Math.min(40, 880 / layers.length);
    const bars = layers.map(([side, channels], at) => {
      const high = 8 + 20 * Math.log2(side + 1);
      return svg('rect', {
        x: 14 + at * wide, y: 96 - high / 2, width: Math.max(wide - 1.5, 1.5), height: high, rx: 1, stroke: 'var(--edge)', 'stroke-width': wide > 10 ? 1 : 0,
        style: `fill: color-mix(in srgb, var(--PER) ${Math.round(10 + (90 * Math.log2(channels)) / 12)}%, var(--card))`,
      });
    });
    const made = drawing(908, 192, say('lab_history_depth', {name}), ...bars);
    return html('figure', {}, made, html('figcaption', {class: 'hint'}, say('lab_history_depth', {name})));
  }

  async train(go, verdict) {
    const {net, rounds} = this.state;
    rest(go, true);
    verdict.textContent = say('lab_history_training');
    const said = await ask(`networks/${net}?seed=0&knob=${rounds}`);
    rest(go, false);
    if (said.error) {
      verdict.textContent = said.error;
      return;
    }
    this.right[net] = said;
    verdict.textContent = say('lab_history_trained', {figure: num(100 * said.figure, 1)});
    this.show();
  }

  curve(losses) {
    const plot = new Plot({x: [0, losses.length - 1], y: [0, 2.5], height: 130, width: 420, left: 40});
    return html('figure', {}, html('figcaption', {class: 'hint'}, say('lab_history_curve')), drawing(420, 130, say('lab_history_curve'), plot.axes([0, losses.length - 1], [0, 1, 2]),
      plot.inside('history-curve', plot.line(losses.map((value, at) => [at, value]), {stroke: 'var(--PER)', 'stroke-width': 2}))));
  }
}

open(History);
