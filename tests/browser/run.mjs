// Browser tests: Debian's Chromium drives the real program over a demonstration authority of its own.
// Scripts on and off, keyboard alone, axe on every page, every route as every role.
// ONLY='keyboardWalk|pages': those parts whose names match. Prints what failed, then `N passed, N failed`.
import { spawn, execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { assessment } from './assessment.mjs';
import { frontDoor } from './front_door.mjs';
import { journey } from './journey.mjs';
import { meetings } from './meetings.mjs';
import { plans } from './plans.mjs';
import { secondFactor } from './second_factor.mjs';
import { visits } from './visit.mjs';
import { seeingWhole } from './seeing_whole.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const candour = resolve(process.env.CANDOUR ?? join(here, '../../build/candour'));
const axeSource = readFileSync(join(here, 'node_modules/axe-core/axe.min.js'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'candour-browser-'));
const store = join(folder, 'demo.db');
const shots = process.env.SHOTS;                     // a folder: screenshots of every page go there
const password = 'invented people only';
const roles = ['worker', 'manager', 'mash', 'analyst', 'auditor', 'leader', 'inspector', 'administrator', 'protection', 'police'];
let passed = 0, failed = 0;

function check(name, holds, detail = '') {
    if (holds) { passed++; return; }
    failed++;
    console.log(`FAILED: ${name}${detail ? ` - ${detail}` : ''}`);
}

async function freePort() {
    return new Promise((done) => {
        const probe = createServer();
        probe.listen(0, '127.0.0.1', () => {
            const { port } = probe.address();
            probe.close(() => done(port));
        });
    });
}

async function until(what, seconds) {
    const end = Date.now() + seconds * 1000;
    for (;;) {
        try { if (await what()) return; } catch { /* not yet */ }
        if (Date.now() > end) throw new Error('waited too long');
        await new Promise((go) => setTimeout(go, 100));
    }
}

const port = await freePort();
const origin = `http://127.0.0.1:${port}`;
execFileSync(candour, ['demo', '--children', '60', '--seed', '1', '--store', store], { stdio: 'pipe' });
const server = spawn(candour, ['serve', '--listen', `127.0.0.1:${port}`, '--store', store],
                     { stdio: ['ignore', 'ignore', 'pipe'] });
let serverSaid = '';
server.stderr.on('data', (bytes) => { serverSaid += bytes; });
const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
           '--disable-background-networking', '--disable-component-update', '--disable-sync'],
});

async function fresh(options = {}) {
    const context = await browser.newContext({ baseURL: origin, ...options });
    const page = await context.newPage();
    page.problems = [];
    page.on('console', (m) => { if (m.type() === 'error') page.problems.push(m.text()); });
    page.on('pageerror', (e) => page.problems.push(String(e)));
    return page;
}

async function signIn(page, name) {
    await page.goto('/sign-in');
    await page.fill('#name', name);
    await page.fill('#password', password);
    await page.press('#password', 'Enter');
    await page.waitForURL((url) => url.pathname !== '/sign-in');
}

let shot = 0;
async function look(page, name) {
    if (!shots) return;
    for (const width of [1280, 390]) {
        await page.setViewportSize({ width, height: width === 390 ? 844 : 900 });
        await page.screenshot({ path: join(shots, `${String(++shot).padStart(2, '0')}-${name}-${width}.png`),
                                fullPage: true });
    }
    await page.setViewportSize({ width: 1280, height: 900 });
}

// axe is put in through the page's own context, so that the content policy stays on.
async function axe(page, name) {
    await page.evaluate(axeSource);
    const found = await page.evaluate(async () => {
        const result = await window.axe.run(document, {
            runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] });
        return result.violations.map((v) => `${v.id}: ${v.nodes.length} x ${v.nodes[0].html.slice(0, 120)}`);
    });
    check(`axe on ${name}`, found.length === 0, found.join('; '));
    for (const width of [320, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        check(`no sideways scrolling on ${name} at ${width}`, wide <= 0, `${wide} px over`);
    }
    await look(page, name);
    check(`no console error on ${name}`, page.problems.length === 0, page.problems.join('; '));
    page.problems.length = 0;
}

