// Inside the character network: the gates of a cell letter by letter, cells that mean something, cells held at 0.
import {Plot, Station, ask, button, choice, clamp, copyLink, drawing, html, menu, num, open, range, rest, say, slider, svg, tasks, text, told} from './lab.js';

const ROWS = {forget: 'forget', write: 'write', candidate: 'candidate', cell: 'value', show: 'shown', output: 'output'};
const MEANINGS = ['quote', 'number', 'capital', 'end', 'name', 'late'];
const narrow = matchMedia('(max-width: 620px)');
const windowSize = () => (narrow.matches ? 9 : 21);  // letters around the chosen one
const COUNTS = ['32', '1', '8', '128'];
const KINDS = {rnn: ['RNN', 'var(--ORG)', 'none'], lstm: ['LSTM', 'var(--PER)', '7 3'], gru: ['GRU', 'var(--LOC)', '2 3']};
const FLOOR = -12;  // the smallest power of ten that is drawn

/** Blue above 0, orange below, as strong as the number is large. */
const tint = value => `color-mix(in srgb, var(--${value < 0 ? 'ORG' : 'PER'}) ${Math.round(75 * Math.min(1, Math.abs(value)))}%, var(--card))`;
const shownChar = char => (char === '\n' ? '¶' : char === ' ' ? '␣' : char);

class Lstm extends Station {
  static numbers = {
    cell: {first: 53, min: 0, max: 511, step: 1}, at: {first: 27, min: 0, max: 599, step: 1},
    seed: {first: 0, min: 0, max: 999, step: 1}, gate: {first: 0, min: 0, max: 6, step: 0.5},
  };
  static choices = {show: ['gates', 'probes', 'held', 'gradients'], meaning: MEANINGS, count: COUNTS};
  static texts = {text: {first: say('lab_lstm_first'), most: 600}};

  build() {
    const area = html('textarea', {rows: 3, maxlength: 600, lang: 'pt-BR', spellcheck: 'false'});
    area.value = this.state.text;
    area.addEventListener('input', () => this.set({text: area.value}));
    const box = html('label', {class: 'lab-field lab-text'}, html('span', {}, say('lab_lstm_text')), area);
    const parts = {gates: this.gates(), probes: this.meanings(), held: this.lesions(), gradients: this.vanishing()};
    this.updates.push(() => {
      for (const [name, section] of Object.entries(parts)) section.hidden = this.state.show !== name;
      box.hidden = !['gates', 'held'].includes(this.state.show);
      this.load();
    });
    this.append(choice(this, 'show', say('lab_lstm_show'), Object.fromEntries(Object.keys(parts).map(name => [name, say(`lab_lstm_${name}`)]))),
      box, ...Object.values(parts), copyLink(this),
      tasks([
        {ask: 'lab_lstm_task_gate', why: 'lab_lstm_task_gate_why', choices: ['lab_lstm_gate_forget', 'lab_lstm_gate_write', 'lab_lstm_gate_show']},
        {ask: 'lab_lstm_task_quote', why: 'lab_lstm_task_quote_why', done: () => this.quoted()},
        {ask: 'lab_lstm_task_vanish', why: 'lab_lstm_task_vanish_why', choices: ['lab_lstm_vanish_product', 'lab_lstm_vanish_rate', 'lab_lstm_vanish_text']},
      ]));
  }

