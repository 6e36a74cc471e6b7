// The perceptron: one unit with its numbers, the rule it learns by, and the same rule without a threshold.
import {
  Plot, Station, button, choice, copyLink, dragNumber, drags, drawing, field, html, keys, num, open, placeOf, player, range, say,
  slider, svg, tasks, text, told,
} from './lab.js';

export const activation = (x, weights) => x.reduce((sum, one, at) => sum + one * weights[at], 0);
export const predict = (x, weights, threshold) => (activation(x, weights) >= threshold ? 1 : 0);

/** Weights and threshold after one example. */
export const learn = (x, expected, weights, threshold, rate) => {
  const error = expected - predict(x, weights, threshold);
  return [weights.map((weight, at) => weight + rate * error * x[at]), threshold - rate * error];
};

/** The same rule without a threshold. */
export const regress = (x, expected, weight, bias, rate) => {
  const error = expected - (weight * x + bias);
  return [weight + rate * error * x, bias + rate * error];
};

export const GATES = {and: [0, 0, 0, 1], or: [0, 1, 1, 1], xor: [0, 1, 1, 0]};
export const CORNERS = [[0, 0], [0, 1], [1, 0], [1, 1]];
const GIVE_UP = 12;  // rounds after which the page says that no line will do

const one = (first, least = -3, most = 3) => ({first, min: least, max: most, step: 0.1});

class Perceptron extends Station {
  static numbers = {
    x1: one(0.6), x2: one(1), w1: one(0.5), w2: one(0.8), t: one(1),
    rate: {first: 0.1, min: 0.01, max: 0.5, step: 0.01},
    at: {first: 0, min: 0, max: 3, step: 1}, round: {first: 0, min: 0, max: 9999, step: 1},
  };
  static choices = {show: ['unit', 'learn', 'line'], gate: ['and', 'or', 'xor']};
  static lists = {
    v: {first: [0, 0, 0], size: 3, min: -99, max: 99},
    line: {first: [2, 1], size: 2, min: -1e6, max: 1e6},
    points: {first: [2, 4, 1, 2.5, 3, 5, 4, 7], size: 8, min: 0, max: 10},
  };

  build() {
    const parts = {unit: this.unit(), learn: this.learning(), line: this.regression()};
    this.updates.push(() => { for (const [name, section] of Object.entries(parts)) section.hidden = this.state.show !== name; });
    this.append(
      choice(this, 'show', say('lab_perceptron_show'), {
        unit: say('lab_perceptron_unit'), learn: say('lab_perceptron_learn'), line: say('lab_perceptron_line'),
      }),
      ...Object.values(parts), copyLink(this),
      tasks([
        {ask: 'lab_perceptron_task_sum', why: 'lab_perceptron_task_sum_why', number: 1.3},
        {ask: 'lab_perceptron_task_weight', why: 'lab_perceptron_task_weight_why', done: () => this.stoppedByWeight()},
        {
          ask: 'lab_perceptron_task_xor', why: 'lab_perceptron_task_xor_why',
          choices: ['lab_perceptron_xor_line', 'lab_perceptron_xor_rate', 'lab_perceptron_xor_rounds'],
        },
      ]),
    );
  }

  stoppedByWeight() {
    const {x1, x2, t, w1, w2} = this.state;
    return x1 === 0.6 && x2 === 1 && t === 1 && activation([x1, x2], [w1, w2]) < t;
  }

