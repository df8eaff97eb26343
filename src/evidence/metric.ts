/**
 * A dose–volume metric of a row: the language's own, and the complement `CV12Gy`, the volume that receives less than a dose (a critical volume
 * that has to be spared), which goals cannot be written on yet.
 */
export type RowMetric =
  | { readonly kind: 'doseAtVolume'; readonly value: number; readonly unit: 'percent' | 'cc' }
  | { readonly kind: 'volumeAtDose' | 'volumeBelowDose'; readonly doseGy: number }
  | { readonly kind: 'mean' | 'max' | 'min' };

/** Reads `D0.03cc`, `D95%`, `V20Gy`, `CV12Gy`, `mean`, `max`, `min`; nothing where the text is none of them. */
export function parseMetric(text: string): RowMetric | undefined {
  if (text === 'mean' || text === 'max' || text === 'min') return { kind: text };
  const dose = /^D(\d+(?:\.\d+)?)(%|cc)$/.exec(text);
  if (dose) {
    const value = Number(dose[1]);
    const possible = value > 0 && (dose[2] === 'cc' || value <= 100);
    return possible ? { kind: 'doseAtVolume', value, unit: dose[2] === '%' ? 'percent' : 'cc' } : undefined;
  }
  const volume = /^(C?)V(\d+(?:\.\d+)?)Gy$/.exec(text);
  return volume ? { kind: volume[1] ? 'volumeBelowDose' : 'volumeAtDose', doseGy: Number(volume[2]) } : undefined;
}

/** Whether the metric is a dose; else it is a volume. */
export function isDose(metric: RowMetric): boolean {
  return metric.kind !== 'volumeAtDose' && metric.kind !== 'volumeBelowDose';
}
