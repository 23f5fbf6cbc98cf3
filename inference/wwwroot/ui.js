// What every part of the page uses: elements, figures in words, and what went wrong.
export const $ = id => document.getElementById(id);

export const el = (tag, text, className) =>
  Object.assign(document.createElement(tag), { textContent: text ?? '', className: className ?? '' });

/** A measured share, such as an accuracy: 0.5 is "50.0 %". */
export const share = p => `${(100 * p).toFixed(1)} %`;

/** A probability of the model, which is never 0 or 1: what rounding would make so is written "<0.1 %" or ">99.9 %". */
export function probability(p) {
  const text = share(p);
  return text === share(0) ? '<0.1 %' : text === share(1) ? '>99.9 %' : text;
}

export const size = bytes =>
  bytes >= 1 << 20 ? `${(bytes / (1 << 20)).toFixed(1)} MiB` : `${Math.ceil(bytes / 1024)} KiB`;

/** Says what is wrong; without a message, that nothing is. */
export function say(message) {
  $('alert').hidden = !message;
  $('alert').textContent = message ?? '';
}

/** Runs what a person started, and says what went wrong, unless it was given up for something newer. */
export async function attempt(work, status, signal) {
  say();
  try {
    await work();
  } catch (error) {
    if (signal?.aborted || error.name === 'AbortError') return;
    if (status) status.textContent = '';
    if (error.status === 401) document.dispatchEvent(new Event('key-wanted'));
    else if (error.status === 404) document.dispatchEvent(new Event('bundle-gone'));
    if (error.message) say(error.message);
  }
}
