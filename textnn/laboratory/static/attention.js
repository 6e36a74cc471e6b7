// Encoder and decoder: the shipped summarizer writes a line, and shows where it looks at each step.
import {Station, ask, button, choice, clamp, copyLink, drawing, html, num, open, player, range, say, slider, svg, tasks, text, told} from './lab.js';

const LINES = 7;  // pieces of the article that are drawn
const narrow = matchMedia('(max-width: 620px)');

const percent = value => `${num(100 * value, value < 0.01 ? 1 : 0)}%`;
const shown = one => (one === '' ? say('lab_attention_end') : one.trim() || '␣');
/** Pale where little is looked at; the root, so that a tenth can be seen. */
const tint = value => `color-mix(in srgb, var(--PER) ${Math.round(80 * Math.sqrt(value))}%, transparent)`;

// What stands in the box at first: the network reads Portuguese, whatever the page speaks.
const ARTICLE =
  'A prefeitura de Porto Belo vai reabrir no sábado o mercado municipal, fechado há dois ' +
  'anos por causa de um incêndio. A obra custou R$ 3,2 milhões e durou dez meses. "Os ' +
  'feirantes voltam todos para os seus boxes", disse a prefeita Ana Souza. Na reabertura ' +
  'haverá música e distribuição de 500 mudas de árvores.';

class Attention extends Station {
  static numbers = {at: {first: 1, min: 1, max: 48, step: 1}};
  static choices = {kind: ['headline', 'dek']};
  static lists = {chosen: {first: [], size: 0, min: 0, max: 99999}};
  static texts = {text: {first: ARTICLE, most: 2000}};

  said = null;  // what the server gave, and for which question

