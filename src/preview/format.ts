/** Words and numbers as every view, picture and table of the preview writes them: true minus, a space before units. */

export const researchNotice = 'Research use only – not for clinical use';
export const notDosimetricMark = 'NOT DOSIMETRIC';
export const notDosimetricReason = `${notDosimetricMark}: a beam enters through the cut edge of the image`;

/** `digits` decimals with a true minus; never "−0.0". */
export function fixed(value: number, digits: number): string {
  if (!Number.isFinite(value)) return '–';
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** As `fixed`, with a plus before positive numbers. */
export function signed(value: number, digits: number): string {
  const text = fixed(value, digits);
  return value > 0 && Number(text) !== 0 ? `+${text}` : text;
}

/** No more decimals than needed, at most `digits`: "70", "33.3". */
export function trimmed(value: number, digits: number): string {
  const text = fixed(value, digits);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

export function gray(doseGy: number): string {
  return `${fixed(doseGy, 1)} Gy`;
}

export function percent(value: number): string {
  return `${trimmed(value, 1)} %`;
}

/** "2.4 s", "1 min 20 s": what is left of a computation. */
export function secondsLeft(seconds: number): string {
  if (seconds < 9.5) return `${Math.max(1, Math.round(seconds))} s`;
  const whole = Math.round(seconds / 5) * 5;
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min${whole % 60 ? ` ${whole % 60} s` : ''}`;
}
