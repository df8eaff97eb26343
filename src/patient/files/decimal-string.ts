/**
 * A number as a DICOM decimal string (VR DS, PS3.5, 6.2): at most 16 characters, as many digits as fit, the exponent kept. Writers that cut longer
 * text off lose the exponent, and with it powers of ten.
 */
export function decimalString(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`a decimal string holds finite numbers only, not ${value}`);
  for (let digits = 17; digits > 0; digits--) {
    const rounded = Number(value.toPrecision(digits));
    // Plain and with exponent; negative zero is zero.
    for (const text of [`${rounded === 0 ? 0 : rounded}`, rounded.toExponential()]) if (text.length <= 16) return text;
  }
  throw new RangeError(`${value} has no decimal string of 16 characters`);
}
