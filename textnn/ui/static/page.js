// What the page does by itself, without asking Python. window.textnn holds words and limits.
(() => {
  /** What an event happened to. @returns {HTMLInputElement} */
  const hit = event => event.target;
  const own = window.textnn;
  const language = () => (document.documentElement.lang || navigator.language).startsWith('pt') ? 'pt' : 'en';
  const words = () => own.words[language()];

  // Ctrl+Enter in a text box presses its button.
  document.addEventListener('keydown', event => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
    const box = hit(event).closest?.('[id$="-article"], #prefix');
    const button = box && document.getElementById(box.id === 'prefix' ? 'generate-go' : box.id.replace(/-article$/, '-go'));
    if (!button) return;
    event.preventDefault();
    button.click();
  });

  // The legend hides and shows categories.
  const toggle = chip => {
    const on = chip.getAttribute('aria-pressed') !== 'true';
    chip.setAttribute('aria-pressed', on);
    chip.closest('.reading').classList.toggle('hide-' + chip.dataset.toggle, !on);
  };

  const shown = one => getComputedStyle(one).getPropertyValue('--hidden') !== '1';

  // Marks and letters: hover, press or arrow keys tell more about one.
  const tell = (sheet, one) => {
    sheet.querySelector('.on')?.classList.remove('on');
    one.classList.add('on');
    const detail = sheet.closest('section').querySelector('.detail');
    const data = one.dataset;
    if (sheet.dataset.template) {
      const filled = {char: data.char, bits: data.bits, expected: data.expected};
      detail.textContent = sheet.dataset.template.replace(/\{(\w+)\}/g, (_, name) => filled[name]);
      return;
    }
    const mark = one.closest('mark'), word = one.closest('u');
    const reason = word && sheet.closest('section').querySelector(`[data-why="${word.dataset.key}"]`);
    const name = document.createElement('b');
    name.textContent = reason ? reason.dataset.name : one.textContent;
    const lines = [name];
    const line = part => lines.push(document.createElement('br'), part);
    if (mark && shown(mark)) line(mark.title + '. ' + mark.dataset.say);
    if (reason) {
      const ask = document.createElement('em');
      ask.textContent = sheet.dataset.ask;
      line(word.title + '. ');
      line(ask);
      line(reason.textContent);
    }
    detail.replaceChildren(...lines);
  };
  const told = event => {
    const sheet = hit(event).closest?.('[data-walk]');
    const one = sheet && hit(event).closest(sheet.dataset.walk);
    if (one && shown(one)) tell(sheet, one);
  };
  document.addEventListener('pointerover', told);
  document.addEventListener('click', told);
  document.addEventListener('keydown', event => {
    const sheet = hit(event).closest?.('[data-walk]');
    const by = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1}[event.key];
    if (!sheet || !by || event.ctrlKey || event.metaKey || event.altKey) return;
    const all = [...sheet.querySelectorAll(sheet.dataset.walk)].filter(shown);
    if (!all.length) return;
    const at = all.indexOf(sheet.querySelector('.on'));
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + by, 0), all.length - 1)];
    event.preventDefault();
    tell(sheet, next);
    next.scrollIntoView({block: 'nearest'});
  });

  // A sentence of the summary shows where in the article it came from, and the way back.
  const show = button => {
    const view = button.closest('section');
    const found = [...view.querySelectorAll(`[data-from~="${button.dataset.goto}"]`)];
    if (!found.length) return;
    view.querySelectorAll('.flash').forEach(one => one.classList.remove('flash'));
    void view.offsetWidth;  // so that the same sentence flashes again
    found.forEach(one => one.classList.add('flash'));
    found[0].closest('details')?.setAttribute('open', '');
    found[0].scrollIntoView({block: 'center', behavior: calm() ? 'auto' : 'smooth'});
    const said = view.querySelector('[data-gone]');
    said.textContent = '';
    requestAnimationFrame(() => { said.textContent = said.dataset.gone; });
    const back = view.querySelector('[data-back]');
    back.hidden = false;
    back.onclick = () => {
      back.hidden = true;
      button.scrollIntoView({block: 'center', behavior: calm() ? 'auto' : 'smooth'});
      button.focus({preventScroll: true});
    };
  };
  const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;

  // A written word lights the words of the article that the network looked at.
  const light = word => {
    const view = word.closest('section'), looked = JSON.parse(word.dataset.looked);
    view.querySelectorAll('[data-looked]').forEach(one => one.setAttribute('aria-pressed', one === word));
    view.querySelectorAll('[data-at]').forEach(one => {
      const strengths = one.dataset.at.split(' ').map(at => looked[at] ?? 0);
      one.style.setProperty('--o', Math.max(...strengths));
    });
    view.querySelector('.detail').textContent = word.dataset.say;
  };
  const lit = event => {
    const word = hit(event).closest?.('[data-looked]');
    if (word && word.getAttribute('aria-pressed') !== 'true') light(word);
  };
  for (const name of ['pointerover', 'focusin', 'click']) document.addEventListener(name, lit);

  // A button with data-confirm asks before it acts.
  const confirmed = event => {
    const button = hit(event).closest('[data-confirm]');
    if (!button || button.classList.contains('armed')) return;
    event.stopImmediatePropagation();
    const label = button.textContent;
    button.textContent = button.dataset.confirm;
    button.classList.add('armed');
    setTimeout(() => { button.textContent = label; button.classList.remove('armed'); }, 4000);
  };

  // The copy says that it was generated.
  const copy = async button => {
    const line = button.closest('.choice')?.querySelector('.choice-line').textContent.trim();
    const text = button.dataset.text ?? line ?? button.closest('section').querySelector('.sheet').textContent + '\n';
    await navigator.clipboard.writeText([text, button.dataset.copy].filter(Boolean).join('\n'));
    const label = button.textContent, name = button.ariaLabel;
    if (label === button.dataset.copied) return;
    button.textContent = button.dataset.copied;
    button.ariaLabel = null; // a name would be read in its place
    setTimeout(() => { button.textContent = label; button.ariaLabel = name; }, 2500);
  };

  // A headline or dek that is changed in place stays one line, and tells how long it is.
  document.addEventListener('input', event => {
    const line = hit(event).closest?.('.choice-line');
    if (!line) return;
    const said = line.textContent.trim(), count = [...said].length, most = [60, 80, 110].find(limit => count <= limit);
    const {fits, over} = line.parentElement.dataset;
    line.parentElement.querySelector('[data-count]').textContent =
      (most ? fits : over).replace('{count}', count).replace('{words}', said.split(/\s+/).filter(Boolean).length).replace('{most}', most ?? 110);
  });
  document.addEventListener('keydown', event => {
    if (event.key === 'Enter' && hit(event).closest?.('.choice-line')) event.preventDefault();
  });

  document.addEventListener('click', event => {
    confirmed(event);
    const chip = hit(event).closest('[data-toggle]');
    if (chip) toggle(chip);
    const copier = hit(event).closest('[data-copy]');
    if (copier) copy(copier);
    const source = hit(event).closest('[data-goto]');
    if (source) show(source);
  }, true);

  // Downloads made in Python, without a file on the server.
  own.save = file => {
    if (!file) return;
    const {name, media, content, base64} = JSON.parse(file);
    const bytes = base64 && Uint8Array.from(atob(base64), one => one.charCodeAt(0));
    own.saveBlob(name, bytes ? new Blob([bytes], {type: media}) : new Blob([content], {type: media + ';charset=utf-8'}));
  };
  own.saveBlob = (name, blob) => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  };

  // A sentence of ours, where no answer of the server can say it.
  const announce = (button, sentence) => {
    const note = document.createElement('p');
    note.className = 'note';
    note.setAttribute('role', 'alert');
    note.textContent = sentence;
    button.parentElement.querySelector(':scope > .note')?.remove();
    button.after(note);
    setTimeout(() => note.remove(), 10000);
  };
  own.announce = announce;
  own.say = name => words()[name];
  document.addEventListener('change', event => {
    const most = own.maxUpload, chosen = [...(hit(event).type === 'file' && hit(event).files || [])];
    const big = most ? chosen.filter(file => file.size > most) : [];
    if (!big.length) return;
    const kept = new DataTransfer();
    for (const file of chosen) if (file.size <= most) kept.items.add(file);
    if (!kept.items.length) event.stopImmediatePropagation();
    hit(event).files = kept.files;
    const limit = Math.floor(most / 2 ** 20) + ' MB', names = big.map(file => file.name).join(', ');
    const said = words()[kept.items.length ? 'too_big_some' : 'too_big'].replace('{limit}', limit).replace('{names}', names);
    announce(document.querySelector('.tabitem:not([style*="none"]) .upload') ?? hit(event), said);
  }, true);

  // A number that a slider takes back to its limit is not changed in silence. A moment later, so
  // that nothing moves away under the press that ended the typing.
  document.addEventListener('blur', event => {
    const {value, min, max, type} = hit(event);
    if (type !== 'number' || value === '' || max === '') return;
    const limit = +value > +max ? max : +value < +min ? min : '';
    if (limit === '') return;
    const said = words()[limit === max ? 'slider_most' : 'slider_least'].replace('{limit}', (+limit).toLocaleString(language()));
    setTimeout(() => announce(hit(event).closest('.head') ?? hit(event), said), 250);
  }, true);

  // Once an article is read its box folds to a line, so that the result stands right under it. It
  // opens when it is pressed or reached by Tab.
  const results = new WeakMap();
  const fold = desk => {
    const view = desk.closest('.tabitem').querySelector('[id$="-view"]');
    const result = view?.querySelector('section');
    if (!result || results.get(desk) === result) return;
    results.set(desk, result);
    desk.classList.add('folded');
    const box = desk.querySelector('.paper textarea');
    box.closest('label').querySelector('span').dataset.edit = words().edit_article;
    box.scrollTop = 0;
    if (document.activeElement === box) box.blur();
    const top = view.getBoundingClientRect().top;
    if (top < 0 || top > innerHeight / 2) desk.scrollIntoView({block: 'start', behavior: calm() ? 'auto' : 'smooth'});
  };
  document.addEventListener('focusin', event => {
    if (hit(event).matches('.paper textarea')) hit(event).closest('.desk.folded')?.classList.remove('folded');
  });

  // What is made of pictures stands below them, mostly out of sight: it is brought into it.
  const arrived = new WeakSet();
  const bring = part => {
    if (arrived.has(part)) return;
    arrived.add(part);
    if (part.getBoundingClientRect().bottom <= innerHeight) return;
    part.scrollIntoView({block: part.matches('.lesson') ? 'start' : 'nearest', behavior: calm() ? 'auto' : 'smooth'});
  };

  // Times on the reader's clock; Gradio's own English messages in the reader's language.
  const localise = time => {
    const format = new Intl.DateTimeFormat(document.documentElement.lang || undefined, {dateStyle: 'medium', timeStyle: 'short'});
    time.title = time.textContent;
    time.textContent = format.format(new Date(time.dateTime));
    time.dataset.local = '1';
  };
  const theirs = [
    [/busy|queue is full/i, 'error_busy'],
    [/connection (errored|to the server was lost)|lost connection|could not connect/i, 'disconnected'],
    [/^value \S+ is (less|greater) than/i, 'out_of_range'],
  ];
  const titles = {Error: 'toast_title', Warning: 'toast_warning', Info: 'toast_info', Success: 'toast_info'};
  const translate = part => {
    part.dataset.said = '1';
    if (part.matches('.toast-title')) {
      const said = titles[part.textContent.trim()];
      if (said) part.textContent = words()[said];
      return;
    }
    const found = theirs.find(([pattern]) => pattern.test(part.textContent));
    if (found) part.textContent = words()[found[1]];
  };
  const toasts = ['.toast-title', '.toast-text', '.toast-message-text'].map(name => name + ':not([data-said])').join();
  // The two halves of a slider, called by the slider's own label.
  const named = part => {
    const label = part.getAttribute('aria-label').replace(/^(number input|range slider) for /, '');
    part.setAttribute('aria-label', part.type === 'range' ? label : words().slider_number.replace('{label}', label));
  };
  const reset = button => {
    const label = button.closest('.head')?.querySelector('label')?.textContent.trim() ?? '';
    button.title = words().slider_reset.replace('{label}', label);
    button.setAttribute('aria-label', button.title);
  };
  const resets = 'button[aria-label="Reset to default value"]';
  const ends = '.min_value:not([data-local]), .max_value:not([data-local])';
  const written = part => {
    part.dataset.local = '1';
    part.textContent = (+part.textContent).toLocaleString(language());
  };
  const closers = '[data-testid=toast-close][aria-label=Close]';
  const foot = 'footer[aria-label="Gradio footer navigation"]';
  const halves = 'input[aria-label^="number input for "], input[aria-label^="range slider for "]';
  const look = () => {
    document.querySelectorAll('.desk.article').forEach(fold);
    document.querySelectorAll('#classify-view .says, #teach-view .lesson, #try-view .says').forEach(bring);
    document.querySelectorAll(halves).forEach(named);
    document.querySelectorAll(resets).forEach(reset);
    document.querySelectorAll(ends).forEach(written);
    document.querySelectorAll(closers).forEach(one => one.setAttribute('aria-label', words().close));
    document.querySelectorAll(foot).forEach(one => one.setAttribute('aria-label', words().footer));
    document.querySelectorAll('time[datetime]:not([data-local])').forEach(localise);
    document.querySelectorAll(toasts).forEach(translate);
  };
  let planned = false;
  new MutationObserver(() => {
    if (planned) return;
    planned = true;
    requestAnimationFrame(() => { planned = false; look(); });
  }).observe(document.documentElement, {childList: true, subtree: true});
  look();
})();
