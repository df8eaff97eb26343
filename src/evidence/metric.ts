/**
 * A dose–volume metric of a row: the language's own, and the complement `CV12Gy`, the volume that receives less than a dose (a critical volume
 * that has to be spared), which goals cannot be written on yet. `gEUD(a: 8)` and `NTCP`, of the row's endpoint, are for rows of one's own.
 */
export type RowMetric =
  | { readonly kind: 'doseAtVolume'; readonly value: number; readonly unit: 'percent' | 'cc' }
  | { readonly kind: 'volumeAtDose' | 'volumeBelowDose'; readonly doseGy: number }
  | { readonly kind: 'mean' | 'max' | 'min' | 'ntcp' }
  | { readonly kind: 'geud'; readonly a: number };

/** Reads `D0.03cc`, `D95%`, `V20Gy`, `CV12Gy`, `mean`, `max`, `min`, `gEUD(a: 8)`, `NTCP`; nothing where the text is none of them. */
export function parseMetric(text: string): RowMetric | undefined {
  if (text === 'mean' || text === 'max' || text === 'min') return { kind: text };
  if (text === 'NTCP') return { kind: 'ntcp' };
  const uniform = /^gEUD\(\s*a\s*:\s*(-?\d+(?:\.\d+)?)\s*\)$/.exec(text);
  if (uniform) return Number(uniform[1]) === 0 ? undefined : { kind: 'geud', a: Number(uniform[1]) };
  const dose = /^D(\d+(?:\.\d+)?)(%|cc)$/.exec(text);
  if (dose) {
    const value = Number(dose[1]);
    const possible = value > 0 && (dose[2] === 'cc' || value <= 100);
    return possible ? { kind: 'doseAtVolume', value, unit: dose[2] === '%' ? 'percent' : 'cc' } : undefined;
  }
  const volume = /^(C?)V(\d+(?:\.\d+)?)Gy$/.exec(text);
  return volume ? { kind: volume[1] ? 'volumeBelowDose' : 'volumeAtDose', doseGy: Number(volume[2]) } : undefined;
}

/** The units that a metric's limit may have, and what it is in words. */
export function unitsOf({ kind }: RowMetric): { readonly units: readonly string[]; readonly words: string } {
  if (kind === 'ntcp') return { units: ['%'], words: 'probability (%)' };
  if (kind === 'volumeAtDose' || kind === 'volumeBelowDose') return { units: ['%', 'cc'], words: 'volume (% or cc)' };
  return { units: ['Gy'], words: 'dose (Gy)' };
}
