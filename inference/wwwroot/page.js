// The page of the server: its parts are the modules beside this one, which puts them together.
import { loadBundles } from './bundles.js';
import { again, forget } from './classify.js';
import { accepted, onKey } from './keys.js';
import { $, attempt } from './ui.js';
import './give.js';
import './server.js';
import './synthetic.js';

const start = () => attempt(async () => {
  await loadBundles();
  accepted();
});

onKey(async () => {
  await start();
  if ($('key-form').hidden) again();
});

// A page that comes back from the browser's history shows nothing of before: its requests were cut off, and its bundles
// may be gone.
window.addEventListener('pagehide', forget);
window.addEventListener('pageshow', event => { if (event.persisted) start(); });

start();
