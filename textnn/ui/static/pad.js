// The drawing pad: strokes in, a PNG out after each of them. The interface is told in pad.py.
(() => {
  const own = window.textnn;
  const asked = (navigator.languages?.[0] ?? navigator.language ?? '').toLowerCase();
  const language = asked.startsWith('pt') ? 'pt' : 'en';
  const words = own.words[language];
  const PAUSE = 250;  // milliseconds without a stroke before Python is told

  const make = (tag, kind, into, fields = {}) => {
    const node = Object.assign(document.createElement(tag), {className: kind, ...fields});
    into?.append(node);
    return node;
  };

  own.pad = (element, trigger, props, watch, {side, ground, tools, sizes, swatches}) => {
    const now = {tool: tools[0], size: sizes[Math.floor(sizes.length / 2)], colour: swatches[0]?.colour ?? '#000000'};
    let done = [], undone = [], stroke = null, sent = '', waiting = 0;

    // What the person sees
    const pad = make('div', 'pad', element);
    const group = name => {
      const row = make('div', 'pad-row', pad);
      row.setAttribute('role', 'group');
      row.setAttribute('aria-label', name);
      return row;
    };
    const button = (row, name, press, kind = 'quiet') => {
      const one = make('button', kind, row, {type: 'button', onclick: press});
      if (kind === 'quiet') one.textContent = name;
      else one.title = name;
      one.setAttribute('aria-label', name);
      return one;
    };
    const choice = (row, field, value, name, kind) => {
      const one = button(row, name, () => {
        now[field] = value;
        row.querySelectorAll('button').forEach(other => other.setAttribute('aria-pressed', other === one));
        if (field === 'colour' && now.tool === 'eraser') chosen.firstChild.click();
      }, kind);
      one.setAttribute('aria-pressed', value === now[field]);
      return one;
    };
    const chosen = group(words.pad_tools);
    for (const tool of tools) choice(chosen, 'tool', tool, words['pad_' + tool]).dataset.tool = tool;
    if (swatches.length) {
      const colours = group(words.pad_colours);
      colours.classList.add('pad-colours');
      for (const one of swatches) {
        const chip = choice(colours, 'colour', one.colour, one[language], 'quiet');
        chip.prepend(make('i', 'pad-swatch'));
        chip.firstChild.style.background = one.colour;
        chip.dataset.colour = one.colour;
      }
    }
    const sheet = make('canvas', 'pad-sheet', pad, {tabIndex: 0});
    sheet.setAttribute('role', 'img');
    sheet.setAttribute('aria-label', words.pad_sheet);
    sheet.style.background = ground;
    const below = make('div', 'pad-below', pad);
    const widths = group(words.pad_sizes);
    below.append(widths);
    sizes.forEach((size, at) => {
      const name = words['pad_size_' + at];
      const dot = make('i', 'pad-dot', choice(widths, 'size', size, name, 'pad-size'));
      dot.style.setProperty('--dot', 6 + at * 6 + 'px');
    });
    const acts = group(words.pad_acts);
    below.append(acts);
    const undoes = button(acts, words.pad_undo, () => undo());
    const clears = button(acts, words.pad_clear, () => { if (inked()) put({tool: 'clear'}); });
    const saves = button(acts, words.pad_save, () => save());

    // Strokes, in units of the picture that Python gets
    const settled = document.createElement('canvas');  // every finished stroke, as large as the sheet
    const draw = (on, one) => {
      const {tool, points, colour, size} = one;
      if (tool === 'clear' || tool === 'picture') {
        on.fillStyle = ground;
        on.fillRect(0, 0, side, side);
        if (tool === 'clear') return;
        const {width, height} = one.picture, by = side / Math.max(width, height);
        on.imageSmoothingEnabled = !swatches.length;
        on.drawImage(one.picture, (side - width * by) / 2, (side - height * by) / 2, width * by, height * by);
        return;
      }
      on.strokeStyle = on.fillStyle = tool === 'eraser' ? ground : colour;
      on.lineWidth = size;
      on.lineCap = on.lineJoin = 'round';
      const [first, last] = [points[0], points[points.length - 1]];
      on.beginPath();
      if (tool === 'rectangle') {
        on.fillRect(Math.min(first.x, last.x), Math.min(first.y, last.y), Math.abs(last.x - first.x), Math.abs(last.y - first.y));
        return;
      }
      on.moveTo(first.x, first.y);
      if (tool === 'line') on.lineTo(last.x, last.y);
      else {
        for (let at = 1; at < points.length - 1; at++) {
          const a = points[at], b = points[at + 1];
          on.quadraticCurveTo(a.x, a.y, (a.x + b.x) / 2, (a.y + b.y) / 2);
        }
        on.lineTo(last.x + 0.01, last.y);  // a tap alone is a dot
      }
      on.stroke();
    };
    const scaled = canvas => {
      const on = canvas.getContext('2d');
      on.setTransform(canvas.width / side, 0, 0, canvas.width / side, 0, 0);
      return on;
    };
    const whole = canvas => {
      const on = scaled(canvas);
      on.fillStyle = ground;
      on.fillRect(0, 0, side, side);
      done.forEach(one => draw(on, one));
    };
    const show = () => {
      const on = sheet.getContext('2d');
      on.setTransform(1, 0, 0, 1, 0, 0);
      if (settled.width) on.drawImage(settled, 0, 0);
      if (stroke) draw(scaled(sheet), stroke);
      undoes.disabled = !done.length;
      clears.disabled = saves.disabled = !inked();
    };
    const fit = () => {
      const wide = Math.round(sheet.clientWidth * (window.devicePixelRatio || 1));
      if (!wide) return;  // in a tab that is not shown
      if (wide !== sheet.width) {
        for (const canvas of [sheet, settled]) canvas.width = canvas.height = wide;
        whole(settled);
      }
      show();
    };
    new ResizeObserver(fit).observe(sheet);
    const inked = () => done.length > 0 && done[done.length - 1].tool !== 'clear';

    const put = one => {
      done.push(one);
      undone = [];
      if (settled.width) draw(scaled(settled), one);
      show();
      tell();
    };
    const redraw = () => {
      if (settled.width) whole(settled);
      show();
      tell();
    };
    const undo = () => { if (done.length) { undone.push(done.pop()); redraw(); } };
    const redo = () => { if (undone.length) { done.push(undone.pop()); redraw(); } };

    // The picture that Python gets
    const picture = () => {
      const canvas = Object.assign(document.createElement('canvas'), {width: side, height: side});
      whole(canvas);
      if (swatches.length) flatten(canvas.getContext('2d'));
      return canvas;
    };
    const flatten = on => {  // a soft edge between two colours is no colour of the palette
      const colours = [...swatches.map(one => one.colour), ground].map(hex => [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16)));
      const image = on.getImageData(0, 0, side, side), data = image.data;
      for (let at = 0; at < data.length; at += 4) {
        let best = colours[0], least = Infinity;
        for (const colour of colours) {
          const far = (data[at] - colour[0]) ** 2 + (data[at + 1] - colour[1]) ** 2 + (data[at + 2] - colour[2]) ** 2;
          if (far < least) { least = far; best = colour; }
        }
        data.set(best, at);
      }
      on.putImageData(image, 0, 0);
    };
    const hold = () => {
      clearTimeout(waiting);
      waiting = 0;
    };
    const pass = () => {
      hold();
      const value = inked() ? picture().toDataURL('image/png') : '';
      if (value === sent) return;
      props.value = sent = value;
      trigger(value ? 'input' : 'clear');
    };
    const tell = () => {
      hold();
      waiting = setTimeout(pass, PAUSE);
    };
    // A press elsewhere within the pause, such as on Classificar, is about the last stroke too
    for (const name of ['pointerdown', 'keydown']) {
      document.addEventListener(name, event => {
        if (waiting && !pad.contains(event.target)) pass();
      }, true);
    }
    const save = () => picture().toBlob(blob => {
      const link = Object.assign(document.createElement('a'), {href: URL.createObjectURL(blob), download: words.pad_file});
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    });

    // A picture that comes from Python: an upload, an example, a result of the history
    const load = value => {
      sent = value;
      hold();
      if (!value) {
        done = undone = [];
        if (settled.width) whole(settled);
        show();
        return;
      }
      const image = new Image();
      image.onload = () => {
        if (sent !== value) return;
        done = [{tool: 'picture', picture: /** @type {CanvasImageSource} */ (image)}];
        if (swatches.length) done[0].picture = picture();  // what is seen is what Python gets
        undone = [];
        if (settled.width) whole(settled);
        show();
      };
      image.src = value;
    };
    watch('value', () => { if ((props.value ?? '') !== sent) load(props.value ?? ''); });
    if (props.value) load(props.value);

    // Mouse, finger and pen
    const point = event => {
      const box = sheet.getBoundingClientRect();
      return {x: (event.clientX - box.left) * side / box.width, y: (event.clientY - box.top) * side / box.height};
    };
    sheet.addEventListener('pointerdown', event => {
      if (event.button || stroke) return;
      event.preventDefault();
      sheet.focus({preventScroll: true});
      sheet.setPointerCapture(event.pointerId);
      hold();
      const {tool, size, colour} = now;
      stroke = {tool, colour, pointer: event.pointerId, size: tool === 'eraser' ? size * 1.6 : size, points: [point(event)]};
      show();
    });
    sheet.addEventListener('pointermove', event => {
      if (stroke?.pointer !== event.pointerId) return;
      const more = event.getCoalescedEvents?.() ?? [];
      stroke.points.push(...(more.length ? more : [event]).map(point));
      show();
    });
    const end = event => {
      if (stroke?.pointer !== event.pointerId) return;
      const ended = stroke;
      stroke = null;
      const [first, last] = [ended.points[0], ended.points[ended.points.length - 1]];
      if (ended.tool === 'rectangle' && (first.x === last.x || first.y === last.y)) show();
      else put(ended);
    };
    sheet.addEventListener('pointerup', end);
    sheet.addEventListener('pointercancel', end);
    element.addEventListener('keydown', event => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
      const key = event.key.toLowerCase();
      if (key !== 'z' && key !== 'y') return;
      event.preventDefault();
      if (key === 'y' || event.shiftKey) redo();
      else undo();
    });
    fit();
    show();
    return {picture: () => inked() ? picture().toDataURL('image/png') : '', clear: () => load('')};
  };
})();
