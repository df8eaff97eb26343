/**
 * The units of the plan language: a closed list. Each unit belongs to one kind of quantity and has a factor to that kind's base unit, which is
 * the unit everything downstream uses: mm, deg, Gy, d, g/cm³, cm³, SUV, HU, %.
 */
export type Kind =
  | 'number'
  | 'length'
  | 'angle'
  | 'time'
  | 'dose'
  | 'dosePerFraction'
  | 'rbeDose'
  | 'eqd2'
  | 'bed'
  | 'doseGradient'
  | 'doseRate'
  | 'perDose'
  | 'perDoseSquared'
  | 'density'
  | 'volume'
  | 'perVolume'
  | 'uptake'
  | 'hounsfield'
  | 'percent'
  | 'percentagePoints'
  | 'monitorUnits'
  | 'mass'
  | 'smoking'
  | 'pressure';

export interface Unit {
  /** As written in a plan. */
  readonly symbol: string;
  readonly kind: Kind;
  /** One of this unit in the kind's base unit. */
  readonly toBase: number;
  /** The alpha/beta, Gy, that an EQD2 or BED is bound to. */
  readonly alphaBetaGy?: number;
}

/** Read in the plan text, but always an error: 4500 cGy read as 4500 Gy kills. The message offers the value in Gy. */
export const refusedUnit = 'cGy';

const units: readonly Unit[] = [
  { symbol: 'mm', kind: 'length', toBase: 1 },
  { symbol: 'cm', kind: 'length', toBase: 10 },
  { symbol: 'deg', kind: 'angle', toBase: 1 },
  { symbol: 'd', kind: 'time', toBase: 1 },
  { symbol: 'h', kind: 'time', toBase: 1 / 24 },
  { symbol: 'min', kind: 'time', toBase: 1 / 1440 },
  { symbol: 'y', kind: 'time', toBase: 365.25 },
  { symbol: 'Gy', kind: 'dose', toBase: 1 },
  { symbol: 'cGy', kind: 'dose', toBase: 0.01 },
  { symbol: 'Gy/fraction', kind: 'dosePerFraction', toBase: 1 },
  { symbol: 'Gy(RBE)', kind: 'rbeDose', toBase: 1 },
  { symbol: 'Gy/mm', kind: 'doseGradient', toBase: 1 },
  { symbol: 'Gy/cm', kind: 'doseGradient', toBase: 0.1 },
  { symbol: 'Gy/d', kind: 'doseRate', toBase: 1 },
  { symbol: '/Gy', kind: 'perDose', toBase: 1 },
  { symbol: '/Gy2', kind: 'perDoseSquared', toBase: 1 },
  { symbol: 'g/cc', kind: 'density', toBase: 1 },
  { symbol: 'g/cm3', kind: 'density', toBase: 1 },
  { symbol: 'kg/m3', kind: 'density', toBase: 0.001 },
  { symbol: 'cc', kind: 'volume', toBase: 1 },
  { symbol: 'cm3', kind: 'volume', toBase: 1 },
  { symbol: 'ml', kind: 'volume', toBase: 1 },
  { symbol: '/cc', kind: 'perVolume', toBase: 1 },
  { symbol: '/cm3', kind: 'perVolume', toBase: 1 },
  { symbol: 'SUV', kind: 'uptake', toBase: 1 },
  { symbol: 'HU', kind: 'hounsfield', toBase: 1 },
  { symbol: '%', kind: 'percent', toBase: 1 },
  { symbol: 'pp', kind: 'percentagePoints', toBase: 1 },
  { symbol: 'MU', kind: 'monitorUnits', toBase: 1 },
  { symbol: 'kg', kind: 'mass', toBase: 1 },
  { symbol: 'g', kind: 'mass', toBase: 0.001 },
  { symbol: 'pack_years', kind: 'smoking', toBase: 1 },
  { symbol: 'mmHg', kind: 'pressure', toBase: 1 },
];

const bySymbol = new Map(units.map((unit) => [unit.symbol, unit]));

/** The written forms, longest first, `Gy EQD2[a/b]` and `Gy BED[a/b]` apart. */
export const unitSymbols: readonly string[] = [...bySymbol.keys()].sort((a, b) => b.length - a.length);

const bioeffective = /^Gy (EQD2|BED)\[(\d+(?:\.\d+)?)\]$/;

/** Source of a regular expression that matches one unit, longest first, not followed by more of a word. */
export const unitPattern = `(?:Gy (?:EQD2|BED)\\[\\d+(?:\\.\\d+)?\\]|${unitSymbols.map(escape).join('|')})(?![\\w(/])`;

export function unitNamed(symbol: string): Unit | undefined {
  const match = bioeffective.exec(symbol);
  if (match) return { symbol, kind: match[1] === 'EQD2' ? 'eqd2' : 'bed', toBase: 1, alphaBetaGy: Number(match[2]) };
  return bySymbol.get(symbol);
}

/** The unit that quantities of a kind are held in: `mm` for lengths. Empty for plain numbers. */
export function baseUnit(kind: Kind): string {
  return (
    units.find((unit) => unit.kind === kind && unit.toBase === 1)?.symbol ??
    (kind === 'eqd2' || kind === 'bed' ? 'Gy' : '')
  );
}

const kindWords: Record<Kind, string> = {
  number: 'a plain number',
  length: 'a length',
  angle: 'an angle',
  time: 'a time',
  dose: 'a physical dose',
  dosePerFraction: 'a dose per fraction',
  rbeDose: 'an RBE-weighted dose',
  eqd2: 'an EQD2',
  bed: 'a BED',
  doseGradient: 'a dose gradient',
  doseRate: 'a dose per day',
  perDose: 'an alpha (per Gy)',
  perDoseSquared: 'a beta (per Gy²)',
  density: 'a mass density',
  volume: 'a volume',
  perVolume: 'a number per volume',
  uptake: 'an uptake (SUV)',
  hounsfield: 'a CT number (HU)',
  percent: 'a percentage',
  percentagePoints: 'a difference in percentage points',
  monitorUnits: 'monitor units',
  mass: 'a mass',
  smoking: 'pack-years',
  pressure: 'a pressure',
};

/** "a length", for messages. */
export function kindInWords(kind: Kind): string {
  return kindWords[kind];
}

export const doseKinds: readonly Kind[] = ['dose', 'dosePerFraction', 'rbeDose', 'eqd2', 'bed'];

function escape(symbol: string): string {
  return symbol.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
