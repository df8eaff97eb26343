/** Isodose levels as typed: per cent, separated by spaces or commas; shown from the highest down. */
export function parseLevels(text: string): { levels: number[] } | { problem: string } {
  const words = text.split(/[\s,;%]+/).filter(Boolean);
  const levels = words.map(Number);
  const wrong = words.find((_, i) => !(levels[i] > 0 && levels[i] <= 200));
  if (wrong !== undefined) return { problem: `“${wrong}” is not a level between 0 and 200 %` };
  if (levels.length === 0) return { problem: 'give at least one level' };
  if (levels.length > 12) return { problem: 'give at most 12 levels' };
  return { levels: [...new Set(levels)].sort((a, b) => b - a) };
}
