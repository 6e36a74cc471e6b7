// Forger and detective in the plane: trained on the server, played here moment by moment.
import {Plot, Station, ask, button, calm, choice, copyLink, drawing, html, num, open, player, rest, say, slider, tasks, told} from './lab.js';

const REACH = 2.2;
const SHAPES = ['heaps', 'ring', 'moons'];

/** Where the true points of a shape lie, as anchors() in gan.py has them. */
const anchors = net => {
  const count = {heaps: 8, ring: 16, moons: 8}[net];
  if (net !== 'moons') return Array.from({length: count}, (_, at) => [1.5 * Math.cos(2 * Math.PI * at / count), 1.5 * Math.sin(2 * Math.PI * at / count)]);
  const upper = Array.from({length: count}, (_, at) => [Math.cos(Math.PI * at / (count - 1)) - 0.5, Math.sin(Math.PI * at / (count - 1)) - 0.2]);
  return [...upper, ...upper.map(([x, y]) => [-x, -y])];
};

const rgb = hex => [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16));

class Gan extends Station {
  static numbers = {
    penalty: {first: 0, min: 0, max: 0.4, step: 0.05}, seed: {first: 0, min: 0, max: 9, step: 1}, frame: {first: 30, min: 0, max: 30, step: 1},
  };
  static choices = {net: SHAPES};

