// The model of the playground: points, features, the network and its training, and the same as a program of PyTorch.
import {normal, random, range} from './lab.js';

export const FEATURES = {
  x: x => x, y: (x, y) => y, xx: x => x * x, yy: (x, y) => y * y, xy: (x, y) => x * y, sinx: x => Math.sin(x), siny: (x, y) => Math.sin(y),
};

/** Value and slope (from the value) of each activation. */
export const ACTIVATIONS = {
  tanh: {at: Math.tanh, slope: a => 1 - a * a},
  relu: {at: z => Math.max(z, 0), slope: a => (a > 0 ? 1 : 0)},
  logistic: {at: z => 1 / (1 + Math.exp(-z)), slope: a => a * (1 - a)},
  linear: {at: z => z, slope: () => 1},
};

const COUNT = 300;
const TURN = 2 * Math.PI;

/** Data sets: from place, count, uniform random numbers and noise (0 to 0.5) to [x, y, label]. */
const SETS = {
  circle: (at, count, uniform, noise) => {
    const outer = at % 2, radius = outer ? 3.5 + 1.5 * uniform() : 2.5 * uniform(), angle = TURN * uniform();
    return [radius * Math.sin(angle) + 3 * noise * normal(uniform), radius * Math.cos(angle) + 3 * noise * normal(uniform), 1 - outer];
  },
  xor: (at, count, uniform, noise) => {
    const [x, y] = [10 * uniform() - 5, 10 * uniform() - 5];
    const apart = one => one + (one > 0 ? 0.3 : -0.3);
    return [apart(x) + 3 * noise * normal(uniform), apart(y) + 3 * noise * normal(uniform), x * y > 0 ? 1 : 0];
  },
  gauss: (at, count, uniform, noise) => {
    const side = at % 2 ? 2 : -2, wide = 0.7 + 4 * noise;
    return [side + wide * normal(uniform), side + wide * normal(uniform), at % 2];
  },
  spiral: (at, count, uniform, noise) => arm(at, count, uniform, noise, 2),
  heaps: (at, count, uniform, noise) => {
    const angle = (at % 3) * TURN / 3 + Math.PI / 2, wide = 0.7 + 3 * noise;
    return [3 * Math.cos(angle) + wide * normal(uniform), 3 * Math.sin(angle) + wide * normal(uniform), at % 3];
  },
  rings: (at, count, uniform, noise) => {
    const ring = at % 3, radius = 1.8 * ring + 1.4 * uniform(), angle = TURN * uniform();
    return [radius * Math.sin(angle) + 2 * noise * normal(uniform), radius * Math.cos(angle) + 2 * noise * normal(uniform), ring];
  },
  arms: (at, count, uniform, noise) => arm(at, count, uniform, noise, 4),
  plane: (at, count, uniform, noise) => {
    const [x, y] = [10 * uniform() - 5, 10 * uniform() - 5];
    return [x, y, (x + y) / 10 + noise * normal(uniform)];
  },
  hills: (at, count, uniform, noise) => {
    const [x, y] = [10 * uniform() - 5, 10 * uniform() - 5];
    const hills = [[-4, 2.5, 1], [0, 2.5, -1], [4, 2.5, 1], [-4, -2.5, -1], [0, -2.5, 1], [4, -2.5, -1]];
    const high = hills.map(([a, b, sign]) => sign * Math.max(0, 1 - Math.hypot(x - a, y - b) / 2));
    return [x, y, high.reduce((most, one) => (Math.abs(one) > Math.abs(most) ? one : most)) + noise * normal(uniform)];
  },
};

const arm = (at, count, uniform, noise, arms) => {
  const which = at % arms, along = Math.floor(at / arms) / (count / arms);
  const angle = (arms === 2 ? 1.75 : 0.75) * along * TURN + which * TURN / arms;
  const off = () => 2 * noise * (2 * uniform() - 1);
  return [5 * along * Math.sin(angle) + off(), 5 * along * Math.cos(angle) + off(), which];
};

