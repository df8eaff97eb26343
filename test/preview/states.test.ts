import assert from 'node:assert/strict';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type * as Axe from 'axe-core';
import type { Page } from 'playwright-core';
import { themes, useHarness } from './harness.ts';
import type { PageHarness } from './harness-page.ts';

declare const harness: PageHarness;
declare global {
  var axe: typeof Axe;
}

const pictures = path.resolve(import.meta.dirname, '../../out/screenshots/states');
const axeSource = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A state of the view: how one gets there from the one before. */
interface State {
  readonly name: string;
  reach(page: Page): Promise<unknown>;
}

const click = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click();
const overlay = (page: Page, words: string) => choose(page, '.field-overlay', words);
async function choose(page: Page, field: string, words: string): Promise<void> {
  await page.locator(`${field} vscode-dropdown`).click();
  await page.locator(`${field} vscode-option`, { hasText: words }).first().click();
}
async function drawn(page: Page): Promise<void> {
  await page.waitForSelector('.room[aria-busy="false"] canvas', { timeout: 60_000 });
}
const shown = (page: Page, send: () => void) =>
  page
    .evaluate(send)
    .then(() => page.waitForSelector('.slice-axial [data-part="isodose-label"]', { state: 'attached' }));

const beforeAnything: readonly State[] = [
  { name: 'empty', reach: (page) => page.waitForSelector('.empty') },
  {
    name: 'empty-progress',
    reach: (page) =>
      page.evaluate(() =>
        harness.post({
          type: 'progress',
          stage: 'Optimising',
          fraction: 0.42,
          secondsLeft: 14,
          objective: { fluence: [9, 4, 2, 1.2, 1], apertures: [2.2, 1.6] },
        }),
      ),
  },
  { name: 'empty-cancelled', reach: (page) => page.evaluate(() => harness.post({ type: 'cancelled' })) },
  {
    name: 'empty-failure',
    reach: (page) =>
      page.evaluate(() => {
        const range = { file: '/plans/head.rtplan', start: { line: 1, character: 0 }, end: { line: 1, character: 9 } };
        harness.post({ type: 'stale', reason: 'The plan as it stands cannot be computed.' });
        harness.post({
          type: 'failure',
          messages: [{ text: 'RT3001 There is no file or folder "ct".', range }, { text: 'The engine stopped.' }],
        });
      }),
  },
];

const ofPlan: readonly State[] = [
  {
    name: 'slices',
    reach: async (page) => {
      await shown(page, () => {
        harness.post({ type: 'fresh' });
        harness.sendModel({ full: true });
      });
    },
  },
  { name: 'goal', reach: (page) => page.locator('.goals tr[data-goal="2"]').click() },
  { name: 'overlay-pet', reach: (page) => overlay(page, 'FMISO') },
  { name: 'overlay-mr', reach: (page) => overlay(page, 'T2') },
  { name: 'overlay-eqd2', reach: (page) => overlay(page, 'EQD2') },
  { name: 'overlay-oer', reach: (page) => overlay(page, 'OER') },
  {
    name: 'tables',
    reach: async (page) => {
      await overlay(page, 'Dose');
      await click(page, 'Show the histogram as a table');
      await click(page, 'Show the beam as a table');
    },
  },
  {
    name: 'room',
    reach: async (page) => {
      await click(page, 'Show the histogram as a picture');
      await click(page, 'Show the beam as a picture');
      await page.getByRole('tab', { name: '3D' }).click();
      await drawn(page);
    },
  },
  {
    name: 'room-slice',
    reach: async (page) => {
      await click(page, 'Axial slice in the 3D view');
      await page.waitForSelector('.room [data-part="plane-letter"]');
    },
  },
  { name: 'room-table', reach: (page) => click(page, 'Show the 3D view as a table') },
  {
    name: 'room-maximised',
    reach: async (page) => {
      await click(page, 'Show the 3D view as a picture');
      await click(page, 'Maximise the view');
      await drawn(page);
    },
  },
  {
    name: 'beam-maximised',
    reach: async (page) => {
      await page.getByRole('tab', { name: 'Beam' }).click();
      await page.waitForSelector('.eye [data-part="header"]');
    },
  },
  {
    name: 'number',
    reach: async (page) => {
      await page.keyboard.press('Escape');
      await page.evaluate(() => harness.sendNumber({}));
      await page.waitForSelector('.text-number:not([hidden])');
    },
  },
  {
    name: 'number-blocked',
    reach: (page) =>
      page.evaluate(() =>
        harness.sendNumber({ blocked: 'The text cannot be read at line 12: "{" is due here. Mend that first.' }),
      ),
  },
  { name: 'number-gone', reach: (page) => page.evaluate(() => harness.post({ type: 'number' })) },
  {
    name: 'compare',
    reach: async (page) => {
      await page.keyboard.press('Escape');
      await choose(page, '.field-compare', 'Uniform');
      await page.waitForSelector('.ladder-chart [data-part="ladder-rung"]');
    },
  },
  {
    name: 'last-commit',
    reach: async (page) => {
      await page.evaluate(() => {
        harness.sendModel({ commit: true });
        harness.post({ type: 'compareWith', name: 'last commit' });
      });
      await page.waitForSelector('.ladder-changes td');
    },
  },
  {
    name: 'last-commit-missing',
    reach: (page) =>
      page.evaluate(() => {
        harness.sendModel({ full: true });
        const words = 'ball.rtplan cannot be read from revision HEAD (its folder is in no git repository).';
        harness.post({ type: 'failure', messages: [{ text: `The last commit cannot be compared with. ${words}` }] });
      }),
  },
  {
    name: 'levels',
    reach: async (page) => {
      await choose(page, '.field-compare', 'nothing');
      await click(page, 'Edit the isodose levels');
      await page.locator('.legend vscode-text-field input').fill('95 half');
      await page.locator('.legend vscode-text-field input').press('Enter');
    },
  },
  {
    name: 'menu',
    reach: async (page) => {
      await page.locator('.legend vscode-text-field input').press('Escape');
      await page.locator('.field-overlay vscode-dropdown').click();
    },
  },
  {
    name: 'stale',
    reach: async (page) => {
      await page.keyboard.press('Escape');
      await page.evaluate(() => {
        harness.post({ type: 'stale', reason: 'The plan as it stands cannot be computed.' });
        harness.post({ type: 'failure', messages: [{ text: 'RT2003 Unknown structure name "SpinalCrd".' }] });
      });
    },
  },
  {
    name: 'progress',
    reach: (page) =>
      page.evaluate(() => {
        harness.post({ type: 'progress', stage: 'Computing dose', fraction: 0.4, secondsLeft: 14 });
      }),
  },
  {
    name: 'preview',
    reach: async (page) => {
      await page.evaluate(() => {
        harness.post({ type: 'fresh' });
        harness.sendModel({
          title: 'P',
          notDosimetric: 'NOT DOSIMETRIC: a beam enters through the cut edge of the image',
          quality: {
            kind: 'preview',
            gridMm: 5,
            cones: 40,
            estimatedDifference: { rmsPercent: 0.7, targetsPercent: 1.4, edgesMm: 0.6 },
          },
        });
      });
      await page.waitForSelector('.dvh [data-part="not-dosimetric"]');
      await page.evaluate(() => harness.post({ type: 'previewOnly', reason: 'the run was cancelled.' }));
    },
  },
];

