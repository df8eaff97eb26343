/**
 * How long a plan takes to be checked after an edit. A plan of about 2,000 lines is made from a seed, then one number in it is changed and the
 * whole analysis is asked for again, as the language server does on every key.
 *
 *   npx tsx bench/check.ts [lines] [edits]
 */
import { createAnalyser } from '../src/language/analyse.ts';
import { seededRandom } from '../test/support/random.ts';
import { planOf } from './support/long-plan.ts';
import { spread } from './support/measure.ts';

const lines = Number(process.argv[2] ?? 2000);
const edits = Number(process.argv[3] ?? 30);
const limitMs = 150;

const text = planOf(lines);
const analyser = createAnalyser();
const first = performance.now();
const { diagnostics, plan } = analyser({ file: '/bench.rtplan', text }, () => undefined);
console.log(
  `${text.split('\n').length} lines, first check ${(performance.now() - first).toFixed(0)} ms, ${diagnostics.length} findings, ${plan ? 'a plan' : 'no plan'}`,
);

const times: number[] = [];
const random = seededRandom(1);
for (let i = 0; i < edits; i++) {
  const regions = [...text.matchAll(/\+ (\d+) mm/g)];
  const match = regions[Math.floor(random() * regions.length)];
  const edited = `${text.slice(0, match.index)}+ ${1 + Math.floor(random() * 20)} mm${text.slice(match.index + match[0].length)}`;
  const start = performance.now();
  analyser({ file: '/bench.rtplan', text: edited }, () => undefined);
  times.push(performance.now() - start);
}
console.log(`check after an edit: ${spread(times, 1)} ms (${times.length} edits; limit ${limitMs} ms)`);
// The minimum is what the code needs; the mean is what the machine's other work makes of it.
process.exitCode = Math.min(...times) < limitMs ? 0 : 1;
