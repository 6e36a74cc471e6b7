// Backpropagation in a 2-2-1 network: every value, delta, gradient and new weight on the drawing.
import {Station, button, copyLink, dragNumber, drawing, field, html, keys, num, open, player, range, rest, say, slider, svg, tasks, text, told} from './lab.js';

const sigmoid = z => 1 / (1 + Math.exp(-z));

/**
 * One forward and one backward pass.
 * p: v11 v12 v21 v22 a1 a2 w1 w2 b: to the first and the second hidden unit, their biases, to the output, its bias.
 */
export const pass = ([x1, x2], expected, p) => {
  const [v11, v12, v21, v22, a1, a2, w1, w2, b] = p;
  const sums = [v11 * x1 + v12 * x2 + a1, v21 * x1 + v22 * x2 + a2];
  const hidden = sums.map(sigmoid);
  const sum = w1 * hidden[0] + w2 * hidden[1] + b;
  const output = sigmoid(sum);
  const delta = (output - expected) * output * (1 - output);
  const deltas = [w1, w2].map((w, at) => delta * w * hidden[at] * (1 - hidden[at]));
  const gradient = [
    deltas[0] * x1, deltas[0] * x2, deltas[1] * x1, deltas[1] * x2, ...deltas, delta * hidden[0], delta * hidden[1], delta,
  ];
  return {sums, hidden, sum, output, loss: (output - expected) ** 2 / 2, delta, deltas, gradient};
};

export const update = (p, gradient, rate) => p.map((one, at) => one - rate * gradient[at]);

const NAMES = ['v₁₁', 'v₁₂', 'v₂₁', 'v₂₂', 'a₁', 'a₂', 'w₁', 'w₂', 'b'];
const FIRST = [0.5, 0.8, -0.4, 0.3, -1, 0.1, 0.7, -0.5, 0.2];
const WEIGHT = {first: 0, min: -9, max: 9, step: 0.1};
const STAGES = ['ready', 'hidden', 'output', 'loss', 'delta', 'deltas', 'gradients', 'update'];

// Places on the drawing.
const INPUT = [[36, 92], [36, 268]], HIDDEN = [[186, 92], [186, 268]], OUTPUT = [318, 180];
const LABELS = [[112, 82], [78, 213], [78, 147], [112, 278], [186, 26], [186, 334], [255, 124], [255, 236], [318, 112]];
const WIRES = [[INPUT[0], HIDDEN[0]], [INPUT[1], HIDDEN[0]], [INPUT[0], HIDDEN[1]], [INPUT[1], HIDDEN[1]], null, null, [HIDDEN[0], OUTPUT], [HIDDEN[1], OUTPUT]];
const LAYER = [0, 0, 0, 0, 0, 0, 1, 1, 1];  // of a weight: into the hidden layer, or into the output

class Backpropagation extends Station {
  static numbers = {
    x1: {first: 0.6, min: -2, max: 2, step: 0.1}, x2: {first: 1, min: -2, max: 2, step: 0.1},
    y: {first: 1, min: 0, max: 1, step: 0.1}, rate: {first: 0.5, min: 0.1, max: 5, step: 0.1},
    stage: {first: 0, min: 0, max: 7, step: 1}, steps: {first: 0, min: 0, max: 99999, step: 1},
  };
  static lists = {p: {first: FIRST, size: 9, min: -999, max: 999}};

  get pass() { return pass([this.state.x1, this.state.x2], this.state.y, this.state.p); }

