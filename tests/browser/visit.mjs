// A visit, the child's words and direct work, by keyboard alone, with scripts on and off; what a visit costs in pages,
// clicks and keys that are not content (docs/feel.md, budgets.json); axe on each page, refused and told first as well.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const most = JSON.parse(readFileSync(join(dirname(fileURLToPath(import.meta.url)), 'budgets.json'), 'utf8')).visit;

export function visits({ fresh, signIn, check, tabTo, axe }) {
    // One whose plan says when the next visit is due, with brothers or sisters; the nth of them.
    const found = [];
    async function visited(page, nth) {
        if (found.length > nth) return found[nth];
        found.length = 0;
        await page.goto('/children?open=1');
        for (const link of await page.$$eval('table tbody a', (all) => all.map((a) => a.getAttribute('href')))) {
            const answer = await page.request.get(`${link}/visit`);
            const text = answer.status() === 200 ? await answer.text() : '';
            if (text.includes('Next visit due by') && text.includes('name="whose-2"')) found.push(link);
            if (found.length > 2) break;
        }
        return found[nth] ?? found[0];
    }

    const saw = (scripts) => `Both of them had built a den under the stairs ${scripts ? 'out of blankets' : 'of old boxes'}`
        + ', with a torch in it and a list of who may come in; their mother was not on the list and laughed about it.';

    async function walk(scripts) {
        const words = `visit, scripts ${scripts ? 'on' : 'off'}`;
        const page = await fresh({ javaScriptEnabled: scripts });
        await signIn(page, 'worker');
        const child = await visited(page, scripts ? 0 : 1);
        await page.goto(child);
        let keys = 0;
        const press = page.keyboard.press.bind(page.keyboard);
        page.keyboard.press = (...given) => { keys++; return press(...given); };
        check(`${words}: keyboard reaches 'Record a visit'`, await tabTo(page, `a[href="${child}/visit"]`));
        keys = 0;                                         // how much stands before it is not the visit's
        await Promise.all([page.waitForURL(/\/visit$/), page.keyboard.press('Enter')]);
        const needs = await page.locator('[name=need]').count();          // each a key more, of a plan that has them
        check(`${words}: how the child was seen`, await tabTo(page, '[name="child-1-child_presence"]', 60));
        await page.keyboard.press('Space');                               // the first: alone
        check(`${words}: the bedroom`, await tabTo(page, '[name="child-1-bedroom_seen"]'));
        await page.keyboard.press('Space');
        check(`${words}: the child's words`, await tabTo(page, '[name="said-1-words"]'));
        await page.keyboard.type('Only cats may come in');
        check(`${words}: how they were taken`, await tabTo(page, '[name="said-1-taken"]'));
        await page.keyboard.press('Space');
        check(`${words}: who was there`, await tabTo(page, '[name="said-1-present"]'));
        await page.keyboard.type('Nobody');
        check(`${words}: what was seen`, await tabTo(page, '[name=observation]'));
        await page.keyboard.type(saw(scripts));
        check(`${words}: Save`, await tabTo(page, 'main form button[type=submit]'));
        await Promise.all([page.waitForURL(/visit\?kept=/), page.keyboard.press('Enter')]);
        check(`${words}: it takes at most ${most.keys} keys that are no content`, keys - needs <= most.keys, `${keys}, ${needs} needs`);
        if (process.env.COSTS) console.log(words, keys, needs);
        const done = await page.textContent('main');
        check(`${words}: it is recorded, and says when the next is due`, done.includes('Visit recorded')
              && done.includes('Next visit due by'));

        // The same again: told first, nothing lost, saved with a reason.
        await page.goto(`${child}/visit`);
        await tabTo(page, '[name="child-1-child_presence"]', 60);
        await page.keyboard.press('Space');
        await tabTo(page, '[name=observation]');
        await page.keyboard.type(`${saw(scripts)} She said "nobody else gets in".`);
        await tabTo(page, 'main form button[type=submit]');
        await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
        const told = await page.textContent('main');
        check(`${words}: copied text is told`, told.includes('Text that stands in an earlier record'));
        check(`${words}: so is the quotation`, told.includes('No source recorded for these words'));
        check(`${words}: what was typed is there`, (await page.inputValue('[name=observation]')).startsWith(saw(scripts)));
        page.problems.length = 0;                                         // the browser itself logs the 422
        if (scripts) await axe(page, 'visit-told-first');                 // axe itself is a script
        check(`${words}: keyboard reaches the reason`, await tabTo(page, '[name=mark-copied]', 200));
        await page.keyboard.press('Space');
        check(`${words}: and the source`, await tabTo(page, '[name=mark-unsourced]'));
        await page.keyboard.type('Her brother, of the den');
        await tabTo(page, 'main form button[type=submit]');
        await Promise.all([page.waitForURL(/visit\?kept=/), page.keyboard.press('Enter')]);
        if (scripts) await axe(page, 'visit-recorded');                 // axe itself is a script

        // All that the child said, and what it changed.
        await page.goto(child);
        check(`${words}: keyboard reaches the child's words`, await tabTo(page, `a[href="${child}/words"]`));
        await Promise.all([page.waitForURL(/\/words$/), page.keyboard.press('Enter')]);
        const said = await page.textContent('main');
        check(`${words}: they stand there with their source`, said.includes('Only cats may come in')
              && said.includes('Word for word, taken by'));
        if (scripts) await axe(page, 'words');                 // axe itself is a script
        check(`${words}: keyboard reaches the answer`, await tabTo(page, 'a[href$="/do/words-answer"]', 100));
        await Promise.all([page.waitForURL(/words-answer$/), page.keyboard.press('Enter')]);
        if (scripts) await axe(page, 'words-answer');                 // axe itself is a script
        await tabTo(page, '[name=answer]');
        await page.keyboard.type('The den stays');
        await tabTo(page, 'main form button[type=submit]');
        await Promise.all([page.waitForURL(/kept=1/), page.keyboard.press('Enter')]);
        await page.goto(`${child}/words`);
        check(`${words}: what we did stands beside the words`, (await page.textContent('main')).includes('The den stays'));
        await page.context().close();
    }

    async function costs() {
        const page = await fresh();
        await signIn(page, 'worker');
        await page.goto(await visited(page, 2));
        const cost = { pages: 0, clicks: 0 };
        const click = async (what) => { cost.clicks++; await page.click(what); };
        const type = async (what, value) => { cost.clicks++; await page.fill(what, value); };
        page.on('framenavigated', (frame) => { if (frame === page.mainFrame()) cost.pages++; });
        await click('a[href$="/visit"]');
        await page.waitForSelector('[name=observation]');
        await click('label[for="child-1-child_presence"]');
        await click('label[for="child-1-bedroom_seen"]');
        await type('[name="said-1-words"]', 'Can I show you my snail?');
        await click('label[for="said-1-taken"]');
        await type('[name="said-1-present"]', 'Nobody');
        await type('[name=observation]', 'A snail in a jar with holes in its lid, fed with lettuce before breakfast.');
        await click('main form button[type=submit]');
        await page.waitForURL(/visit\?kept=/);
        check(`a visit costs at most ${most.pages} pages`, cost.pages <= most.pages, JSON.stringify(cost));
        check(`a visit costs at most ${most.clicks} clicks`, cost.clicks <= most.clicks, JSON.stringify(cost));
        if (process.env.COSTS) console.log('visit', JSON.stringify(cost));
        await page.context().close();
    }

    async function pages() {
        const page = await fresh();
        await signIn(page, 'worker');
        const child = await visited(page, 0);
        for (const path of [`${child}/visit`, `${child}/words?show=unsourced`, `${child.replace('children', 'records')}/words`,
                            '/tools', `${child}/add/direct_work_session`]) {
            const answer = await page.goto(path);
            await axe(page, path.replace(/[0-9a-f]{32}/, 'x').replace(/\W+/g, '-'));
            check(`${path.replace(/[0-9a-f]{32}/, 'x')} is under 80 KB`, (await answer.body()).length < 80 * 1024);
        }
        await page.goto(`${child}/visit`);
        await page.click('main form button[type=submit]');
        await page.waitForSelector('.govuk-error-summary');
        page.problems.length = 0;
        await axe(page, 'visit-refused');
        const link = await page.getAttribute('.govuk-error-summary a', 'href');
        check('the summary leads to what is missing', await page.locator(link).count() === 1, link);
        await page.context().close();
        const manager = await fresh();
        await signIn(manager, 'manager');
        for (const path of ['/tools', '/tools/new']) {
            await manager.goto(path);
            await axe(manager, `manager${path.replace(/\W+/g, '-')}`);
        }
        await manager.context().close();
    }

    return [() => walk(true), () => walk(false), costs, pages];
}
