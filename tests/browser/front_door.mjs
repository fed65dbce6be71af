// From a call to an allocated referral, by keyboard alone, with scripts on and off; and what the commonest tasks
// cost in pages, clicks and keys that are not content. docs/feel.md states the figures; budgets.json holds them.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const budgets = Object.fromEntries(Object.entries(JSON.parse(readFileSync(join(dirname(fileURLToPath(import.meta.url)),
    'budgets.json'), 'utf8'))).filter(([, most]) => !most.counted_by));

export function frontDoor({ fresh, signIn, check, tabTo, axe, firstChild }) {
    // Two children of one family that are known, by name.
    async function twoKnown(page) {
        await page.goto('/children');
        const rows = await page.$$eval('table tbody tr', (all) => all.map((row) => ({
            name: row.querySelector('th a').textContent.trim(), born: row.cells[2].textContent.trim() })));
        const known = rows.filter((row) => /^born/.test(row.born));
        return [known[0], known.find((row) => row.name !== known[0].name)];
    }

    async function press(page, key, times = 1) {
        for (let i = 0; i < times; i++) await page.keyboard.press(key);
    }

    // Back to where one was, as people do.
    async function backTo(page, selector, most = 40) {
        for (let i = 0; i < most; i++) {
            await page.keyboard.press('Shift+Tab');
            if (await page.evaluate((s) => document.activeElement?.matches(s), selector)) return true;
        }
        return false;
    }

    async function tickFound(page, words, scripts, name) {
        await press(page, 'Control+A');
        await page.keyboard.type(name);
        if (scripts) {
            await page.waitForFunction((n) => document.querySelector('#found')?.textContent.includes(n), name);
        } else {
            await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
        }
        check(`${words}: ${scripts ? 'people are found as one types' : 'Enter finds people'}`,
              (await page.textContent('#found')).includes(name));
        if (!scripts) await tabTo(page, '#find', 200);
        check(`${words}: keyboard reaches the person found`, await tabTo(page, '#found input[name=child]', 10));
        await press(page, 'Space');
    }

    // Every key that is no content, from the start of a task to its end.
    function keysOf(page) {
        const press = page.keyboard.press.bind(page.keyboard);
        const count = { keys: 0 };
        page.keyboard.press = (...given) => { count.keys++; return press(...given); };
        return { start: () => { count.keys = 0; }, end: (task) => { keys[task] = count.keys; } };
    }

    const keys = {};

    async function keyboardWalk(scripts) {
        const words = `front door, scripts ${scripts ? 'on' : 'off'}`;
        const worker = await fresh({ javaScriptEnabled: scripts });
        await signIn(worker, 'worker');
        const [one, two] = await twoKnown(worker);
        const worked = keysOf(worker);
        await worker.goto('/');
        check(`${words}: keyboard reaches 'New contact'`, await tabTo(worker, 'a[href="/contacts/new"]'));
        await Promise.all([worker.waitForURL(/contacts\/new/), worker.keyboard.press('Enter')]);
        check(`${words}: keyboard reaches the search for people`, await tabTo(worker, '#find'));
        await tickFound(worker, words, scripts, one.name);
        check(`${words}: keyboard goes back to the search`, await backTo(worker, '#find'));
        await tickFound(worker, words, scripts, two.name);
        check(`${words}: keyboard reaches who told us`, await tabTo(worker, '#source', 200));
        await worker.keyboard.type('Police');
        check(`${words}: keyboard reaches the worry`, await tabTo(worker, '#concern', 200));
        const told = `Shouting was heard again, ${scripts ? 'with' : 'without'} scripts`;
        await worker.keyboard.type(told);
        check(`${words}: keyboard reaches the urgency`, await tabTo(worker, '[name=rag]', 50));
        await press(worker, 'Space');
        check(`${words}: keyboard reaches Save`, await tabTo(worker, 'button[name=go][value=save]', 60));
        await Promise.all([worker.waitForURL(/queue\?kept/), worker.keyboard.press('Enter')]);
        worked.end('contact');
        const queue = await worker.textContent('main');
        check(`${words}: the queue says that it is saved`, queue.includes('Contact saved'));
        const row = worker.locator('.app-queue tbody tr', { hasText: one.name }).filter({ hasText: two.name }).first();
        check(`${words}: both children stand in one call`, (await row.count()) === 1);
        await worker.context().close();

        const mash = await fresh({ javaScriptEnabled: scripts });
        await signIn(mash, 'mash');
        const decided = keysOf(mash);
        await mash.goto('/queue');
        const call = mash.locator('.app-queue tbody tr', { hasText: one.name }).filter({ hasText: two.name }).first();
        const link = await call.locator('a').first().getAttribute('href');
        const taking = await call.locator('form').getAttribute('action');
        check(`${words}: keyboard reaches 'Take it'`, await tabTo(mash, `form[action="${taking}"] button`, 400));
        await Promise.all([mash.waitForNavigation(), mash.keyboard.press('Enter')]);
        decided.end('take');
        decided.start();
        check(`${words}: the call is taken`, (await mash.locator('.app-queue tbody tr', { hasText: one.name })
            .filter({ hasText: two.name }).first().textContent()).includes('you'));
        check(`${words}: keyboard reaches the contact`, await tabTo(mash, `a[href="${link}"]`, 400));
        decided.start();                                                // how far down it stands is not the task's
        await Promise.all([mash.waitForURL(/decide/), mash.keyboard.press('Enter')]);
        check(`${words}: the decision page says what we were told`, (await mash.textContent('main')).includes(told));
        check(`${words}: keyboard reaches the brother or sister`, await tabTo(mash, '[name^="call-"]', 100));
        await press(mash, 'Space');
        check(`${words}: keyboard reaches 'earlier records read'`, await tabTo(mash, '[name=history_checked]', 20));
        await press(mash, 'Space');
        await tabTo(mash, '[name=threshold_level]', 20);
        await press(mash, 'Space');
        await press(mash, 'ArrowDown', 3);                              // child in need
        await tabTo(mash, '[name=decision]', 20);
        await mash.keyboard.type('New ref');
        await tabTo(mash, '[name=decision_rationale]', 20);
        await mash.keyboard.type('The history and the call together.');
        await tabTo(mash, '#team', 20);
        await mash.keyboard.type('Assessment North');
        check(`${words}: keyboard reaches 'Save the decision'`, await tabTo(mash, 'main form button.govuk-button', 20));
        await Promise.all([mash.waitForURL(/queue\?decided/), mash.keyboard.press('Enter')]);
        decided.end('decide');
        check(`${words}: both contacts have left the queue`, !(await mash.textContent('#queue')).includes(one.name)
              || (await mash.locator(`a[href="${link}"]`).count()) === 0);
        await mash.context().close();

        const manager = await fresh({ javaScriptEnabled: scripts });
        await signIn(manager, 'manager');
        const managed = keysOf(manager);
        for (const [step, fill] of [
            ['Accept the referral', async () => {
                await tabTo(manager, '[name=outcome]', 60);
                await manager.keyboard.type('Child and');
                await tabTo(manager, '[name=decision_rationale]', 20);
                await manager.keyboard.type('Assessment of the whole family.');
            }],
            ['Allocate to a social worker', async () => {
                await tabTo(manager, '[name=worker]', 60);
                await press(manager, 'Space');
            }]]) {
            await manager.goto('/day');
            const task = manager.locator('.app-tasks li', { hasText: step }).filter({ hasText: one.name }).locator('a').first();
            check(`${words}: the manager's day asks: ${step}`, (await task.count()) === 1);
            const href = await task.getAttribute('href');
            check(`${words}: keyboard reaches it`, await tabTo(manager, `a[href="${href}"]`, 200));
            managed.start();
            await Promise.all([manager.waitForURL((url) => url.pathname === href), manager.keyboard.press('Enter')]);
            await fill();
            await tabTo(manager, 'main form button.govuk-button', 60);
            await Promise.all([manager.waitForURL(/kept=/), manager.keyboard.press('Enter')]);
            managed.end(step.startsWith('Accept') ? 'accept' : 'allocate');
        }
        for (const [task, most] of Object.entries(budgets))
            check(`${words}: ${task} takes at most ${most.keys} keys that are no content`, keys[task] <= most.keys, `${keys[task]}`);
        if (process.env.COSTS) console.log(words, JSON.stringify(keys));
        check(`${words}: the child is allocated`, (await manager.textContent('main')).includes('Allocated'));
        await manager.context().close();
    }

    // ---- what it costs: every click and every key that is no content is counted ----

    function counting(page) {
        const cost = { pages: 0, clicks: 0 };
        page.on('framenavigated', (frame) => { if (frame === page.mainFrame()) cost.pages++; });
        return { cost, click: async (what) => { cost.clicks++; await page.click(what); },
                 choose: async (what, value) => { cost.clicks += 2; await page.selectOption(what, value); },
                 type: async (what, value) => { cost.clicks++; await page.fill(what, value); } };
    }

    async function costs() {
        const page = await fresh();
        await signIn(page, 'worker');
        const [one, two] = await twoKnown(page);
        await page.goto('/');
        const told = {};

        let by = counting(page);
        await by.click('main a[href="/contacts/new"]');
        for (const who of [one, two]) {
            await by.type('#find', who.name);
            await page.waitForFunction((n) => document.querySelector('#found').textContent.includes(n), who.name);
            await by.click(`#found label:has-text("${who.name}")`);
        }
        await by.choose('#source', '2A');
        await by.type('#concern', 'No coat, no breakfast.');
        await by.click('[name=rag][value=AMBER]');
        await by.click('button[value=save]');
        await page.waitForURL(/queue\?kept/);
        told.contact = { ...by.cost };

        const call = page.locator('.app-queue tbody tr', { hasText: one.name }).filter({ hasText: two.name }).first();
        const link = await call.locator('a').first().getAttribute('href');
        const taking = await call.locator('form').getAttribute('action');
        by = counting(page);
        await by.click(`form[action="${taking}"] button`);
        await page.waitForURL(/queue$/);
        told.take = { ...by.cost };
        await page.context().close();

        const mash = await fresh();
        await signIn(mash, 'mash');
        await mash.goto('/queue');
        by = counting(mash);
        await by.click(`a[href="${link}"]`);
        await by.click('[name^="call-"]');
        await by.click('[name=history_checked][value=Y]');
        await by.click('[name=threshold_level][value=L4CIN]');
        await by.choose('[name=decision]', 'NEW_REFERRAL');
        await by.type('[name=decision_rationale]', 'Weighed.');
        await by.choose('#team', { label: (await mash.$$eval('#team option', (all) => all.map((o) => o.textContent)))
            .find((label) => label.startsWith('Assessment North')) });
        await by.click('main form button:has-text("Save the decision")');
        await mash.waitForURL(/queue\?decided/);
        told.decide = { ...by.cost };
        await mash.context().close();

        const manager = await fresh();
        await signIn(manager, 'manager');
        for (const [name, step] of [['accept', 'Accept the referral'], ['allocate', 'Allocate to a social worker']]) {
            await manager.goto('/day');
            const href = await manager.locator('.app-tasks li', { hasText: step }).filter({ hasText: one.name })
                .locator('a').first().getAttribute('href');
            by = counting(manager);
            await by.click(`a[href="${href}"]`);
            if (name === 'accept') {
                await by.choose('[name=outcome]', 'SINGLE_ASSESSMENT');
                await by.type('[name=decision_rationale]', 'Assessment.');
                await by.click('main form button.govuk-button');
            } else {
                await by.click('[name=worker]');
                await by.click('main form button.govuk-button');
            }
            await manager.waitForURL(/kept=/);
            told[name] = { ...by.cost };
        }
        await manager.context().close();
        for (const [task, most] of Object.entries(budgets)) {
            check(`${task} costs at most ${most.pages} pages`, told[task]?.pages <= most.pages, JSON.stringify(told[task]));
            check(`${task} costs at most ${most.clicks} clicks`, told[task]?.clicks <= most.clicks, JSON.stringify(told[task]));
        }
        if (process.env.COSTS) console.log(JSON.stringify(told));
    }

    // ---- every page of the front door: axe; weight; and bad input ----

    async function pages() {
        const page = await fresh();
        await signIn(page, 'mash');
        const record = async () => (await page.getAttribute('.app-queue tbody a', 'href')).match(/[0-9a-f]{32}/)[0];
        await page.goto('/queue');
        const contact = await record();
        for (const path of ['/queue', '/contacts/new', '/day', '/words', `/contacts/${contact}/decide`,
                            `/records/${contact}/do/rate`, `/records/${contact}/do/feedback`]) {
            const answer = await page.goto(path);
            await axe(page, path.replace(/[0-9a-f]{32}/, 'x').replace(/\W+/g, '-'));
            check(`${path.replace(/[0-9a-f]{32}/, 'x')} is under 60 KB`, (await answer.body()).length < 60 * 1024);
        }
        for (const path of ['/contacts/new', `/contacts/${contact}/decide`]) {
            await page.goto(path);
            await page.click(path === '/contacts/new' ? 'button[value=save]' : 'button:has-text("Save the decision")');
            await page.waitForSelector('.govuk-error-summary');
            page.problems.length = 0;
            await axe(page, `${path.replace(/[0-9a-f]{32}/, 'x').replace(/\W+/g, '-')}-refused`);
        }
        await page.context().close();
        const manager = await fresh();
        await signIn(manager, 'manager');
        await manager.goto('/day');
        await axe(manager, 'manager-day');
        const allocate = await manager.locator('.app-tasks a', { hasText: 'Allocate' }).first().getAttribute('href', { timeout: 2000 })
            .catch(() => null);
        if (allocate) {
            await manager.goto(allocate);
            await axe(manager, 'allocate');
        }
        await manager.context().close();
    }

    // Those outside: a partner organisation's pages, the public form, and the child that they described.
    async function outside() {
        const mash = await fresh();
        await signIn(mash, 'mash');
        await mash.goto('/queue');
        const match = await mash.locator('a', { hasText: 'not matched yet' }).first().getAttribute('href');
        const police = await fresh();
        await signIn(police, 'police');
        await police.goto('/partner');
        const asked = await police.locator('a[href^="/partner/requests/"]').first().getAttribute('href');
        const sent = await police.locator('a[href^="/partner/contacts/"]:not([href$="/new"])').first().getAttribute('href');
        const public_ = await fresh();
        for (const [page, path] of [[police, '/partner'], [police, '/partner/contacts/new'], [police, asked], [police, sent],
                                    [public_, '/report'], [mash, match], [mash, match.replace('/match', '/decide')]]) {
            const answer = await page.goto(path);
            const name = path.replace(/[0-9a-fA-Z]{26,32}/, 'x');
            await axe(page, `outside${name.replace(/\W+/g, '-')}`);
            check(`${name} is under 60 KB`, (await answer.body()).length < 60 * 1024);
        }
        for (const [page, path] of [[police, '/partner/contacts/new'], [public_, '/report']]) {
            await page.goto(path);
            await page.click('button[value=send]');
            await page.waitForSelector('.govuk-error-summary');
            page.problems.length = 0;
            await axe(page, `outside${path.replace(/\W+/g, '-')}-refused`);
        }
        check('the field for programs is not to be reached', (await public_.locator('#website').getAttribute('tabindex')) === '-1');
        await police.goto('/partner/contacts/new');
        check('keyboard reaches the first names', await tabTo(police, '#child-1-forename', 30));
        await police.keyboard.type('Wren');
        await tabTo(police, '#concern', 40);
        await police.keyboard.type('Alone at the station after midnight.');
        check('keyboard reaches Send', await tabTo(police, 'button[value=send]', 60));
        await Promise.all([police.waitForURL(/\/partner\/contacts\/[0-9A-Z]{26}\?sent=1/), police.keyboard.press('Enter')]);
        check('what was sent stands there', (await police.textContent('main')).includes('Alone at the station'));
        for (const page of [mash, police, public_]) await page.context().close();
    }

    // What is typed is kept before it is saved.
    async function drafts() {
        const page = await fresh();
        await signIn(page, 'worker');
        await page.goto('/contacts/new');
        await page.fill('#concern', 'Half a sentence');
        await page.waitForSelector('.app-draft:has-text("Draft kept")', { timeout: 8000 });
        await page.context().close();
        const again = await fresh();
        await signIn(again, 'worker');
        await again.goto('/contacts/new');
        check('a draft comes back after the browser was closed', (await again.inputValue('#concern')) === 'Half a sentence');
        // It is let go of behind the answer, by the writer: a slow machine may show it a second time.
        for (let i = 0; i < 20; i++) {
            await again.goto('/contacts/new');
            if ((await again.inputValue('#concern')) === '') break;
        }
        check('and then no more', (await again.inputValue('#concern')) === '');
        await again.context().close();
    }

    return [() => keyboardWalk(true), () => keyboardWalk(false), costs, pages, outside, drafts];
}
