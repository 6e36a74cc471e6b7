// Corrects the marks of an article. Python corrects; this says which stretch of the text is meant:
// a mark that was pressed, words that were selected, or words that were typed.
(() => {
  /** What an event happened to. @returns {HTMLInputElement} */
  const hit = event => event.target;
  const points = text => [...text].length;  // Python counts code points, a browser UTF-16 units
  const letter = /[\p{L}\p{N}\p{M}]/u;
  const fill = (sentence, values) => sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const short = said => said.length > 40 ? said.slice(0, 39) + '…' : said;

  /** What was asked for last, to go on from there once the view is drawn anew. */
  let asked = null;

  class MarkEditor extends HTMLElement {
    static observedAttributes = ['data-made'];

    start = 0;
    end = 0;
    text = '';

    connectedCallback() {
      this.ended = new AbortController();
      const on = (target, name, act) => target.addEventListener(name, act, {signal: this.ended.signal});
      on(document, 'selectionchange', () => this.selected());
      on(document, 'click', event => this.pressed(hit(event)));
      on(document, 'keydown', event => this.key(event));
      on(this, 'input', event => { if (hit(event) === this.words) this.typed(); });
      on(this, 'click', event => this.act(hit(event).closest('button')));
      this.read();
    }

    // Gradio puts a new view into the nodes of the old one; this attribute tells it.
    attributeChangedCallback() {
      if (this.ended) queueMicrotask(() => this.read());
    }

    read() {
      this.sheet = this.closest('section').querySelector('.sheet');
      this.panel = this.querySelector('.edit-panel');
      this.words = this.querySelector('input[type=text]');
      this.everywhere = this.querySelector('input[type=checkbox]');
      this.opener = this.querySelector('[data-edit=open]');
      this.text = this.sheet.textContent;
      this.choose(0, 0);
      if (asked?.text === this.text) this.goOn();
      asked = null;
    }

    disconnectedCallback() {
      this.ended?.abort();
      CSS.highlights?.delete('chosen');
    }

    /** UTF-16 offset of a point of the article. */
    offset(node, at) {
      const range = document.createRange();
      range.setStart(this.sheet, 0);
      range.setEnd(node, at);
      return range.toString().length;
    }

    stretch(mark) {
      const start = this.offset(mark, 0);
      return [start, start + mark.textContent.length];
    }

    markAt(start, end) {
      return [...this.sheet.querySelectorAll('mark[data-label]')].find(mark => {
        const [from, to] = this.stretch(mark);
        return from === start && to === end;
      });
    }

    selected() {
      const selection = getSelection();
      if (selection.isCollapsed || !selection.rangeCount) return;
      const range = selection.getRangeAt(0);
      if (!this.sheet.contains(range.startContainer) || !this.sheet.contains(range.endContainer)) return;
      const start = this.offset(range.startContainer, range.startOffset);
      this.choose(...this.snapped(start, this.offset(range.endContainer, range.endOffset)));
    }

    /** Whole words, and no space at the ends. */
    snapped(start, end) {
      const inWord = at => letter.test(this.text[at] ?? '') || this.text[at] >= '\ud800' && this.text[at] <= '\udfff';
      while (start < end && /\s/.test(this.text[start])) start += 1;
      while (end > start && /\s/.test(this.text[end - 1])) end -= 1;
      if (start === end) return [start, end];
      while (start > 0 && inWord(start) && inWord(start - 1)) start -= 1;
      while (end < this.text.length && inWord(end - 1) && inWord(end)) end += 1;
      return [start, end];
    }

    pressed(target) {
      const mark = this.sheet.contains(target) && target.closest('mark[data-label]');
      if (mark && getSelection().isCollapsed) this.choose(...this.stretch(mark));
    }

    key(event) {
      if (this.contains(event.target)) return this.panelKey(event);
      if (event.target !== this.sheet || event.key !== 'Enter' || event.ctrlKey || event.metaKey) return;
      const mark = this.sheet.querySelector('.on')?.closest('mark[data-label]');
      event.preventDefault();
      if (mark) this.choose(...this.stretch(mark));
      this.open();
    }

    /** Every place of the words, whole, at their borders. */
    places(said) {
      const found = [];
      for (let at = this.text.indexOf(said); said && at >= 0; at = this.text.indexOf(said, at + 1)) {
        const cut = (left, right) => letter.test(this.text[left] ?? '') && letter.test(this.text[right] ?? '');
        if (!cut(at - 1, at) && !cut(at + said.length - 1, at + said.length)) found.push(at);
      }
      return found;
    }

    typed(next = false) {
      let said = this.words.value.trim();
      if (!this.places(said).length) {
        const at = this.text.toLowerCase().indexOf(said.toLowerCase());
        if (at >= 0) said = this.text.slice(at, at + said.length);
      }
      const found = this.places(said);
      const at = next ? found.find(place => place > this.start) ?? found[0] : found[0];
      if (at === undefined) this.choose(0, 0, true);
      else this.choose(at, at + said.length, true);
    }

    /** The stretch that a press is about; an empty one: none. */
    choose(start, end, typing = false) {
      [this.start, this.end] = [start, end];
      const said = this.text.slice(start, end);
      const found = this.places(said), several = found.length > 1;
      if (!typing) this.words.value = said.replace(/\s+/g, ' ') === said ? said : '';
      this.classList.toggle('active', !!said);
      this.opener.textContent = said ? fill(this.dataset.about, {words: short(said)}) : this.dataset.open;
      const current = said && this.markAt(start, end);
      for (const button of this.querySelectorAll('[data-do=correct]')) {
        button.disabled = !said;
        const kind = button.dataset.kind;
        button.toggleAttribute('aria-current', !!current && !!kind && current.classList.contains(kind));
      }
      this.everywhere.checked = several && this.everywhere.checked;
      this.everywhere.parentElement.hidden = !several;
      this.everywhere.nextElementSibling.textContent = fill(this.dataset.everywhere, {count: found.length});
      const {hint, none, one, several: many} = this.dataset;
      const where = !said ? (this.words.value.trim() ? none : hint) : several ? many : one;
      this.querySelector('[data-edit-where]').textContent = fill(where, {place: found.indexOf(start) + 1, count: found.length});
      this.show(start, end);
      if (typing && said) this.rangeOf(start, end).startContainer.parentElement.scrollIntoView({block: 'nearest'});
    }

    rangeOf(start, end) {
      const range = document.createRange();
      const nodes = document.createTreeWalker(this.sheet, NodeFilter.SHOW_TEXT);
      let at = 0, begun = false;
      for (let node = nodes.nextNode(); node; node = nodes.nextNode()) {
        const after = at + node.textContent.length;
        if (!begun && start < after) {
          range.setStart(node, start - at);
          begun = true;
        }
        if (end <= after) {
          range.setEnd(node, end - at);
          return range;
        }
        at = after;
      }
      return range;
    }

    /** Where a browser cannot, the words are in the panel all the same. */
    show(start, end) {
      if (!CSS.highlights) return;
      if (start === end) CSS.highlights.delete('chosen');
      else CSS.highlights.set('chosen', new Highlight(this.rangeOf(start, end)));
    }

    open() {
      this.panel.hidden = false;
      this.classList.add('active');
      this.opener.setAttribute('aria-expanded', 'true');
      this.say('');
      if (this.start === this.end) this.words.focus();
      else this.querySelector('[data-do=correct]').focus({preventScroll: true});
      this.panel.scrollIntoView({block: 'nearest'});
    }

    close() {
      this.panel.hidden = true;
      this.opener.setAttribute('aria-expanded', 'false');
      getSelection().removeAllRanges();
      this.choose(0, 0);
      this.sheet.focus({preventScroll: true});
    }

    panelKey(event) {
      if (event.key === 'Escape') this.close();
      if (event.key !== 'Enter' || event.target !== this.words) return;
      event.preventDefault();
      this.typed(true);
    }

    act(button) {
      if (!button) return;
      if (button.dataset.edit === 'open') return this.panel.hidden ? this.open() : this.close();
      if (button.dataset.edit === 'close') return this.close();
      const said = this.text.slice(this.start, this.end);
      let told = this.dataset.undone;
      if (button.dataset.do === 'correct') {
        const start = points(this.text.slice(0, this.start));
        const stretch = {start, end: start + points(said), said, everywhere: this.everywhere.checked};
        Object.assign(button.dataset, stretch);
        const {done, removed} = this.dataset;
        told = fill(button.dataset.kind ? done : removed, {words: short(said), label: button.textContent.trim()});
      }
      asked = {text: this.text, start: this.start, end: this.end, told};
    }

    /** After a correction: the same place, and what became of it. */
    goOn() {
      getSelection().removeAllRanges();
      const {start, end, told} = asked;
      this.markAt(start, end)?.classList.add('on');
      this.sheet.focus({preventScroll: true});
      requestAnimationFrame(() => this.say(told));
    }

    say(sentence) {
      this.querySelector('[role=status]').textContent = sentence;
    }
  }
  customElements.define('mark-editor', MarkEditor);
})();
