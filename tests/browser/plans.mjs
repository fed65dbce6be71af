// A plan written, changed in a core group and minuted, by keyboard alone, with scripts on and off; axe on each of its
// pages; and what the commonest of it costs in clicks and keys that are no content (budgets.json, counted_by plans).
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const budgets = Object.entries(JSON.parse(readFileSync(join(here, 'budgets.json'), 'utf8')))
    .filter(([, most]) => most.counted_by === 'plans');

export function plans({ fresh, signIn, check, tabTo, axe, firstChild }) {
    async function made(page, path, values) {
        const answer = await page.request.post(path, { headers: { 'X-Candour': '1' }, data: { values } });
        check(`invented: ${path}`, answer.status() === 201, await answer.text());
        return (await answer.json()).record;
    }

    // A child has one plan of a kind at a time: those of earlier walks lie years back now.
    async function withoutAPlan(page, child) {
        const kept = await (await page.request.get(`/api${child}/records?kind=child_protection_plan`)).json();
        let year = 2010 + kept.records.length;
        for (const plan of kept.records.filter((p) => !p.values.end_date)) {
            const answer = await page.request.post(`/api/records/${plan.record}`, { headers: { 'X-Candour': '1' },
                data: { values: { ...plan.values, start_date: `${year}-01-01`, end_date: `${year}-02-01` },
                        replaces: plan.entry, reason: 'Put right' } });
            check('an earlier plan has ended', answer.status() === 201, await answer.text());
            year++;
        }
    }

    async function planOf(page, child) {
        await withoutAPlan(page, child);
        const plan = await made(page, `/api${child}/child_protection_plan`,
            { start_date: '2026-11-02', initial_category: 'NEG', safety_goal: 'Robin is in school' });
        const need = await made(page, `/api${child}/need`,
            { plan_id: plan, found_on: '2026-11-02', need: 'Robin needs to be in school' });
        await made(page, `/api${child}/plan_action`, { plan_id: plan, need_id: need, agreed_on: '2026-11-02',
            what: 'Walk with Robin', who: 'Ann Farrell', due_on: '2026-11-09' });
        return plan;
    }

    // "summary:Close": the focus is on a summary that says so; otherwise a selector.
    async function reach(page, what) {
        const [, tag, words] = /^(summary|button):([A-Z].*)$/.exec(what) ?? [];
        if (!tag) return tabTo(page, what, 400);
        for (let i = 0; i < 400; i++) {
            await page.keyboard.press('Tab');
            if (await page.evaluate(([t, w]) => document.activeElement?.matches(t) && document.activeElement.textContent.includes(w),
                                    [tag, words])) return true;
        }
        return false;
    }

    async function typeInto(page, selector, words) {
        const reached = await reach(page, selector);
        await page.keyboard.type(words);
        return reached;
    }

    async function pressOn(page, selector, key = 'Enter') {
        const reached = await reach(page, selector);
        await Promise.all([key === 'Enter' ? page.waitForNavigation().catch(() => null) : null, page.keyboard.press(key)]);
        return reached;
    }

    async function walk(scripts) {
        const words = `plan ${scripts ? 'with' : 'without'} scripts`;
        const page = await fresh({ javaScriptEnabled: scripts });
        const keys = {};
        let count = 0;
        const press = page.keyboard.press.bind(page.keyboard);
        page.keyboard.press = (...given) => { count++; return press(...given); };
        const look = async (name) => { if (scripts) await axe(page, name); };
        await signIn(page, 'worker');
        const child = await firstChild(page);
        const plan = await planOf(page, child);

        await page.goto(`/plans/${plan}`);
        await look('plan');
        check(`${words}: late in words`, /Late by \d+ days/.test(await page.textContent('main')));
        count = 0;
        check(`${words}: its form is reached`, await pressOn(page, `a[href="/plans/${plan}/edit"]`));
        await look('plan-edit');
        check(`${words}: how it is going`, await tabTo(page, '#action-1-progress', 60));
        await page.keyboard.type('At');
        check(`${words}: what has happened`, await typeInto(page, '#action-1-progress_note', 'Four days of five'));
        check(`${words}: saved`, await pressOn(page, 'button[value="save"]'));
        check(`${words}: and shown`, (await page.textContent('main')).includes('Four days of five'), page.url());
        keys.progress = count;

        await page.goto(`/plans/${plan}/edit`);
        check(`${words}: a new need is folded and opens`, await pressOn(page, 'summary:Add a need', 'Space'));
        const number = await page.$$eval('[name$="-need"]', (all) => Math.max(...all.map((i) => Number(i.name.split('-')[1]))));
        check(`${words}: the need`, await typeInto(page, `#need-${number}-need`, 'A bed of their own'));
        check(`${words}: a line more without a script`, await pressOn(page, `button[value="action-${number}"]`));
        check(`${words}: nothing typed is lost`, await page.inputValue(`#need-${number}-need`) === 'A bed of their own');
        const action = await page.$eval(`[name$="-under"][value="${number}"]`, (i) => i.name.split('-')[1]);
        check(`${words}: refused without a person`, await typeInto(page, `#action-${action}-what`, 'Ask the fund')
              && await pressOn(page, 'button[value="save"]') && await page.waitForSelector('.govuk-error-summary'));
        page.problems.length = 0;                    // the browser itself logs the 422
        await look('plan-edit-refused');
        await page.goto(`/plans/${plan}/family`);
        await look('plan-family');

        await page.goto(`/plans/${plan}/meet`);
        await look('plan-meet');
        count = 0;
        check(`${words}: the core group is begun`, await pressOn(page, 'main form button'));
        await look('core-group');
        check(`${words}: who is here, by keyboard`, await pressOn(page, 'input[name$="-here"]', 'Space'));
        check(`${words}: the child's view`, await typeInto(page, '#meeting-child_views', 'I like the walk'));
        check(`${words}: done`, await pressOn(page, 'summary:Done, or taken out', 'Space')
              && await tabTo(page, '#action-1-over', 20));
        await page.keyboard.type('It was');
        check(`${words}: what shows it`, await typeInto(page, '#action-1-over-why', 'Walked each day'));
        check(`${words}: who agreed`, await typeInto(page, '#meeting-agreed', 'All who were there'));
        check(`${words}: ended`, await pressOn(page, 'button[value="end"]'));
        await look('minutes');
        const minutes = page.url();
        check(`${words}: the minutes are the difference`, (await page.textContent('main')).includes('Done: Walk with Robin'), minutes);
        check(`${words}: sent`, await pressOn(page, 'button:The minutes are sent')
              && /minutes? after the meeting ended/.test(await page.textContent('main')));
        keys.core_group = count;
        await page.goto(`${minutes}/family`);
        await look('minutes-family');

        for (const [task, most] of budgets)
            check(`${words}: ${task} takes at most ${most.keys} keys that are no content`, keys[task] <= most.keys, `${keys[task]}`);
        if (process.env.COSTS) console.log(words, JSON.stringify(keys));
        await page.context().close();
    }

    async function clicks() {
        const page = await fresh();
        const told = {};
        let cost = { pages: 0, clicks: 0 };
        page.on('framenavigated', (frame) => { if (frame === page.mainFrame()) cost.pages++; });
        const click = async (what) => { cost.clicks++; await page.click(what); };
        const choose = async (what, value) => { cost.clicks += 2; await page.selectOption(what, value); };
        const type = async (what, value) => { cost.clicks++; await page.fill(what, value); };
        await signIn(page, 'worker');
        const plan = await planOf(page, await firstChild(page));
        await page.goto(`/plans/${plan}`);
        cost = told.progress = { pages: 0, clicks: 0 };
        await click(`a[href="/plans/${plan}/edit"]`);
        await choose('#action-1-progress', 'GREEN');
        await type('#action-1-progress_note', 'Each day');
        await click('button[value="save"] >> nth=0');
        await page.waitForURL(/kept=1/);
        cost = { pages: 0, clicks: 0 };
        await page.goto(`/plans/${plan}`);
        cost = told.core_group = { pages: 0, clicks: 0 };
        await click(`a[href="/plans/${plan}/meet"]`);
        await click('main form button');
        await click('input[name$="-here"] >> nth=0');
        await click('input[name$="-here"] >> nth=1');
        await type('#meeting-child_views', 'I like the walk');
        await click('summary:has-text("Done, or taken out")');
        await choose('#action-1-over', 'DONE');
        await type('#action-1-over-why', 'Walked each day');
        await type('#meeting-agreed', 'All who were there');
        await click('button[value="end"]');
        await page.waitForURL(/minutes/);
        await click('button:has-text("The minutes are sent")');
        await page.waitForSelector('text=after the meeting ended');
        for (const [task, most] of budgets) {
            check(`${task} costs at most ${most.pages} pages`, told[task].pages <= most.pages, JSON.stringify(told[task]));
            check(`${task} costs at most ${most.clicks} clicks`, told[task].clicks <= most.clicks, JSON.stringify(told[task]));
        }
        if (process.env.COSTS) console.log('plans', JSON.stringify(told));
        await page.context().close();
    }

    return [() => walk(true), () => walk(false), clicks];
}