  build() {
    this.result = null;
    this.plane = html('canvas', {class: 'lab-plane', role: 'img', 'aria-label': say('lab_gan_plane'), width: 640, height: 640});
    this.verdict = told();
    this.go = button(say('lab_gan_train'), () => this.train(), {class: 'quiet lab-go'});
    const curves = html('div'), names = Object.fromEntries(SHAPES.map(name => [name, say(`lab_gan_${name}`)]));
    const moment = slider(this, 'frame', say('lab_gan_frame'));
    this.play = player(() => {
      const last = this.result ? this.result.frames.length - 1 : 0;
      this.set({frame: Math.min(this.state.frame + 1, last)});
      return this.state.frame < last;
    }, {every: 160});
    this.play.addEventListener('click', () => { if (this.result && this.state.frame >= this.result.frames.length - 1) this.set({frame: 0}); });
    this.updates.push(() => {
      const asked = ['net', 'penalty', 'seed'].map(key => this.state[key]).join();
      if (this.result && this.result.asked !== asked) {
        this.result = null;
        this.play.stop();
        this.verdict.textContent = say('lab_gan_empty');
      }
      this.play.disabled = !this.result;
      this.draw();
      if (this.shown === this.result) return;
      this.shown = this.result;
      curves.replaceChildren(...(this.result ? [this.curves(this.result.lines)] : []));
    });
    this.verdict.textContent = say('lab_gan_empty');
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.draw());
    this.append(html('section', {class: 'lab-desk'}, html('figure', {}, this.plane, html('figcaption', {class: 'hint'}, say('lab_gan_plane'))),
      html('div', {class: 'lab-side'}, choice(this, 'net', say('lab_gan_net'), names), slider(this, 'penalty', say('lab_gan_penalty')),
        html('p', {class: 'row'}, this.go, button(say('lab_all_fresh'), () => { this.set({seed: (this.state.seed + 1) % 10}); this.train(); }), this.play),
        moment, this.verdict, curves, html('p', {class: 'hint'}, say('lab_gan_hint')))),
    copyLink(this),
    tasks([
      {ask: 'lab_gan_task_collapse', why: 'lab_gan_task_collapse_why', done: () => this.ended('heaps') <= 0.5},
      {ask: 'lab_gan_task_cure', why: 'lab_gan_task_cure_why', done: () => this.ended('heaps') >= 0.875},
      {ask: 'lab_gan_task_half', why: 'lab_gan_task_half_why', number: 0.5},
    ]));
  }

  /** What the forger covers at the end, where this shape was trained. */
  ended(net) { return this.result && this.state.net === net ? this.result.figure : NaN; }

  async train() {
    const {net, penalty, seed} = this.state, asked = [net, penalty, seed].join();
    this.play.stop();
    rest(this.go, true);
    this.verdict.textContent = say('lab_gan_training');
    const said = await ask(`networks/${net}?seed=${seed}&knob=${penalty}`);
    rest(this.go, false);
    if (said.error) {
      this.verdict.textContent = said.error;
      return;
    }
    this.result = {...said, asked};
    this.set({frame: calm() ? said.frames.length - 1 : 0});
    if (!calm()) this.play.click();
  }

  draw() {
    const style = getComputedStyle(this), of = name => rgb(style.getPropertyValue(`--${name}`).trim());
    const [ground, ink, high, low, green, pink] = ['card', 'ink', 'PER', 'ORG', 'LOC', 'WORK'].map(of), css = colour => `rgb(${colour.map(Math.round).join(' ')})`;
    const pen = this.plane.getContext('2d'), side = this.plane.width;
    pen.fillStyle = css(ground);
    pen.fillRect(0, 0, side, side);
    pen.lineWidth = 2;
    const at = ([x, y]) => [((x + REACH) / (2 * REACH)) * side, ((REACH - y) / (2 * REACH)) * side];
    const squares = places => {
      for (const [x, y] of places.map(at)) {
        pen.fillStyle = css(green);
        pen.strokeStyle = css(ground);
        pen.strokeRect(x - 5, y - 5, 10, 10);
        pen.fillRect(x - 5, y - 5, 10, 10);
      }
    };
    if (!this.result) {
      squares(anchors(this.state.net));
      return;
    }
    const {frames, true: real, figure} = this.result, {step, points, map, covered} = frames[Math.min(this.state.frame, frames.length - 1)];
    const many = Math.sqrt(map.length), size = side / many;
    map.forEach((value, index) => {
      const part = Math.min(1, Math.max(-1, 3 * value - 1.5)), to = part < 0 ? low : high;
      pen.fillStyle = css(ground.map((one, channel) => one + (to[channel] - one) * 0.55 * Math.abs(part)));
      pen.fillRect((index % many) * size, Math.floor(index / many) * size, size + 1, size + 1);
    });
    squares(real);
    for (const place of points.map(at)) {
      pen.beginPath();
      pen.arc(place[0], place[1], 7, 0, 2 * Math.PI);
      pen.fillStyle = css(pink);
      pen.strokeStyle = css(ink);
      pen.fill();
      pen.stroke();
    }
    const last = this.state.frame >= frames.length - 1, values = {step: num(step), covered: num(100 * covered, 0)};
    this.verdict.textContent = say(last && figure <= 0.5 ? 'lab_gan_collapsed' : 'lab_gan_told', values);
  }

  curves([judge, forger]) {
    const thin = list => list.map((value, at) => [at, Math.min(value, 4)]).filter(([at]) => at % 6 === 0);
    const plot = new Plot({x: [0, judge.length], y: [0, 4], height: 150, width: 360, left: 34});
    const key = (name, colour, dash) => html('span', {}, html('i', {style: `border-top: 3px ${dash} ${colour}`}), say(name));
    return html('figure', {}, drawing(360, 150, say('lab_gan_curves'), plot.axes([0, judge.length / 2, judge.length], [0, 2, 4]),
      plot.line(thin(judge), {stroke: 'var(--PER)', 'stroke-width': 1.8}), plot.line(thin(forger), {stroke: 'var(--ORG)', 'stroke-width': 1.8, 'stroke-dasharray': '5 2'})),
    html('figcaption', {class: 'hint'}, say('lab_gan_curves')), html('p', {class: 'lab-keys'}, key('lab_gan_key_judge', 'var(--PER)', 'solid'), key('lab_gan_key_forger', 'var(--ORG)', 'dashed')));
  }
}

open(Gan);
