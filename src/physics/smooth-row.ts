/** Fills places `from` up to `to` of a row with a function that is smooth over a centimetre: computed at nodes, linear between. */
export function fillSmooth(
  row: Float64Array,
  spacingMm: number,
  from: number,
  to: number,
  valueAt: (i: number) => number,
): void {
  if (from >= to) return;
  const every = Math.max(1, Math.min(4, Math.floor(12 / spacingMm)));
  const last = to - 1;
  let left = valueAt(from);
  for (let i = from; i <= last; i += every) {
    const next = Math.min(i + every, last);
    const right = next > i ? valueAt(next) : left;
    const step = (right - left) / (next - i || 1);
    for (let n = i; n < next; n++) row[n] = left + step * (n - i);
    left = right;
  }
  row[last] = left;
}
