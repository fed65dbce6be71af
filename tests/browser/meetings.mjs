// A child from the call of a strategy discussion to the plan of their conference, by keyboard alone, with scripts on and
// off; axe on each of the pages and of their refusals; and what calling and deciding cost in pages and clicks.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const budgets = Object.entries(JSON.parse(readFileSync(join(dirname(fileURLToPath(import.meta.url)), 'budgets.json'),
    'utf8'))).filter(([, most]) => most.counted_by === 'meetings');

export function meetings({ fresh, signIn, check, tabTo, axe }) {
    // A child of the manager's team who may be called about, not one of those before.
    const used = new Set();
    async function childOf(page) {
        await page.goto('/children?open=1');
        for (const link of await page.$$eval('table tbody a', (all) => all.map((a) => a.getAttribute('href')))) {
            if (used.has(link) || (await page.request.get(`${link}/strategy`)).status() !== 200) continue;
            used.add(link);
            return link;
        }
        return undefined;
    }

    // The clock of the person at the screen, some hours back.
    function moment(hours) {
        const at = new Date(Date.now() - hours * 3600000);
        const told = Object.fromEntries(new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', day: 'numeric',
            month: 'numeric', year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
            .formatToParts(at).map((p) => [p.type, p.value]));
        return { day: told.day, month: told.month, year: told.year, time: `${told.hour}:${told.minute}` };
    }

    async function type(page, selector, words) {
        if (!await tabTo(page, selector, 400)) return false;
        await page.keyboard.press('Control+A');
        await page.keyboard.type(words);
        return true;
    }

    async function typeMoment(page, name, hours) {
        const at = moment(hours);
        let reached = true;
        for (const part of ['day', 'month', 'year', 'time'])
            reached = await type(page, `[name="${name}-${part}"]`, at[part]) && reached;
        return reached;
    }

    // A letter chooses in a list.
    async function choose(page, selector, words) {
        if (!await tabTo(page, selector, 400)) return false;
        await page.keyboard.type(words);
        return true;
    }

    async function press(page, selector) {
        if (!await tabTo(page, selector, 400)) return false;
        await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
        return true;
    }

    async function walk(scripts) {
        const words = `meetings, scripts ${scripts ? 'on' : 'off'}`;
        const look = async (page, name) => { if (scripts) await axe(page, `meetings-${name}`); };
        const page = await fresh({ javaScriptEnabled: scripts });
        await signIn(page, 'manager');
        const child = await childOf(page);
        await page.goto(child);
        check(`${words}: the call is reached from the child`, await press(page, 'a[href$="/strategy"]'));
        await look(page, 'call');
        check(`${words}: an empty call is refused`, await press(page, 'main form button.govuk-button'));
        page.problems.length = 0;
        await page.waitForSelector('.govuk-error-summary');
        await look(page, 'call-refused');
        check(`${words}: the worry is reached`, await type(page, '#worry', 'A burn, and two accounts of it.'));
        check(`${words}: it is called`, await press(page, 'main form button.govuk-button'));
        await page.waitForURL(/\/strategy\/[0-9a-f]{32}/);
        await look(page, 'discussion');
        for (const agency of ["Children's social care", 'Police']) {
            const row = await page.locator('fieldset.app-row', { hasText: agency }).first().locator('select').first()
                .getAttribute('name');
            check(`${words}: ${agency} is here`, await choose(page, `[name="${row}"]`, 'A')
                  && (await page.inputValue(`[name="${row}"]`)) === 'ATT');
        }
        check(`${words}: when it was held is reached`, await typeMoment(page, 'held_at', 0));
        await tabTo(page, '[name=decision]', 60);
        await page.keyboard.press('Space');
        check(`${words}: the reasons are reached`, await type(page, '#rationale', 'Two accounts, one burn.'));
        check(`${words}: so is the safety plan`, await type(page, '#interim_safety_plan', 'Grandmother stays tonight.'));
        check(`${words}: not without health, unless why`, await press(page, 'main form button[value=decide]'));
        page.problems.length = 0;
        const missing = await page.textContent('.govuk-error-summary');
        check(`${words}: only who is missing is named`, missing.includes('Missing: a health practitioner.'), missing);
        await look(page, 'discussion-refused');
        check(`${words}: why is reached`, await type(page, '#quorum_waiver_reason', 'Rang the health visitor twice.'));
        check(`${words}: it is decided`, await press(page, 'main form button[value=decide]')
              && (await page.textContent('main')).includes('Decided, and on the record'), page.url());
        await look(page, 'decided');
        check(`${words}: the record is sent`, await press(page, 'main form button[value=decisions]')
              && (await page.textContent('main')).includes('Sent on'));
        check(`${words}: on to the enquiry`, await press(page, 'a[href^="/enquiries/"]'));
        await look(page, 'enquiry');
        check(`${words}: an enquiry half done is refused`, await press(page, 'main form button[value=send]'));
        page.problems.length = 0;
        await look(page, 'enquiry-refused');
        await page.context().close();
    }

    // Pages that the walk does not reach, with what an organisation reads.
    async function pages() {
        const manager = await fresh();
        await signIn(manager, 'manager');
        const child = await childOf(manager);
        await manager.goto(`${child}/conference`);
        await axe(manager, 'meetings-conference-call');
        await manager.selectOption('#chair', { label: 'Rosamund Quill' });
        const at = moment(-30);
        for (const part of ['day', 'month', 'year', 'time']) await manager.fill(`[name=planned_at-${part}]`, at[part]);
        await Promise.all([manager.waitForURL(/\/conferences\//), manager.click('main form button.govuk-button')]);
        const conference = new URL(manager.url()).pathname;
        const chair = await fresh();
        await signIn(chair, 'chair');
        for (const path of ['/day', conference, `/meetings/${conference.split('/')[2]}/pack`,
                            `/meetings/${conference.split('/')[2]}/decisions`]) {
            const answer = await chair.goto(path);
            await axe(chair, `meetings-chair${path.replace(/[0-9a-f]{32}/, 'x').replace(/\W+/g, '-')}`);
            check(`${path.replace(/[0-9a-f]{32}/, 'x')} is under 60 KB`, (await answer.body()).length < 60 * 1024);
        }
        await manager.goto(`${await childOf(manager)}/strategy`);
        await manager.fill('#worry', 'He came with a bruise.');
        await Promise.all([manager.waitForURL(/\/strategy\/[0-9a-f]/), manager.click('main form button.govuk-button')]);
        const police = await fresh();
        await signIn(police, 'police');
        await police.goto('/partner');
        await axe(police, 'meetings-partner');
        await police.goto(await police.locator('a[href^="/partner/meetings/"]').first().getAttribute('href'));
        await axe(police, 'meetings-invitation');
        check('keyboard reaches what they know', await type(police, '#information', 'Three calls.'));
        check('and sends it', await press(police, 'main form button.govuk-button')
              && (await police.textContent('main')).includes('We have your part'));
        for (const page of [manager, chair, police]) await page.context().close();
    }

    async function costs() {
        const page = await fresh();
        await signIn(page, 'manager');
        const child = await childOf(page);
        const told = {};
        let cost;
        page.on('framenavigated', (frame) => { if (frame === page.mainFrame()) cost.pages++; });
        const click = async (selector) => { cost.clicks++; await page.click(selector); };
        const fill = async (selector, words) => { cost.clicks++; await page.fill(selector, words); };
        cost = { pages: 0, clicks: 0 };
        await page.goto(child);
        cost = { pages: 0, clicks: 0 };
        await click('a[href$="/strategy"]');
        await fill('#worry', 'A burn.');
        await click('main form button.govuk-button');
        await page.waitForURL(/\/strategy\/[0-9a-f]/);
        told.strategy_call = { ...cost };
        cost = { pages: 0, clicks: 0 };
        for (const agency of ['Police', "Children's social care", 'School nursing', 'Health visiting']) {
            const row = page.locator('fieldset.app-row', { hasText: agency }).first().locator('select').first();
            if (await row.count() === 0) continue;
            cost.clicks += 2;
            await row.selectOption('ATTV');
        }
        const at = moment(0);
        for (const part of ['day', 'month', 'year', 'time']) await fill(`[name=held_at-${part}]`, at[part]);
        await click('[name=decision][value=S47JOINT]');
        await fill('#rationale', 'Two accounts.');
        await fill('#interim_safety_plan', 'Grandmother stays.');
        await click('button[value=decide]');
        await page.waitForURL(/kept=1/);
        told.strategy_decide = { ...cost };
        cost = { pages: 0, clicks: 0 };
        await click('button[value=decisions]');
        await page.waitForSelector('text=Sent on');
        told.strategy_send = { ...cost };
        for (const [task, most] of budgets)
            check(`${task} costs at most ${most.pages} pages and ${most.clicks} clicks`, told[task]?.pages <= most.pages
                  && told[task]?.clicks <= most.clicks, JSON.stringify(told[task]));
        if (process.env.COSTS) console.log(JSON.stringify(told));
        await page.context().close();
    }

    return [() => walk(true), () => walk(false), pages, costs];
}