  // One unit with its numbers.
  unit() {
    const wire = (y, key) => svg('line', {x1: 78, y1: y, x2: 200, y2: 115, class: 'wire', 'data-wire': key, stroke: 'var(--PER)'});
    const wires = [wire(55, 'w1'), wire(175, 'w2')];
    const cell = svg('circle', {cx: 222, cy: 115, r: 32, fill: 'var(--card)', stroke: 'var(--ink)', 'stroke-width': 2});
    const sum = text(222, 120, '', {'text-anchor': 'middle', class: 'lab-strong'});
    const lamp = svg('circle', {cx: 322, cy: 115, r: 20, stroke: 'var(--ink)', 'stroke-width': 2});
    const out = text(322, 120, '', {'text-anchor': 'middle', class: 'lab-strong'});
    const label = (x, y, said) => text(x, y, said, {'text-anchor': 'middle', class: 'lab-name'});
    const picture = drawing(360, 230, say('lab_perceptron_unit'),
      ...wires, svg('line', {x1: 254, y1: 115, x2: 302, y2: 115, stroke: 'var(--ink)', 'stroke-width': 2}),
      cell, sum, lamp, out,
      label(46, 32, 'x₁'), label(46, 212, 'x₂'), label(138, 52, 'w₁'), label(138, 196, 'w₂'),
      label(222, 76, 'Σ'), label(222, 165, say('lab_perceptron_threshold')),
      dragNumber(this, 'x1', {x: 46, y: 55, label: say('lab_perceptron_input', {n: 1})}),
      dragNumber(this, 'x2', {x: 46, y: 175, label: say('lab_perceptron_input', {n: 2})}),
      dragNumber(this, 'w1', {x: 138, y: 76, label: say('lab_perceptron_weight', {n: 1})}),
      dragNumber(this, 'w2', {x: 138, y: 156, label: say('lab_perceptron_weight', {n: 2})}),
      dragNumber(this, 't', {x: 222, y: 190, label: say('lab_perceptron_threshold')}));
    const formula = html('p', {class: 'lab-sum'});
    const verdict = told();
    this.updates.push(() => {
      const {x1, x2, w1, w2, t} = this.state;
      const total = activation([x1, x2], [w1, w2]), fires = total >= t;
      for (const [at, line] of wires.entries()) {
        const weight = [w1, w2][at];
        line.setAttribute('stroke', weight < 0 ? 'var(--ORG)' : 'var(--PER)');
        line.setAttribute('stroke-width', String(1 + 4 * Math.abs(weight)));
      }
      sum.textContent = num(total);
      lamp.setAttribute('fill', fires ? 'var(--VALUE)' : 'var(--card)');
      out.textContent = fires ? '1' : '0';
      out.setAttribute('style', fires ? 'fill:#1d1c1a' : '');
      formula.textContent = `x₁·w₁ + x₂·w₂ = ${num(x1)} × ${num(w1)} + ${num(x2)} × ${num(w2)} = ${num(total)}`;
      const values = {sum: num(total), threshold: num(t)};
      verdict.textContent = fires ? say('lab_perceptron_fires', values) : say('lab_perceptron_rests', values);
    });
    const names = {x1: 'x₁', x2: 'x₂', w1: 'w₁', w2: 'w₂', t: say('lab_perceptron_threshold')};
    return html('section', {class: 'lab-desk'}, picture, html('div', {class: 'lab-side'},
      verdict, formula,
      html('div', {class: 'lab-fields'}, ...Object.entries(names).map(([key, name]) => field(this, key, name))),
      html('p', {class: 'hint'}, say('lab_all_drag'), keys('lab_all_keys')),
      button(say('lab_perceptron_slide'), () => this.reset('x1', 'x2', 'w1', 'w2', 't'))));
  }

