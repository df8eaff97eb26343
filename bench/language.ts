/**
 * What an author waits for while typing, through the server's connection as the editor uses it: from a keystroke to its diagnostics (the pause in
 * typing of 30 ms that the server waits for is part of it), and to the completions there, in plans of 500 and of 5,000 lines.
 *
 *   npm run bench -- language [keystrokes]
 */
import { clientOfServer } from '../test/server/client.ts';
import { seededRandom } from '../test/support/random.ts';
import { planOf } from './support/long-plan.ts';
import { machineLine, spread } from './support/measure.ts';

const keystrokes = Number(process.argv[2] ?? 30);
console.log(machineLine());
let missed = 0;
for (const { lines, diagnosticsMs, completionMs } of [
  { lines: 500, diagnosticsMs: 50, completionMs: 50 },
  { lines: 5000, diagnosticsMs: 200, completionMs: 50 },
]) {
  const uri = `file:///plans/long-${lines}.rtplan`;
  const client = await clientOfServer();
  const random = seededRandom(1);
  let text = planOf(lines);
  await client.open(uri, text);
  await client.published(uri);
  const places = [...text.matchAll(/\+ (\d) mm/g)].map(({ index }) => index + 2);
  const toDiagnostics: number[] = [];
  const toCompletions: number[] = [];
  const processorMs: number[] = [];
  for (let version = 2; version < keystrokes + 2; version++) {
    const at = places[Math.floor(random() * places.length)];
    const before = text.slice(0, at).split('\n');
    const position = { line: before.length - 1, character: before.at(-1)!.length };
    const digit = String(1 + (version % 9));
    text = text.slice(0, at) + digit + text.slice(at + 1);
    const start = performance.now();
    const processor = process.cpuUsage();
    await client.notify('textDocument/didChange', {
      textDocument: { uri, version },
      contentChanges: [
        { range: { start: position, end: { ...position, character: position.character + 1 } }, text: digit },
      ],
    });
    await client.published(uri, (published) => published.version === version);
    toDiagnostics.push(performance.now() - start);
    const { user, system } = process.cpuUsage(processor);
    processorMs.push((user + system) / 1000);
    // Completions are asked for on a key that is not checked yet.
    await client.notify('textDocument/didChange', {
      textDocument: { uri, version: version + 0.5 },
      contentChanges: [
        { range: { start: position, end: { ...position, character: position.character + 1 } }, text: digit },
      ],
    });
    const asked = performance.now();
    await client.request('textDocument/completion', { textDocument: { uri }, position });
    toCompletions.push(performance.now() - asked);
    await client.published(uri, (published) => published.version === version + 0.5);
  }
  report(`${lines} lines: diagnostics after a keystroke`, toDiagnostics, diagnosticsMs);
  // What the machine's other work does not change; the client's share is in it.
  console.log(`${`${lines} lines: processor time for it`.padEnd(48)} ${spread(processorMs)}`);
  report(`${lines} lines: completion on a keystroke`, toCompletions, completionMs);
  await client.stop();
}
process.exitCode = missed === 0 ? 0 : 1;

function report(what: string, times: readonly number[], limitMs: number): void {
  const median = times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)];
  if (median >= limitMs) missed++;
  console.log(`${what.padEnd(48)} median ${median.toFixed(0)} ms (at most ${limitMs}); ${spread(times)}`);
}