const ofDose: readonly State[] = [
  {
    name: 'dose-refused',
    reach: async (page) => {
      await page.evaluate(() =>
        harness.post({
          type: 'failure',
          messages: [{ text: 'The file holds relative dose (DoseUnits RELATIVE). Export it with DoseUnits GY.' }],
        }),
      );
      await page.waitForSelector('.unreadable h2');
    },
  },
  {
    name: 'dose-file',
    reach: async (page) => {
      await shown(page, () => {
        harness.post({ type: 'fresh' });
        harness.sendDoseFile({ hasImage: true });
      });
      await drawn(page);
    },
  },
  {
    name: 'dose-alone',
    reach: async (page) => {
      await page.evaluate(() => harness.sendDoseFile({ hasImage: false }));
      await page.getByText('The image was not found').waitFor();
      await drawn(page);
    },
  },
];

/** Each state is reached once, and looked at in every theme: in the dark one by all rules, in the others by those that depend on colours. */
describe('every state of the view', function () {
  this.timeout(300_000);
  const served = useHarness(pictures);

  async function settled(page: Page): Promise<void> {
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  }

  /** What is seriously wrong, in words: rule, theme, and the first place. */
  async function findings(page: Page, isWhole: boolean): Promise<string[]> {
    const { violations } = await page.evaluate(
      (whole) =>
        globalThis.axe.run(document, {
          ...(whole ? {} : { runOnly: ['color-contrast'] }),
          resultTypes: ['violations'],
        }),
      isWhole,
    );
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) =>
        nodes
          .slice(0, 3)
          .map((node) => `${id}: ${node.html.slice(0, 160)} — ${node.any.map(({ message }) => message).join('; ')}`),
      );
  }

  async function clipped(page: Page, width: number): Promise<string[]> {
    return page.evaluate(
      (w) =>
        document.documentElement.scrollWidth > w
          ? ['the page is wider than the pane']
          : [...document.querySelectorAll('.toolbar > *, .status > *, .heading > *, .notice-line > *')]
              .filter((node) => node.getBoundingClientRect().right > w + 0.5)
              .map((node) => `${node.className} runs out of the pane`),
      width,
    );
  }

  for (const { subject, width, states, wanted } of [
    { subject: 'plan', width: 892, states: [...beforeAnything, ...ofPlan], wanted: themes },
    { subject: 'dose', width: 892, states: ofDose, wanted: themes },
    { subject: 'plan', width: 600, states: [...beforeAnything, ...ofPlan], wanted: ['light'] },
    { subject: 'plan', width: 400, states: [...beforeAnything, ...ofPlan], wanted: ['dark'] },
    { subject: 'dose', width: 400, states: ofDose, wanted: ['high-contrast-light'] },
  ] as const) {
    const pane = `a ${subject} in ${width} px, ${wanted.join(', ')}`;
    it(`is accessible, readable and whole: ${pane}`, async () => {
      const page = await served().open({ width, height: 908, voxelMm: 4, subject });
      await page.evaluate(axeSource);
      const problems = new Map<string, string[]>();
      for (const { name, reach } of states) {
        await reach(page);
        for (const theme of wanted) {
          await page.evaluate((t) => harness.setTheme(t), theme);
          await settled(page);
          const found = [...(await findings(page, theme === wanted[0])), ...(await clipped(page, width))];
          for (const words of found) problems.set(words, [...(problems.get(words) ?? []), `${name} ${theme}`]);
          await page.screenshot({ path: path.join(pictures, `${name}-${width}-${theme}.png`) });
        }
      }
      await page.close();
      assert.deepEqual(Object.fromEntries(problems), {});
    });
  }
});
