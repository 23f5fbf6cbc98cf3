// The page of the server: it speaks the JSON form of lesion.proto, as /openapi.json describes it.
const $ = id => document.getElementById(id);
const el = (tag, text, className) => Object.assign(document.createElement(tag), { textContent: text ?? '', className: className ?? '' });
const percent = p => `${(100 * p).toFixed(1)} %`;
const size = bytes => bytes >= 1 << 20 ? `${(bytes / (1 << 20)).toFixed(1)} MiB` : `${Math.ceil(bytes / 1024)} KiB`;

// Calls

const headers = () => {
  const key = sessionStorage.getItem('key');
  return { 'content-type': 'application/json', ...(key ? { authorization: `Bearer ${key}` } : {}) };
};

async function call(path, body, signal) {
  let response;
  try {
    response = await fetch(path, { method: body ? 'POST' : 'GET', headers: headers(), body: body && JSON.stringify(body), signal });
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Error('The server does not answer. Is it still running?');
  }
  if (response.ok) return response;
  if (response.status === 401) askForKey();
  const answer = await response.json().catch(() => ({}));
  throw new Error(answer.message || `The server answered ${response.status}.`);
}

const json = async (path, body, signal) => (await call(path, body, signal)).json();

/** The answers of a stream: one JSON object a line, as they arrive. */
async function* lines(response) {
  let rest = '';
  for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + text).split('\n');
    rest = parts.pop();
    for (const part of parts) if (part.trim()) yield JSON.parse(part);
  }
  if (rest.trim()) yield JSON.parse(rest);
}

function askForKey() {
  $('key-field').hidden = false;
  $('key').focus();
}

function say(message) {
  $('alert').hidden = !message;
  $('alert').textContent = message ?? '';
}

/** Runs what a person started, and says what went wrong. */
async function attempt(work, status) {
  say();
  try {
    await work();
  } catch (error) {
    if (error.name === 'AbortError') return;
    if (status) status.textContent = '';
    say(error.message);
  }
}

// Tabs: arrow keys move between them (WAI-ARIA Authoring Practices, "Tabs")

const tabs = [...document.querySelectorAll('[role=tab]')];

function open(tab) {
  for (const other of tabs) {
    const chosen = other === tab;
    other.setAttribute('aria-selected', chosen);
    other.tabIndex = chosen ? 0 : -1;
    $(other.getAttribute('aria-controls')).hidden = !chosen;
  }
  say();
  if (tab.id === 'tab-server') watch();
}

