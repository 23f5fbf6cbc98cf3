// One answer, in plain words: what is most probable, and how far that can be relied on.
import { $, el, probability } from './ui.js';

/** Takes all that was said of a photograph away. */
export function clearAnswer() {
  $('result').hidden = true;
  for (const id of ['unlike', 'certainty', 'malignancy', 'untested']) {
    $(id).hidden = true;
    $(id).textContent = '';
  }
  $('top').textContent = '';
  $('bars').replaceChildren();
  $('heat-class').replaceChildren();
}

const strange = 'This picture is unlike the photographs that the model learnt from. It may be another kind of picture, '
  + 'or too blurred or badly lit. Do not rely on what the model says of it.';

/** @param about what the bundle says of itself, DescribeBundleResponse */
export function showAnswer(answer, about) {
  const unlike = Boolean(answer.unlikeTraining?.unlike);
  const best = answer.predictions[0];
  say('unlike', unlike && strange);
  $('top').hidden = unlike;
  const headline = [`Most probable: ${best.name}, `, el('span', probability(best.probability), 'whole')];
  $('top').replaceChildren(...unlike ? [] : headline);
  say('certainty', !unlike && certainty(answer));
  say('malignancy', !unlike && malignancy(answer, about));
  say('untested', untested(answer, about));
  $('prior-tools').hidden = !about.classes.some(c => c.trainingShare);
  $('bars').replaceChildren(...answer.predictions.map(bar));
  $('shares').open = !unlike;
  $('shares').classList.toggle('secondary', unlike);
  $('shares-title').textContent = unlike
    ? 'Its probabilities, which mean nothing for such a picture' : `Probability of each class${frequent(answer)}`;
  $('heat-class').replaceChildren(...answer.predictions.map(p => new Option(p.name, p.code)));
  $('result').classList.toggle('unlike', unlike);
  $('result').hidden = false;
}

/** The answer in one line, for who hears the page. */
export const summary = ({ predictions: [best], unlikeTraining, bundleName, bundleVersion }) => unlikeTraining?.unlike
  ? `unlike the photographs that ${bundleName} ${bundleVersion} learnt from. Do not rely on its answer.`
  : `${best.name}, ${probability(best.probability)}, by ${bundleName} ${bundleVersion}.`;

function say(id, text) {
  $(id).hidden = !text;
  $(id).textContent = text || '';
}

function bar({ code, name, probability: p = 0 }) {
  const [item, track, bar] = [el('li'), el('div', '', 'track'), el('div', '', 'bar')];
  const label = el('span', `${name} `);
  if (name !== code) label.append(el('code', code));
  bar.style.width = `${100 * p}%`;
  track.setAttribute('aria-hidden', 'true');
  track.append(bar);
  item.append(label, el('span', probability(p), 'share'), track);
  return item;
}

/** Which diagnoses the model leaves open, where the bundle has prediction sets. */
function certainty({ predictions, predictionSet: set, topClass }) {
  if (!set) return '';
  const names = Object.fromEntries(predictions.map(p => [p.code, p.name]));
  const open = set.codes.map(c => names[c]).join(', ').replace(/, ([^,]*)$/, ' or $1');
  const likely = set.codes.includes(topClass);
  const share = `${Math.round(100 * set.coverage)} %`;
  return [
    set.codes.length === 1 && likely
      ? `The model leaves one diagnosis open: ${open}.` : `The model is not certain. It cannot rule out ${open}.`,
    likely ? '' : `${names[topClass]} is the most probable, but the model is surer of it for ${share} of such lesions.`,
    `For ${share} of pictures like those it learnt from, the right one is among those that it leaves open.`,
  ].filter(Boolean).join(' ');
}

const frequent = ({ prior }) => prior === 'PRIOR_UNIFORM' ? ', if all were equally frequent' : '';

const percent = share => `${Math.round(100 * share)} %`;

/** Where the score of malignancy lies against its thresholds, where the bundle has them. */
function malignancy({ malignancy: found }, about) {
  if (!found?.points?.length) return '';
  const malignant = about.classes.filter(c => c.malignant).map(c => c.name).join(', ');
  const name = points => `the threshold that was set to find ${points.map(p => percent(p.sensitivity)).join(' or ')}`
    + ' of malignant lesions';
  const [above, below] = [found.points.filter(p => p.above), found.points.filter(p => !p.above)];
  const where = [above.length && `above ${name(above)}`, below.length && `below ${name(below)}`].filter(Boolean);
  return `Score of malignancy ${probability(found.score)} (${malignant}): ${where.join(', and ')}. `
    + found.points.filter(p => p.predictive).map(here).join('')
    + 'It stands beside the diagnoses and is no test for cancer: a low score rules nothing out.';
}

const ofHundred = share => +(100 * share).toPrecision(2);

/** How many lesions on this side of a threshold are malignant where the server says how many of all are. */
function here({ predictive: { malignant = 0, low, high, prevalence }, above, sensitivity }) {
  const bounds = low === undefined || high === undefined ? '' : ` (${ofHundred(low)} to ${ofHundred(high)})`;
  return `Where ${ofHundred(prevalence)} of 100 lesions are malignant, about ${ofHundred(malignant)} of 100 `
    + `${above ? 'above' : 'below'} the threshold for ${percent(sensitivity)} are${bounds}. `;
}

/** What the bundle does not measure of its own answers. */
function untested(answer, about) {
  const missing = [
    about.calibrated ? '' : 'its probabilities were not calibrated',
    answer.unlikeTraining ? '' : 'it cannot tell a picture that is unlike those it learnt from',
    answer.predictionSet ? '' : 'it has no prediction sets, so it names one class however uncertain it is',
  ].filter(Boolean);
  return missing.length ? `This bundle does not say how far to trust its answer: ${missing.join('; ')}.` : '';
}
