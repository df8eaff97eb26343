/** Something in a text that may tell who a patient is; never the text itself, which would carry it on. */
export interface TextIdentifier {
  /** "a birth date": what it looks like. */
  readonly what: string;
  /** Offset of its first character, and behind its last. */
  readonly from: number;
  readonly to: number;
}

export interface IdentifierRules {
  /** The text is a plan's: it needs neither calendar dates nor long numbers. */
  readonly isPlan: boolean;
  /** Parts of names, numbers and dates of patients whose images lie beside, in lower case. */
  readonly known: ReadonlySet<string>;
}

/** Names, record numbers and birth dates in a text. A line that ends with `identifiers ok: REASON` in a comment is left out. */
export function textIdentifiers(text: string, { isPlan, known }: IdentifierRules): TextIdentifier[] {
  const found: TextIdentifier[] = [];
  const note = (what: string, from: number, length: number): void => {
    const to = from + length;
    // One word may look like several things: the first that is found counts.
    if (!found.some((other) => from < other.to && other.from < to)) found.push({ what, from, to });
  };
  for (const { 0: word, index } of text.matchAll(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu))
    if (known.has(word.toLowerCase())) note('part of the identity in a DICOM file beside', index, word.length);
  for (const { pattern, what, group = 0, plansOnly, isIt } of patterns) {
    if (plansOnly && !isPlan) continue;
    for (const match of text.matchAll(pattern)) {
      const value = match[group];
      if (isIt && !isIt(value)) continue;
      note(what, match.index + match[0].lastIndexOf(value), value.length);
    }
  }
  const lines = lineStarts(text);
  return found
    .filter(
      ({ from }) =>
        !allowed.test(
          text.slice(
            lines.findLast((start) => start <= from),
            endOfLine(text, from),
          ),
        ),
    )
    .sort((a, b) => a.from - b.from);
}

/** A reason has to be written: what it is, so that a reviewer can judge. */
const allowed = /(\/\/|#|<!--).*\bidentifiers ok: *\S.{2,}$/;

interface Pattern {
  readonly pattern: RegExp;
  readonly what: string;
  /** The part that is the finding; all of it where not said. */
  readonly group?: number;
  readonly plansOnly?: true;
  readonly isIt?: (text: string) => boolean;
}

const date = String.raw`(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\s?\d{1,2}[-/.]\s?(?:\d{4}|\d{2}))`;
const compactDate = String.raw`(?:19|20)\d{6}`;

const patterns: readonly Pattern[] = [
  {
    what: 'a birth date',
    pattern: new RegExp(
      String.raw`\b(?:born|birth\s*_?-?(?:date|day)|date\s+of\s+birth|d\.?o\.?b\.?)\b[^\n\d]{0,12}(${date}|${compactDate})`,
      'giu',
    ),
    group: 1,
  },
  {
    what: 'a record number',
    pattern:
      /\b(?:mrn|medical\s+record(?:\s+(?:number|no\.?))?|hospital\s*_?(?:number|no\.?|id)|patient\s*_?(?:id|number|no\.?)|case\s+(?:number|no\.?)|nhs(?:\s+(?:number|no\.?))?|ssn|insurance\s*_?(?:number|no\.?))\b\s*[:=#]?\s*"?([A-Z]{0,4}[-/ ]?\d[\d /-]{3,}\d)/giu,
    group: 1,
  },
  {
    what: 'a name',
    pattern:
      /\b(?:patient(?:'s)?\s*_?name|surname|first\s*_?name|last\s*_?name|family\s*_?name|given\s*_?name)\b\s*[:=]\s*"?(\p{L}[\p{L}'’^ ,.-]*\p{L})/giu,
    group: 1,
  },
  // A title before a capitalised word; "St." and a dose in "Mr" are no titles.
  {
    what: 'a name',
    pattern: /\b(?:Mr|Mrs|Ms|Miss|Herr|Frau|Mme|Señora?|Signora?)\b\.?\s+(\p{Lu}[\p{L}'’-]+)/gu,
    group: 1,
  },
  { what: 'a name', pattern: /\p{L}[\p{L}'’-]+\^\p{L}[\p{L}'’^-]*/gu },
  { what: 'an NHS number', pattern: /(?<![\d.])\d{3}[ -]\d{3}[ -]\d{4}(?![\d.])/g, isIt: isNhsNumber },
  {
    what: 'a US social security number',
    pattern: /(?<![\d.-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d.-])/g,
  },
  {
    what: 'a calendar date',
    pattern: new RegExp(String.raw`(?<![\d./-])${date}(?![\d/-]|\.\d)`, 'g'),
    plansOnly: true,
    isIt: isCalendarDate,
  },
  // As in the names of exported folders.
  {
    what: 'a calendar date',
    pattern: new RegExp(String.raw`(?<![\p{L}\d.])(?<!PMID[:\s]*)${compactDate}(?![\d.]*\d)`, 'gu'),
    plansOnly: true,
    isIt: isCalendarDate,
  },
  // No number of a plan has so many digits; identifiers of literature and of DICOM objects do.
  {
    what: 'a long number, as a record has',
    pattern:
      /(?<![\p{L}\d.])(?<!(?:PMID|PMC|NCT|ISRCTN|doi)[:\s]*)(?<!10\.\d{4,9}\/\S*)\p{Lu}{0,4}\d{7,}(?![\d.]*\d)(?!\s*[\p{L}%/])/gu,
    plansOnly: true,
  },
];

/** The last digit is a check digit, modulo 11 (NHS Data Dictionary, "NHS number"). */
function isNhsNumber(text: string): boolean {
  const digits = [...text.replace(/\D/g, '')].map(Number);
  const sum = digits.slice(0, 9).reduce((total, digit, n) => total + digit * (10 - n), 0);
  const check = (11 - (sum % 11)) % 11;
  return check !== 10 && check === digits[9];
}

function isCalendarDate(text: string): boolean {
  const parts = /^\d{8}$/.test(text)
    ? [text.slice(0, 4), text.slice(4, 6), text.slice(6)].map(Number)
    : text.split(/[-/.]\s?/).map(Number);
  const [day, month, year] = parts[0] > 31 ? [parts[2], parts[1], parts[0]] : parts;
  const fits = (d: number, m: number): boolean => d >= 1 && d <= 31 && m >= 1 && m <= 12;
  // Day and month come in both orders, but for a date that begins with its year.
  const isDayOfYear = fits(day, month) || (parts[0] <= 31 && fits(month, day));
  return (year < 100 || (year >= 1900 && year < 2100)) && isDayOfYear;
}

function lineStarts(text: string): number[] {
  return [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}
