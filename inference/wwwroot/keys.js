// The API key, where the server wants one: it is asked for before anything else is shown.
import { storedKey, storeKey } from './calls.js';
import { $, say } from './ui.js';

function show(wanted) {
  $('key-form').hidden = !wanted;
  $('views').hidden = $('tabs').hidden = $('settings').hidden = wanted;
}

document.addEventListener('key-wanted', () => {
  show(true);
  $('key').focus();
});

/** The server took the key, or wants none. */
export function accepted() {
  show(false);
  $('change-key').hidden = !storedKey();
}

/** Calls back with each key that is given. */
export function onKey(use) {
  const given = () => {
    storeKey($('key').value.trim());
    use();
  };
  $('key').addEventListener('change', given);
  $('key-form').addEventListener('submit', event => {
    event.preventDefault();
    if ($('key').value.trim()) given();
    else say('Paste the API key first.');
  });
  $('change-key').addEventListener('click', () => document.dispatchEvent(new Event('key-wanted')));
}