// Tab until the element that matches has the focus; false when it cannot be reached.
async function tabTo(page, selector, most = 150) {
    for (let i = 0; i < most; i++) {
        await page.keyboard.press('Tab');
        if (await page.evaluate((s) => document.activeElement?.matches(s), selector)) return true;
    }
    return false;
}

/* The first of the list whose record opens to this person. */
async function firstChild(page) {
    await page.goto('/children?open=1');
    for (const link of await page.$$eval('table tbody a', (all) => all.map((a) => a.getAttribute('href'))))
        if ((await page.request.get(link)).status() === 200)
            return link;
    return undefined;
}

// ---- sign in, search, amend, history: with and without scripts, by keyboard alone ----

async function walk(scripts) {
    const words = scripts ? 'scripts on' : 'scripts off';
    const page = await fresh({ javaScriptEnabled: scripts });
    await page.goto('/');
    check(`${words}: not signed in goes to sign-in`, new URL(page.url()).pathname === '/sign-in');

    check(`${words}: keyboard reaches the sign-in name`, await tabTo(page, '#name'));
    await page.keyboard.type('worker');
    check(`${words}: keyboard reaches the password`, await tabTo(page, '#password'));
    await page.keyboard.type(password);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${origin}/`);

    const href = await firstChild(page);
    const name = (await page.textContent(`table tbody a[href="${href}"]`)).trim();
    await page.goto('/children');
    check(`${words}: keyboard reaches the search box`, await tabTo(page, '#people-words'));
    await page.keyboard.type(name.split(' ').reverse().join(' ').toLowerCase());
    await page.keyboard.press('Enter');
    await page.waitForURL(`${origin}/children/search`);
    check(`${words}: search finds the child by name turned round`,
          (await page.locator(`table tbody a[href="${href}"]`).count()) === 1, name);
    check(`${words}: keyboard reaches the child`, await tabTo(page, `a[href="${href}"]`));
    await page.keyboard.press('Enter');
    await page.waitForURL(`${origin}${href}`);
    check(`${words}: the child's page names the child`, (await page.textContent('h1')).trim() === name);

    check(`${words}: keyboard reaches Amend`, await tabTo(page, 'a[href$="/amend"]'));
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/amend$/);
    check(`${words}: keyboard reaches a field`, await tabTo(page, 'input[name="known_as"]', 400));
    await page.keyboard.press('Control+A');
    await page.keyboard.type(scripts ? 'Sparrow' : 'Wren');
    check(`${words}: keyboard reaches the reason`, await tabTo(page, '[name="reason"]', 400));
    await page.keyboard.type('She told me what she likes to be called');
    check(`${words}: keyboard reaches Save`, await tabTo(page, 'main form button[type="submit"]', 400));
    await page.keyboard.press('Enter');
    await page.waitForURL(/kept=1/);
    check(`${words}: the page says it is kept`, (await page.textContent('main')).includes('Kept'));

    await page.goto(`${href.replace('/children/', '/records/')}/history`);
    const history = await page.textContent('main');
    check(`${words}: history shows the new word`, history.includes(scripts ? 'Sparrow' : 'Wren'));
    check(`${words}: history shows the reason`, history.includes('likes to be called'));
    check(`${words}: history shows what was first recorded`, history.includes('First recorded'));
    await page.context().close();
}

// ---- two people amend one record: the second sees the first's change and loses nothing typed ----

async function conflict() {
    const one = await fresh(), two = await fresh();
    await signIn(one, 'worker');
    await signIn(two, 'manager');
    const href = (await firstChild(one)).replace('/children/', '/records/');
    await one.goto(`${href}/amend`);
    await two.goto(`${href}/amend`);
    await one.fill('[name="known_as"]', 'Robin');
    await one.fill('[name="reason"]', 'first');
    await one.click('main form button[type="submit"]');
    await one.waitForURL(/kept=1/);
    await two.fill('[name="known_as"]', 'Jay');
    await two.fill('[name="reason"]', 'second');
    const [answer] = await Promise.all([two.waitForNavigation(), two.click('main form button[type="submit"]')]);
    check('the second of two is told', answer.status() === 409, String(answer.status()));
    const words = await two.textContent('main');
    check('the second sees the first one\'s change', words.includes('Robin'));
    check('nothing typed is lost', (await two.inputValue('[name="known_as"]')) === 'Jay');
    two.problems.length = 0;                         // the browser itself logs the 409
    await axe(two, 'conflict');
    await one.context().close();
    await two.context().close();
}