export const DATA = {classification: ['circle', 'xor', 'gauss', 'spiral', 'heaps', 'rings', 'arms', 'mine'], regression: ['plane', 'hills', 'mine']};

/** Points [x, y, label] of a data set, in the order of a draw. */
export const points = (name, noise, seed, mine = []) => {
  const uniform = random(seed * 7919 + 1);
  const made = name === 'mine'
    ? range(Math.floor(mine.length / 3)).map(at => mine.slice(3 * at, 3 * at + 3))
    : range(COUNT).map(at => SETS[name](at, COUNT, uniform, noise / 100));
  return shuffled(made, random(seed * 104729 + 2));
};

/** The points in another order (Fisher and Yates). */
export const shuffled = (list, uniform) => {
  const made = [...list];
  for (let at = made.length - 1; at > 0; at--) {
    const other = Math.floor(uniform() * (at + 1));
    [made[at], made[other]] = [made[other], made[at]];
  }
  return made;
};

/** How many outputs: one for a value or for two classes, else one for each class. */
export const outputsOf = (task, list) => {
  if (task === 'regression') return 1;
  const classes = list.reduce((most, one) => Math.max(most, one[2] + 1), 2);
  return classes === 2 ? 1 : classes;
};

export const featuresOf = (names, x, y) => names.map(name => FEATURES[name](x, y));

/**
 * A network of full layers; its weights lie in one row, layer by layer: the matrix (after, before), then the biases.
 * This is the order of ``parameters()`` in PyTorch.
 */
export class Net {
  constructor(sizes, activation, task, seed = 0) {
    this.sizes = sizes;
    this.activation = ACTIVATIONS[activation];
    this.task = task;
    this.layers = [];
    let from = 0;
    for (let at = 1; at < sizes.length; at++) {
      const [before, after] = [sizes[at - 1], sizes[at]];
      this.layers.push({before, after, from, bias: from + before * after});
      from += (before + 1) * after;
    }
    const uniform = random(seed * 31 + 5);
    this.weights = new Float64Array(from);
    for (const {before, after, from: first} of this.layers) {
      for (let at = first; at < first + (before + 1) * after; at++) this.weights[at] = (2 * uniform() - 1) / Math.sqrt(before);
    }
    this.gradient = new Float64Array(from);
    this.values = sizes.map(size => new Float64Array(size));
    this.deltas = sizes.map(size => new Float64Array(size));
  }

  /** Values of all layers for the features of one point; the last are the sums of the outputs. */
  forward(x) {
    this.values[0].set(x);
    this.layers.forEach(({before, after, from, bias}, at) => {
      const [input, output, last] = [this.values[at], this.values[at + 1], at === this.layers.length - 1];
      for (let to = 0; to < after; to++) {
        let sum = this.weights[bias + to];
        for (let one = 0, w = from + to * before; one < before; one++, w++) sum += this.weights[w] * input[one];
        output[to] = last ? sum : this.activation.at(sum);
      }
    });
    return this.values;
  }

  /** Loss of one point, and its slopes at the outputs. */
  judge(label) {
    const sums = this.values.at(-1), delta = this.deltas.at(-1);
    if (this.task === 'regression') {
      delta[0] = sums[0] - label;
      return delta[0] ** 2 / 2;
    }
    if (sums.length === 1) {
      const z = sums[0];
      delta[0] = 1 / (1 + Math.exp(-z)) - label;
      return Math.max(z, 0) - z * label + Math.log1p(Math.exp(-Math.abs(z)));
    }
    const most = Math.max(...sums), total = sums.reduce((sum, z) => sum + Math.exp(z - most), 0);
    sums.forEach((z, at) => { delta[at] = Math.exp(z - most) / total - (at === label ? 1 : 0); });
    return most + Math.log(total) - sums[label];
  }

