import assert from 'node:assert/strict';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { useHarness, type Theme } from './harness.ts';
import type { PageHarness } from './harness-page.ts';

declare const harness: PageHarness;

/** Screenshots are kept here, for people to look at. */
const pictures = path.resolve(import.meta.dirname, '../../out/screenshots/preview');

describe('the preview in a browser', function () {
  this.timeout(60000);
  const served = useHarness(pictures);
  let complaints: string[];

  beforeEach(() => {
    complaints = [];
  });

  async function open(
    options: { width?: number; height?: number; theme?: Theme; model?: boolean } = {},
  ): Promise<Page> {
    const { width = 892, height = 908, theme = 'dark', model = true } = options;
    const page = await served().open({ width, height, theme, voxelMm: 4 });
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
    if (model) {
      await page.evaluate(() => harness.sendModel());
      await shown(page);
    }
    return page;
  }

  const shown = (page: Page, times = 1) =>
    page.waitForFunction((n) => harness.sent.filter((m) => m.type === 'shown').length >= n, times);
  const texts = (page: Page, selector: string) => page.locator(selector).allTextContents();
  const picture = (page: Page, name: string) => page.screenshot({ path: path.join(pictures, `${name}.png`) });

  it('shows slices with labelled isodoses, the histogram and the goals under its own content policy', async () => {
    const page = await open();
    await page.waitForSelector('.slice-axial [data-part="isodose-label"]');
    assert.deepEqual((await texts(page, '.slice-axial [data-part="isodose-label"]')).sort(), [
      '30 %',
      '50 %',
      '80 %',
      '95 %',
    ]);
    assert.deepEqual((await texts(page, '.slice-sagittal [data-part="orientation"]')).sort(), ['A', 'F', 'H', 'P']);
    assert.equal(await page.locator('.dvh [data-part="dvh"]').count(), 6);
    assert.deepEqual(await texts(page, '.goals td.achieved'), ['44.1 Gy', '67.4 Gy', '38.3 Gy', '52.1 %', '–']);
    assert.deepEqual(await texts(page, '.outcome td.probability'), ['32.9 %', '8.1 %']);
    assert.deepEqual(await texts(page, '.outcome td.interval'), ['14.5 to 56.1 %', 'no interval available']);
    assert.deepEqual(await texts(page, '.outcome-notes p'), [
      'Parotid_L NTCP saliva < 25% at 1 year: unchecked',
      '[1] Webb S, Nahum AE. Phys Med Biol 1993;38:653-666',
      '[2] Dijkema T et al. Int J Radiat Oncol Biol Phys 2010;78:449-453',
    ]);
    assert.ok((await page.locator('.status').innerText()).includes('Research use only – not for clinical use'));
    assert.equal(await page.locator('[style*="color:"]').count(), 0);
    assert.deepEqual(complaints, []);
    assert.deepEqual(await page.evaluate(() => harness.refused), []);
    await picture(page, '892-dark');
    await page.close();
  });

  it('paints the planning image: bright bone, black air', async () => {
    const page = await open();
    const [brightest, corner] = await page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('.slice-coronal canvas')!;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      return [data.filter((_, i) => i % 4 < 3).reduce((most, v) => Math.max(most, v), 0), data[0]];
    });
    assert.equal(brightest, 255);
    assert.equal(corner, 0);
    await page.close();
  });

  it('goes through the slices by wheel and keys, the three views on one crosshair', async () => {
    const page = await open();
    const header = () => page.locator('.slice-axial [data-part="header"]').first().textContent();
    const number = async () => Number(/, (\d+) of/.exec((await header()) ?? '')?.[1]);
    const before = await number();
    await page.locator('.slice-axial').hover({ position: { x: 200, y: 300 } });
    await page.mouse.wheel(0, -100);
    await page.waitForFunction(
      (n) => document.querySelector('.slice-axial [data-part="header"]')!.textContent.includes(`, ${n} of`),
      before + 1,
    );
    await page.locator('.slice-axial').focus();
    await page.keyboard.press('PageDown');
    await page.waitForFunction(
      (n) => document.querySelector('.slice-axial [data-part="header"]')!.textContent.includes(`, ${n} of`),
      before,
    );
    const coronal = () => page.locator('.slice-coronal [data-part="header"]').textContent();
    const was = await coronal();
    await page.keyboard.press('ArrowDown');
    await page.waitForFunction(
      (words) => document.querySelector('.slice-coronal [data-part="header"]')!.textContent !== words,
      was,
    );
    await page.close();
  });

  it('moves the crosshair to a click and reads out the point', async () => {
    const page = await open();
    await page.locator('.slice-axial').click({ position: { x: 6, y: 200 } });
    await page.waitForFunction(() => document.querySelector('[data-part="readout"]')!.textContent.includes('HU −'));
    assert.match((await page.locator('[data-part="readout"]').textContent()) ?? '', /^HU −9\d\d|^HU −10\d\d/);
    await page.close();
  });

  it('leads from a goal to its line', async () => {
    const page = await open();
    await page.locator('.goals tr[data-goal="2"]').click();
    await page.waitForSelector('.goals tr.selected');
    const reveal = await page.evaluate(() => harness.sent.find((m) => m.type === 'reveal'));
    assert.deepEqual(reveal?.type === 'reveal' && reveal.range.start.line, 56);
    await page.close();
  });

  it('keeps the last good view, marked, while the text is ahead of it and while a new one is incomplete', async () => {
    const page = await open();
    await page.evaluate(() => {
      harness.post({ type: 'stale', reason: 'the plan has an error in line 12' });
      harness.post({ type: 'failure', messages: [{ text: 'Unknown structure name "SpinalCrd"' }] });
      harness.sendModel({ title: 'The next one', hold: true });
    });
    await page.waitForSelector('.is-stale');
    await page.locator('.notice-line').getByText('Unknown structure name').waitFor();
    const words = await page.locator('.notice-line').innerText();
    assert.ok(
      words.includes('Not up to date: the plan has an error in line 12') && words.includes('Unknown structure name'),
    );
    assert.equal(await page.locator('.slice-axial canvas').evaluate((node) => getComputedStyle(node).opacity), '0.6');
    assert.equal(await page.locator('.slice-axial [data-part="isodose-label"]').count(), 4);
    await picture(page, 'stale');
    await page.evaluate(() => {
      harness.sendModel({ title: 'The next one' });
    });
    await shown(page, 2);
    await page.evaluate(() => harness.post({ type: 'fresh' }));
    await page.waitForFunction(() => !document.querySelector('.is-stale'));
    assert.ok(await page.locator('.notice-line').isHidden());
    await page.close();
  });

  it('shows progress, and cancels', async () => {
    const page = await open();
    await page.evaluate(() => harness.post({ type: 'progress', stage: 'dose', fraction: 0.42, secondsLeft: 14 }));
    await page.waitForFunction(
      () => document.querySelector('.progress-words')!.textContent === 'dose · 42 % · 15 s left',
    );
    await page.getByRole('button', { name: 'Cancel' }).click();
    assert.ok(await page.evaluate(() => harness.sent.some((m) => m.type === 'cancel')));
    await page.evaluate(() => harness.post({ type: 'cancelled' }));
    await page.getByRole('button', { name: 'Recompute' }).click();
    assert.ok(await page.evaluate(() => harness.sent.some((m) => m.type === 'compute')));
    await page.close();
  });

  it('is never blank: before the first result it says what it waits for', async () => {
    const page = await open({ model: false });
    assert.equal(await page.locator('.empty').innerText(), 'Reading the plan …');
    await page.evaluate(() =>
      harness.post({ type: 'failure', messages: [{ text: 'The folder "ct" does not exist' }] }),
    );
    await page.getByText('The folder "ct" does not exist').waitFor();
    assert.ok((await page.locator('.status').innerText()).includes('Research use only'));
    await page.close();
  });

  it('carries NOT DOSIMETRIC in every view', async () => {
    const page = await open({ model: false });
    await page.evaluate(() => harness.sendModel({ notDosimetric: 'NOT DOSIMETRIC: the image cuts the patient' }));
    await shown(page);
    await page.waitForSelector('.dvh [data-part="not-dosimetric"]');
    for (const view of ['.slice-axial', '.slice-coronal', '.slice-sagittal', '.dvh'])
      assert.equal(await page.locator(`${view} [data-part="not-dosimetric"]`).count(), 1, view);
    assert.ok((await page.locator('.status').innerText()).includes('NOT DOSIMETRIC'));
    await page.close();
  });

  it('draws other isodose levels as typed, and keeps them over a reload', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Edit the isodose levels' }).click();
    const field = page.locator('.legend vscode-text-field input');
    await field.fill('107 60');
    await field.press('Enter');
    await page.waitForFunction(() => document.querySelectorAll('.slice-axial [data-part="isodose"]').length === 2);
    await page.waitForFunction(() => JSON.stringify(harness.state).includes('107'));
    assert.equal(
      await page.evaluate(() => (harness.state as { document: string }).document),
      'file:///plans/head.rtplan',
    );
    await page.reload();
    await page.evaluate(() => harness.sendModel());
    await shown(page);
    await page.waitForSelector('.slice-axial [data-part="isodose"]');
    assert.deepEqual(await texts(page, '.legend .level'), ['107', '60']);
    await page.close();
  });

  it('lays an image over the anatomy in place of the dose wash', async () => {
    const page = await open();
    await page.locator('.field-overlay vscode-dropdown').click();
    await page.locator('vscode-option', { hasText: 'FMISO' }).click();
    await page.waitForFunction(() =>
      [...document.querySelectorAll('.slice-axial text')].some((t) => t.textContent === 'SUV'),
    );
    assert.equal(await page.locator('.slice-axial [data-part="isodose-label"]').count(), 4);
    await picture(page, 'overlay');
    await page.close();
  });

  it('tells the histogram as a table', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Show the histogram as a table' }).click();
    const rows = await texts(page, '.dvh-table tbody th');
    assert.deepEqual(rows, ['Cord', 'Parotid_L', 'GTV', 'PTV_70', 'PTV_54', 'Hypoxic']);
    await page.close();
  });

  it('looks along a beam segment by segment, by slider and keys, and leads to its line', async () => {
    const page = await open();
    const picture = page.locator('.eye-picture');
    const header = () => texts(page, '.eye [data-part="header"]');
    assert.deepEqual(await header(), ['gantry 0°', 'couch 0°', 'collimator 15°']);
    assert.equal(await page.locator('.eye-words').innerText(), 'all 4 segments · 72.3 MU');
    await page.getByRole('slider', { name: 'Segment' }).focus();
    await page.keyboard.press('ArrowRight');
    await page.waitForSelector('.eye [data-part="opening"][data-segment="0"]');
    assert.equal(await page.locator('.eye-words').innerText(), 'segment 1 of 4 · 31.2 MU');
    assert.equal(
      await page.getByRole('slider', { name: 'Segment' }).getAttribute('aria-valuetext'),
      'segment 1 of 4 · 31.2 MU',
    );
    await picture.focus();
    await page.keyboard.press('End');
    await page.waitForSelector('.eye [data-part="opening"][data-segment="3"]');
    await page.keyboard.press('PageDown');
    await page.waitForFunction(() =>
      [...document.querySelectorAll('.eye [data-part="header"]')].some((t) => t.textContent === 'gantry 80°'),
    );
    assert.ok(await page.getByRole('slider', { name: 'Segment' }).isHidden(), 'one segment alone');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => harness.sent.some((m) => m.type === 'reveal' && m.range.start.line === 47));
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it('tells a beam as a table, with the leaves of a segment', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Show the beam as a table' }).click();
    assert.equal(await page.locator('.eye-table tr[data-segment]').count(), 4);
    await page.locator('.eye-table tr[data-segment="1"]').click();
    await page.waitForSelector('.eye-table table:nth-of-type(2)');
    assert.match(await page.locator('.eye-table caption').first().innerText(), /gantry 0°, couch 0°, collimator 15°/);
    assert.equal(await page.locator('.eye-table table:nth-of-type(2) tbody tr').count(), 5);
    await page.close();
  });

  it('shows the beam, goal or region that the cursor stands on in the text', async () => {
    const page = await open();
    const cursor = (line: number) =>
      page.evaluate((at) => harness.post({ type: 'cursor', file: '/plans/head.rtplan', line: at, character: 3 }), line);
    await cursor(47);
    await page.waitForFunction(() =>
      [...document.querySelectorAll('.eye [data-part="header"]')].some((t) => t.textContent === 'gantry 80°'),
    );
    await cursor(54);
    await page.waitForSelector('.goals tr[data-goal="0"].selected');
    await cursor(31);
    await page.waitForFunction(() =>
      [...document.querySelectorAll('[data-part="dvh-name"][font-weight="600"]')].some(
        (t) => t.textContent === 'Parotid_L',
      ),
    );
    await page.close();
  });

  it('changes a number of the text by slider, keys and field: one change at a time, the newest counts, a gesture has an end', async () => {
    const page = await open();
    const changes = () =>
      page.evaluate(() =>
        harness.sent.flatMap((m) =>
          m.type === 'setNumber' ? [`${m.version}: ${m.text} of ${m.gesture}${m.isLast ? ', its end' : ''}`] : [],
        ),
      );
    const is = async (text: string, version: number) => {
      await page.evaluate(([t, v]) => harness.sendNumber({ text: t, value: Number(t), version: v }), [
        text,
        version,
      ] as const);
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    };
    assert.equal(await page.locator('.text-number').isHidden(), true);
    await is('70', 1);
    const slider = page.locator('.text-number input[type="range"]');
    assert.equal(await slider.getAttribute('aria-label'), 'Dose of PTV_70, Gy');
    assert.equal(await slider.getAttribute('aria-valuetext'), '70 Gy');
    await slider.focus();
    await page.keyboard.down('ArrowRight');
    await page.keyboard.down('ArrowRight');
    await page.keyboard.down('ArrowRight');
    // Of three steps the first is on its way; the others wait for the text as it is then.
    assert.deepEqual(await changes(), ['1: 70.5 of 0']);
    await is('70.5', 2);
    assert.deepEqual(await changes(), ['1: 70.5 of 0', '2: 71.5 of 0']);
    await page.keyboard.up('ArrowRight');
    await is('71.5', 3);
    assert.deepEqual((await changes()).slice(2), ['3: 71.5 of 0, its end']);
    await is('71.5', 3);

    // As whole numbers were written they are whole again.
    await slider.press('ArrowRight');
    assert.deepEqual((await changes()).slice(3), ['3: 72 of 1']);
    // Somebody has edited the text meanwhile: that has the word, and the end of the gesture changes nothing.
    await is('66', 5);
    assert.equal((await changes()).length, 4);
    assert.equal(await slider.getAttribute('aria-valuetext'), '66 Gy');

    const field = page.locator('.text-number vscode-text-field input');
    await field.fill('sixty');
    await field.press('Enter');
    await page.locator('.number-reason', { hasText: 'a plain number is due' }).waitFor();
    await field.fill('60,25');
    await field.press('Enter');
    assert.deepEqual((await changes()).slice(4), ['5: 60.25 of 2, its end']);
    await is('60.25', 6);

    await page.evaluate(() =>
      harness.sendNumber({ text: '60.25', value: 60.25, version: 7, blocked: 'Line 3 cannot be read.' }),
    );
    await page.getByText('Line 3 cannot be read.').waitFor();
    assert.equal(await slider.isDisabled(), true);
    await page.evaluate(() => harness.post({ type: 'number' }));
    await page.waitForSelector('.text-number', { state: 'hidden' });
    assert.deepEqual(complaints, []);
    await page.close();
  });

  it('waits with a change for the end of the gesture where nobody sees the text, and leads to the number', async () => {
    const page = await open();
    await page.evaluate(() => harness.sendNumber({ isLive: false }));
    const slider = page.locator('.text-number input[type="range"]');
    await slider.waitFor();
    const box = (await slider.boundingBox())!;
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 4, box.y + box.height / 2, { steps: 4 });
    const sent = () => page.evaluate(() => harness.sent.filter(({ type }) => type === 'setNumber'));
    assert.deepEqual(await sent(), []);
    await page.mouse.up();
    const [change, ...more] = await sent();
    assert.deepEqual(more, []);
    assert.ok(change.type === 'setNumber' && change.isLast && Number(change.text) < 60 && Number(change.text) > 45);
    await page.locator('.number-label').click();
    const reveal = await page.evaluate(() => harness.sent.findLast(({ type }) => type === 'reveal'));
    assert.ok(reveal?.type === 'reveal' && reveal.range.start.line === 22);
    await page.getByRole('button', { name: 'Close the slider' }).click();
    assert.equal(await page.locator('.text-number').isHidden(), true);
    await page.close();
  });

  it('fills the page with the beam, keeps it over a reload, and gives it back', async () => {
    const page = await open({ theme: 'light' });
    await page.locator('.eye-picture').focus();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('button', { name: 'Maximise the view' }).click();
    await page.waitForFunction(() => document.querySelector('.eye-picture')!.clientHeight > 600);
    await picture(page, 'beam-light');
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => document.querySelector('.eye-picture')!.clientHeight < 300);
    await page.reload();
    await page.evaluate(() => harness.sendModel());
    await page.waitForSelector('.eye [data-part="opening"][data-segment="0"]');
    await page.close();
  });

  for (const [width, height, theme] of [
    [1000, 1000, 'light'],
    [600, 900, 'dark'],
    [400, 900, 'light'],
    [892, 908, 'high-contrast'],
  ] as const) {
    it(`fits ${width} px (${theme}): nothing runs out of the page, the research notice in sight`, async () => {
      const page = await open({ width, height, theme });
      await page.waitForSelector('.slice-axial [data-part="isodose-label"]');
      await picture(page, `${width}-${theme}`);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width);
      const over = await page.evaluate(
        (w) =>
          [...document.querySelectorAll('.toolbar > *, .status > *, .heading > *')]
            .filter((n) => n.getBoundingClientRect().right > w)
            .map((n) => n.className),
        width,
      );
      assert.deepEqual(over, []);
      assert.ok(await page.getByText('Research use only – not for clinical use').isVisible());
      assert.ok(await page.locator('.slice-axial [data-part="orientation"]').first().isVisible());
      assert.deepEqual(complaints, []);
      await page.close();
    });
  }
});
