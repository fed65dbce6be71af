// One child from strategy discussion to closure, by keyboard alone: each person does their own part as they would at
// their desk, and what each step leaves to do is found on the next one's page.

export function journey({ fresh, signIn, check, tabTo, axe }) {
    const focused = (page) => page.evaluate(() => {
        const e = document.activeElement, details = e.tagName === 'SUMMARY' ? e.parentElement : null;
        return { tag: e.tagName, type: e.type ?? '', name: e.name ?? '', value: e.value ?? '', checked: e.checked ?? false,
                 text: e.textContent.trim(), href: e.getAttribute('href') ?? '',
                 closed: details ? !details.open : false,
                 inside: details ? [...details.querySelectorAll('[name]')].map((one) => one.name) : [] };
    });

    async function put(page, at, wanted) {
        if (at.type === 'checkbox') {
            if (at.checked !== wanted) await page.keyboard.press('Space');
        } else if (at.type === 'radio') {
            if (!at.checked) await page.keyboard.press('Space');
            for (let i = 0; i < 20 && (await focused(page)).value !== wanted; i++) await page.keyboard.press('ArrowDown');
        } else if (at.tag === 'SELECT') {
            await page.keyboard.type(wanted);
        } else {
            await page.keyboard.press('Control+A');
            await page.keyboard.type(wanted);
        }
    }

    // Through the form from where one is, as somebody without a mouse does; then the button. Answers what was left.
    // A name with a star is that of many fields.
    async function answer(page, answers, button, most = 700) {
        const left = new Map(Object.entries(answers)), met = new Set();
        const many = Object.keys(answers).filter((name) => name.includes('*'))
            .map((name) => [new RegExp(`^${name.replace('*', '.+')}$`), name]);
        for (let i = 0; i < most; i++) {
            await page.keyboard.press('Tab');
            const at = await focused(page);
            if (at.closed && at.inside.some((name) => left.has(name))) await page.keyboard.press('Enter');
            if (left.has(at.name)) {
                await put(page, at, left.get(at.name));
                left.delete(at.name);
            } else if (at.tag === 'BUTTON' && at.text === button && [...left.keys()].every((name) => name.includes('*'))) {
                await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
                return [...left.keys()].filter((name) => !met.has(name));
            }
            for (const [like, name] of many)
                if (like.test(at.name)) {
                    await put(page, at, answers[name]);
                    met.add(name);
                }
        }
        return [...left.keys(), `no button '${button}'`];
    }

    async function follow(page, selector) {
        const reached = await tabTo(page, selector, 400);
        if (reached) await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
        return reached;
    }

    const told = async (page) => (await page.textContent('main')).replace(/\s+/g, ' ');
    const problems = (page) => page.$$eval('.govuk-error-summary__list a', (all) => all.map((a) => a.textContent));

    async function step(page, name, answers, button, says) {
        if (Object.keys(answers).length > 2) await axe(page, name.replace(/\W+/g, '-'));
        const left = await answer(page, answers, button);
        const wrong = await problems(page);
        check(`${name}: by keyboard alone`, left.length === 0 && wrong.length === 0, [...left, ...wrong].join('; '));
        for (const words of says ?? [])
            check(`${name}: the page says '${words}'`, (await told(page)).includes(words), (await told(page)).slice(0, 300));
    }

    const dayOf = (name, at) => ({ [`${name}-day`]: at.day, [`${name}-month`]: at.month, [`${name}-year`]: at.year });

    // So many minutes ago, in the fields of a moment.
    function moment(name, minutes) {
        const parts = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/London', day: 'numeric', month: 'numeric',
            year: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
            .formatToParts(new Date(Date.now() - minutes * 60000));
        const at = Object.fromEntries(parts.map((part) => [part.type, part.value]));
        return { ...dayOf(name, at), [`${name}-time`]: `${at.hour}:${at.minute}` };
    }

    // A day so many days from now.
    function soon(name, days) {
        const at = new Date(Date.now() + days * 86400000);
        return dayOf(name, { day: String(at.getUTCDate()), month: String(at.getUTCMonth() + 1), year: String(at.getUTCFullYear()) });
    }

    // Of the worker's own: open work, no child protection plan.
    async function chooseChild(page) {
        await page.goto('/day');
        const own = await page.$$eval('a[href^="/children/"]', (all) => all.map((a) => a.getAttribute('href')));
        for (const link of [...new Set(own)].filter((href) => /^\/children\/[0-9a-f]{32}$/.test(href))) {
            await page.goto(link);
            if (!(await told(page)).includes('Child protection plan')) return link;
        }
        return undefined;
    }

    async function strategyToClosure() {
        const worker = await fresh(), manager = await fresh(), chair = await fresh();
        await signIn(worker, 'worker');
        await signIn(manager, 'manager');
        await signIn(chair, 'chair');
        const child = await chooseChild(worker);
        check('a child whose work is open', child);

        // ---- strategy discussion ----
        await manager.goto(child);
        check('the child\'s page leads to a strategy discussion', await follow(manager, `a[href="${child}/strategy"]`));
        await step(manager, 'call a strategy discussion', {
            worry: 'Told her teacher that she hides when he shouts, and showed a bruise.', parents_told: 'Y',
            question: 'What do you hold about the last six months?' }, 'Call it, and invite');
        check('it has a page of its own', /\/strategy\/[0-9a-f]{32}/.test(manager.url()), manager.url());
        await step(manager, 'decide the strategy discussion', {
            'row-*-status': 'Attended by', ...moment('held_at', 0), mode: 'VIDEO', child_views: 'She hides behind the sofa.',
            risk_analysis: 'Three agencies each held a piece.', decision: 'S47JOINT',
            rationale: 'An injury, and her own words.', interim_safety_plan: 'Grandmother has her tonight.',
            actions: 'See her at school today: social worker' }, 'Decide', ['Decided']);
        const enquiry = await manager.getAttribute('main a[href^="/enquiries/"]', 'href');
        await step(manager, 'send the record of it', {}, 'Send the decisions to those invited');

        // ---- section 47 enquiry: the worker writes, a manager who did not write it authorises ----
        await worker.goto(enquiry);
        await step(worker, 'finish the enquiry', {
            ...moment('child_seen_at', 0), child_presence: 'Seen and spoken', bedroom_seen: 'Y',
            analysis: 'Seen alone at school. She said the same to me as to her teacher.', findings: 'SUB_LIKELY',
            outcome: 'Child protection conf', conference_reason: 'It is likely to go on.',
            safety_plan: 'She stays with grandmother; we see her every other day.' }, 'Send for authorisation');
        await manager.goto(enquiry);
        await step(manager, 'authorise the enquiry', {}, 'Authorise');

        // ---- conference: an independent chair decides ----
        const conference = await manager.getAttribute('main a[href^="/conferences/"]', 'href');
        await manager.goto(conference);
        await step(manager, 'name the chair', { chair: 'Rosamund' }, 'Save so far');
        for (const agency of ["Children's social care", 'Police', 'School or', 'Health visiting'])
            await step(manager, `invite ${agency}`, { 'new-agency': agency, 'new-invitee': 'Who knows her',
                'new-required': 'Y' }, 'Invite');
        await chair.goto('/day');
        check('the chair\'s day asks for the conference', await follow(chair, `a[href="${conference}"]`), (await told(chair)).slice(0, 300));
        await step(chair, 'decide the conference', {
            'row-*-status': 'Attended in', ...moment('held_at', 0), mode: 'INPERSON', child_participation: 'Did not attend, views',
            child_views: 'She wants it to be quiet.', family_there: 'Mother, grandmother', parents_views: 'Mother agrees.',
            agency_views: 'All four: likely.', decision: 'CP', category: 'EMO',
            reasons: 'Harm is likely to go on unless the evenings change.' }, 'Decide', ['Decided']);
        const plan = (await chair.getAttribute('main a:text-is("The child protection plan")', 'href')).match(/[0-9a-f]{32}/)[0];
        await step(chair, 'send the decisions', {}, 'Send the decisions to those invited');

        // ---- the plan: written by the worker, signed off by somebody else ----
        await worker.goto(`/plans/${plan}/edit`);
        await step(worker, 'write the plan', {
            'need-1-need': 'She needs the evenings to be safe', 'need-1-change_wanted': 'She knows who is in the flat',
            'need-1-measure': 'No police attendance for three months', 'need-1-domain': 'Ensuring',
            'action-1-what': 'Fit the second lock', 'action-1-who': 'PC Rowe', 'action-1-agency': 'Police',
            ...soon('action-1-due_on', 14), danger_statement: 'That she is hurt when he drinks.',
            safety_goal: 'She sleeps every night.', contingency: 'Anybody hurt: a strategy discussion the same day.' },
            'Save the plan');
        await manager.goto(`/plans/${plan}/sign-off`);
        await step(manager, 'sign the plan off', { orphans_reason: 'Her older words are taken up in the core group.' },
                   'Sign the plan off');

        // ---- core group: the plan is changed in the meeting, and the minutes are the difference ----
        await worker.goto(`/plans/${plan}/meet`);
        await step(worker, 'begin the core group', {}, 'Begin');
        await step(worker, 'change the plan in the meeting', {
            'who-*-here': true, 'meeting-child_participation': 'Did not attend, views', 'meeting-child_views': 'It is quieter.',
            'meeting-progress': 'She slept at home on four nights.', 'meeting-scale_score': '5', 'need-1-progress': 'On track',
            'action-1-over': 'It was', 'action-1-over-why': 'Seen by the worker on the door',
            'meeting-agreed': 'Mother, school and police, in the room' }, 'End the meeting');
        const minutes = await told(worker);
        check('the minutes are what changed', minutes.includes('Fit the second lock') && minutes.includes('Seen by the worker on the door'),
              minutes.slice(0, 500));

        // ---- a visit ----
        await worker.goto(child);
        check('the child\'s page leads to a visit', await follow(worker, `a[href="${child}/visit"]`));
        await step(worker, 'record a visit', {
            when: 'NOW', where: 'Home', 'child-1-child_presence': 'SEEN_ALONE', 'child-1-bedroom_seen': 'Y',
            'said-1-words': 'I slept all night', 'said-1-taken': 'VERBATIM', 'said-1-present': 'Nobody',
            purpose: 'To hear how the nights are', observation: 'A lock on the door, and a lamp by her bed.' },
            'Save the visit', ['Next visit due by']);

        // ---- review conference: the plan ends, with what it achieved ----
        await chair.goto(`${child}/review`);
        await step(chair, 'plan the review', { ...moment('planned_at', 0), child_invited: 'Y' }, 'Call it, and invite');
        await step(chair, 'end the plan at the review', {
            'row-*-status': 'Attended in', ...soon('review_date', 0), child_participation: 'Attended and spoke',
            child_views: 'You can go now.', progress: 'She sleeps. He has not been back.', review_decision: 'Plan ends, step down to early',
            reasons: 'What made it dangerous has gone, and mother would ring.' }, 'Decide', ['Decided']);

        // ---- closure: with what is still open in view ----
        await manager.goto(child);
        const referral = (await manager.locator('main a', { hasText: 'Referral (CIN episode)' }).first().getAttribute('href')).match(/[0-9a-f]{32}/)[0];
        await manager.goto(`/referrals/${referral}/close`);
        check('it shows what is still open', (await told(manager)).includes('open'));
        await step(manager, 'close the episode', { close_reason: 'Closed after assessment, referred to', left_open_reason: 'The assessment is taken up by early help.' },
                   'Close the episode');
        await worker.goto(`/records/${referral}`);
        check('the episode is closed, with its reason', (await told(worker)).includes('Closed after assessment, referred to early help'));
        await worker.goto(child);
        for (const name of ['Strategy discussion', 'Section 47 enquiry', 'Child protection plan', 'Core group', 'Visit'])
            check(`the chronology tells of it: ${name}`, (await told(worker)).includes(name));
        await worker.context().close(); await manager.context().close(); await chair.context().close();
    }

    return [strategyToClosure];
}