  build() {
    const wires = WIRES.map(ends => ends && svg('line', {x1: ends[0][0], y1: ends[0][1], x2: ends[1][0], y2: ends[1][1]}));
    /** @param {any} place */
    const cell = ([x, y], r) => svg('circle', {cx: x, cy: y, r, fill: 'var(--card)', stroke: 'var(--ink)', 'stroke-width': 1.5});
    const middle = {'text-anchor': 'middle'};
    const values = [...HIDDEN, OUTPUT].map(([x, y]) => text(x, y + 5, '', {...middle, class: 'lab-strong'}));
    const blames = [...HIDDEN, OUTPUT].map(([x, y]) => text(x, y + 38, '', {...middle, class: 'lab-small', fill: 'var(--ORG)'}));
    const grads = LABELS.map(([x, y]) => text(x, y + 24, '', {...middle, class: 'lab-small lab-grad'}));
    const numbers = NAMES.map((name, at) => dragNumber(this, `p.${at}`, {x: LABELS[at][0], y: LABELS[at][1], label: name, spec: {...WEIGHT, step: 0.01}, wide: 46}));
    const cells = [...HIDDEN, OUTPUT].map(place => cell(place, 24));
    const loss = text(318, 268, '', {...middle, class: 'lab-small'});
    const picture = drawing(360, 366, say('lab_backpropagation'),
      ...wires, ...cells, ...values, ...blames, ...numbers, ...grads, loss,
      text(318, 286, say('lab_backpropagation_expected'), {...middle, class: 'lab-small lab-soft'}),
      dragNumber(this, 'y', {x: 318, y: 308, label: say('lab_backpropagation_expected'), wide: 40}),
      ...[0, 1].map(at => text(INPUT[at][0], INPUT[at][1] + (at ? 32 : -22), `x${'₁₂'[at]}`, {...middle, class: 'lab-name'})),
      dragNumber(this, 'x1', {x: 36, y: 92, label: say('lab_backpropagation_input', {n: 1}), wide: 44}),
      dragNumber(this, 'x2', {x: 36, y: 268, label: say('lab_backpropagation_input', {n: 2}), wide: 44}));
    const verdict = told(), formula = html('p', {class: 'lab-sum'});
    this.updates.push(() => this.paint({wires, cells, values, blames, grads, loss, verdict, formula}));

    const next = () => this.forward();
    const whole = () => { do this.forward(); while (this.state.stage); };
    const play = player(whole, {every: 60});
    const back = button(say('lab_backpropagation_back'), () => this.set({stage: this.state.stage - 1}));
    this.updates.push(() => { rest(back, !this.state.stage); });
    const table = html('table', {class: 'lab-table'});
    this.updates.push(() => this.fill(table));
    this.append(
      html('section', {class: 'lab-desk'}, picture, html('div', {class: 'lab-side'},
        verdict, formula,
        html('p', {class: 'row'}, back, button(say('lab_backpropagation_next'), next), button(say('lab_backpropagation_whole'), whole), play,
          button(say('lab_all_again'), () => { play.stop(); this.reset(); })),
        slider(this, 'rate', say('lab_backpropagation_rate')),
        html('p', {class: 'hint'}, say('lab_all_drag'), keys('lab_all_keys')),
        html('details', {class: 'why'}, html('summary', {}, say('lab_backpropagation_all')),
          html('div', {class: 'lab-fields'},
            field(this, 'x1', 'x₁'), field(this, 'x2', 'x₂'), field(this, 'y', say('lab_backpropagation_expected')),
            ...NAMES.map((name, at) => field(this, `p.${at}`, name, {...WEIGHT, step: 'any'}))),
          html('div', {class: 'lab-scroll'}, table)))),
      copyLink(this),
      tasks([
        {ask: 'lab_backpropagation_task_delta', why: 'lab_backpropagation_task_delta_why', number: () => pass([0.6, 1], 1, FIRST).delta, within: 0.0015},
        {ask: 'lab_backpropagation_task_loss', why: 'lab_backpropagation_task_loss_why', done: () => this.state.steps > 0 && this.pass.loss < 0.01},
        {
          ask: 'lab_backpropagation_task_zero', why: 'lab_backpropagation_task_zero_why',
          choices: ['lab_backpropagation_zero_input', 'lab_backpropagation_zero_slope', 'lab_backpropagation_zero_rate'],
        },
      ]));
  }

  /** To the next stage; after the last one the weights are the new ones. */
  forward() {
    const {stage, p, rate, steps} = this.state;
    if (stage < STAGES.length - 1) return this.set({stage: stage + 1});
    return this.set({stage: 0, p: update(p, this.pass.gradient, rate), steps: steps + 1});
  }

