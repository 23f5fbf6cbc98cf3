// The class activation map over the photograph: the parts that speak for a class.
import { $ } from './ui.js';

const Side = 512;
const oneCell = 'The heat map of this model has one cell: it cannot show which part of the photograph mattered.';

/** From transparent violet to bright yellow; the legend in page.css has the same colours. */
const colours = [[60, 20, 110], [150, 35, 105], [225, 90, 50], [250, 180, 30], [252, 250, 160]];

function colour(t) {
  const at = t * (colours.length - 1), low = Math.min(Math.floor(at), colours.length - 2);
  return colours[low].map((c, i) => c + (at - low) * (colours[low + 1][i] - c));
}

export function clearMap() {
  $('heat').hidden = $('heat-tools').hidden = true;
  $('heat').removeAttribute('aria-label');
  $('heat').width = Side;                                 // which also clears it
  $('heat-note').textContent = '';
}

/** What the network's square takes of a photograph, across and down: its width over its height is the ratio. */
function frame(fit, ratio) {
  if (fit === 'centre') return [Math.min(1, 1 / ratio), Math.min(1, ratio)];
  return fit === 'pad' ? [Math.max(1, 1 / ratio), Math.max(1, ratio)] : [1, 1];
}

/** Brightness is the value over the largest of either sign: zero, and what speaks against the class, stays clear. */
export function showMap({ width, height, values }, name, fit, ratio) {
  clearMap();
  if (values.length === 1) {
    $('heat-note').textContent = oneCell;
    return;
  }
  const strongest = Math.max(...values.map(Math.abs));
  const cells = new ImageData(width, height);
  values.forEach((value, i) => {
    const t = value > 0 ? value / strongest : 0;
    cells.data.set([...colour(t), 255 * Math.min(1, 1.6 * t)], 4 * i);
  });
  paint(cells, frame(fit, ratio).map(part => part * Side));
  const speaks = values.some(value => value > 0);
  $('heat-note').textContent = speaks ? '' : `No part of the photograph speaks for ${name}.`;
  const shown = speaks ? 'the parts of the photograph that speak for' : 'no part of the photograph speaks for';
  $('heat').setAttribute('aria-label', `Heat map: ${shown} ${name}`);
  $('heat').hidden = $('heat-tools').hidden = false;
  fade();
}

function paint(cells, [across, down]) {
  const small = Object.assign(document.createElement('canvas'), { width: cells.width, height: cells.height });
  small.getContext('2d').putImageData(cells, 0, 0);
  const canvas = Object.assign($('heat'), { width: Side, height: Side });
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'high';
  context.drawImage(small, (Side - across) / 2, (Side - down) / 2, across, down);
}

function fade() {
  $('heat').style.opacity = $('opacity').value / 100;
  $('opacity').setAttribute('aria-valuetext', `${$('opacity').value} %`);
}

$('opacity').addEventListener('input', fade);