  /** One step of gradient descent on a batch of [features, label]; the mean loss before it. */
  step(batch, rate, kind, strength) {
    this.gradient.fill(0);
    let loss = 0;
    for (const [x, label] of batch) {
      this.forward(x);
      loss += this.judge(label);
      this.backward();
    }
    for (const {before, after, from, bias} of this.layers) {
      for (let at = from; at < bias + after; at++) {
        const weight = this.weights[at];
        const pull = at >= from + before * after || kind === 'none' ? 0 : kind === 'l1' ? Math.sign(weight) : weight;
        this.weights[at] -= rate * (this.gradient[at] / batch.length + strength * pull);
      }
    }
    return loss / batch.length;
  }

  /** Adds the slopes of one point to the gradient. */
  backward() {
    for (let at = this.layers.length - 1; at >= 0; at--) {
      const {before, after, from, bias} = this.layers[at];
      const [input, back, delta] = [this.values[at], this.deltas[at], this.deltas[at + 1]];
      back.fill(0);
      for (let to = 0; to < after; to++) {
        this.gradient[bias + to] += delta[to];
        for (let one = 0, w = from + to * before; one < before; one++, w++) {
          this.gradient[w] += delta[to] * input[one];
          back[one] += delta[to] * this.weights[w];
        }
      }
      if (at) for (let one = 0; one < before; one++) back[one] *= this.activation.slope(input[one]);
    }
  }

  /** Mean loss over a list of [features, label], and which part of the classes is right. */
  score(list) {
    if (!list.length) return {loss: NaN, right: NaN};
    let loss = 0, right = 0;
    for (const [x, label] of list) {
      const sums = this.forward(x).at(-1);
      loss += this.judge(label);
      right += this.chosen(sums) === label ? 1 : 0;
    }
    return {loss: loss / list.length, right: right / list.length};
  }

  /** The class of the outputs. */
  chosen(sums) {
    if (sums.length === 1) return sums[0] > 0 ? 1 : 0;
    return sums.indexOf(Math.max(...sums));
  }
}

/** An epoch: all points once, in batches; the order is the same for the same seed and epoch. */
export const epoch = (net, train, {batch, rate, kind, strength, seed, number}) => {
  const order = shuffled(train, random(seed * 1000003 + number));
  for (let from = 0; from < order.length; from += batch) net.step(order.slice(from, from + batch), rate, kind, strength);
};

export const MOST = 300;  // own points
export const CLASSES = 4;

