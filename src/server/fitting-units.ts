import { refusedUnit, unitSymbols } from '../units/units.ts';
import type { PossibleHere } from './completion-grammar.ts';

/** The shortest, which are the commonest, first. */
const anyUnit = unitSymbols.filter((symbol) => symbol !== refusedUnit).reverse();
const lengths = ['mm', 'cm'];
const dose = ['Gy'];

/** Units by the first word of the statement, where one word says it. */
const byHead: Readonly<Record<string, readonly string[]>> = {
  gantry: ['deg'],
  collimator: ['deg'],
  arrange: ['deg'],
  weight: [],
  HU: [],
  mu: ['MU'],
  ssd: ['cm', 'mm'],
  size: ['cm', 'mm'],
  voxel: lengths,
  centre: ['mm', 'cm'],
  isocentre: ['mm', 'cm'],
  smooth: lengths,
  drop: ['cc'],
  grid: lengths,
  bixel: lengths,
  density: ['g/cc', 'HU'],
  bolus: ['g/cc', ...lengths],
  override: ['g/cc'],
  body: ['HU', ...lengths],
  aperture: ['cm', 'mm'],
  alpha: ['/Gy'],
  beta: ['/Gy2'],
  'alpha/beta': dose,
  clonogens: ['/cc'],
  start: ['d'],
  doubling: ['d'],
  rate: ['Gy/d'],
  normalise: dose,
};

/** The units that make sense after a number at this place, the likeliest first. */
export function fittingUnits({ block, statement }: PossibleHere): readonly string[] {
  const head = statement[0].image;
  const words = statement.map((token) => token.image);
  switch (block) {
    case 'goals':
      return goalUnits(words);
    case 'schedule':
    case 'phase':
      return head === 'normalise' ? dose : ['Gy', 'Gy/fraction'];
    case 'facts':
      return ['%', 'kg', 'y', 'pack_years', 'Gy', 'mmHg'];
    case 'phantom':
      return byHead[head] ?? (words.includes('sector') && !words.includes('of') ? ['deg'] : [...lengths, 'deg']);
    case 'solid':
      if (head === 'uptake') return words.includes('edge') ? lengths : ['SUV'];
      return byHead[head] ?? [];
    case 'patient':
      if (head === 'couch') return ['g/cc', ...lengths];
      return byHead[head] ?? anyUnit;
    case 'beams':
    case 'beam':
    case 'arc':
      return head === 'couch' ? ['deg'] : (byHead[head] ?? anyUnit);
    case 'file':
      return fileUnits(head, words);
    default:
      return byHead[head] ?? anyUnit;
  }
}

/** A limit has the unit of what the metric measures: a dose for D, mean, max and min; a volume for V. */
function goalUnits(words: readonly string[]): readonly string[] {
  return words.some((word) => /^V\d/.test(word)) ? ['%', 'cc'] : ['Gy', '%'];
}

function fileUnits(head: string, words: readonly string[]): readonly string[] {
  if (head === 'organ' || head === 'target' || head === 'subtarget')
    return ['<', '>', '<=', '>='].includes(words[words.length - 2]) ? ['%', 'SUV', 'HU'] : lengths;
  return head === 'schedule' ? [] : anyUnit;
}