  // The rule, example by example.
  learning() {
    const plot = new Plot({x: [-0.4, 1.4], y: [-0.4, 1.4], height: 330});
    const layer = svg('g');
    const dots = CORNERS.map(([x, y]) => svg('g', {}, svg('circle', {cx: plot.x(x), cy: plot.y(y), r: 15, stroke: 'var(--ink)'}),
      text(plot.x(x), plot.y(y) + 5, '', {'text-anchor': 'middle', class: 'lab-strong'})));
    const picture = drawing(360, 330, say('lab_perceptron_learn'), plot.axes([0, 1], [0, 1], 'x₁', 'x₂'), layer, ...dots);
    const formula = html('p', {class: 'lab-sum'}), verdict = told(), table = html('table', {class: 'lab-table'});
    const play = player(() => { this.example(); return !this.learnt() && this.state.round < GIVE_UP; });
    const again = () => { play.stop(); this.last = null; this.reset('v', 'at', 'round'); };
    const gates = choice(this, 'gate', say('lab_perceptron_gate'), {and: say('lab_perceptron_and'), or: say('lab_perceptron_or'), xor: say('lab_perceptron_xor')});
    gates.addEventListener('change', again);
    this.updates.push(() => {
      const {v, gate, at, round} = this.state, weights = v.slice(0, 2);
      layer.replaceChildren(plot.inside('learn-plane', ...this.border(plot, weights, v[2])));
      CORNERS.forEach((corner, index) => {
        const wanted = GATES[gate][index], [circle, label] = dots[index].children;
        circle.setAttribute('fill', wanted ? 'var(--PER)' : 'var(--card)');
        circle.setAttribute('stroke-width', index === at ? '4' : '1.5');
        label.textContent = String(wanted);
        label.setAttribute('style', wanted ? 'fill:#fff' : '');
      });
      table.replaceChildren(
        html('thead', {}, html('tr', {}, ...['x₁', 'x₂', say('lab_perceptron_expected'), say('lab_perceptron_predicted')].map(name => html('th', {scope: 'col'}, name)))),
        html('tbody', {}, ...CORNERS.map((corner, index) => {
          const said = predict(corner, weights, v[2]), wanted = GATES[gate][index];
          return html('tr', {}, ...[...corner, wanted, `${said} ${said === wanted ? '✓' : '✗'}`].map(cell => html('td', {}, String(cell))));
        })));
      formula.textContent = this.last ?? `w₁ = ${num(v[0])}   w₂ = ${num(v[1])}   ${say('lab_perceptron_threshold')} = ${num(v[2])}`;
      const name = this.learnt() ? 'lab_perceptron_learnt' : round >= GIVE_UP && gate === 'xor' ? 'lab_perceptron_never' : 'lab_perceptron_round';
      verdict.textContent = say(name, {round: num(round), w1: num(v[0]), w2: num(v[1]), threshold: num(v[2])});
    });
    return html('section', {class: 'lab-desk'}, picture, html('div', {class: 'lab-side'},
      gates, slider(this, 'rate', say('lab_perceptron_rate')),
      html('p', {class: 'row'}, button(say('lab_perceptron_example'), () => this.example()),
        button(say('lab_perceptron_whole'), () => range(4 - this.state.at).forEach(() => this.example())), play,
        button(say('lab_all_again'), again)),
      verdict, formula, html('div', {class: 'lab-scroll'}, table)));
  }

  learnt() {
    const {v, gate} = this.state;
    return CORNERS.every((corner, at) => predict(corner, v.slice(0, 2), v[2]) === GATES[gate][at]);
  }

  example() {
    const {v, gate, at, round, rate} = this.state, x = CORNERS[at], wanted = GATES[gate][at];
    const said = predict(x, v.slice(0, 2), v[2]);
    const [weights, threshold] = learn(x, wanted, v.slice(0, 2), v[2], rate);
    const step = (name, before, input, after) => `${name}: ${num(before)} + ${num(rate)} × (${wanted} − ${said}) × ${input} = ${num(after)}`;
    this.last = [step('w₁', v[0], x[0], weights[0]), step('w₂', v[1], x[1], weights[1])].join('   ');
    this.set({v: [...weights, threshold], at: (at + 1) % 4, round: round + (at === 3 ? 1 : 0)});
  }

  /** The side on which the unit fires, and its border. */
  border(plot, [w1, w2], threshold) {
    const fires = [];
    const cells = 36, [low, high] = plot.spans.x, size = (high - low) / cells;
    for (const row of range(cells)) {
      let from = -1;
      for (const column of range(cells + 1)) {
        const inside = column < cells && predict([low + (column + 0.5) * size, low + (row + 0.5) * size], [w1, w2], threshold);
        if (inside && from < 0) from = column;
        if (!inside && from >= 0) {
          fires.push(svg('rect', {
            x: plot.x(low + from * size), y: plot.y(low + (row + 1) * size), fill: 'var(--PER)', opacity: 0.16,
            width: plot.x(low + column * size) - plot.x(low + from * size), height: plot.y(low) - plot.y(low + size) + 0.3,
          }));
          from = -1;
        }
      }
    }
    if (Math.abs(w1) + Math.abs(w2) < 1e-9) return fires;
    const ends = Math.abs(w2) > Math.abs(w1)
      ? [low, high].map(x => [x, (threshold - w1 * x) / w2]) : [low, high].map(y => [(threshold - w2 * y) / w1, y]);
    return [...fires, plot.line(ends, {stroke: 'var(--ink)', 'stroke-width': 2.5})];
  }