  quoted() {
    const {show, cell, text: written} = this.state;
    return show === 'gates' && cell === this.found?.find(one => one.name === 'quote').cell && /["“«]/.test(written) && written !== Lstm.texts.text.first;
  }

  /** Asks for what the open part shows, a moment after the last change. */
  load() {
    const {show, text: written, cell, gate} = this.state;
    const key = show === 'gates' ? `${show}|${cell}|${written}` : show === 'gradients' ? `${show}|${gate}` : show;
    if (key === this.asked) return;
    this.asked = key;
    clearTimeout(this.soon);
    this.soon = setTimeout(async () => {
      if (show === 'gates') {
        const said = await ask('cells/gates', {text: written, cell});
        if (this.asked === key) this.seen = said.error ? {error: said.error} : {...said, text: [...written]};
      } else if (show === 'gradients') {
        const said = await ask('cells/gradients', {gate});
        if (this.asked === key) this.curves = said;
      }
      this.show();
    }, 200);
  }

  // The gates of a cell.
  gates() {
    const letters = html('p', {class: 'lab-letters', lang: 'pt-BR', 'aria-label': say('lab_lstm_letters')});
    const grid = html('div', {class: 'lab-scroll'}), unrolled = html('div', {class: 'lab-scroll'});
    const formula = html('p', {class: 'lab-sum'}), verdict = told();
    letters.addEventListener('click', event => { if (event.target.dataset.at) this.set({at: Number(event.target.dataset.at)}); });
    this.updates.push(() => {
      if (this.state.show !== 'gates') return;
      if (!this.seen || this.seen.error) {
        verdict.textContent = this.seen?.error ?? say('lab_lstm_waiting');
        return;
      }
      if (this.drawn !== this.seen) {
        this.drawn = this.seen;
        letters.replaceChildren(...this.seen.text.map((char, at) => html('span', {'data-at': at, style: `background: ${tint(this.seen.output[at])}`}, char === '\n' ? '¶\n' : char)));
      }
      const at = clamp(this.state.at, 0, this.seen.text.length - 1);
      letters.querySelector('.chosen')?.classList.remove('chosen');
      letters.children[at]?.classList.add('chosen');
      grid.replaceChildren(this.grid(at));
      unrolled.replaceChildren(this.unrolled(at));
      unrolled.scrollLeft = unrolled.scrollWidth;  // to the chosen letter
      const one = this.numbersAt(at);
      formula.textContent = say('lab_lstm_sum', one);
      verdict.textContent = say(this.seen.forget[at] > 0.8 ? 'lab_lstm_keeps' : 'lab_lstm_drops', one);
    });
    return html('section', {class: 'lab-side lab-wide'}, letters, html('p', {class: 'hint'}, say('lab_lstm_letters_hint')),
      html('div', {class: 'lab-menus'}, slider(this, 'cell', say('lab_lstm_cell')), slider(this, 'at', say('lab_lstm_at'))),
      verdict, grid, formula, html('p', {class: 'hint'}, say('lab_lstm_unrolled')), unrolled);
  }

  numbersAt(at) {
    const {forget, write, candidate, cell, show, output} = this.seen, shown = value => num(value, 2);
    return {forget: shown(forget[at]), write: shown(write[at]), candidate: shown(candidate[at]), cell: shown(cell[at]),
      before: shown(at ? cell[at - 1] : 0), shown: shown(show[at]), output: shown(output[at])};
  }

  grid(at) {
    const letters = windowSize();
    const first = clamp(at - (letters - 1) / 2, 0, Math.max(0, this.seen.text.length - letters)), many = Math.min(letters, this.seen.text.length);
    const size = 30, left = 78, names = Object.keys(ROWS);
    const cells = names.flatMap((name, row) => range(many).map(column => {
      const value = this.seen[name][first + column];
      return svg('g', {},
        svg('rect', {x: left + column * size, y: 24 + row * 24, width: size - 2, height: 22, style: `fill: ${tint(value)}`}),
        text(left + column * size + size / 2 - 1, 39 + row * 24, num(value, 1), {'text-anchor': 'middle', class: 'lab-tiny'}));
    }));
    const marks = range(many).map(column => text(left + column * size + size / 2 - 1, 17, shownChar(this.seen.text[first + column]), {'text-anchor': 'middle', class: first + column === at ? 'lab-strong' : ''}));
    const frame = svg('rect', {x: left + (at - first) * size - 1, y: 2, width: size, height: 24 + names.length * 24, fill: 'none', stroke: 'var(--ink)', 'stroke-width': 2, rx: 3});
    const made = drawing(left + letters * size + 6, 30 + names.length * 24, say('lab_lstm_grid'),
      ...names.map((name, row) => text(left - 8, 39 + row * 24, say(`lab_lstm_${ROWS[name]}`), {'text-anchor': 'end'})), ...cells, ...marks, frame);
    if (!narrow.matches) made.classList.add('lab-large');
    return made;
  }

  /** Three steps side by side: the cell goes along the top, the letter comes from below. */
  unrolled(at) {
    const last = Math.max(at, Math.min(2, this.seen.text.length - 1)), steps = range(3).map(one => last - 2 + one).filter(one => one >= 0);
    const wide = 222, parts = steps.map((place, one) => {
      const x = 60 + one * wide, n = this.numbersAt(place), middle = {'text-anchor': 'middle'};
      const gate = (dx, y, name, value) => svg('g', {}, svg('rect', {x: x + dx - 33, y: y - 17, width: 66, height: 34, rx: 5, style: `fill: ${tint(parseFloat(value.replace(',', '.').replace('−', '-')))}`, stroke: 'var(--edge)'}),
        text(x + dx, y - 3, name, {...middle, class: 'lab-tiny'}), text(x + dx, y + 12, value, {...middle, class: 'lab-strong'}));
      const op = (dx, sign) => svg('g', {}, svg('circle', {cx: x + dx, cy: 34, r: 11, fill: 'var(--card)', stroke: 'var(--ink)'}), text(x + dx, 39, sign, middle));
      const wire = (x1, y1, x2, y2) => svg('line', {x1: x + x1, y1, x2: x + x2, y2, stroke: 'var(--soft)', 'stroke-width': 1.5});
      return svg('g', {},
        svg('rect', {x: x - 6, y: 10, width: wide - 22, height: 160, rx: 10, fill: 'none', stroke: place === at ? 'var(--accent)' : 'var(--line)', 'stroke-width': place === at ? 3 : 1.5}),
        wire(-44, 34, wide - 16, 34), wire(30, 45, 30, 78), wire(100, 45, 100, 78), wire(100, 112, 100, 122), wire(164, 34, 164, 78),
        op(30, '×'), op(100, '+'), gate(30, 95, say('lab_lstm_forget'), n.forget), gate(100, 95, say('lab_lstm_write'), n.write),
        gate(100, 139, say('lab_lstm_candidate'), n.candidate), gate(164, 95, say('lab_lstm_shown'), n.shown),
        text(x - 34, 26, one === 0 ? `c ${n.before}` : '', {...middle, class: 'lab-tiny'}), text(x + wide - 42, 26, `c ${n.cell}`, {'text-anchor': 'end', class: 'lab-tiny'}),
        text(x + 164, 139, `h ${n.output}`, {...middle, class: 'lab-strong'}), text(x + 88, 196, shownChar(this.seen.text[place]), {...middle, class: 'lab-letter'}));
    });
    const made = drawing(60 + 3 * wide, 208, say('lab_lstm_unrolled'), ...parts);
    made.classList.add('lab-large');
    return made;
  }

  // Cells that mean something.
  meanings() {
    const place = html('div', {class: 'lab-scroll'}), verdict = told();
    const find = button(say('lab_lstm_find'), async () => {
      rest(find, true);
      verdict.textContent = say('lab_lstm_waiting');
      const said = await ask('cells/probes', {});
      rest(find, false);
      verdict.textContent = said.error ?? '';
      if (said.error) return;
      this.found = said;
      const names = ['meaning', 'cell', 'alone', 'together', 'n'].map(name => html('th', {scope: 'col'}, say(`lab_lstm_column_${name}`)));
      place.replaceChildren(html('table', {class: 'lab-table'}, html('thead', {}, html('tr', {}, ...names)), html('tbody', {}, ...said.map(({name, cell, alone, together, n}) =>
        html('tr', {}, html('td', {}, say(`lab_lstm_meaning_${name}`)),
          html('td', {}, button(num(cell), () => this.set({show: 'gates', cell, meaning: name}), {'aria-label': say('lab_lstm_look', {cell: num(cell)})})),
          ...[`${num(100 * alone, 1)}%`, `${num(100 * together, 1)}%`, num(n)].map(one => html('td', {}, one)))))));
    }, {class: 'quiet lab-go'});
    return html('section', {class: 'lab-side lab-wide'}, html('p', {class: 'lab-says'}, say('lab_lstm_find_says')), html('p', {class: 'row'}, find), verdict, place);
  }

  // Cells held at 0.
  lesions() {
    const place = html('div', {class: 'lab-scroll'}), verdict = told();
    const names = Object.fromEntries(MEANINGS.map(name => [name, say(`lab_lstm_meaning_${name}`)]));
    const go = button(say('lab_lstm_go'), async () => {
      const {text: written, meaning, count, seed} = this.state;
      rest(go, true);
      verdict.textContent = say('lab_lstm_waiting');
      const said = await ask('cells/held', {text: written, meaning, count: Number(count), seed});
      rest(go, false);
      if (said.error) {
        verdict.textContent = said.error;
        return;
      }
      const [whole, without, control] = said.bits;
      verdict.textContent = say('lab_lstm_effect', {more: num(without - whole, 3), other: num(control - whole, 3)});
      const rows = [say('lab_lstm_whole'), say('lab_lstm_without', {count, meaning: names[meaning]}), say('lab_lstm_control', {count})];
      place.replaceChildren(html('table', {class: 'lab-table lab-written'}, html('thead', {}, html('tr', {}, ...['net', 'bits', 'text'].map(name => html('th', {scope: 'col'}, say(`lab_lstm_column_${name}`))))),
        html('tbody', {}, ...rows.map((name, at) => html('tr', {}, html('td', {}, name), html('td', {}, num(said.bits[at], 3)), html('td', {lang: 'pt-BR'}, `…${said.texts[at]}`))))));
    }, {class: 'quiet lab-go'});
    return html('section', {class: 'lab-side lab-wide'}, html('p', {class: 'lab-says'}, say('lab_lstm_held_says')),
      html('div', {class: 'lab-menus'}, menu(this, 'meaning', say('lab_lstm_meaning'), names),
        menu(this, 'count', say('lab_lstm_count'), Object.fromEntries([...COUNTS].sort((one, two) => Number(one) - Number(two)).map(one => [one, one])))),
      html('p', {class: 'row'}, go, button(say('lab_all_fresh'), () => { this.set({seed: (this.state.seed + 1) % 1000}); go.click(); })), verdict, place);
  }

  // The gradient that vanishes.
  vanishing() {
    const place = html('div'), verdict = told();
    this.updates.push(() => {
      if (this.state.show !== 'gradients') return;
      if (!this.curves || this.curves.error) {
        verdict.textContent = this.curves?.error ?? say('lab_lstm_waiting');
        return;
      }
      const plot = new Plot({x: [0, 49], y: [FLOOR, 0], width: 520, height: 260, left: 46});
      const far = name => { const value = this.curves[name].at(-31); return value >= 0.001 ? num(value, 3) : `10${sup(Math.round(Math.log10(value)))}`; };
      verdict.textContent = say('lab_lstm_gradients_told', {rnn: far('rnn'), lstm: far('lstm'), gru: far('gru')});
      place.replaceChildren(drawing(520, 260, say('lab_lstm_gradients_plot'), plot.axes([0, 10, 20, 30, 40, 49], [FLOOR, -9, -6, -3, 0], say('lab_lstm_back'), ''),
        ...Object.entries(KINDS).map(([name, [, stroke, dash]]) => plot.line([...this.curves[name]].reverse().map((value, at) => [at, Math.max(FLOOR, Math.log10(value || 1e-30))]), {stroke, 'stroke-width': 2.5, 'stroke-dasharray': dash}))),
      html('p', {class: 'lab-keys'}, ...Object.values(KINDS).map(([name, colour, dash]) => html('span', {}, html('i', {style: `border-top: 3px ${dash === 'none' ? 'solid' : dash === '2 3' ? 'dotted' : 'dashed'} ${colour}`}), name))));
    });
    return html('section', {class: 'lab-desk'}, html('figure', {}, html('figcaption', {class: 'hint'}, say('lab_lstm_gradients_plot')), place),
      html('div', {class: 'lab-side'}, html('p', {class: 'lab-says'}, say('lab_lstm_gradients_says')), slider(this, 'gate', say('lab_lstm_gate')), verdict));
  }
}

/** A number as a superscript. */
const sup = value => [...String(value)].map(char => '⁻⁰¹²³⁴⁵⁶⁷⁸⁹'['-0123456789'.indexOf(char)]).join('');

open(Lstm);
