// The ways to give a photograph: the file dialog, a drop, a paste.
import { take } from './classify.js';
import { openTab } from './tabs.js';
import { $ } from './ui.js';

/** A picture that was pasted or dragged out of another page may have no name. */
function given(files) {
  const [file] = files;
  if (!file) return;
  openTab($('tab-classify'));
  const named = file.name ? file : new File([file], 'the picture', { type: file.type });
  take(named, files.length > 1 ? 'One photograph at a time: the first is taken. ' : '');
}

$('file').addEventListener('change', () => {
  const files = [...$('file').files];
  $('file').value = '';                                   // so that the same file can be chosen again
  given(files);
});
$('file').addEventListener('keydown', event => {
  if (event.key !== 'Enter') return;
  event.preventDefault();
  $('file').click();
});

const carriesFile = event => !$('views').hidden && event.dataTransfer?.types.includes('Files');

document.addEventListener('dragover', event => {
  if (!carriesFile(event)) return;
  event.preventDefault();
  $('drop').classList.add('over');
});
document.addEventListener('dragleave', event => {
  if (!event.relatedTarget) $('drop').classList.remove('over');
});
document.addEventListener('drop', event => {
  if (!carriesFile(event)) return;
  event.preventDefault();
  $('drop').classList.remove('over');
  given([...event.dataTransfer.files]);
});
document.addEventListener('paste', event => {
  if (!$('views').hidden) given([...event.clipboardData?.files ?? []]);
});
