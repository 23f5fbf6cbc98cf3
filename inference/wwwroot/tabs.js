// Tabs: arrow keys move between them (WAI-ARIA Authoring Practices, "Tabs").
import { $, say } from './ui.js';

const tabs = [...document.querySelectorAll('[role=tab]')];

export function openTab(tab) {
  for (const other of tabs) {
    const chosen = other === tab;
    other.setAttribute('aria-selected', chosen);
    other.tabIndex = chosen ? 0 : -1;
    $(other.getAttribute('aria-controls')).hidden = !chosen;
  }
  say();
  document.dispatchEvent(new Event('tab-opened'));
}

for (const [i, tab] of tabs.entries()) {
  tab.addEventListener('click', () => openTab(tab));
  tab.addEventListener('keydown', event => {
    const to = { ArrowRight: i + 1, ArrowLeft: i - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = tabs[(to + tabs.length) % tabs.length];
    openTab(next);
    next.focus();
  });
}