  // A line through points.
  regression() {
    const plot = new Plot({x: [0, 5], y: [0, 10], height: 330});
    const layer = svg('g');
    const dots = range(4).map(index => this.dot(plot, index));
    const picture = drawing(360, 330, say('lab_perceptron_line'), plot.axes(range(6), [0, 2, 4, 6, 8, 10], 'x', 'y'), layer, ...dots);
    const formula = html('p', {class: 'lab-sum'}), verdict = told();
    this.turn = 0;
    const step = () => {
      const {points, line, rate} = this.state, x = points[2 * this.turn], y = points[2 * this.turn + 1];
      this.set({line: regress(x, y, line[0], line[1], rate)});
      this.turn = (this.turn + 1) % 4;
      this.show();
      return this.state.line.every(value => Math.abs(value) < 1e5);
    };
    const play = player(step, {every: 120});
    this.updates.push(() => {
      const {points, line: [weight, bias]} = this.state, x = points[2 * this.turn], y = points[2 * this.turn + 1];
      const said = weight * x + bias;
      layer.replaceChildren(plot.inside('line-plane',
        ...range(4).map(at => svg('line', {
          x1: plot.x(points[2 * at]), x2: plot.x(points[2 * at]), y1: plot.y(points[2 * at + 1]),
          y2: plot.y(weight * points[2 * at] + bias), stroke: 'var(--ORG)', 'stroke-width': at === this.turn ? 4 : 1.5,
        })),
        plot.line([[0, bias], [5, 5 * weight + bias]], {stroke: 'var(--PER)', 'stroke-width': 3})));
      const values = {x: num(x), expected: num(y), predicted: num(said), error: num(said - y)};
      const far = Math.abs(said) > 1000;
      verdict.textContent = far ? say('lab_perceptron_diverged') : say('lab_perceptron_error', values);
      formula.textContent = `y = ${num(weight)} × x + ${num(bias)}`;
    });
    return html('section', {class: 'lab-desk'}, picture, html('div', {class: 'lab-side'},
      slider(this, 'rate', say('lab_perceptron_rate')),
      html('p', {class: 'row'}, button(say('lab_perceptron_example'), step), play,
        button(say('lab_all_again'), () => { play.stop(); this.turn = 0; this.reset('line', 'points'); })),
      verdict, formula, html('p', {class: 'hint'}, say('lab_perceptron_points'), keys('lab_all_keys'))));
  }

  /** A point that is dragged, or moved with the arrow keys. */
  dot(plot, index) {
    const dot = svg('circle', {r: 9, class: 'lab-dot', fill: 'var(--ink)', tabindex: 0, role: 'slider', 'data-point': index, 'aria-valuemin': 0, 'aria-valuemax': 10});
    const at = () => this.state.points.slice(2 * index, 2 * index + 2);
    const to = (x, y) => {
      const points = [...this.state.points];
      points[2 * index] = Math.min(Math.max(Math.round(x * 10) / 10, 0), 5);
      points[2 * index + 1] = Math.min(Math.max(Math.round(y * 10) / 10, 0), 10);
      this.set({points});
    };
    drags(dot, {moved: (dx, dy, event) => to(...plot.back(placeOf(dot.ownerSVGElement, event)))});
    dot.addEventListener('keydown', event => {
      const by = {ArrowUp: [0, 0.1], ArrowDown: [0, -0.1], ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0]}[event.key];
      if (!by) return;
      event.preventDefault();
      to(at()[0] + by[0], at()[1] + by[1]);
    });
    this.updates.push(() => {
      const [x, y] = at();
      dot.setAttribute('cx', plot.x(x));
      dot.setAttribute('cy', plot.y(y));
      dot.setAttribute('aria-label', say('lab_perceptron_point', {n: index + 1}));
      dot.setAttribute('aria-valuenow', y);
      dot.setAttribute('aria-valuetext', `x ${num(x)}, y ${num(y)}`);
    });
    return dot;
  }
}

open(Perceptron);