// ---- a form posted twice is one entry ----

async function twice() {
    const page = await fresh({ javaScriptEnabled: false });
    await signIn(page, 'worker');
    const child = await firstChild(page);
    await page.goto(`${child}/add/case_note`);
    const body = await page.evaluate(() => new URLSearchParams(new FormData(
        document.querySelector('main form'))).toString());
    const fields = new URLSearchParams(body);
    fields.set('occurred_at-day', '2'); fields.set('occurred_at-month', '11');
    fields.set('occurred_at-year', '2026'); fields.set('occurred_at-time', '10:15');
    const options = { headers: { 'content-type': 'application/x-www-form-urlencoded', origin },
                      data: '', maxRedirects: 0 };
    for (const [name, value] of [['title', 'Posted twice'], ['note_type', 'PHONE'], ['happened', 'Once only.']])
        fields.set(name, value);
    options.data = fields.toString();
    const first = await page.request.post(`${child}/add/case_note`, options);
    const second = await page.request.post(`${child}/add/case_note`, options);
    check('a form posted twice answers the same', first.status() === 303 && second.status() === 303
          && first.headers().location === second.headers().location,
          `${first.status()} ${second.status()}`);
    await page.goto(child);
    check('and is one entry', (await page.locator('text=Posted twice').count()) === 1);
    await page.context().close();
}

// ---- every page of every role: axe, and no console error ----

async function pages() {
    const page = await fresh();
    await page.goto('/sign-in');
    await axe(page, 'sign-in');
    await page.fill('#name', 'nobody');
    await page.fill('#password', 'wrong');
    await page.press('#password', 'Enter');
    await page.waitForSelector('.govuk-error-summary');
    page.problems.length = 0;                        // the browser itself logs the 422
    await axe(page, 'sign-in-refused');
    await signIn(page, 'manager');
    await axe(page, 'home');
    for (const path of ['/children', '/children?open=1', '/people/add', '/agreement', '/overrides', '/overrides/visit/unsourced_reason', '/second-decisions', '/ledger', '/me', '/me/calendar', '/me/notices', '/accessibility']) {
        await page.goto(path);
        await axe(page, path.replace(/\W+/g, '-'));
    }
    const child = await firstChild(page);
    const record = child.replace('/children/', '/records/');
    const past = new Date(Date.now() - 20 * 86400000).toISOString().slice(0, 10);
    for (const path of [child, `${child}?known=${past}`, `${child}/print`, `${child}/looks`, `${child}/add`, `${child}/same`,
                        record, `${record}/history`, `${record}/amend`]) {
        await page.goto(path);
        await axe(page, path.replace(/[0-9a-f]{32}/, 'x').replace(/\W+/g, '-'));
    }
    await page.goto(`${child}/add`);
    const kinds = await page.$$eval('.app-choice a', (links) => links.map((a) => a.getAttribute('href')));
    check('there are kinds to add', kinds.length >= 8, String(kinds.length));
    for (const path of kinds) {
        await page.goto(path);
        await axe(page, path.split('/').pop());
        if (!path.includes('/add/')) continue;                        // a page of its own, with tests of its own
        await page.click('main form button[type="submit"]');          // empty: the error summary
        const refused = await page.waitForSelector('.govuk-error-summary', { timeout: 15000 }).catch(() => null);
        check(`an empty form of ${path.split('/').pop()} is refused`, refused);
        page.problems.length = 0;
        await axe(page, `${path.split('/').pop()}-refused`);
    }
    await page.goto('/children/00000000000000000000000000000001');
    page.problems.length = 0;
    await axe(page, 'absent');
    await page.context().close();

    for (const [who, paths] of [['analyst', ['/', '/export', '/agreement']], ['administrator', ['/', '/accounts']],
                                ['inspector', ['/', '/children']], ['auditor', ['/']], ['leader', ['/', '/openings', '/conflicts']],
                                ['protection', ['/', '/openings', '/conflicts', '/accounts']]]) {
        const other = await fresh();
        await signIn(other, who);
        for (const path of paths) {
            await other.goto(path);
            await axe(other, `${who}${path.replace(/\W+/g, '-')}`);
        }
        await other.context().close();
    }
}

