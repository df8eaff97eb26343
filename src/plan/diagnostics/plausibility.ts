import type { CatalogueEntry } from '../diagnostic.ts';

/** RT5xxx: clinical plausibility. */
export const plausibilityDiagnostics = {
  RT5001: {
    severity: 'warning',
    title: 'Total dose that looks like a dose per fraction',
    explanation:
      'The total dose divided by the fractions is far below any dose per fraction in use. If the number is the dose of one fraction, write it as Gy/fraction.',
  },
  RT5002: {
    severity: 'error',
    title: 'Dose that looks like cGy',
    explanation:
      'No course of external photon beams has such a total dose. The number is most likely in cGy; the message gives it in Gy.',
  },
  RT5003: {
    severity: 'warning',
    title: 'Dose prescribed to an organ',
    explanation:
      'The region is declared as an organ at risk, and the schedule prescribes a dose to it or scales the plan to its dose. Declare it as a target if that is what it is.',
  },
  RT5004: {
    severity: 'warning',
    title: 'Goal in the unusual direction',
    explanation:
      'The goal asks for at least a dose in an organ at risk. If the region is to be treated, declare it as a target; if it is to be spared, turn the comparison round.',
  },
  RT5005: {
    severity: 'warning',
    title: 'Normalisation contradicts the prescription',
    explanation:
      'The plan is rescaled to a dose that differs from the one prescribed for the same metric of the same region.',
  },
  RT5006: {
    severity: 'warning',
    title: 'Contested or superseded row',
    explanation:
      'The published row is disputed, or a later one replaces it. It is available, and whatever is computed from it carries the caveat.',
  },
  RT5007: {
    severity: 'warning',
    title: 'Percentage that looks like cm³',
    explanation:
      'A dose to a small fraction of one per cent of a region is below what a voxel grid resolves. Dose limits of serial organs are given at a volume in cm³: D0.03cc, not D0.03%.',
  },
  RT5008: {
    severity: 'warning',
    title: 'Isocentre in a region that is not a target',
    explanation:
      'The isocentre is taken from a region that is not declared as a target. Field sizes and margins are defined around it, so it belongs into what is treated.',
  },
  RT5009: {
    severity: 'warning',
    title: 'Very large margin',
    explanation:
      'Margins for set-up and microscopic spread are millimetres. A margin of more than 30 mm is usually a length in the wrong unit.',
  },
  RT5010: {
    severity: 'warning',
    title: 'Radiobiological parameters that contradict each other',
    explanation:
      'alpha, beta and alpha/beta are three numbers with one relation between them, and the values that are written do not fulfil it; or a repopulation has both a doubling time and a rate, of which the doubling time is taken.',
  },
  RT5011: {
    severity: 'warning',
    title: 'Beams that fall on each other',
    explanation: 'The arrangement goes round more than once, so that several beams have the same angle.',
  },
  RT5012: {
    severity: 'warning',
    title: 'Organ that is called a target',
    explanation:
      'The region is declared as a target, but nothing prescribes a dose to it, no other region and no beam is made from it, and its goals only limit its dose. Declare it as an organ if it is to be spared.',
  },
  // RT51xx: goals against the evidence they cite.
  RT5101: {
    severity: 'warning',
    title: 'Goal looser than the row it cites',
    explanation:
      'The cited source gives another, tighter limit for this organ, metric and course. A reader of the plan would take the written number for a published one. Write the published limit, or cite the protocol that allows this one.',
  },
  RT5102: {
    severity: 'warning',
    title: 'Cited source limits another metric',
    explanation:
      'The cited source has limits for this organ, but none on this metric in this unit. The message lists what it does limit. Write one of those, or cite where this limit comes from.',
  },
  RT5103: {
    severity: 'information',
    title: 'Goal tighter than the row it cites',
    explanation:
      'The goal asks for more than the cited source. That is common and safe; the published limit is given so that nobody takes the written number for it.',
  },
  RT5104: {
    severity: 'warning',
    title: 'Citation that cannot be checked',
    explanation:
      'The cited source has no row for this organ, or it cannot be told which organ the region is. An organ is known by its tissue (of std.parotid) or by the TG-263 name of its structure. The goal is judged as written; only its citation is not confirmed.',
  },
  RT5201: {
    severity: 'warning',
    title: 'Goal looser than the protocol',
    explanation:
      'The plan follows a protocol and writes a goal of its own that allows more than the protocol’s, or makes a preference of what must hold there. Both values are in the message. The plan’s own value counts.',
  },
  RT5202: {
    severity: 'warning',
    title: 'Dose below the protocol',
    explanation:
      'The plan follows a protocol and prescribes less to a target than the protocol does for the group of this patient. Both values are in the message. The plan’s own value counts.',
  },
  RT5203: {
    severity: 'warning',
    title: 'Group chosen against its evidence',
    explanation:
      'The plan names the group that it follows, and the evidence does not put this patient there outside a trial: the rule is under investigation, its arm did not replace the standard, or the patient does not meet its condition.',
  },
  RT5204: {
    severity: 'warning',
    title: 'Evidence for leaving radiotherapy out',
    explanation:
      'The published rule for this patient is about treatment without radiotherapy, so it has no prescription that could be inherited. The plan stands on its own.',
  },
  // RT53xx: the biology that goals rest on.
  RT5301: {
    severity: 'warning',
    title: 'Hypoxia that stays for the whole course',
    explanation:
      'The oxygen pressure is taken from one image and kept for every fraction. Hypoxia changes during a course; a static map gives tumour control probabilities that are absurdly low. Write how fast the hypoxic part is reoxygenated, as a half-life in days.',
  },
  RT5302: {
    severity: 'warning',
    title: 'TCP without a spread between patients',
    explanation:
      'Patients differ in the radiosensitivity of their tumours. A TCP from one alpha is that of an average patient, and its dose response is much steeper than any seen in a population (Webb and Nahum 1993). "varies" after a parameter gives its standard deviation between patients.',
  },
  RT5303: {
    severity: 'warning',
    title: 'Dose per fraction beyond the linear-quadratic model',
    explanation:
      'TCP, NTCP, EQD2 and P+ rest on the linear-quadratic model, which is seen to hold for about 1 to 6 Gy per fraction and accepted to 10 Gy. Outside of that the value is an extrapolation.',
  },
  RT5304: {
    severity: 'information',
    title: 'Parameters of two sources in one tissue',
    explanation:
      "alpha, beta and alpha/beta of a publication were fitted together. This tissue replaces one of them and keeps the others, so that the set as a whole is nobody's. Take both from one source, or write both.",
  },
  RT5305: {
    severity: 'warning',
    title: 'Cap below the dose of the reference',
    explanation:
      'An isoeffective dose makes up for what a region withstands, so it is hardly ever below that of its reference. A cap below it leaves the region with less dose and less effect than what is around it.',
  },
  RT5306: {
    severity: 'warning',
    title: 'Goals that contradict each other',
    explanation:
      'Two goals of one region that have to hold cannot both: the hottest 2 % of a region have no less dose than its hottest 95 %. No beams meet both, and an optimiser that is asked for both gives a plan between them.',
  },
} as const satisfies Record<string, CatalogueEntry>;
