/**
 * Which words may begin a statement in each block. The layout pass, the did-you-mean messages and completion all read this one table.
 */
export type BlockName =
  | 'file'
  | 'patient'
  | 'images'
  | 'facts'
  | 'phantom'
  | 'solid'
  | 'tissue'
  | 'repopulation'
  | 'repair'
  | 'region'
  | 'schedule'
  | 'phase'
  | 'beams'
  | 'beam'
  | 'arc'
  | 'goals'
  | 'protocol'
  | 'group'
  | 'optimise'
  | 'test'
  | 'compute';

export interface BlockVocabulary {
  /** Words that begin a statement of their own kind, with the block that their braces open, if any. */
  readonly statements: Readonly<Record<string, BlockName | undefined>>;
  /** Words that begin a `name = value` pair which all share one grammar rule. */
  readonly properties?: readonly string[];
  /** A statement may begin with a name that the user chose; its braces, if any, open this block. */
  readonly named?: { readonly opens?: BlockName };
  /** Words of the language that this version does not compute yet, at the beginning of a statement. */
  readonly later?: readonly string[];
  /** Words that make a whole statement one that is not computed yet, wherever they stand in it. */
  readonly laterAnywhere?: readonly string[];
}

const tissueProperties = ['alpha', 'beta', 'alpha/beta', 'clonogens'];
const tissueBlocks = { repopulation: 'repopulation', repair: 'repair' } as const;
const laterBiology = ['sensitivity', 'rsi', 'lyman', 'relative_seriality', 'gard'];
const laterPrescriptions = ['point'];
const beamNumbers = { gantry: undefined, couch: undefined, collimator: undefined, weight: undefined, mu: undefined };
const laterBeams = ['mlc', 'leaves', 'wedge', 'spots', 'layers', 'energy', 'control', 'blocks'];

const ownWords: Readonly<Record<BlockName, BlockVocabulary>> = {
  file: {
    statements: {
      import: undefined,
      plan: undefined,
      let: undefined,
      protocol: 'protocol',
      patient: 'patient',
      phantom: 'phantom',
      tissue: 'tissue',
      organ: 'region',
      target: 'region',
      subtarget: 'region',
      schedule: 'schedule',
      beams: 'beams',
      goals: 'goals',
      optimise: 'optimise',
      compute: 'compute',
      baseline: undefined,
      test: 'test',
    },
    later: ['course', 'robust', 'cohort', 'sweep', 'ladder'],
  },
  protocol: { statements: { fact: undefined, group: 'group' } },
  group: { statements: { evidence: undefined, schedule: 'schedule', goals: 'goals' } },
  patient: {
    statements: {
      images: 'images',
      structures: undefined,
      body: undefined,
      couch: undefined,
      bolus: undefined,
      density: undefined,
      override: undefined,
      clinical: 'facts',
      pathology: 'facts',
      molecular: 'facts',
      genetic: 'facts',
    },
    later: ['motion', 'registration'],
  },
  images: { statements: {}, named: {}, laterAnywhere: ['registered'] },
  facts: { statements: {}, named: {} },
  phantom: { statements: { size: undefined, voxel: undefined, centre: undefined }, named: { opens: 'solid' } },
  solid: { statements: { material: undefined, HU: undefined, density: undefined, uptake: undefined } },
  tissue: {
    statements: { oxygen: undefined, reoxygenates: undefined, ...tissueBlocks },
    properties: tissueProperties,
    later: laterBiology,
  },
  repopulation: { statements: {}, properties: ['start', 'doubling', 'rate'] },
  repair: { statements: {}, properties: ['halftime'] },
  region: {
    statements: { smooth: undefined, drop: undefined, oxygen: undefined, reoxygenates: undefined, ...tissueBlocks },
    properties: tissueProperties,
    later: laterBiology,
  },
  schedule: {
    statements: {
      phase: 'phase',
      start: undefined,
      missed: undefined,
      gradient: undefined,
      precedence: undefined,
      normalise: undefined,
      maximise: undefined,
    },
    named: {},
    laterAnywhere: laterPrescriptions,
  },
  phase: {
    statements: { precedence: undefined, normalise: undefined },
    named: {},
    laterAnywhere: laterPrescriptions,
  },
  beams: {
    statements: {
      machine: undefined,
      isocentre: undefined,
      accept: undefined,
      provided: undefined,
      arrange: undefined,
      beam: 'beam',
      arc: 'arc',
      aperture: undefined,
      ssd: undefined,
      ...beamNumbers,
    },
    later: laterBeams,
  },
  beam: { statements: { aperture: undefined, ...beamNumbers }, later: laterBeams },
  arc: { statements: { aperture: undefined, ...beamNumbers }, later: laterBeams },
  goals: {
    statements: { P_plus: undefined },
    named: {},
    later: ['plan', 'gradient'],
    laterAnywhere: ['EUD', 'bed'],
  },
  optimise: {
    statements: { technique: undefined, deliver: undefined, bixel: undefined },
    later: ['objectives', 'scenarios'],
  },
  test: { statements: { assert: undefined, judged: undefined } },
  compute: { statements: { grid: undefined, algorithm: undefined, report: undefined }, later: ['scenarios', 'seed'] },
};

/** What may begin a statement of every block: findings can be allowed anywhere. */
export const wordOfEveryBlock = 'allow';

function withAllow(words: BlockVocabulary): BlockVocabulary {
  return { ...words, statements: { ...words.statements, [wordOfEveryBlock]: undefined } };
}

export const vocabulary = Object.fromEntries(
  Object.entries(ownWords).map(([block, words]) => [block, withAllow(words)]),
) as Readonly<Record<BlockName, BlockVocabulary>>;

/** What the braces at the end of these words of a statement open. In a baseline that is said by the word after "with". */
export function blockOpenedBy(words: readonly string[], block: BlockName): BlockName {
  const said = block === 'file' ? words.lastIndexOf('with') + 1 : 0;
  const { statements, named } = vocabulary[block];
  return statements[words[said] ?? ''] ?? named?.opens ?? block;
}

/** Every word that a statement of the block may begin with, names apart. */
export function wordsOf(block: BlockName): readonly string[] {
  const { statements, properties = [], later = [] } = vocabulary[block];
  return [...Object.keys(statements), ...properties, ...later];
}

/** Words that may begin a statement of the file. */
export const topLevelWords: readonly string[] = wordsOf('file');

/** What most words that begin a statement of the file need next: a name. */
export const afterOtherTopLevelWords = /^[A-Za-z_\u00C0-\u024F]/;

/** What a word that begins a statement of the file needs next, so that a stray word at the margin is not taken for a statement. */
export const afterTopLevelWord: Readonly<Record<string, RegExp>> = {
  import: /^"/,
  plan: /^"/,
  schedule: /^[\d{]/,
  goals: /^\{/,
  compute: /^\{/,
  optimise: /^\{/,
  course: /^\{/,
  test: /^"/,
};
