// Synthetic lesions: a grid of one seed, or a walk between two.
import { bundle } from './bundles.js';
import { call, lines } from './calls.js';
import { $, attempt, el } from './ui.js';

let drawing, frames = [];

const bytes = base64 => Uint8Array.from(atob(base64), c => c.charCodeAt(0));
const source = png => URL.createObjectURL(new Blob([bytes(png)], { type: 'image/png' }));

/** Gives up what is being drawn and takes its images away. */
function clear() {
  drawing?.abort();
  drawing = new AbortController();
  for (const image of $('grid').querySelectorAll('img')) URL.revokeObjectURL(image.src);
  for (const frame of frames) URL.revokeObjectURL(frame);
  frames = [];
  $('grid').replaceChildren();
  $('walker').hidden = true;
  $('draw-status').textContent = '';
  return drawing.signal;
}

const settings = count => ({ seed: $('seed').value, psi: Number($('psi').value), count, ...bundle() });

/** Draws images and shows each, as long as nothing newer was asked for. */
async function draw(request, signal, show) {
  for await (const image of lines(await call('/v1/generate', request, signal))) {
    signal.throwIfAborted();
    show(image);
  }
}

$('draw').addEventListener('submit', event => {
  event.preventDefault();
  const [signal, seed, count] = [clear(), $('seed').value, Number($('count').value)];
  attempt(async () => {
    let done = 0;
    $('draw-status').textContent = `Drawing ${count} lesions ...`;
    await draw(settings(count), signal, ({ index = '0', png }) => {
      const [item, image] = [el('li'), el('img')];
      [image.src, image.alt] = [source(png), `Synthetic lesion ${index} of seed ${seed}`];
      item.append(image, el('span', `seed ${seed}, number ${index}`));
      $('grid').append(item);
      $('draw-status').textContent = `${++done} of ${count} drawn.`;
    });
  }, $('draw-status'), signal);
});

$('walk').addEventListener('submit', event => {
  event.preventDefault();
  const [signal, from, to, steps] = [clear(), $('seed').value, $('walk-seed').value, Number($('steps').value)];
  attempt(async () => {
    $('draw-status').textContent = `Walking from seed ${from} to seed ${to} ...`;
    await draw({ ...settings(steps), walkToSeed: to }, signal, ({ png }) => {
      frames.push(source(png));
      $('walk-step').value = $('walk-step').max = frames.length - 1;
      $('walker').hidden = false;
      step();
      $('draw-status').textContent = `Step ${frames.length} of ${steps}.`;
    });
    $('draw-status').textContent = `${steps} steps from seed ${from} to seed ${to}: move the slider.`;
  }, $('draw-status'), signal);
});

function step() {
  const at = Number($('walk-step').value);
  $('walk-image').src = frames[at];
  $('walk-image').alt = `Synthetic lesion, step ${at + 1} of ${frames.length} between two seeds`;
}

$('walk-step').addEventListener('input', step);
$('psi').addEventListener('input', () => { $('psi-value').textContent = Number($('psi').value).toFixed(2); });
document.addEventListener('bundle-changed', clear);
