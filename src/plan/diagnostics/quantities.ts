import type { CatalogueEntry } from '../diagnostic.ts';

/** RT2xxx: quantities, units and kinds of dose. */
export const quantitiesDiagnostics = {
  RT2001: {
    severity: 'error',
    title: 'Unknown unit',
    explanation:
      'The list of units is closed, so that a misspelt one is never taken for a name. The message suggests the nearest unit.',
  },
  RT2002: {
    severity: 'error',
    title: 'Missing unit',
    explanation:
      'Every number that has a unit carries it. A bare 66 could be Gy, cGy or Gy per fraction, so none of them is assumed.',
  },
  RT2003: {
    severity: 'error',
    title: 'Quantity of the wrong kind',
    explanation:
      'A length, a dose, a volume, an angle and so on are different kinds of quantity. The message says which kind is due and which one was written.',
  },
  RT2004: {
    severity: 'error',
    title: 'Kinds of dose mixed',
    explanation:
      'Physical dose, RBE-weighted dose, EQD2 and BED are different things that share the letters Gy. They are never compared or added in silence; the message names the conversion.',
  },
  RT2005: {
    severity: 'error',
    title: 'Dose in cGy',
    explanation:
      'Doses in a plan are in Gy. A value in cGy that is later read as Gy is wrong by a factor of one hundred, so it is refused and the value in Gy is offered.',
  },
  RT2006: {
    severity: 'error',
    title: 'Dose per fraction where a total is due',
    explanation:
      'A limit of a goal is a total physical dose of the course. Write the total; the number of fractions stands in the schedule.',
  },
  RT2007: {
    severity: 'error',
    title: 'Share of an image without its region',
    explanation:
      'Per cent of the maximum of an image depends on where the maximum is taken: 50 % of the maximum in the bladder is not 50 % of the maximum in the tumour. Write the region: "50 % of max in GTV".',
  },
  RT2008: {
    severity: 'error',
    title: 'Value out of range',
    explanation:
      'The value cannot be meant: a volume above 100 %, a negative dose, an angle beyond a full turn. The message gives the range.',
  },
  RT2009: {
    severity: 'error',
    title: 'Operation that has no meaning',
    explanation:
      'The two sides cannot be combined in this way, for example a region plus a dose. The message says what each side is and what would have a meaning.',
  },
  RT2010: {
    severity: 'error',
    title: 'Not a whole number',
    explanation: 'Fractions, beams, segments and levels of preference are counted in whole numbers.',
  },
  RT2011: {
    severity: 'error',
    title: 'Monitor units and normalisation contradict each other',
    explanation:
      'Monitor units written in the plan stand only if nothing rescales the beams, so they need "normalise none"; and with "normalise none" every beam needs its monitor units.',
  },
  RT2012: {
    severity: 'error',
    title: 'Choice that is not available yet',
    explanation:
      'The word is known, and this version does not compute what it asks for; it is refused, as anything else in its place would be another plan. The engine computes and reports dose to the medium: dose to water differs from it by about a tenth in bone, and a conversion afterwards is not the same. Beams are optimised for "imrt".',
  },
  RT2013: {
    severity: 'error',
    title: 'Unit does not fit the image',
    explanation:
      'A threshold is compared with the values of an image in the unit that the image was converted to: SUV for SUVbw, HU for a CT, a plain number for a ratio.',
  },
  RT2014: {
    severity: 'error',
    title: 'Unknown or missing argument',
    explanation: 'The function does not have this argument, or lacks one that it needs. The message lists them.',
  },
  RT2015: {
    severity: 'error',
    title: 'Painting between equal values',
    explanation:
      'Dose painting by numbers draws a line from one value of the image to another: "paint by fdg from 70 Gy at 4 SUV to 80 Gy at 12 SUV". At one value it would jump.',
  },
  RT2016: {
    severity: 'error',
    title: 'Not optimised yet',
    explanation:
      'This version optimises plans of one phase whose beams are all its own. A schedule of several phases, and beams that a file provides, are computed as they are written.',
  },
  RT2103: {
    severity: 'error',
    title: 'Limit for another course',
    explanation:
      'A limit holds for the fractionation that it was derived for: 30 Gy in five fractions is another dose to the tissue than 30 Gy in thirty-five. The message gives both as EQD2 where the organ has a published alpha/beta. Cite a source with rows for this course, or convert the limit. No fix offered here loosens a limit.',
  },
  RT2104: {
    severity: 'error',
    title: 'TCP without the biology it needs',
    explanation:
      'A control probability is computed from alpha, alpha/beta and the density of clonogens of the region. Nothing of these is assumed: the region needs a tissue that has them, of your own or published. The message says what is missing and which published tissues have it.',
  },
} as const satisfies Record<string, CatalogueEntry>;
