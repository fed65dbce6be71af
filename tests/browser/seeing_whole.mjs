// A child seen whole, in the browser: the family's drawing and chronology by keyboard alone, axe, at both widths, and a
// relative added without scripts.
const kept = async (page) => page.waitForURL(/\/family$/);

export function seeingWhole({ fresh, signIn, check, tabTo, axe, firstChild }) {
    async function familyAndChronology() {
        const page = await fresh();
        await signIn(page, 'manager');
        const child = await firstChild(page);
        await page.goto(child);
        check('eight questions are answered at the top', (await page.locator('.app-glance__question').count()) === 8);
        await axe(page, 'child-at-a-glance');
        check('keyboard reaches the family', await tabTo(page, `a[href="${child}/family"]`));
        await page.keyboard.press('Enter');
        await page.waitForURL(/\/family$/);
        await axe(page, 'family');
        check('keyboard reaches the drawing, which scrolls', await tabTo(page, '.app-genogram'));
        const links = await page.locator('.app-genogram a').count();
        if (links > 0) {
            await page.keyboard.press('Tab');
            const named = await page.evaluate(() => document.activeElement?.querySelector('title')?.textContent ?? '');
            check('the next stop is a person with a name', named.length > 3, named);
            const marked = await page.evaluate(() => getComputedStyle(
                document.activeElement.querySelector('.app-genogram__symbol')).fill);
            check('and where the keyboard is can be seen', marked !== 'rgb(255, 255, 255)', marked);
        }
        await page.setViewportSize({ width: 390, height: 844 });
        const inside = await page.evaluate(() => {
            const region = document.querySelector('.app-genogram');
            return region.clientWidth <= window.innerWidth && document.documentElement.scrollWidth <= window.innerWidth;
        });
        check('at 390 pixels the drawing scrolls inside its own region', inside);
        await page.setViewportSize({ width: 1280, height: 900 });
        const people = await page.locator('.app-genogram title').allTextContents();
        const rows = await page.locator('table tbody tr').count();
        check('everybody in the drawing is in the list', people.filter((t) => !t.startsWith('A gap')).length === rows,
              `${people.length} and ${rows}`);
        for (const path of ['/family/print', '/family/add', '/chronology', '/chronology/print',
                            '/chronology?whose=family&only=significant&order=oldest', '/chronology?each=1&from=2024']) {
            await page.goto(child + path);
            await axe(page, path.replace(/\W+/g, '-'));
        }
        await page.goto(`${child}/chronology`);
        if (await page.locator('.app-chronology details').count() > 0) {
            check('keyboard reaches what repeats', await tabTo(page, '.app-chronology summary'));
            await page.keyboard.press('Enter');
            check('and opens it', await page.locator('.app-chronology details[open]').count() === 1);
        }
        await page.goto(`${child.replace('/children/', '/records/')}/significant`);
        await axe(page, 'significant');
        await page.click('main form button[type="submit"]');
        await page.waitForSelector('.govuk-error-summary');
        page.problems.length = 0;                        // the browser itself logs the 422
        await axe(page, 'significant-refused');
        await page.context().close();
    }

    async function relativeByKeyboard() {
        const page = await fresh({ javaScriptEnabled: false });
        await signIn(page, 'worker');
        const child = await firstChild(page);
        await page.goto(`${child}/family/add`);
        check('keyboard reaches the first name', await tabTo(page, '#new-forename'));
        await page.keyboard.type('Philippa');
        await page.keyboard.press('Tab');
        await page.keyboard.type('Greenhalgh-Okonkwo');
        check('keyboard reaches who they are', await tabTo(page, '[name="relationship"]'));
        await page.keyboard.type('Aunt');
        check('keyboard reaches Save', await tabTo(page, 'main form button[value="save"]'));
        await page.keyboard.press('Enter');
        await kept(page);
        check('the aunt is in the drawing and in the list',
              (await page.locator('.app-genogram title', { hasText: 'Philippa Greenhalgh-Okonkwo, Aunt or uncle' }).count()) === 1
              && (await page.locator('table a', { hasText: 'Philippa Greenhalgh-Okonkwo' }).count()) === 1);
        await page.context().close();
    }

    return [familyAndChronology, relativeByKeyboard];
}
