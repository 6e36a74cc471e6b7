// Made pictures: picking two of a grid, players of walks and of the training, the detective's keys.
(() => {
  /** What an event happened to. @returns {HTMLInputElement} */
  const hit = event => event.target;
  const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
  const detail = (one, text) => { one.closest('section').querySelector('.detail').textContent = text; };

  // A grid: pointing at a picture tells about it, arrow keys walk, a press picks; two make a pair.
  const tell = event => {
    const one = hit(event).closest?.('[data-pics] .pic');
    if (one) detail(one, one.dataset.say);
  };
  document.addEventListener('pointerover', tell);
  document.addEventListener('focusin', tell);
  const picked = [];
  const pick = one => {
    const grid = one.closest('[data-pics]');
    picked.splice(0, picked.length, ...picked.filter(other => grid.contains(other) && other.ariaPressed === 'true'));
    if (picked.includes(one)) picked.splice(picked.indexOf(one), 1);
    else picked.push(one);
    if (picked.length > 2) picked.shift();
    grid.querySelectorAll('.pic').forEach(other => other.setAttribute('aria-pressed', picked.includes(other)));
    const pair = grid.closest('section').querySelector('[data-pair]');
    if (!pair) return;
    pair.disabled = picked.length < 2;
    [pair.dataset.first, pair.dataset.last] = [picked[0]?.dataset.index ?? '', picked[1]?.dataset.index ?? ''];
  };
  document.addEventListener('click', event => {
    const one = hit(event).closest?.('[data-pics] .pic');
    if (one && one.closest('.gallery')) pick(one);
  });
  document.addEventListener('keydown', event => {
    const one = hit(event).closest?.('[data-pics] .pic');
    if (!one || event.ctrlKey || event.metaKey || event.altKey) return;
    const all = [...one.parentElement.children];
    const columns = all.filter(other => other.offsetTop === all[0].offsetTop).length;
    const by = {ArrowRight: 1, ArrowLeft: -1, ArrowDown: columns, ArrowUp: -columns}[event.key];
    const next = by && all[all.indexOf(one) + by];
    if (by) event.preventDefault();
    if (!next) return;
    all.forEach(other => { other.tabIndex = other === next ? 0 : -1; });
    next.focus();
  });

  // A player: slider and play button over frames. A frame is a picture of a walk or a row of them.
  const range = section => section.querySelector('.player input');
  const show = (section, at) => {
    const frames = [...section.querySelectorAll('[data-at]')], frame = frames[at];
    if (!frame) return;
    range(section).value = at;
    frames.forEach(other => other.toggleAttribute('data-on', other === frame));
    const stage = [...section.querySelectorAll('.stage')];
    [...frame.querySelectorAll('img')].forEach((picture, place) => {
      const shown = stage[place];
      if (!shown) return;
      const image = shown.querySelector('img') ?? shown;
      image.src = picture.src;
      if (shown === image) return;
      shown.dataset.say = picture.dataset.say;
      shown.setAttribute('aria-label', picture.dataset.say);
      shown.querySelector('b').textContent = picture.dataset.real;
      shown.style.setProperty('--real', picture.dataset.share);
    });
    const output = section.querySelector('.player output');
    if (output) output.textContent = frame.dataset.name;
    range(section).setAttribute('aria-valuetext', frame.dataset.name ?? frame.dataset.say);
    section.querySelectorAll('[data-dot]').forEach(dot => dot.toggleAttribute('data-on', dot.dataset.dot === String(at)));
    detail(frame, frame.dataset.say);
  };
  let playing = null;
  const pause = () => {
    if (!playing) return;
    clearInterval(playing.timer);
    playing.button.textContent = playing.label;
    playing = null;
  };
  const play = button => {
    const section = button.closest('[data-player]'), last = Number(range(section).max);
    const loops = section.dataset.player === 'walk';
    let at = Number(range(section).value), by = 1;
    if (at === last) at = -1;
    playing = {button, label: button.textContent, timer: setInterval(() => {
      if (!section.isConnected) return pause();
      if (loops && at + by > last) by = -1;
      if (loops && at + by < 0) by = 1;
      at += by;
      show(section, at);
      if (!loops && at === last) pause();
    }, calm() ? 1500 : loops ? 140 : 700)};
    button.textContent = button.dataset.pause;
  };
  document.addEventListener('click', event => {
    const button = hit(event).closest?.('.player .play');
    if (button) {
      const same = playing?.button === button;
      pause();
      if (!same) play(button);
      return;
    }
    const frame = hit(event).closest?.('[data-player] [data-at], [data-player] [data-dot]');
    if (!frame) return;
    pause();
    show(frame.closest('[data-player]'), Number(frame.dataset.at ?? frame.dataset.dot));
  });
  document.addEventListener('input', event => {
    const section = hit(event).matches?.('.player input') && hit(event).closest('[data-player]');
    if (!section) return;
    pause();
    show(section, Number(hit(event).value));
  });

  // The detective: R and F guess; where the eyes and the keyboard were, they stay.
  document.addEventListener('keydown', event => {
    const game = document.querySelector('.detective[data-game]');
    if (!game?.offsetParent || event.ctrlKey || event.metaKey || event.altKey) return;
    if (hit(event).matches?.('input:not([type=radio]):not([type=checkbox]), textarea, select')) return;
    const button = game.querySelector(`[data-key="${event.key.toLowerCase()}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  });
  // The page is changed in place, so what tells one picture of the game from the next is its state.
  let plays = false, state = '';
  document.addEventListener('click', event => {
    if (hit(event).closest?.('.detective [data-do], #detective-go')) plays = true;
  }, true);
  const follow = () => {
    const game = document.querySelector('.detective');
    if (!plays || !game || game.dataset.state === state) return;
    plays = false;
    state = game.dataset.state;
    game.querySelector('[data-first-focus]')?.focus({preventScroll: true});
  };
  const fresh = node => !(node instanceof HTMLElement) ? null : node.matches('section') ? node : node.querySelector('section');
  new MutationObserver(changes => {
    follow();
    for (const {target} of changes.filter(change => change.type === 'attributes')) {
      if (!(target instanceof Element) || !target.matches('[data-player]')) continue;
      pause();  // another walk or training in the same place: from where it begins
      range(target).value = range(target).defaultValue;
    }
    for (const change of changes) for (const node of change.addedNodes) {
      const section = fresh(node);
      if (section?.matches('.walk')) section.scrollIntoView({block: 'nearest', behavior: calm() ? 'auto' : 'smooth'});
    }
  }).observe(document.documentElement, {childList: true, subtree: true, attributes: true, attributeFilter: ['data-state']});
})();
