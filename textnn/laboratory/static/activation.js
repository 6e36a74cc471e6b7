// Activation functions: their curves, slopes and saturation, and one unit that uses them.
import {Plot, Station, clamp, copyLink, drags, drawing, field, html, keys, num, open, placeOf, range, say, slider, svg, tasks, told} from './lab.js';

const sigmoid = z => 1 / (1 + Math.exp(-z));

/** The error function to about 1e-13, by its series, or by its continued fraction far out. */
export const erf = x => {
  const size = Math.abs(x);
  if (size > 6) return Math.sign(x);
  if (size < 2.5) {
    let term = size, sum = size;
    for (const n of range(80)) {
      term *= -size * size / (n + 1);
      sum += term / (2 * n + 3);
    }
    return Math.sign(x) * 2 / Math.sqrt(Math.PI) * sum;
  }
  let below = size;
  for (let n = 60; n > 0; n -= 1) below = size + n / 2 / below;
  return Math.sign(x) * (1 - Math.exp(-size * size) / (Math.sqrt(Math.PI) * below));
};

const cdf = z => (1 + erf(z / Math.SQRT2)) / 2;
const pdf = z => Math.exp(-z * z / 2) / Math.sqrt(2 * Math.PI);

/** Name -> value and slope at z, and the equation. */
export const FUNCTIONS = {
  step: {at: z => (z < 0 ? 0 : z > 0 ? 1 : 0.5), slope: () => 0, says: 'φ(z) = 0 (z < 0); ½ (z = 0); 1 (z > 0)'},
  sign: {at: z => Math.sign(z), slope: () => 0, says: 'φ(z) = −1 (z < 0); 0 (z = 0); 1 (z > 0)'},
  linear: {at: z => z, slope: () => 1, says: 'φ(z) = z'},
  piecewise: {at: z => clamp(z + 0.5, 0, 1), slope: z => (z >= -0.5 && z <= 0.5 ? 1 : 0), says: 'φ(z) = 1 (z ≥ ½); z + ½ (−½ < z < ½); 0 (z ≤ −½)'},
  logistic: {at: sigmoid, slope: z => sigmoid(z) * (1 - sigmoid(z)), says: 'φ(z) = 1 / (1 + e⁻ᶻ)'},
  tanh: {at: z => Math.tanh(z), slope: z => 1 - Math.tanh(z) ** 2, says: 'φ(z) = (eᶻ − e⁻ᶻ) / (eᶻ + e⁻ᶻ)'},
  relu: {at: z => Math.max(z, 0), slope: z => (z > 0 ? 1 : 0), says: 'φ(z) = max(z, 0)'},
  gelu: {at: z => z * cdf(z), slope: z => cdf(z) + z * pdf(z), says: 'φ(z) = z · Φ(z)'},
};

/** Where a unit with this slope hardly learns. */
const SATURATED = 0.05;

class Activation extends Station {
  static numbers = {
    x1: {first: 0.6, min: -3, max: 3, step: 0.1}, x2: {first: 1, min: -3, max: 3, step: 0.1},
    w1: {first: 0.5, min: -5, max: 5, step: 0.1}, w2: {first: 0.8, min: -5, max: 5, step: 0.1},
    bias: {first: -1, min: -5, max: 5, step: 0.1},
  };
  static choices = {f: Object.keys(FUNCTIONS)};

  get z() {
    const {x1, x2, w1, w2, bias} = this.state;
    return x1 * w1 + x2 * w2 + bias;
  }

  /** Moves the sum by the bias alone. */
  to(z) {
    const {min, max} = Activation.numbers.bias;
    this.set({bias: clamp(Math.round((z - this.z + this.state.bias) * 10) / 10, min, max)});
  }

  build() {
    const plot = new Plot({x: [-5, 5], y: [-1.6, 2.6], height: 300});
    const layer = svg('g');
    const dot = svg('circle', {r: 9, class: 'lab-dot', fill: 'var(--ink)', tabindex: 0, role: 'slider', 'aria-label': 'z', 'aria-valuemin': -5, 'aria-valuemax': 5});
    drags(dot, {moved: (dx, dy, event) => this.to(clamp(plot.back(placeOf(dot.ownerSVGElement, event))[0], -5, 5))});
    dot.addEventListener('keydown', event => {
      const by = {ArrowLeft: -0.1, ArrowRight: 0.1, ArrowUp: 0.1, ArrowDown: -0.1, PageUp: 1, PageDown: -1}[event.key];
      if (!by) return;
      event.preventDefault();
      this.to(this.z + by);
    });
    const picture = drawing(360, 300, say('lab_activation_picture'), plot.axes([-4, -2, 0, 2, 4], [-1, 0, 1, 2], 'z', 'φ(z)'), layer, dot);
    const verdict = told(), formula = html('p', {class: 'lab-sum'}), equation = html('p', {class: 'lab-sum lab-equation'});
    this.updates.push(() => {
      const {f, x1, x2, w1, w2, bias} = this.state, {at, slope, says} = FUNCTIONS[f], z = this.z;
      layer.replaceChildren(plot.inside('activation-plane', ...this.curves(plot, f), ...this.tangent(plot, f)));
      dot.setAttribute('cx', plot.x(clamp(z, -5, 5)));
      dot.setAttribute('cy', clamp(plot.y(at(z)), 12, 272));
      dot.setAttribute('aria-valuenow', z);
      dot.setAttribute('aria-valuetext', `z ${num(z)}, φ(z) ${num(at(z), 3)}`);
      equation.textContent = says;
      formula.textContent = `z = ${num(x1)} × ${num(w1)} + ${num(x2)} × ${num(w2)} + ${num(bias)} = ${num(z)}   φ(z) = ${num(at(z), 4)}   φ′(z) = ${num(slope(z), 4)}`;
      const steep = slope(z);
      const flat = f === 'step' || f === 'sign' ? 'lab_activation_none' : Math.abs(steep) < SATURATED ? 'lab_activation_saturated' : 'lab_activation_learns';
      verdict.textContent = say(flat, {value: num(at(z), 3), slope: num(steep, 3)});
    });
    this.append(
      this.table(),
      html('section', {class: 'lab-desk'}, html('div', {class: 'lab-side lab-wide'}, picture,
        html('p', {class: 'hint'}, html('b', {class: 'lab-key', style: '--c: var(--PER)'}, 'φ(z)'), ' ', say('lab_activation_value'), ' ', html('b', {class: 'lab-key', style: '--c: var(--ORG)'}, 'φ′(z)'), ' ', say('lab_activation_slope'), '. ', say('lab_activation_drag'), keys('lab_all_keys'))),
      html('div', {class: 'lab-side'}, equation, verdict, formula,
        html('div', {class: 'lab-fields'}, field(this, 'x1', 'x₁'), field(this, 'x2', 'x₂'), field(this, 'w1', 'w₁'), field(this, 'w2', 'w₂')),
        slider(this, 'bias', say('lab_activation_bias')))),
      copyLink(this),
      tasks([
        {ask: 'lab_activation_task_zero', why: 'lab_activation_task_zero_why', number: 0.25},
        {ask: 'lab_activation_task_saturate', why: 'lab_activation_task_saturate_why', done: () => this.state.f === 'tanh' && FUNCTIONS.tanh.slope(this.z) < 0.01},
        {
          ask: 'lab_activation_task_step', why: 'lab_activation_task_step_why',
          choices: ['lab_activation_step_slope', 'lab_activation_step_large', 'lab_activation_step_negative'],
        },
      ]));
  }