  build() {
    this.verdict = told();
    const written = html('textarea', {rows: 6, maxlength: 2000, lang: 'pt-BR', spellcheck: false});
    written.value = this.state.text;
    written.addEventListener('input', () => {
      this.set({text: written.value, chosen: [], at: 1});
      clearTimeout(this.asking);
      this.asking = setTimeout(() => this.ask(), 500);
    });
    this.article = html('p', {class: 'lab-article', lang: 'pt-BR', 'aria-label': say('lab_attention_article')});
    this.line = html('p', {class: 'lab-line', lang: 'pt-BR', role: 'group', 'aria-label': say('lab_attention_line')});
    this.drawn = html('div');
    this.candidates = html('div', {class: 'lab-candidates', role: 'group', 'aria-label': say('lab_attention_candidates')});
    this.gate = html('p', {class: 'lab-sum'});
    this.sheet = html('canvas', {class: 'lab-matrix', role: 'img', 'aria-label': say('lab_attention_matrix')});
    this.free = button(say('lab_attention_free'), () => {
      this.set({chosen: []});
      this.ask();
    });
    const step = slider(this, 'at', say('lab_attention_at'));
    this.limit = step.querySelector('input');
    this.play = player(() => {
      this.set({at: Math.min(this.state.at + 1, this.steps.length)});
      return this.state.at < this.steps.length;
    }, {every: 700});
    this.play.addEventListener('click', () => { if (this.state.at >= this.steps.length) this.set({at: 1}); });
    const kind = choice(this, 'kind', say('lab_attention_kind'), {headline: say('lab_attention_headline'), dek: say('lab_attention_dek')});
    kind.addEventListener('change', () => {
      this.set({chosen: [], at: 1});
      this.ask();
    });
    this.updates.push(() => this.draw());
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.matrix());
    this.append(
      html('label', {class: 'lab-field lab-text'}, html('span', {}, say('lab_attention_text')), written), kind,
      html('section', {class: 'lab-desk'},
        html('div', {class: 'lab-side lab-wide'}, this.line, html('p', {class: 'row'}, this.play, this.free), this.verdict, this.drawn, this.gate),
        html('div', {class: 'lab-side'}, step, html('p', {class: 'hint'}, say('lab_attention_candidates')), this.candidates)),
      html('section', {}, html('h3', {}, say('lab_attention_article')), this.article),
      html('figure', {}, html('figcaption', {class: 'hint'}, say('lab_attention_matrix')), this.sheet),
      copyLink(this),
      tasks([
        {ask: 'lab_attention_task_copy', why: 'lab_attention_task_copy_why', done: () => Boolean(this.step) && Math.max(...this.step.attention) > 0.9 && this.step.gate < 0.2},
        {ask: 'lab_attention_task_sum', why: 'lab_attention_task_sum_why', number: 1},
        {ask: 'lab_attention_task_one', why: 'lab_attention_task_one_why', choices: ['lab_attention_one_lost', 'lab_attention_one_fast', 'lab_attention_one_same']},
      ]));
    this.ask();
  }

  get steps() { return this.said?.steps ?? []; }

  get step() { return this.steps[clamp(this.state.at, 1, this.steps.length) - 1]; }

  async ask() {
    const {text: written, kind, chosen} = this.state, mine = this.asked = {};
    this.verdict.textContent = say('lab_attention_waiting');
    const said = await ask('attention', {text: written, kind, chosen});
    if (mine !== this.asked) return;
    this.play.stop();
    this.said = said;
    this.limit.max = String(Math.max(1, this.steps.length));
    this.fill();
    this.show();
  }

  /** What stays while one goes from step to step. */
  fill() {
    const {article = []} = this.said;
    this.article.replaceChildren(...article.map(one => html('span', {}, one)));
    this.line.replaceChildren(...this.steps.flatMap((step, at) => [step.text.startsWith(' ') ? ' ' : '',
      html('button', {type: 'button', class: at < this.state.chosen.length ? 'chosen' : '', onclick: () => this.set({at: at + 1})}, step.text.trim())]));
    this.matrix();
  }

  draw() {
    const {step} = this;
    this.play.disabled = this.steps.length < 2;
    this.free.disabled = !this.state.chosen.length;
    this.drawn.hidden = this.gate.hidden = !step;
    this.candidates.replaceChildren();
    if (!step) {
      if (this.said) this.verdict.textContent = this.said.error ?? say('lab_attention_nothing');
      return;
    }
    const at = this.steps.indexOf(step), best = step.attention.indexOf(Math.max(...step.attention));
    [...this.article.children].forEach((one, place) => { one.style.background = tint(step.attention[place]); });
    [...this.line.children].forEach((one, place) => {
      one.setAttribute('aria-pressed', String(place === at));
    });
    const values = {piece: shown(step.text), place: shown(this.said.article[best]), part: percent(step.attention[best])};
    this.verdict.textContent = say(2 * step.copied > step.chance ? 'lab_attention_copies' : 'lab_attention_writes', values);
    this.gate.textContent = say('lab_attention_gate', {gate: num(step.gate, 2), rest: num(1 - step.gate, 2), chance: num(step.chance, 3)});
    this.drawn.replaceChildren(this.lines(step, at));
    this.candidates.replaceChildren(...step.likeliest.map(one => html('button', {type: 'button', class: 'lab-candidate', 'aria-pressed': String(one.id === step.id),
      disabled: one.text === '', onclick: () => this.take(at, one.id)},
    html('i', {style: `width: ${Math.max(1, 100 * one.chance)}%`}), html('span', {lang: 'pt-BR'}, shown(one.text)), html('b', {}, percent(one.chance)))));
    this.frame(at);
  }

  /** Another piece at this step; the network goes on from there. */
  take(at, id) {
    this.set({chosen: [...this.steps.slice(0, at).map(one => one.id), id], at: at + 1});
    this.ask();
  }

  /** The pieces that are looked at most, in their order, and how much of each goes into this step. */
  lines(step, at) {
    const many = narrow.matches ? 4 : LINES, wide = 100, width = many * wide, middle = {'text-anchor': 'middle'};
    const places = range(step.attention.length).sort((one, two) => step.attention[two] - step.attention[one]).slice(0, many).sort((one, two) => one - two);
    const box = (x, y, said, fill, strong, own = {}) => svg('g', {}, svg('rect', {x: x - 45, y, width: 90, height: 30, rx: 5, style: `fill: ${fill}`, stroke: strong ? 'var(--accent)' : 'var(--edge)', 'stroke-width': strong ? 2.5 : 1}),
      text(x, y + 20, said.length > 11 ? said.slice(0, 10) + '…' : said, {...middle, ...own}));
    const piece = {lang: 'pt-BR'};
    const out = width / 2, before = at ? shown(this.steps[at - 1].text) : say('lab_attention_begin');
    const arrows = places.map((place, column) => svg('line', {x1: column * wide + 50, y1: 56, x2: out, y2: 118, stroke: 'var(--PER)', 'stroke-width': 0.5 + 9 * step.attention[place], 'stroke-linecap': 'round'}));
    const boxes = places.map((place, column) => svg('g', {}, box(column * wide + 50, 26, shown(this.said.article[place]), tint(step.attention[place]), false, piece),
      text(column * wide + 50, 72, num(step.attention[place], 2), {...middle, class: 'lab-small lab-strong'})));
    return html('figure', {}, drawing(width, 212, say('lab_attention_drawing'), text(6, 16, say('lab_attention_encoder'), {class: 'lab-name'}), ...arrows, ...boxes,
      box(out, 118, say('lab_attention_context'), 'var(--card)', false), svg('line', {x1: out, y1: 148, x2: out, y2: 170, stroke: 'var(--ink)', 'stroke-width': 1.5}),
      box(out, 170, shown(step.text), tint(0.4), true, piece), box(out - 130, 170, before, 'var(--card)', false, at ? piece : {}),
      svg('line', {x1: out - 85, y1: 185, x2: out - 45, y2: 185, stroke: 'var(--ink)', 'stroke-width': 1.5}),
      text(width - 6, 190, say('lab_attention_decoder'), {'text-anchor': 'end', class: 'lab-name'})),
    html('figcaption', {class: 'hint'}, say('lab_attention_drawing')));
  }

  /** All steps at once: rows are what was written, columns the article. */
  matrix() {
    const columns = this.said?.article?.length ?? 0, rows = this.steps.length, high = 12, wide = Math.max(2, Math.min(12, Math.floor(960 / Math.max(1, columns))));
    this.sheet.width = Math.max(1, columns * wide);
    this.sheet.height = Math.max(1, rows * high);
    const pen = this.sheet.getContext('2d'), ink = getComputedStyle(this).getPropertyValue('--PER');
    pen.fillStyle = ink;
    this.steps.forEach((step, row) => step.attention.forEach((value, column) => {
      pen.globalAlpha = Math.sqrt(value);
      pen.fillRect(column * wide, row * high, wide, high - 1);
    }));
    pen.globalAlpha = 1;
    this.painted = rows ? pen.getImageData(0, 0, this.sheet.width, this.sheet.height) : null;
  }

  /** The row of this step. */
  frame(at) {
    if (!this.painted) return;
    const pen = this.sheet.getContext('2d');
    pen.putImageData(this.painted, 0, 0);
    pen.strokeStyle = getComputedStyle(this).getPropertyValue('--ink');
    pen.lineWidth = 2;
    pen.strokeRect(1, at * 12, this.sheet.width - 2, 12);
  }
}

open(Attention);