// ---- every route as every role, signed in and out ----

async function roleWalk() {
    const worker = await fresh();
    await signIn(worker, 'worker');
    const child = await firstChild(worker);
    const record = child.replace('/children/', '/records/');
    await worker.context().close();
    const reads = { worker: 1, manager: 1, mash: 1, auditor: 1, leader: 1, inspector: 1 };
    const records = { worker: 1, manager: 1, mash: 1 };
    const looks = { manager: 1, mash: 1, leader: 1, inspector: 1, protection: 1 };
    const openings = { manager: 1, mash: 1, leader: 1, protection: 1 };
    const screens = { manager: 1, mash: 1 };
    const mash = await fresh();
    await signIn(mash, 'mash');
    await mash.goto('/queue');
    const contact = (await mash.locator('a', { hasText: 'not matched yet' }).first().getAttribute('href')).match(/[0-9a-f]{32}/)[0];
    await mash.context().close();
    const expected = [
        ['/', (r) => r === 'police' ? 303 : 200], ['/me', () => 200],
        ['/me/calendar', (r) => records[r] || r === 'chair' ? 200 : 403],
        ['/me/notices', (r) => records[r] || r === 'chair' || r === 'leader' ? 200 : 404],
        [`${child}/pdf`, (r) => reads[r] ? 200 : 403], [`${record}/pdf`, (r) => reads[r] ? 200 : 403],
        ['/me/second-factor', () => 200], ['/sign-in/code', () => 303], ['/ledger', (r) => r === 'police' ? 403 : 200],
        ['/ledger/checkpoint', (r) => r === 'police' ? 403 : 200],
        ['/partner', (r) => r === 'police' ? 200 : 403], ['/partner/contacts/new', (r) => r === 'police' ? 200 : 403],
        [`/contacts/${contact}/match`, (r) => records[r] ? 200 : 403],
        ['/accessibility', () => 200],
        ['/children', (r) => reads[r] ? 200 : 403], [child, (r) => reads[r] ? 200 : 403],
        [`${child}/print`, (r) => reads[r] ? 200 : 403], [`${child}/looks`, (r) => looks[r] ? 200 : 403],
        [`${child}/same`, (r) => screens[r] ? 200 : 403], [`${child}/add`, (r) => records[r] ? 200 : 403], [`${child}/add/visit`, (r) => records[r] ? 200 : 403],
        [record, (r) => reads[r] ? 200 : 403], [`${record}/history`, (r) => reads[r] ? 200 : 403],
        [`${record}/proof`, (r) => reads[r] ? 200 : 403], [`${record}/amend`, (r) => records[r] ? 200 : 403],
        [`${child}/family`, (r) => reads[r] ? 200 : 403], [`${child}/family/print`, (r) => reads[r] ? 200 : 403],
        [`${child}/family/add`, (r) => records[r] ? 200 : 403], [`${child}/chronology`, (r) => reads[r] ? 200 : 403],
        [`${child}/chronology/print`, (r) => reads[r] ? 200 : 403], [`${child}/chronology/pdf`, (r) => reads[r] ? 200 : 403],
        [`${child}/assessment`, (r) => records[r] ? 200 : 403],
        [`${record}/significant`, (r) => records[r] ? 200 : 403],
        ['/people/add', (r) => records[r] ? 200 : 403],
        [`${child}/visit`, (r) => records[r] ? 200 : 403], [`${child}/words`, (r) => reads[r] ? 200 : 403],
        [`${record}/words`, (r) => records[r] ? 200 : 403], ['/tools', (r) => reads[r] ? 200 : 403],
        ['/tools/new', (r) => screens[r] ? 200 : 403],
        ['/export', (r) => r === 'analyst' ? 200 : 403], ['/export/referral', (r) => r === 'analyst' ? 200 : 403],
        ['/queue', (r) => records[r] ? 200 : 403], ['/queue/table', (r) => records[r] ? 200 : 403],
        ['/contacts/new', (r) => records[r] ? 200 : 403], ['/day', (r) => records[r] ? 200 : 403],
        [`/contacts/${contact}/decide`, (r) => screens[r] ? 200 : 403],
        [`/records/${contact}/do/rate`, (r) => records[r] ? 200 : 403],
        [`/referrals/${contact}/allocate`, (r) => screens[r] ? 404 : 403],
        ['/accounts', (r) => r === 'administrator' || r === 'protection' ? 200 : 403],
        ['/openings', (r) => openings[r] ? 200 : 403],
        ['/conflicts', (r) => r === 'leader' || r === 'protection' ? 200 : 403],
        ['/second-decisions', (r) => screens[r] ? 200 : 403],
        ['/agreement', (r) => ['manager', 'mash', 'auditor', 'leader', 'analyst'].includes(r) ? 200 : 403],
        ['/overrides', (r) => ['manager', 'mash', 'auditor', 'leader', 'analyst'].includes(r) ? 200 : 403],
        ['/overrides/cp_review/quorum_waiver_reason', (r) => ['manager', 'mash', 'auditor', 'leader', 'analyst'].includes(r) ? 200 : 403],
    ];
    for (const role of [...roles, null]) {
        const context = await browser.newContext({ baseURL: origin });
        const page = await context.newPage();
        if (role) await signIn(page, role);
        for (const [path, status] of expected) {
            const answer = await context.request.get(path, { maxRedirects: 0 });
            const want = role ? status(role) : path === '/accessibility' ? 200 : 303;
            check(`${path.replace(/[0-9a-f]{32}/, 'x')} as ${role ?? 'nobody'}`, answer.status() === want,
                  `${answer.status()}, not ${want}`);
            check(`policy on ${path} as ${role ?? 'nobody'}`,
                  (answer.headers()['content-security-policy'] ?? '').includes("default-src 'none'"));
        }
        await context.close();
    }
}