  curves(plot, f) {
    const {at, slope} = FUNCTIONS[f];
    const zs = range(401).map(n => -5 + n / 40);
    const jumps = f === 'step' || f === 'sign';
    const pieces = jumps ? [zs.filter(z => z < 0), zs.filter(z => z > 0)] : [zs];
    return [
      plot.line(zs.map(z => [z, slope(z)]), {stroke: 'var(--ORG)', 'stroke-width': 2, 'stroke-dasharray': '5 4'}),
      ...pieces.map(piece => plot.line(piece.map(z => [z, at(z)]), {stroke: 'var(--PER)', 'stroke-width': 3.5})),
    ];
  }

  tangent(plot, f) {
    const {at, slope} = FUNCTIONS[f], z = clamp(this.z, -5, 5), reach = 1.1;
    return [
      svg('line', {x1: plot.x(z), x2: plot.x(z), y1: plot.y(0), y2: plot.y(at(z)), stroke: 'var(--soft)', 'stroke-dasharray': '3 3'}),
      plot.line([[z - reach, at(z) - reach * slope(z)], [z + reach, at(z) + reach * slope(z)]], {stroke: 'var(--ink)', 'stroke-width': 2}),
    ];
  }

  /** The table of the slide: a press on a row chooses its function. */
  table() {
    const rows = Object.entries(FUNCTIONS).map(([name, {at, says}]) => {
      const input = html('input', {type: 'radio', name: 'f', value: name, onchange: () => this.set({f: name})});
      const small = new Plot({x: [-3, 3], y: [-1.3, 1.7], width: 84, height: 44, left: 2, right: 2, top: 2, bottom: 2});
      const zs = range(121).map(n => -3 + n / 20), pieces = name === 'step' || name === 'sign' ? [zs.filter(z => z < 0), zs.filter(z => z > 0)] : [zs];
      const value = html('td'), steep = html('td', {class: 'lab-narrow'});
      this.updates.push(() => {
        input.checked = this.state.f === name;
        value.textContent = num(at(this.z), 3, 3);
        steep.textContent = num(FUNCTIONS[name].slope(this.z), 3, 3);
      });
      return html('tr', {},
        html('th', {scope: 'row'}, html('span', {class: 'lab-choice'}, html('label', {}, input, html('span', {}, say(`lab_activation_${name}`))))),
        html('td', {class: 'lab-narrow lab-formula'}, says), html('td', {class: 'lab-narrow'}, say(`lab_activation_${name}_use`)),
        html('td', {}, svg('svg', {viewBox: '0 0 84 44', class: 'lab-mini', 'aria-hidden': true},
          svg('line', {x1: 2, x2: 82, y1: small.y(0), y2: small.y(0), stroke: 'var(--line)'}), svg('line', {x1: 42, x2: 42, y1: 2, y2: 42, stroke: 'var(--line)'}),
          ...pieces.map(piece => small.line(piece.filter(z => at(z) < 1.7).map(z => [z, at(z)]), {stroke: 'var(--PER)', 'stroke-width': 2})))),
        value, steep);
    });
    const z = html('span');
    this.updates.push(() => { z.textContent = num(this.z); });
    const heads = [say('lab_activation_function'), say('lab_activation_equation'), say('lab_activation_where'), say('lab_activation_curve')];
    return html('div', {class: 'lab-scroll'}, html('table', {class: 'lab-table lab-functions'},
      html('thead', {}, html('tr', {}, ...heads.map((head, at) => html('th', {scope: 'col', class: at === 1 || at === 2 ? 'lab-narrow' : ''}, head)),
        html('th', {scope: 'col'}, 'φ(', z, ')'), html('th', {scope: 'col', class: 'lab-narrow'}, 'φ′'))),
      html('tbody', {}, ...rows)));
  }
}

open(Activation);
