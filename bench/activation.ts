/**
 * How long VS Code waits for the extension when a plan is opened, as its own list of running extensions says: loading the code and activating, in a
 * fresh window of the real editor each time. It is to be under 150 ms.
 *
 *   npm run bench -- activation [rounds]
 */
import { openWorkbench } from '../test/editor/workbench.ts';
import { machineLine, note, spread, type Times } from './support/measure.ts';

const rounds = Number(process.argv[2] ?? 3);
const times: Times = new Map();
console.log(machineLine());
for (let round = 0; round < rounds; round++) {
  const { page, runCommand, close } = await openWorkbench({ plan: 'ball.rtplan' });
  try {
    await page.locator('.statusbar-item', { hasText: 'Plan' }).first().waitFor();
    await runCommand('Developer: Show Running Extensions');
    const row = page.locator('.runtime-extensions-editor .monaco-list-row', { hasText: 'Dosewright' }).first();
    const said = /(\d+)\s*ms/.exec(await row.locator('.activation-time').innerText());
    if (!said) throw new Error('the list of running extensions gives no activation time');
    note(times, 'activation', Number(said[1]));
  } finally {
    await close();
  }
}
for (const [name, measured] of times) console.log(`${name.padEnd(60)} ${spread(measured)} ms`);