// ---- an ended session keeps what was typed ----

async function signOut() {
    const page = await fresh();
    await signIn(page, 'worker');
    const child = await firstChild(page);
    await page.click('text=Sign out');
    await page.waitForURL(/sign-in/);
    await page.goto(child);
    check('after sign-out the child is out of reach', new URL(page.url()).pathname === '/sign-in');
    await page.context().close();
}

try {
    await until(async () => (await fetch(`${origin}/ready`)).ok, 20);
    for (const part of [() => walk(true), () => walk(false), conflict, twice, pages, roleWalk, signOut,
                        ...frontDoor({ fresh, signIn, check, tabTo, axe, firstChild }),
                        ...seeingWhole({ fresh, signIn, check, tabTo, axe, firstChild }),
                        ...meetings({ fresh, signIn, check, tabTo, axe }),
                        ...assessment({ fresh, signIn, check, tabTo, axe }),
                        ...plans({ fresh, signIn, check, tabTo, axe, firstChild }),
                        ...visits({ fresh, signIn, check, tabTo, axe }),
                        ...journey({ fresh, signIn, check, tabTo, axe }),
                        ...secondFactor({ fresh, signIn, check, tabTo, axe })]) {
        if (process.env.ONLY && !new RegExp(process.env.ONLY).test(part.name || String(part))) continue;
        try {
            await part();
        } catch (error) {
            failed++;
            console.log(`FAILED: ${part.name || 'walk'} ended early: ${String(error).split('\n')[0]}`);
        }
    }
} catch (error) {
    failed++;
    console.log(`FAILED: the server did not start: ${error}\n${serverSaid.slice(-2000)}`);
} finally {
    await browser.close();
    server.kill('SIGTERM');
    const code = await new Promise((done) => server.on('exit', done));
    check('the server ends cleanly', code === 0, `status ${code}`);
    try {
        execFileSync(candour, ['verify', '--store', store], { stdio: 'pipe' });
        check('the ledger verifies after it all', true);
    } catch (error) {
        check('the ledger verifies after it all', false, String(error.stdout ?? error));
    }
    if (!process.env.KEEP) rmSync(folder, { recursive: true, force: true });
    console.log(`${passed} passed, ${failed} failed`);
    process.exit(failed ? 1 : 0);
}
