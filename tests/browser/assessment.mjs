// An assessment from its start to what follows from it, by keyboard alone, with scripts on and off; axe on each of its
// pages; and what its tasks cost in pages, clicks and keys that are not content (budgets.json).
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const budgets = Object.fromEntries(
    Object.entries(JSON.parse(readFileSync(join(dirname(fileURLToPath(import.meta.url)), 'budgets.json'), 'utf8')))
        .filter(([, most]) => most.counted_by === 'assessment')
        .map(([task, most]) => [task.replace('assessment_', ''), most]));

export function assessment({ fresh, signIn, check, tabTo, axe }) {
    const keys = {};
    let task = null;

    // Every key that is no content, from the start of a task to that of the next.
    function count(page, name) {
        task = name;
        keys[name] = 0;
        if (page.counts) return;
        page.counts = true;
        const press = page.keyboard.press.bind(page.keyboard);
        page.keyboard.press = (...given) => { keys[task]++; return press(...given); };
    }

    async function go(page, key = 'Enter') {
        await Promise.all([page.waitForNavigation(), page.keyboard.press(key)]);
    }

    async function write(page, selector, text, most = 150) {
        const reached = await tabTo(page, selector, most);
        check(`keyboard reaches ${selector}`, reached);
        await page.keyboard.type(text);
    }

    // A child whose record opens to the worker, with nothing running.
    async function childOf(page) {
        for (let list = '/children'; list;) {
            await page.goto(list);
            const links = await page.$$eval('table tbody a[href^="/children/"]', (all) => all.map((a) => a.getAttribute('href')));
            list = await page.$$eval('a[href*="after="]', (all) => all[0]?.getAttribute('href'));
            for (const link of links.filter((l) => !done.includes(l))) {
                const answer = await page.request.get(`${link}/assessment`);
                if (answer.status() === 200 && !(await answer.text()).includes('is not finished')) {
                    done.push(link);
                    return link;
                }
            }
        }
        return undefined;
    }

    const done = [];

    async function walk(scripts) {
        const words = `assessment, scripts ${scripts ? 'on' : 'off'}`;
        const page = await fresh({ javaScriptEnabled: scripts });
        const look = async (name) => { if (scripts) await axe(page, `assessment-${name}`); };
        await signIn(page, 'worker');
        const child = await childOf(page);
        check(`${words}: a child to assess`, child);

        await page.goto(child);
        count(page, 'start');
        await page.goto(`${child}/assessment`);
        await look('start');
        if (await page.$('[name^="child-"]')) {
            check(`${words}: keyboard reaches the brother or sister`, await tabTo(page, '[name^="child-"]'));
        }
        await write(page, '#reason_for', 'School is worried: late, hungry, quiet since half-term.');
        check(`${words}: keyboard reaches Start`, await tabTo(page, 'main form button.govuk-button', 30));
        await go(page);
        const own = new URL(page.url()).pathname;
        check(`${words}: it is started`, /^\/assessments\/[0-9a-f]{32}$/.test(own), page.url());
        const main = await page.textContent('main');
        check(`${words}: the clock, its start and its source`, /45 working days from/.test(main) && main.includes('CIN census guide'));
        await look('overview');

        count(page, 'part');
        check(`${words}: keyboard reaches a part`, await tabTo(page, `.app-parts a[href="${own}/write/family"]`));
        await go(page);
        await look('family');
        await write(page, '#history', 'Their mother grew up in care.');
        check(`${words}: keyboard reaches Save`, await tabTo(page, 'main form button:not([name]):not([tabindex])', 60));
        await go(page);
        check(`${words}: the part is kept`, page.url().includes('kept=family'), page.url());

        await page.goto(`${own}/write/analysis`);
        await look('analysis');
        count(page, 'carry');
        if (await page.$('button[name=pull]')) {
            check(`${words}: keyboard reaches 'Carry over'`, await tabTo(page, 'button[name=pull]', 60));
            await go(page);
            check(`${words}: what is carried over is marked`, (await page.textContent('main')).includes('not changed since'));
            await look('carried');
        } else {
            await write(page, '#analysis', 'Evenings frighten her.');
            await tabTo(page, 'main form button:not([name]):not([tabindex])', 60);
            await go(page);
        }
        for (const part of ['reasons', 'child', 'voice', 'outcome']) {
            await page.goto(`${own}/write/${part}`);
            await look(part);
        }
        await page.goto(`${own}/needs`);
        await look('needs');
        count(page, 'need');
        await write(page, '#need-0-need', 'Breakfast before school');
        await write(page, '#need-0-change_wanted', 'She is not hungry in class');
        check(`${words}: keyboard reaches 'another'`, await tabTo(page, 'button[name=then]', 60));
        await go(page);
        check(`${words}: the line is kept, and there is another`, await page.$('#need-1-need'));
        await look('needs-again');

        for (const path of ['/beside', '/print']) {
            await page.goto(own + path);
            await look(path.slice(1));
        }
        await page.goto(own);
        count(page, 'send');
        check(`${words}: keyboard reaches 'Send for authorisation'`, await tabTo(page, `a[href="${own}/submit"]`));
        await go(page);
        await look('submit');
        await write(page, '#gaps_reason', 'The father is back on Monday.', 120);
        check(`${words}: keyboard reaches Send`, await tabTo(page, 'main form button.govuk-button', 30));
        await go(page);
        if (await page.$('#mark-copied, [name=mark-copied]')) {            // what repeats an earlier text is asked about
            page.problems.length = 0;
            await look('submit-repeats');
            await tabTo(page, '[name=mark-copied]', 150);
            await page.keyboard.press('Space');
            await page.selectOption('select[name=mark-copied]', { index: 1 }).catch(() => null);
            await tabTo(page, 'main form button.govuk-button', 60);
            await go(page);
        }
        check(`${words}: it is sent`, page.url().includes('kept=sent'), page.url());
        await page.context().close();
        await answer(child, own, words, scripts);
    }

    async function answer(child, own, words, scripts) {
        const page = await fresh({ javaScriptEnabled: scripts });
        const look = async (name) => { if (scripts) await axe(page, `assessment-${name}`); };
        await signIn(page, 'manager');
        await page.goto(child);                           // what is due stands there, whoever's team has the child
        check(`${words}: keyboard reaches it from the child's page`, await tabTo(page, `a[href="${own}/answer"]`, 400));
        count(page, 'answer');
        await go(page);
        await look('answer');
        check(`${words}: keyboard reaches 'Return'`, await tabTo(page, '#answer', 200));
        await page.keyboard.press('Space');
        await page.keyboard.press('ArrowDown');
        check(`${words}: keyboard reaches why`, await tabTo(page, '[name=return_reason]', 60));
        await page.keyboard.press('Space');
        await write(page, '#return_note', 'Weigh the two earlier enquiries.', 30);
        check(`${words}: keyboard reaches 'Save your answer'`, await tabTo(page, 'main form button.govuk-button', 20));
        await go(page);
        check(`${words}: it is returned`, page.url().includes('kept=returned'), page.url());
        check(`${words}: what must be done stands on top`, (await page.textContent('main')).includes('Weigh the two earlier'));
        await look('returned');
        await page.goto(`${own}/answer`);
        await page.click('main form button.govuk-button');
        await page.waitForSelector('.govuk-error-summary');
        page.problems.length = 0;                        // the browser itself logs the 422
        await look('answer-refused');
        await page.check('#answer');
        await page.check('[name=follows][value=GOES_ON]');
        await Promise.all([page.waitForNavigation(), page.click('main form button.govuk-button')]);
        check(`${words}: it is authorised`, page.url().includes('kept=authorised'), page.url());
        await look('authorised');
        await page.goto(`${own.replace('/assessments/', '/records/')}/do/share`);
        await look('share');
        await page.context().close();
        for (const [name, most] of Object.entries(budgets))
            check(`${words}: ${name} takes at most ${most.keys} keys that are no content`, keys[name] <= most.keys,
                  String(keys[name]));
        if (process.env.COSTS) console.log(words, JSON.stringify(keys));
    }

    // ---- with a mouse: every click is counted, typing counts as the click into its box ----

    async function clicks() {
        const worker = await fresh(), manager = await fresh();
        const cost = {};
        const counting = (page) => {
            const at = { pages: 0, clicks: 0 };
            page.on('framenavigated', (frame) => { if (frame === page.mainFrame()) at.pages++; });
            return { at, click: async (what) => { at.clicks++; await page.click(what); },
                     go: async (what) => { at.clicks++; await Promise.all([page.waitForNavigation(), page.click(what)]); },
                     type: async (what, words) => { at.clicks++; await page.fill(what, words); } };
        };
        await signIn(worker, 'worker');
        await signIn(manager, 'manager');
        const child = await childOf(worker);
        await worker.goto(child);
        let by = counting(worker);
        await by.go(`a[href="${child}/add"]`);
        await by.go(`a[href="${child}/assessment"]`);
        await by.type('#reason_for', 'School is worried.');
        await by.go('main form button.govuk-button:has-text("Start")');
        cost.start = { ...by.at };
        const own = new URL(worker.url()).pathname;
        by = counting(worker);
        await by.go(`.app-parts a[href="${own}/write/child"]`);
        await by.type('#development', 'Reads well.');
        await by.go('main form button:has-text("Save"):not([name]):not([tabindex])');
        cost.part = { ...by.at };
        by = counting(worker);
        await by.go(`a[href="${own}/submit"]`);
        await by.type('#gaps_reason', 'Asked for at once.');
        await by.go('main form button:has-text("Send")');
        cost.send = { ...by.at };
        await manager.goto('/day/assessment_answer');
        by = counting(manager);
        await by.go(`a[href="${own}/answer"]`);
        await by.click('#answer');
        await by.click('[name=follows][value=GOES_ON]');
        await by.go('main form button.govuk-button');
        cost.answer = { ...by.at };
        for (const [name, most] of Object.entries(budgets))
            for (const what of ['pages', 'clicks'])
                check(`assessment: ${name} costs at most ${most[what]} ${what}`, cost[name]?.[what] <= most[what],
                      JSON.stringify(cost[name]));
        if (process.env.COSTS) console.log(JSON.stringify(cost));
        await worker.context().close();
        await manager.context().close();
    }

    return [() => walk(true), () => walk(false), clicks];
}
