import type { CatalogueEntry } from '../diagnostic.ts';

/** RT0xxx: syntax. */
export const syntaxDiagnostics = {
  RT0001: {
    severity: 'information',
    title: 'Not computed yet',
    explanation:
      'The plan language has this construct, but this version does not compute it. It is read, kept by the formatter and listed in the report, and it changes nothing in the dose or the goals. Nothing in a plan is ever ignored without this mark; tissues and facts of the patient are typed and checked, and no model of this version uses them yet.',
  },
  RT0002: {
    severity: 'error',
    title: 'Unexpected text',
    explanation:
      'The statement cannot go on with this word or sign. The message says what could stand here. Only this statement is left out; the rest of the plan is still checked.',
  },
  RT0003: {
    severity: 'error',
    title: 'Missing brace',
    explanation:
      'A block begins with "{" and ends with "}". One of the two is missing. The plan is read as if it stood at the nearest sensible place, so that the other statements are still checked.',
  },
  RT0004: {
    severity: 'error',
    title: 'Closing brace too many',
    explanation: 'This "}" has no "{" that it closes. Remove it, or add the opening brace.',
  },
  RT0005: {
    severity: 'error',
    title: 'Parenthesis not closed',
    explanation: 'A "(" needs its ")" within the same statement.',
  },
  RT0006: {
    severity: 'error',
    title: 'Text in quotes not closed',
    explanation: 'Text in quotes begins and ends on one line. Add the closing quote.',
  },
  RT0007: {
    severity: 'error',
    title: 'Unknown statement',
    explanation:
      'No statement of this block begins with this word. A misspelt word must not be skipped in silence, so this is an error; the message suggests the nearest word there is.',
  },
  RT0008: {
    severity: 'error',
    title: 'Unfinished statement',
    explanation:
      'The line ends before the statement is complete. A statement goes on over a line only inside parentheses, after an operator or a comma, or where the next line begins with an operator.',
  },
  RT0009: {
    severity: 'error',
    title: 'Character that the language does not use',
    explanation: 'This character has no meaning in a plan. Text of your own belongs in quotes or after "//".',
  },
  RT0010: {
    severity: 'error',
    title: 'Incomplete dose–volume metric',
    explanation:
      'A dose at a volume needs to say whether the volume is a percentage or cm³: D95% or D0.03cc. A volume at a dose needs its unit too: V20Gy, or V95% for a share of the prescription. D2% and D2cc are different doses, so none of them is assumed.',
  },
  RT0011: {
    severity: 'error',
    title: 'Set algebra that can be read in two ways',
    explanation:
      '"A and B or C" can mean two different regions. Write parentheses where "and", "or" and "minus" meet, so that the text says which one is meant.',
  },
  RT0012: {
    severity: 'error',
    title: 'Written twice',
    explanation: 'This may be written only once here. With two values, one would have to be ignored in silence.',
  },
  RT0013: {
    severity: 'error',
    title: 'Plan without a necessary part',
    explanation: 'A plan needs a patient, a schedule and beams. The message names the part that is missing.',
  },
  RT0014: {
    severity: 'error',
    title: 'Missing property',
    explanation: 'This block needs a property that has no safe default, so the plan has to say it.',
  },
  RT0015: {
    severity: 'error',
    title: 'Said by the file already',
    explanation:
      'The beams of this group are provided by a file, and so are their gantry, couch and collimator angles, isocentres, apertures and monitor units. A group takes all of it from the file or writes all of it; write beams of your own in another group.',
  },
  RT0020: {
    severity: 'error',
    title: 'Allowed without a reason',
    explanation:
      'A finding is allowed for a reason, in a few words after "because": the report lists it, and whoever reads the plan next has to judge whether it still holds. Write what was considered, by whom or when: "the PTV overlaps the cord on purpose, discussed 3 Nov". Without a reason nothing is allowed.',
  },
} as const satisfies Record<string, CatalogueEntry>;
