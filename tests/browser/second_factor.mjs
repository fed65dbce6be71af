// The second factor by keyboard alone, with scripts on and off; axe on each of its pages. The demonstration's inspector
// and auditor get one, and nobody else signs in as them afterwards.
import { createHmac } from 'node:crypto';

function codeOf(key, step) {
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
    const bits = [...key.replaceAll(' ', '')].map((c) => letters.indexOf(c).toString(2).padStart(5, '0')).join('');
    const secret = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(step));
    const mac = createHmac('sha1', secret).update(counter).digest();
    return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1000000).padStart(6, '0');
}

export function secondFactor({ fresh, signIn, check, tabTo, axe }) {
    const said = (page, words) => page.waitForSelector(`text=${words}`, { timeout: 15000 }).catch(() => null);

    async function give(page, input, code) {
        const reached = await tabTo(page, input);
        await page.keyboard.type(code);
        await page.keyboard.press('Enter');
        return reached;
    }

    async function walk(who, scripts) {
        const words = `second factor ${scripts ? 'with' : 'without'} scripts`;
        const page = await fresh({ javaScriptEnabled: scripts });
        const look = async (name) => { if (scripts) await axe(page, name); };
        await signIn(page, who);
        await page.goto('/me/second-factor');
        await look('second-factor');
        const key = await page.textContent('.app-key');
        let step = Math.floor(Date.now() / 30000) - 1;
        check(`${words}: the code is reached by keyboard`, await give(page, '#one-time-code', '000'));
        check(`${words}: a wrong one is told`, await said(page, 'Code does not match'));
        page.problems.length = 0;                    // the browser itself logs the 422
        await look('second-factor-refused');
        await give(page, '#one-time-code', codeOf(key, ++step));
        check(`${words}: it is set up`, await said(page, 'Your second factor is set up'));
        await look('recovery-codes');
        const codes = await page.$$eval('.app-codes code', (all) => all.map((c) => c.textContent));
        check(`${words}: ten recovery codes`, codes.length === 10, String(codes.length));
        await page.goto('/me/second-factor');
        await look('second-factor-there');
        await page.click('text=Sign out').catch(() => page.goto('/me').then(() => page.click('text=Sign out')));
        await page.waitForURL(/sign-in/);

        await signIn(page, who);
        check(`${words}: the code is asked for`, new URL(page.url()).pathname === '/sign-in/code', page.url());
        await look('sign-in-code');
        await give(page, '#one-time-code', '000');
        check(`${words}: a wrong one is told at sign-in`, await said(page, 'Code does not match'));
        page.problems.length = 0;
        await look('sign-in-code-refused');
        check(`${words}: the recovery code is reached by keyboard`, await tabTo(page, 'summary'));
        await page.keyboard.press('Enter');
        await page.keyboard.press('Tab');
        await page.keyboard.type(codes[0]);
        await page.keyboard.press('Enter');
        await page.waitForURL((url) => url.pathname === '/');
        check(`${words}: a recovery code signs in`, true);
        await page.context().close();
    }

    return [() => walk('inspector', true), () => walk('auditor', false)];
}
