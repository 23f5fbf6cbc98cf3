// One photograph and the answer to it: they are shown together, or not at all.
import { bundle, description } from './bundles.js';
import { clearAnswer, showAnswer, summary } from './answer.js';
import { json } from './calls.js';
import { clearMap, showMap } from './heat.js';
import { $, attempt, size } from './ui.js';

/** The photograph that was given last, and what is asked of it now. Whatever replaces it gives its questions up. */
let current;

const cannotShow = 'this browser cannot show it, so its answer is not shown either. Save it as JPEG or PNG.';

const base64 = file => new Promise((resolve, reject) => {
  const reader = new FileReader();
  reader.onload = () => resolve(reader.result.split(',')[1] ?? '');
  reader.onerror = () => reject(new Error(`${file.name}: cannot be read.`));
  reader.readAsDataURL(file);
});

/** No photograph, no answer. */
export function forget() {
  current?.asked?.abort();
  if (current) URL.revokeObjectURL(current.url);
  current = undefined;
  clear();
  $('classify-status').textContent = '';
}

function clear() {
  clearAnswer();
  clearMap();
  $('photo').removeAttribute('src');
  $('photo').alt = '';
}

/** @param note said before the answer, where not all was taken that was given */
export function take(file, note = '') {
  forget();
  current = { file, note, url: URL.createObjectURL(file) };
  return classify();
}

/** Asks again of the same photograph: another bundle, or another key. */
export const again = () => current && classify();

async function classify() {
  const photograph = current, { file, note } = photograph, status = $('classify-status');
  const signal = replace(photograph);
  clear();
  await attempt(async () => {
    status.textContent = `${note}Reading ${file.name} ...`;
    const about = await description();
    signal.throwIfAborted();
    if (file.size === 0) throw new Error(`${file.name}: the file is empty.`);
    const limit = Number(about.maxImageBytes);
    if (file.size > limit) throw new Error(`${file.name}: ${size(file.size)}; the limit is ${size(limit)}.`);
    photograph.image ??= await base64(file);
    signal.throwIfAborted();
    status.textContent = `${note}Classifying ${file.name} ...`;
    const preview = decoded(photograph);
    const answer = await ask(photograph, '', signal);
    const image = await preview;
    signal.throwIfAborted();
    if (!image) throw new Error(`${file.name}: ${cannotShow}`);
    show(photograph, image, answer, about);
    status.textContent = `${note}${file.name}: ${summary(answer)}`;
  }, status, signal);
}

/** Gives up what was asked of a photograph before. */
function replace(photograph) {
  photograph.asked?.abort();
  photograph.asked = new AbortController();
  return photograph.asked.signal;
}

/** The photograph ready to be drawn; null where the browser cannot. */
async function decoded({ url, file }) {
  const image = new Image();
  [image.id, image.src, image.alt] = ['photo', url, `The photograph that was classified: ${file.name}`];
  try {
    await image.decode();
    return image;
  } catch {
    return null;
  }
}

const ask = ({ file, image }, activationClass, signal) => {
  const request = { image, classActivation: true, activationClass, prior: $('prior').value, ...bundle() };
  return json('/v1/classify', request, signal).catch(error => {
    if (error.message.startsWith('image: ')) error.message = `${file.name}: ${error.message.slice(7)}`;
    throw error;
  });
};

function show(photograph, image, answer, about) {
  $('photo').replaceWith(image);
  photograph.ratio = image.naturalWidth / image.naturalHeight;
  photograph.fit = about?.fit;
  $('stage').style.setProperty('--ratio', photograph.ratio);
  showAnswer(answer, about);
  photograph.names = Object.fromEntries(answer.predictions.map(p => [p.code, p.name]));
  map(photograph, answer.classActivation);
}

function map(photograph, activation) {
  photograph.activation = activation;
  $('heat-class').value = activation.code;
  showMap(activation, photograph.names[activation.code], photograph.fit, photograph.ratio);
}

/** The map of another class. Where there is none to be had, the one that was shown stays, under its own name. */
async function explain(code) {
  const photograph = current;
  const signal = replace(photograph);
  clearMap();
  await attempt(async () => {
    const { classActivation } = await ask(photograph, code, signal);
    signal.throwIfAborted();
    photograph.activation = classActivation;
  }, undefined, signal);
  if (!signal.aborted) map(photograph, photograph.activation);
}

$('heat-class').addEventListener('change', () => explain($('heat-class').value));
$('prior').addEventListener('change', again);
document.addEventListener('bundle-changed', () => {
  $('prior').value = 'PRIOR_UNSPECIFIED';                 // another bundle may know no other
  return again();
});