const numberIn = said => {
  const plain = said.trim().replace(/^["']|["']$/g, '').replace('−', '-').replace(',', '.');
  return plain === '' ? NaN : Number(plain);
};

/** The cells of a line, separated by tabs, semicolons, or else commas. */
const cellsOf = line => line.split(line.includes('\t') ? '\t' : line.includes(';') ? ';' : ',');

/**
 * Points from a pasted table of x, y and label; columns far from the plane are scaled to it.
 * @returns {any} points in one row with what was done to them, or an error with its line
 */
export const table = (said, task) => {
  const lines = said.split(/\r?\n/).map((line, at) => [cellsOf(line), at + 1]).filter(([cells]) => cells.join('').trim());
  if (lines.length && lines[0][0].slice(0, 2).some(cell => Number.isNaN(numberIn(cell)))) lines.shift();  // names of columns
  if (lines.length < 2) return {error: 'few'};
  const names = [], rows = [];
  for (const [cells, line] of lines) {
    if (cells.length !== 3) return {error: 'columns', line};
    const [x, y] = cells.slice(0, 2).map(numberIn), name = cells[2].trim();
    if (!Number.isFinite(x) || !Number.isFinite(y)) return {error: 'number', line};
    if (task === 'classification' && !names.includes(name)) names.push(name);
    const label = task === 'classification' ? names.indexOf(name) : numberIn(name);
    if (!Number.isFinite(label)) return {error: 'number', line};
    rows.push([x, y, label]);
  }
  if (names.length > CLASSES) return {error: 'classes', classes: names.length};
  if (task === 'classification' && names.length < 2) return {error: 'one'};
  const kept = rows.length > MOST ? range(MOST).map(at => rows[Math.floor((at * rows.length) / MOST)]) : rows;
  const spans = range(3).map(column => scale(kept.map(row => row[column]), column < 2 ? 5 : 1, column < 2 ? 6 : 1));
  const moved = kept.flatMap(row => row.map((value, column) => (column === 2 && task === 'classification' ? value : Number(spans[column](value).toFixed(3)))));
  return {points: moved, names, all: rows.length, kept: kept.length};
};

/** Leaves values within ``most`` as they are; others go to -reach..reach. */
const scale = (values, reach, most) => {
  const low = Math.min(...values), high = Math.max(...values);
  if (Math.max(Math.abs(low), Math.abs(high)) <= most) return value => value;
  return value => (high > low ? (2 * reach * (value - low)) / (high - low) - reach : 0);
};

const PYTHON = {
  x: 'x', y: 'y', xx: 'x * x', yy: 'y * y', xy: 'x * y', sinx: 'torch.sin(x)', siny: 'torch.sin(y)',
  tanh: 'nn.Tanh()', relu: 'nn.ReLU()', logistic: 'nn.Sigmoid()', linear: 'nn.Identity()',
};
const numbers = (list, digits) => list.map(value => Number(value.toFixed(digits))).join(', ');
const wrapped = said => said.replace(/(.{1,92})(?:, |$)/g, '    $1,\n');

/** The program: these points, this network with its weights as they are now, and further training. */
export const program = ({names, layers, activation, task, batch, rate, kind, strength}, train, test, net) => {
  const sizes = [names.length, ...layers];
  const modules = sizes.slice(1).map((size, at) => `    nn.Linear(${sizes[at]}, ${size}), ${PYTHON[activation]},\n`);
  modules.push(`    nn.Linear(${sizes.at(-1)}, ${net.sizes.at(-1)}),\n`);
  const loss = task === 'regression' ? 'nn.functional.mse_loss(output[:, 0], expected) / 2'
    : net.sizes.at(-1) === 1 ? 'nn.functional.binary_cross_entropy_with_logits(output[:, 0], expected)'
      : 'nn.functional.cross_entropy(output, expected.long())';
  const penalty = {none: '', l1: 'one.abs().sum()', l2: '(one**2).sum() / 2'}[kind];
  const tensor = list => `torch.tensor([\n${wrapped(numbers(list.flat(), 4))}]).reshape(-1, 3)`;
  return `"""A network of the textnn playground, as it was when this file was saved."""

import torch
from torch import nn

# Each row is x, y and the label.
TRAIN = ${tensor(train)}
TEST = ${tensor(test)}
WEIGHTS = torch.tensor([
${wrapped(numbers([...net.weights], 6))}])

model = nn.Sequential(
${modules.join('')})
nn.utils.vector_to_parameters(WEIGHTS, model.parameters())


def features(points):
    x, y = points[:, 0], points[:, 1]
    return torch.stack([${names.map(name => PYTHON[name]).join(', ')}], 1)


def loss(points):
    output, expected = model(features(points)), points[:, 2]
    return ${loss}


print("loss on test data, as on the page:", loss(TEST).item())
optimizer = torch.optim.SGD(model.parameters(), lr=${rate})
for epoch in range(100):
    for batch in TRAIN[torch.randperm(len(TRAIN))].split(${batch}):
        optimizer.zero_grad()
        error = loss(batch)
${penalty ? `        error = error + ${strength} * sum(${penalty} for one in model.parameters() if one.dim() == 2)\n` : ''}        error.backward()
        optimizer.step()
print("after 100 epochs more:", loss(TEST).item())
`;
};
