// The network's bets on the next letter while a beginning is written, and a game of guessing letters
// against it (Shannon, 1951, "Prediction and Entropy of Printed English").
(() => {
  const WAIT = 400;  // ms after the last key
  const TAIL = 200;  // characters that are read
  const GIVEN = 16, ROUNDS = 20, TRIES = 5;
  const LEAST = 12;  // characters of a sentence that can be played
  const points = text => [...text];  // as Python counts
  const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const language = () => (document.documentElement.lang || navigator.language).startsWith('pt') ? 'pt' : 'en';
  const written = (value, digits = 0) => value.toLocaleString(language(), {minimumFractionDigits: digits, maximumFractionDigits: digits});
  const share = value => value > 0 && value < 0.01 ? '< ' + written(1) + '%' : written(value >= 0.995 && value < 1 ? 99 : 100 * value) + '%';

  /** What is guessed: a letter without its accent, any digit, any sign, or a space. */
  const kind = char => {
    const base = char.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
    if (points(base).length !== 1) return '';
    return /[a-z]/.test(base) ? base : /\d/.test(base) ? '0' : /\s/.test(base) ? ' ' : '.';
  };

  const ask = async (text, signal) => {
    const headers = {'content-type': 'application/json'};
    const answer = await fetch('letters', {method: 'POST', headers, body: JSON.stringify({text}), signal});
    const said = await answer.json();
    if (!answer.ok) throw new UserError(said.error);
    return said;
  };
  class UserError extends Error {}

  class NextLetters extends HTMLElement {
    connectedCallback() {
      this.ended = new AbortController();
      const on = (target, name, act) => target.addEventListener(name, act, {signal: this.ended.signal});
      this.fold = this.closest('details');
      on(document, 'input', event => { if (event.target.matches('#prefix textarea')) this.later(); });
      on(document, 'click', event => { if (event.target.closest('#prefixes button')) this.later(2 * WAIT); });
      on(this.fold, 'toggle', () => this.later(0));
      on(this, 'click', event => this.pressed(event.target.closest('button')));
      on(this.piece('board'), 'keydown', event => this.key(event));
    }

    disconnectedCallback() {
      this.ended.abort();
      this.asked?.abort();
      clearTimeout(this.timer);
    }

    piece(name) {
      return this.querySelector(`[data-part=${name}]`);
    }

    beginning() {
      return document.querySelector('#prefix textarea')?.value ?? '';
    }

    /** Only what is asked last is shown; nothing is asked while this is closed. */
    later(wait = WAIT) {
      clearTimeout(this.timer);
      this.asked?.abort();
      if (this.fold.open) this.timer = setTimeout(() => this.bet(), wait);
    }

    async bet() {
      const tail = points(this.beginning()).slice(-TAIL).join('');
      this.piece('bets').replaceChildren();
      this.piece('hint').hidden = Boolean(tail);
      if (!tail) return;
      const asked = this.asked = new AbortController();
      try {
        const {next} = await ask(tail, asked.signal);
        if (!asked.signal.aborted) this.draw(this.piece('bets'), next);
      } catch (error) {
        if (!asked.signal.aborted) this.fail(error, this.piece('bets'));
      }
    }

    fail(error, below) {
      window.textnn.announce(below, error instanceof UserError ? error.message : window.textnn.say('disconnected'));
    }

    named(char) {
      if (char === '<doc>') return this.dataset.ended;
      if (points(char).length > 1) return this.dataset.other;
      return char === ' ' ? this.dataset.space : /\s/.test(char) ? this.dataset.line : fill(this.dataset.letter, {char});
    }

    draw(list, bets) {
      list.replaceChildren(...bets.map(([char, part]) => {
        const item = document.createElement('li'), bar = document.createElement('span');
        bar.className = 'bar';
        bar.append(document.createElement('span'));
        /** @type {HTMLElement} */ (bar.firstChild).style.width = 100 * part + '%';
        const name = document.createElement('b'), said = document.createElement('span');
        name.textContent = this.named(char);
        said.textContent = share(part);
        item.append(name, bar, said);
        return item;
      }));
    }

    pressed(button) {
      if (button?.dataset.play) this.play(button);
      if (!button?.dataset.guess) return;
      this.guess(button.dataset.guess);
      this.piece('board').focus({preventScroll: true});
    }

    async play(button) {
      const own = button.dataset.play === 'own', sentences = JSON.parse(this.dataset.sentences);
      const others = sentences.filter(one => one !== this.sentence);
      const text = own ? this.beginning() : others[Math.floor(Math.random() * others.length)] ?? sentences[0];
      const chars = points(text.replace(/\s+/g, ' ').trim()).slice(0, TAIL);
      if (chars.length < LEAST) return window.textnn.announce(button, this.dataset.short);
      this.sentence = text;
      button.disabled = true;
      try {
        this.begin((await ask(chars.join(''))).chars);
      } catch (error) {
        this.fail(error, button);
      }
      button.disabled = false;
    }

    begin(chars) {
      this.chars = chars;
      const third = Math.floor(chars.length / 3), word = chars.findIndex((one, at) => at >= GIVEN && one.char === ' ');
      this.at = this.from = word < 0 || chars.length - word < ROUNDS ? Math.min(GIVEN, third) : word + 1;
      this.end = Math.min(chars.length, this.from + ROUNDS);
      this.score = {you: 0, 'you-first': 0, network: 0, 'network-first': 0};
      this.bits = 0;
      this.tried = new Set();
      this.piece('board').hidden = false;
      this.piece('before').hidden = true;
      this.piece('keys').hidden = false;
      this.piece('told').textContent = fill(this.dataset.ask, {count: this.end - this.from});
      this.show();
      this.piece('board').focus({preventScroll: true});
    }

    key(event) {
      if (event.ctrlKey || event.metaKey || event.altKey || points(event.key).length > 1 || this.at >= this.end) return;
      const guess = kind(event.key);
      if (!guess || guess === ' ' && event.target !== this.piece('board')) return;
      event.preventDefault();
      this.guess(guess);
    }

    guess(guess) {
      if (this.at >= this.end || this.tried.has(guess)) return;
      const right = guess === kind(this.chars[this.at].char);
      if (guess !== 'reveal') this.tried.add(guess);
      if (right) return this.settle(this.tried.size);
      if (guess === 'reveal' || this.tried.size === TRIES) return this.settle(TRIES + 1);
      this.piece('told').textContent = fill(this.dataset.no, {left: TRIES - this.tried.size});
      this.show();
    }

    /** Counts a letter for both; one that was not found counts as one guess more than there are. */
    settle(tries) {
      const now = this.chars[this.at], order = [...new Set(now.expected.map(([char]) => kind(char)).filter(Boolean))];
      const found = order.indexOf(kind(now.char)), network = found < 0 ? TRIES + 1 : found + 1;
      this.score.you += tries;
      this.score.network += network;
      this.score['you-first'] += Number(tries === 1);
      this.score['network-first'] += Number(network === 1);
      this.bits += now.bits;
      this.at += 1;
      this.tried.clear();
      const how = count => count > TRIES ? fill(this.dataset.missed, {count: TRIES}) : fill(this.dataset.try, {count});
      const was = fill(this.dataset.was, {char: this.named(now.char), you: how(tries), network: how(network)});
      this.piece('told').textContent = this.at < this.end ? was : `${was} ${this.outcome()}`;
      this.piece('before').hidden = false;
      this.draw(this.piece('answer'), now.expected);
      this.show();
    }

    outcome() {
      const {you, network} = this.score, count = this.end - this.from;
      const name = you < network ? 'won' : you > network ? 'lost' : 'drawn';
      return `${fill(this.dataset[name], {you, network})} ${fill(this.dataset.bits, {bits: written(this.bits / count, 1)})}`;
    }

    show() {
      const over = this.at >= this.end, text = this.chars.map(one => one.char);
      const slot = document.createElement('span'), guessed = document.createElement('b');
      slot.className = 'slot';
      slot.textContent = over ? '' : '?';
      guessed.textContent = text.slice(this.from, this.at).join('');
      const rest = over ? text.slice(this.at).join('') : '';
      this.piece('line').replaceChildren(text.slice(0, this.from).join(''), guessed, ...over ? [rest] : [slot]);
      for (const [name, value] of Object.entries(this.score)) this.piece(name).textContent = written(value);
      this.piece('keys').hidden = over;
      for (const key of this.piece('keys').querySelectorAll('button')) key.disabled = this.tried.has(key.dataset.guess);
    }
  }

  customElements.define('next-letters', NextLetters);
})();
