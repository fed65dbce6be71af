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

const post = (path, fields) => fetch(path, { method: 'POST', credentials: 'same-origin', body: fields });
const debounced = (wait, act) => {
  let timer;
  return (...given) => { clearTimeout(timer); timer = setTimeout(() => act(...given), wait); };
};
const replaceContent = (element, html) => {
  const made = new DOMParser().parseFromString(html, 'text/html');
  element.replaceChildren(...made.body.childNodes);
};

// What is typed is kept on the server before it is saved, so that a lost connection or an ended session loses nothing.
for (const form of document.querySelectorAll('form[data-draft]:not([enctype])')) {
  const told = document.createElement('p');
  told.className = 'govuk-hint app-draft';
  told.setAttribute('role', 'status');
  form.append(told);
  let sending = false;
  const keep = debounced(1500, async () => {
    if (sending) return;
    const fields = new URLSearchParams(new FormData(form));
    fields.set('draft-path', new URL(form.action).pathname);
    try {
      const answer = await post('/drafts', fields);
      told.textContent = answer.ok && !answer.redirected ? await answer.text() : 'This draft is not kept: save soon, or copy it.';
    } catch { told.textContent = 'No connection: this draft is not kept yet.'; }
  });
  form.addEventListener('input', keep);
  form.addEventListener('submit', () => { sending = true; });
}

// People are found as one types; Enter looks at once and saves nothing.
for (const form of document.querySelectorAll('form[data-contact]')) {
  const box = form.querySelector('#find');
  const found = form.querySelector('#found');
  const chosen = document.createElement('div');            // who was ticked before the next search
  chosen.className = 'govuk-checkboxes govuk-checkboxes--small';
  box.closest('.govuk-form-group').before(chosen);
  let asked = 0;
  const look = async () => {
    const mine = ++asked;
    if (box.value.trim().length < 2) { found.replaceChildren(); return; }
    const fields = new URLSearchParams({ csrf: form.elements.csrf.value, find: box.value });
    for (const child of form.querySelectorAll('input[name=child]:checked')) fields.append('child', child.value);
    const answer = await post('/contacts/find', fields);
    if (!answer.ok || answer.redirected || mine !== asked) return;
    const html = await answer.text();
    if (mine !== asked) return;
    // Who is ticked stays, above the search, and so does the place where somebody is.
    const focus = found.contains(document.activeElement) ? document.activeElement.id : null;
    const ticked = [...found.querySelectorAll('input[name=child]:checked')];
    const items = ticked.map((input) => input.closest('.govuk-checkboxes__item'));
    replaceContent(found, html);
    for (const again of found.querySelectorAll('input[name=child]'))
      if (ticked.some((input) => input.value === again.value)) again.closest('.govuk-checkboxes__item').remove();
    chosen.append(...items);
    if (focus) document.getElementById(focus)?.focus();
  };
  box.addEventListener('input', debounced(200, look));
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || event.target.tagName !== 'INPUT' || /checkbox|radio/.test(event.target.type)) return;
    event.preventDefault();
    if (event.target === box) look();
  });
}

// The queue asks again by itself, not while somebody is in it.
for (const part of document.querySelectorAll('[data-again]'))
  setInterval(async () => {
    if (document.hidden || part.contains(document.activeElement)) return;
    try {
      const answer = await fetch(part.dataset.again, { credentials: 'same-origin' });
      if (answer.ok && !answer.redirected) replaceContent(part, await answer.text());
    } catch { /* the next time */ }
  }, 15000);
