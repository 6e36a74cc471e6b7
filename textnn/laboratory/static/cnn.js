// A photo on its way through a shipped network: every layer, channels held at 0, and what is decided.
import {Station, ask, button, choice, clamp, copyLink, html, num, open, opener, pictureOf, range, say, svg, tasks, told} from './lab.js';

const SIDE = 256;  // pixels of what is sent
const HOUSE = ['navio', 'aviao'];
const NETS = {slide: 'cnn-slide', house: 'cnn-cifar10'};

/** Bytes from base64, as numbers from -1 to 1: 128 is 0. */
const numbers = coded => Uint8Array.from(atob(coded), char => char.charCodeAt(0));
const rgb = hex => [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16));

class Cnn extends Station {
  static choices = {net: Object.keys(NETS), picture: HOUSE};
  static numbers = {layer: {first: 0, min: 0, max: 30, step: 1}, channel: {first: 0, min: 0, max: 999, step: 1}};
  static lists = {off: {first: [], size: 0, min: 0, max: 999}};  // layer and channel in turn

  own = '';  // a picture of the visitor's, as the address of its data
  house = null;
  said = null;

  build() {
    this.verdict = told();
    this.refused = html('span', {class: 'hint', role: 'status'});
    this.photo = html('img', {class: 'lab-photo', alt: say('lab_cnn_photo')});
    this.large = html('canvas', {class: 'lab-plane', role: 'img', width: 1, height: 1});
    this.about = html('p', {class: 'lab-sum'});
    this.kernel = html('p', {class: 'row'});
    this.bars = html('div', {class: 'lab-candidates'});
    this.rows = html('ol', {class: 'lab-through'});
    this.hold = button(say('lab_cnn_hold'), () => this.toggle());
    this.free = button(say('lab_cnn_free'), () => {
      this.set({off: []});
      this.look();
    });
    const net = choice(this, 'net', say('lab_cnn_net'), {slide: say('lab_cnn_slide'), house: say('lab_cnn_house')});
    net.addEventListener('change', () => {
      this.set({off: [], layer: 0, channel: 0});
      this.look();
    });
    const picture = choice(this, 'picture', say('lab_cnn_picture'), {navio: say('lab_cnn_navio'), aviao: say('lab_cnn_aviao')});
    picture.addEventListener('change', () => {
      this.own = '';
      this.set({off: []});
      this.look();
    });
    const mine = opener([say('lab_cnn_own')], async file => {
      this.own = await pictureOf(file, SIDE);
      this.set({off: []});
      await this.look();
    }, this.refused);
    this.updates.push(() => this.draw());
    this.append(html('div', {class: 'lab-pair'}, net, picture, html('p', {class: 'row'}, mine, this.refused)),
      html('section', {class: 'lab-desk lab-turned'},
        html('div', {class: 'lab-side lab-wide'}, html('h3', {}, say('lab_cnn_layers')), html('p', {class: 'hint'}, say('lab_cnn_layers_hint')), this.rows),
        html('div', {class: 'lab-side lab-near'}, html('div', {class: 'lab-twins'}, html('figure', {}, this.photo, html('figcaption', {class: 'hint'}, say('lab_cnn_photo'))),
          html('figure', {}, this.large, html('figcaption', {class: 'hint'}, say('lab_cnn_large')))), this.about, this.kernel,
        html('p', {class: 'row'}, this.hold, this.free), this.verdict, html('p', {class: 'hint'}, say('lab_cnn_bars')), this.bars)),
      copyLink(this),
      tasks([
        {ask: 'lab_cnn_task_weights', why: 'lab_cnn_task_weights_why', number: 912},
        {ask: 'lab_cnn_task_mind', why: 'lab_cnn_task_mind_why', done: () => Boolean(this.said?.layers) && best(this.said.before) !== best(this.said.after)},
        {ask: 'lab_cnn_task_shape', why: 'lab_cnn_task_shape_why', choices: ['lab_cnn_shape_smaller', 'lab_cnn_shape_larger', 'lab_cnn_shape_same']},
      ]));
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => { if (this.said?.layers) this.fill(); });
    this.look();
  }

  get pairs() { return range(Math.floor(this.state.off.length / 2)).map(at => this.state.off.slice(2 * at, 2 * at + 2)); }

  isOff(layer, channel) { return this.pairs.some(([one, other]) => one === layer && other === channel); }

  async source() {
    if (this.own) return this.own;
    this.house ??= await (await fetch('laboratory/pictures/photos')).json();
    return `data:image/png;base64,${this.house[this.state.picture][0]}`;
  }

  /** Asks what the network makes of the picture. */
  async look() {
    const mine = this.asked = {}, {net} = this.state;
    this.verdict.textContent = say('lab_cnn_waiting');
    const source = await this.source().catch(() => '');
    const said = source ? await ask('photo', {picture: source.slice(source.indexOf(',') + 1), network: NETS[net], off: this.pairs}) : {error: say('lab_all_failed')};
    if (mine !== this.asked) return;
    this.said = said;
    if (said.error) {
      this.verdict.textContent = said.error;
      return;
    }
    this.photo.src = source;
    this.fill();
    this.show();
  }

  toggle(layer = this.state.layer, channel = this.state.channel) {
    const others = this.pairs.filter(([one, other]) => one !== layer || other !== channel);
    if (others.length === this.pairs.length) others.push([layer, channel]);
    this.set({off: others.flat()});
    this.look();
  }

  /** The layers, one under the other. */
  fill() {
    const style = getComputedStyle(this), of = name => rgb(style.getPropertyValue(`--${name}`).trim());
    this.colours = [of('card'), of('PER'), of('ORG')];
    this.maps = this.said.layers.map(layer => numbers(layer.maps));
    this.rows.replaceChildren(...this.said.layers.map((layer, at) => {
      const {kind, kernel, channels, height, width} = layer;
      const name = say(`lab_cnn_kind_${kind}`, {kernel, channels, height, width});
      const tiles = layer.kind === 'linear' ? [] : layer.shown.map((channel, place) => {
        const canvas = html('canvas', {width, height});
        this.paint(canvas, at, place);
        return html('button', {type: 'button', class: `lab-map-tile${this.isOff(at, channel) ? ' off' : ''}`, 'data-at': `${at}.${channel}`,
          'aria-label': say('lab_cnn_channel', {channel: channel + 1, layer: at + 1}), onclick: () => this.set({layer: at, channel})}, canvas);
      });
      return html('li', {}, html('p', {}, name), html('div', {class: 'lab-strip'}, ...tiles));
    }));
  }

  /** A channel in blue where it is above 0 and orange where it is below. */
  paint(canvas, layer, place) {
    const {height, width} = this.said.layers[layer], [ground, high, low] = this.colours, size = height * width;
    const pen = canvas.getContext('2d'), pixels = pen.createImageData(width, height), from = this.maps[layer];
    for (let at = 0; at < size; at++) {
      const value = (from[place * size + at] - 128) / 127, to = value < 0 ? low : high, part = Math.sqrt(Math.abs(value));
      for (let part3 = 0; part3 < 3; part3++) pixels.data[4 * at + part3] = ground[part3] + (to[part3] - ground[part3]) * part;
      pixels.data[4 * at + 3] = 255;
    }
    pen.putImageData(pixels, 0, 0);
  }

  draw() {
    if (!this.said?.layers) return;
    const {layers, classes, before, after} = this.said, at = clamp(this.state.layer, 0, layers.length - 2), layer = layers[at];
    const channel = layer.shown.includes(this.state.channel) ? this.state.channel : layer.shown[0], place = layer.shown.indexOf(channel);
    Object.assign(this.state, {layer: at, channel});
    for (const tile of this.rows.querySelectorAll('.lab-map-tile')) tile.setAttribute('aria-pressed', String(tile.dataset.at === `${at}.${channel}`));
    this.large.width = layer.width;
    this.large.height = layer.height;
    this.large.setAttribute('aria-label', say('lab_cnn_channel', {channel: channel + 1, layer: at + 1}));
    this.paint(this.large, at, place);
    const size = layer.width * layer.height, values = [...this.maps[at].slice(place * size, (place + 1) * size)].map(value => ((value - 128) / 127) * layer.most);
    const top = best(values);
    this.about.textContent = say('lab_cnn_about', {channel: channel + 1, layer: at + 1, most: num(values[top], 2), row: 1 + Math.floor(top / layer.width), column: 1 + (top % layer.width)});
    this.kernel.replaceChildren(...(layer.kernels ? [this.weights(layer, channel), html('span', {class: 'hint'}, say('lab_cnn_kernel'))] : []));
    const off = this.isOff(at, channel);
    this.hold.setAttribute('aria-pressed', String(off));
    this.hold.textContent = say(off ? 'lab_cnn_release' : 'lab_cnn_hold');
    this.free.disabled = !this.pairs.length;
    const one = best(before), other = best(after), part = value => `${num(100 * value, value < 0.1 ? 1 : 0)}%`;
    const said = {count: this.pairs.length, before: classes[one], after: classes[other], part: part(before[one]), now: part(after[other])};
    this.verdict.textContent = say(this.pairs.length ? (one === other ? 'lab_cnn_stays' : 'lab_cnn_turns') : 'lab_cnn_whole', said);
    const order = range(classes.length).sort((first, second) => before[second] - before[first]);
    this.bars.replaceChildren(...order.map(index => html('div', {class: 'lab-candidate'}, html('i', {style: `width: ${100 * after[index]}%`}),
      html('span', {}, classes[index]), html('b', {}, this.pairs.length ? `${part(before[index])} → ${part(after[index])}` : part(before[index])))));
  }

  /** The weights of a kernel over the picture itself, red, green and blue. */
  weights(layer, channel) {
    const side = layer.kernel, size = side * side, all = numbers(layer.kernels).slice(channel * 3 * size, (channel + 1) * 3 * size);
    return svg('svg', {viewBox: `0 0 ${side} ${side}`, class: 'lab-kernel', role: 'img', 'aria-label': say('lab_cnn_kernel')}, ...range(size).map(at =>
      svg('rect', {x: at % side, y: Math.floor(at / side), width: 1.02, height: 1.02, fill: `rgb(${all[at]} ${all[size + at]} ${all[2 * size + at]})`})));
  }
}

const best = values => values.indexOf(Math.max(...values));

open(Cnn);