  paint({wires, cells, values, blames, grads, loss, verdict, formula}) {
    const {stage, p, x1, x2, y, rate, steps} = this.state, now = this.pass;
    const at = name => stage >= STAGES.indexOf(name);
    wires.forEach((wire, index) => {
      if (!wire) return;
      wire.setAttribute('stroke', p[index] < 0 ? 'var(--ORG)' : 'var(--PER)');
      wire.setAttribute('stroke-width', Math.min(0.8 + 2.5 * Math.abs(p[index]), 9));
      const lit = stage === 0 || ['hidden', 'deltas'].includes(STAGES[stage]) === (LAYER[index] === 0) || stage > 5;
      wire.setAttribute('opacity', lit ? '1' : '.25');
    });
    [...now.hidden, now.output].forEach((value, index) => {
      const shown = at(index < 2 ? 'hidden' : 'output');
      values[index].textContent = shown ? num(value, 3) : '?';
      const current = STAGES[stage] === (index < 2 ? 'hidden' : 'output') || STAGES[stage] === (index < 2 ? 'deltas' : 'delta');
      cells[index].setAttribute('stroke-width', current ? '4' : '1.5');
      blames[index].textContent = at(index < 2 ? 'deltas' : 'delta') ? `δ ${num([...now.deltas, now.delta][index], 4)}` : '';
    });
    grads.forEach((label, index) => {
      label.textContent = STAGES[stage] === 'update' ? `→ ${num(p[index] - rate * now.gradient[index], 3)}`
        : at('gradients') ? `∂ ${num(now.gradient[index], 4)}` : '';
    });
    loss.textContent = at('loss') ? `${say('lab_backpropagation_name')} ${num(now.loss, 4)}` : '';
    const [v11, v12, , , a1] = p, w1 = p[6], [h1, h2] = now.hidden;
    formula.textContent = {
      ready: `${say('lab_backpropagation_steps', {steps})}`,
      hidden: `h₁ = σ(${num(v11)} × ${num(x1)} + ${num(v12)} × ${num(x2)} + ${num(a1)}) = σ(${num(now.sums[0], 3)}) = ${num(h1, 3)}`,
      output: `ŷ = σ(${num(w1)} × ${num(h1, 3)} + ${num(p[7])} × ${num(h2, 3)} + ${num(p[8])}) = σ(${num(now.sum, 3)}) = ${num(now.output, 3)}`,
      loss: `½ (${num(now.output, 3)} − ${num(y)})² = ${num(now.loss, 4)}`,
      delta: `δ = (${num(now.output, 3)} − ${num(y)}) × ${num(now.output, 3)} × (1 − ${num(now.output, 3)}) = ${num(now.delta, 4)}`,
      deltas: `δ₁ = ${num(now.delta, 4)} × ${num(w1)} × ${num(h1, 3)} × (1 − ${num(h1, 3)}) = ${num(now.deltas[0], 4)}`,
      gradients: `∂w₁ = ${num(now.delta, 4)} × ${num(h1, 3)} = ${num(now.gradient[6], 4)}   ∂v₁₁ = ${num(now.deltas[0], 4)} × ${num(x1)} = ${num(now.gradient[0], 4)}`,
      update: `w₁ = ${num(w1, 3)} − ${num(rate)} × ${num(now.gradient[6], 4)} = ${num(w1 - rate * now.gradient[6], 3)}`,
    }[STAGES[stage]];
    verdict.textContent = say(`lab_backpropagation_${STAGES[stage]}`);
  }

  fill(table) {
    const {p, rate} = this.state, now = this.pass, next = update(p, now.gradient, rate);
    table.replaceChildren(
      html('thead', {}, html('tr', {}, ...['', say('lab_backpropagation_value'), say('lab_backpropagation_gradient'), say('lab_backpropagation_new')]
        .map(name => html('th', {scope: 'col'}, name)))),
      html('tbody', {}, ...range(9).map(at => html('tr', {}, html('th', {scope: 'row'}, NAMES[at]),
        ...[num(p[at], 4), num(now.gradient[at], 5), num(next[at], 4)].map(cell => html('td', {}, cell))))));
  }
}

open(Backpropagation);
