// The bundles that are served, the one that is chosen, and what it says of itself.
import { json } from './calls.js';
import { $, attempt, el, share } from './ui.js';

const use = $('use').textContent;
const figures = {
  balanced_accuracy: 'Balanced accuracy, held-out',
  accuracy: 'Accuracy, held-out',
  site_balanced_accuracy: 'Balanced accuracy, this site',
};
let asked = new AbortController(), described = Promise.reject(new Error('The bundles are not read yet.'));
described.catch(() => {});

/** Name and version, as a request has them; empty where nothing is served. */
export function bundle() {
  const [name, version] = $('bundle').value.split('/');
  return { bundle: name ?? '', version: version ?? '' };
}

/** What the chosen bundle says of itself; it is shown before any answer of that bundle. */
export async function description() {
  for (let seen; ;) {
    try {
      return await (seen = described);
    } catch (error) {
      if (seen === described) throw error;                // else another bundle is asked meanwhile
    }
  }
}

/** Reads the list again and keeps the choice, if it is still served. */
export const loadBundles = () => replace(async signal => {
  const { bundles = [] } = await json('/v1/bundles', undefined, signal);
  signal.throwIfAborted();
  const before = $('bundle').value;
  const served = bundles.filter(b => b.state === 'STATE_SERVING');
  $('bundle').replaceChildren(...served.map(b => new Option(`${b.name} ${b.version}`, `${b.name}/${b.version}`)));
  if (served.some(b => `${b.name}/${b.version}` === before)) $('bundle').value = before;
  else changed();
  return describe(signal);
});

/** Gives up what was asked of a bundle before. */
function replace(work) {
  asked.abort();
  asked = new AbortController();
  described = work(asked.signal);
  described.catch(() => {});                              // whoever waits for it says so
  return described;
}

async function describe(signal) {
  const chosen = $('bundle').value;
  if (!chosen) throw new Error('The server serves no bundle now.');
  const about = await json(`/v1/bundles/${chosen.split('/').map(encodeURIComponent).join('/')}`, undefined, signal);
  signal.throwIfAborted();
  show(about);
  return about;
}

/** What was said and answered by another bundle goes. */
function changed() {
  show();
  document.dispatchEvent(new Event('bundle-changed'));
}

/** The bundle's own words stand first on the page; without a bundle, those that hold for all of them. */
function show(about) {
  $('use').textContent = about?.intendedUse || use;
  $('caveats').replaceChildren(...(about?.trainingDataNotices ?? []).map(notice => el('li', notice)));
  $('no-generator').hidden = !about || about.generatedSide > 0;
  $('generator').disabled = !$('no-generator').hidden;
  const pairs = about ? terms(about) : [];
  $('about').replaceChildren(...pairs.flatMap(([term, text]) => [el('dt', term), el('dd', text)]));
}

/** How a photograph becomes the square, where it is not squashed with the colours that it has. */
const fits = {
  centre: ', the square in the middle of the photograph',
  pad: ', the whole photograph with its edges repeated to a square',
};
const lights = { 'shades-of-grey': '; the colour of the light is taken out' };

function terms(about) {
  const terms = [
    ['Bundle', `${about.name} ${about.version}`],
    ['Intended use', about.intendedUse],
    ['Input', `${about.inputSide} x ${about.inputSide} pixels${fits[about.fit] ?? ''}${lights[about.colour] ?? ''}`],
  ];
  if (about.created) terms.push(['Published', about.created.slice(0, 10)]);
  for (const [name, label] of Object.entries(figures))
    if (about.metrics?.[name] !== undefined) terms.push([label, share(about.metrics[name])]);
  return terms;
}

$('bundle').addEventListener('change', () => {
  attempt(() => replace(describe));
  changed();
});

document.addEventListener('bundle-gone', () => loadBundles().catch(() => {}));
