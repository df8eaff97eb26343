/**
 * How long a search of the evidence base takes, in process, over queries as people type them; and the first one, which reads the rows.
 *
 *   npx tsx bench/evidence.ts [rounds]
 */
import { standardEvidence } from '../src/evidence/base.ts';
import { searchEvidence } from '../src/evidence/search.ts';
import { machineLine, spread } from './support/measure.ts';

const rounds = Number(process.argv[2] ?? 50);
const limitMs = 100;
const queries = [
  'parotid',
  'Parotid_L mean',
  'cord sbrt 5 fractions',
  'xerostomia',
  'optic hytec',
  'prostate flame',
  'hypoxia',
  'pneumonitis lkb',
  'ractum V70Gy',
  'bowel',
];

console.log(machineLine());
const start = performance.now();
searchEvidence(standardEvidence(), queries[0]);
const first = performance.now() - start;
console.log(`first search, rows read and indexed: ${first.toFixed(1)} ms`);
const times = queries.map((query) => {
  const each = Array.from({ length: rounds }, () => {
    const from = performance.now();
    searchEvidence(standardEvidence(), query);
    return performance.now() - from;
  });
  console.log(`${query.padEnd(24)} ${spread(each, 2)} ms`);
  return Math.min(...each);
});
process.exitCode = Math.max(first, ...times) < limitMs ? 0 : 1;
