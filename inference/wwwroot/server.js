// What the server does, and which bundles it serves or refused.
import { json } from './calls.js';
import { $, attempt, el } from './ui.js';

let before, watching, timer;

const span = seconds => seconds < 120 ? `${Math.floor(seconds)} s`
  : seconds < 7200 ? `${Math.floor(seconds / 60)} min`
  : seconds < 172800 ? `${Math.floor(seconds / 3600)} h` : `${Math.floor(seconds / 86400)} d`;

async function refresh(signal) {
  const read = path => json(path, undefined, signal);
  const [state, { bundles = [] }] = await Promise.all([read('/v1/state'), read('/v1/bundles')]);
  signal.throwIfAborted();
  $('health').textContent = state.ready
    ? 'Ready: every bundle has passed its checks.' : `Not ready${state.reason ? `: ${state.reason}` : ' yet'}.`;
  $('health').className = `status ${state.ready ? 'good' : 'bad'}`;
  if (before?.uptimeSeconds > state.uptimeSeconds) before = undefined;           // another process answers now
  $('rates').replaceChildren(...figures(state).map(([name, value]) => {
    const pair = el('div');
    pair.append(el('dt', name), el('dd', value));
    return pair;
  }));
  $('bundles').replaceChildren(...bundles.map(b => {
    const [row, serving] = [el('tr'), b.state === 'STATE_SERVING'];
    const text = serving ? (b.reason ? `serving: ${b.reason}` : 'serving') : `refused: ${b.reason}`;
    const status = el('td', text, serving && !b.reason ? 'good' : 'bad');
    row.append(el('td', b.name), el('td', b.version), status);
    return row;
  }));
  before = state;
}

function figures(state) {
  const seconds = before ? state.uptimeSeconds - before.uptimeSeconds : 0;
  const since = name => before ? state.totals[name] - before.totals[name] : 0;
  const mean = us => since('requests') > 0 ? `${(since(us) / since('requests') / 1000).toFixed(1)} ms` : '-';
  const { totals } = state;
  return [
    ['requests a second', seconds > 0 ? (since('requests') / seconds).toFixed(1) : '-'],
    ['mean time', mean('totalUs')],
    ['of it waiting', mean('queueUs')],
    ['waiting now', totals.pending],
    ['answered', totals.requests],
    ['failed', totals.failures],
    ['refused', totals.rejections],
    ['images a batch', totals.batches ? (totals.images / totals.batches).toFixed(2) : '-'],
    ['up for', span(state.uptimeSeconds)],
    ...(state.certificateNotAfter ? [['certificate until', state.certificateNotAfter.slice(0, 10)]] : []),
  ];
}

/** Looks every two seconds while the tab is open; one loop at a time. */
async function watch() {
  clearTimeout(timer);
  watching?.abort();
  if ($('panel-server').hidden) return;
  watching = new AbortController();
  const { signal } = watching;
  await attempt(() => refresh(signal), undefined, signal);
  if (!signal.aborted) timer = setTimeout(watch, 2000);
}

document.addEventListener('tab-opened', watch);