for (const [i, tab] of tabs.entries()) {
  tab.addEventListener('click', () => open(tab));
  tab.addEventListener('keydown', event => {
    const to = { ArrowRight: i + 1, ArrowLeft: i - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = tabs[(to + tabs.length) % tabs.length];
    open(next);
    next.focus();
  });
}

// Bundles

let described;

async function loadBundles() {
  const { bundles = [] } = await json('/v1/bundles');
  const chosen = $('bundle').value;
  $('bundle').replaceChildren(...bundles.filter(b => b.state === 'STATE_SERVING').map(b => new Option(`${b.name} ${b.version}`, `${b.name}/${b.version}`)));
  if ([...$('bundle').options].some(o => o.value === chosen)) $('bundle').value = chosen;
  await describe();
}

async function describe() {
  described = $('bundle').value ? await json(`/v1/bundles/${$('bundle').value}`) : undefined;
  if (!described) return;
  const terms = [['Bundle', `${described.name} ${described.version}`], ['Input', `${described.inputSide} x ${described.inputSide} pixels`]];
  if (described.created) terms.push(['Published', described.created.slice(0, 10)]);
  for (const [name, label] of [['balanced_accuracy', 'Balanced accuracy, held-out'], ['accuracy', 'Accuracy, held-out'], ['site_balanced_accuracy', 'Balanced accuracy, this site']])
    if (described.metrics?.[name] !== undefined) terms.push([label, percent(described.metrics[name])]);
  $('about').replaceChildren(...terms.flatMap(([term, text]) => [el('dt', term), el('dd', text)]));
  $('caveats').replaceChildren(
    el('li', 'The classes are the only answers it knows: a photograph of anything else gets one of them too.'),
    el('li', 'Probabilities are those of its training data, not of your patients.'),
    ...(described.trainingDataNotices ?? []).map(n => el('li', n)));
  $('use').textContent = described.intendedUse;
}

const bundle = () => {
  const [name, version] = $('bundle').value.split('/');
  return { bundle: name ?? '', version: version ?? '' };
};

// Classify

let photograph, activation;

const base64 = async file => (await new Promise((resolve, reject) => {
  const reader = new FileReader();
  reader.onload = () => resolve(reader.result);
  reader.onerror = () => reject(new Error(`${file.name}: cannot be read.`));
  reader.readAsDataURL(file);
})).split(',')[1] ?? '';

async function take(file) {
  $('result').hidden = true;
  $('classify-status').textContent = `Reading ${file.name} ...`;
  await attempt(async () => {
    const limit = Number(described?.maxImageBytes ?? Infinity);
    if (file.size === 0) throw new Error(`${file.name}: the file is empty.`);
    if (file.size > limit) throw new Error(`${file.name}: ${size(file.size)}; the limit is ${size(limit)}.`);
    photograph = { name: file.name, image: await base64(file) };
    if ($('photo').src) URL.revokeObjectURL($('photo').src);
    $('photo').src = URL.createObjectURL(file);
    await classify('');
  }, $('classify-status'));
}

async function classify(activationClass) {
  $('classify-status').textContent = `Classifying ${photograph.name} ...`;
  const answer = await json('/v1/classify', { image: photograph.image, classActivation: true, activationClass, ...bundle() }).catch(error => {
    error.message = error.message.startsWith('image: ') ? `${photograph.name}: ${error.message.slice(7)}` : error.message;
    throw error;
  });
  $('bars').replaceChildren(...answer.predictions.map(p => {
    const [item, track, bar] = [el('li'), el('div', '', 'track'), el('div', '', 'bar')];
    const name = el('span', `${p.name} `);
    if (p.name !== p.code) name.append(el('code', p.code));
    bar.style.width = `${100 * (p.probability ?? 0)}%`;
    track.setAttribute('aria-hidden', 'true');
    track.append(bar);
    item.append(name, el('span', percent(p.probability ?? 0), 'share'), track);
    return item;
  }));
  const best = answer.predictions[0];
  $('top').textContent = `Most probable: ${best.name}, ${percent(best.probability)}`;
  $('use').textContent = answer.intendedUse;
  doubts(answer);
  activation = answer.classActivation;
  $('heat-class').replaceChildren(...answer.predictions.map(p => new Option(p.name, p.code, false, p.code === activation?.code)));
  $('result').hidden = false;
  paint();
  $('classify-status').textContent = `${photograph.name}: ${best.name}, ${percent(best.probability)}, by ${answer.bundleName} ${answer.bundleVersion}.`;
}

/** What the bundle itself says of its answer, in plain words; nothing where it does not measure it. */
function doubts(answer) {
  const names = Object.fromEntries(answer.predictions.map(p => [p.code, p.name]));
  const { unlikeTraining: unlike, predictionSet: set } = answer;
  const [warning, certainty] = [$('unlike'), $('certainty')];
  warning.hidden = !unlike?.unlike;
  warning.textContent = unlike?.unlike
    ? 'This picture is unlike the photographs that the model learnt from. It may be another kind of picture, or too blurred or badly lit. Do not rely on the answer below.' : '';
  certainty.hidden = !set || Boolean(unlike?.unlike);
  if (!set) return;
  const [open, likely] = [set.codes.map(c => names[c]).join(', ').replace(/, ([^,]*)$/, ' or $1'), set.codes.includes(answer.topClass)];
  const share = `${Math.round(100 * set.coverage)} %`;
  certainty.textContent = [
    set.codes.length === 1 && likely ? `The model leaves one diagnosis open: ${open}.` : `The model is not certain. It cannot rule out ${open}.`,
    likely ? '' : `${names[answer.topClass]} is the most probable, but the model is surer of it for ${share} of such lesions.`,
    `For ${share} of pictures like those it learnt from, the right one is among those that it leaves open.`].filter(Boolean).join(' ');
}

/** From transparent violet to bright yellow, by how much a cell speaks for the class: cells that speak against it stay clear. */
const colours = [[60, 20, 110], [150, 35, 105], [225, 90, 50], [250, 180, 30], [252, 250, 160]];

function colour(t) {
  const at = t * (colours.length - 1), low = Math.min(Math.floor(at), colours.length - 2);
  return colours[low].map((c, i) => c + (at - low) * (colours[low + 1][i] - c));
}

function paint() {
  const canvas = $('heat');
  canvas.hidden = !activation?.values?.length;
  if (canvas.hidden) return;
  const { width, height, values } = activation;
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const cells = new ImageData(width, height);
  values.forEach((value, i) => {
    const t = most > least ? (value - least) / (most - least) : 0;
    cells.data.set([...colour(t), 255 * Math.min(1, 1.6 * t)], 4 * i);
  });
  const small = Object.assign(document.createElement('canvas'), { width, height });
  small.getContext('2d').putImageData(cells, 0, 0);
  [canvas.width, canvas.height] = [512, 512];
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.drawImage(small, 0, 0, 512, 512);
  const name = $('heat-class').selectedOptions[0]?.text ?? activation.code;
  canvas.setAttribute('aria-label', `Heat map: the parts of the photograph that speak for ${name}`);
  fade();
}

function fade() {
  $('heat').style.opacity = $('opacity').value / 100;
  $('opacity').setAttribute('aria-valuetext', `${$('opacity').value} %`);
}

$('opacity').addEventListener('input', fade);
$('heat-class').addEventListener('change', () => attempt(() => classify($('heat-class').value), $('classify-status')));
$('file').addEventListener('change', () => { if ($('file').files[0]) take($('file').files[0]); $('file').value = ''; });
$('file').addEventListener('keydown', event => {
  if (event.key !== 'Enter') return;
  event.preventDefault();
  $('file').click();
});

const carriesFile = event => event.dataTransfer?.types.includes('Files');
document.addEventListener('dragover', event => { if (carriesFile(event)) { event.preventDefault(); $('drop').classList.add('over'); } });
document.addEventListener('dragleave', event => { if (!event.relatedTarget) $('drop').classList.remove('over'); });
document.addEventListener('drop', event => {
  if (!carriesFile(event)) return;
  event.preventDefault();
  $('drop').classList.remove('over');
  open($('tab-classify'));
  if (event.dataTransfer.files.length > 1) say('One photograph at a time: the first one is classified.');
  take(event.dataTransfer.files[0]);
});
document.addEventListener('paste', event => {
  const file = [...event.clipboardData?.files ?? []][0];
  if (file) { open($('tab-classify')); take(file); }
});

// Synthetic lesions

let drawing, frames = [];

const source = png => URL.createObjectURL(new Blob([Uint8Array.from(atob(png), c => c.charCodeAt(0))], { type: 'image/png' }));

function clear() {
  drawing?.abort();
  drawing = new AbortController();
  for (const image of $('grid').querySelectorAll('img')) URL.revokeObjectURL(image.src);
  for (const frame of frames) URL.revokeObjectURL(frame);
  frames = [];
  $('grid').replaceChildren();
  $('walker').hidden = true;
  return drawing.signal;
}

const settings = count => ({ seed: $('seed').value, psi: Number($('psi').value), count, ...bundle() });

$('draw').addEventListener('submit', event => {
  event.preventDefault();
  const [signal, seed, count] = [clear(), $('seed').value, Number($('count').value)];
  attempt(async () => {
    let done = 0;
    $('draw-status').textContent = `Drawing ${count} lesions ...`;
    for await (const { index = '0', png } of lines(await call('/v1/generate', settings(count), signal))) {
      const [item, image] = [el('li'), el('img')];
      [image.src, image.alt] = [source(png), `Synthetic lesion ${index} of seed ${seed}`];
      item.append(image, el('span', `seed ${seed}, number ${index}`));
      $('grid').append(item);
      $('draw-status').textContent = `${++done} of ${count} drawn.`;
    }
  }, $('draw-status'));
});

$('walk').addEventListener('submit', event => {
  event.preventDefault();
  const [signal, from, to, steps] = [clear(), $('seed').value, $('walk-seed').value, Number($('steps').value)];
  attempt(async () => {
    $('draw-status').textContent = `Walking from seed ${from} to seed ${to} ...`;
    for await (const { png } of lines(await call('/v1/generate', { ...settings(steps), walkToSeed: to }, signal))) {
      frames.push(source(png));
      $('walk-step').max = frames.length - 1;
      $('walk-step').value = frames.length - 1;
      $('walker').hidden = false;
      step();
      $('draw-status').textContent = `Step ${frames.length} of ${steps}.`;
    }
    $('draw-status').textContent = `${steps} steps from seed ${from} to seed ${to}: move the slider.`;
  }, $('draw-status'));
});

function step() {
  const at = Number($('walk-step').value);
  $('walk-image').src = frames[at];
  $('walk-image').alt = `Synthetic lesion, step ${at + 1} of ${frames.length} between two seeds`;
}

$('walk-step').addEventListener('input', step);
$('psi').addEventListener('input', () => { $('psi-value').textContent = Number($('psi').value).toFixed(2); });

// Server

let before, watching;

const span = seconds => seconds < 120 ? `${Math.floor(seconds)} s` : seconds < 7200 ? `${Math.floor(seconds / 60)} min` : seconds < 172800 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86400)} d`;

async function refresh() {
  const [state, { bundles = [] }] = await Promise.all([json('/v1/state'), json('/v1/bundles')]);
  $('health').textContent = state.ready ? 'Ready: every bundle has passed its checks.' : `Not ready${state.reason ? `: ${state.reason}` : ' yet'}.`;
  $('health').className = `status ${state.ready ? 'good' : 'bad'}`;
  const seconds = before ? state.uptimeSeconds - before.uptimeSeconds : 0;
  const since = name => before ? state.totals[name] - before.totals[name] : 0;
  const mean = us => since('requests') > 0 ? `${(since(us) / since('requests') / 1000).toFixed(1)} ms` : '-';
  const figures = [
    ['requests a second', seconds > 0 ? (since('requests') / seconds).toFixed(1) : '-'], ['mean time', mean('totalUs')], ['of it waiting', mean('queueUs')],
    ['waiting now', state.totals.pending], ['answered', state.totals.requests], ['failed', state.totals.failures], ['refused', state.totals.rejections],
    ['images a batch', state.totals.batches ? (state.totals.images / state.totals.batches).toFixed(2) : '-'], ['up for', span(state.uptimeSeconds)],
    ...(state.certificateNotAfter ? [['certificate until', state.certificateNotAfter.slice(0, 10)]] : []),
  ];
  $('rates').replaceChildren(...figures.map(([name, value]) => {
    const pair = el('div');
    pair.append(el('dt', name), el('dd', value));
    return pair;
  }));
  $('bundles').replaceChildren(...bundles.map(b => {
    const [row, serving] = [el('tr'), b.state === 'STATE_SERVING'];
    row.append(el('td', b.name), el('td', b.version), el('td', serving ? 'serving' : `refused: ${b.reason}`, serving ? 'good' : 'bad'));
    return row;
  }));
  before = state;
}

async function watch() {
  clearTimeout(watching);
  if ($('panel-server').hidden) return;
  await attempt(refresh);
  watching = setTimeout(watch, 2000);
}

// Start

$('bundle').addEventListener('change', () => attempt(describe));
$('key').addEventListener('change', () => {
  sessionStorage.setItem('key', $('key').value.trim());
  attempt(loadBundles);
});
attempt(loadBundles);
