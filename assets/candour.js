// Candour in the browser. All of it is optional: every task works without scripts.
import { initAll } from '/assets/govuk-frontend.js';

document.body.classList.add('js-enabled');
if ('noModule' in HTMLScriptElement.prototype) document.body.classList.add('govuk-frontend-supported');
initAll();

// A slash goes to the search box, as in many tools of one page; not while somebody types.
document.addEventListener('keydown', (event) => {
  const typing = event.target.closest('input, textarea, select, [contenteditable]');
  if (event.key !== '/' || typing || event.ctrlKey || event.altKey || event.metaKey) return;
  const search = document.getElementById('app-search');
  if (!search) return;
  event.preventDefault();
  search.focus();
});
