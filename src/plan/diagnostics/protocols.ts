import type { CatalogueEntry } from '../diagnostic.ts';

/** RT12xx: protocols and the groups of their patients. */
export const protocolsDiagnostics = {
  RT1201: {
    severity: 'error',
    title: 'Patients in no group',
    explanation:
      'The groups of a protocol take every patient, so that a plan that follows it has a group. The message describes a patient whom none takes, over all that the facts of the conditions can be: words are those that the conditions name, the field knows or `fact NAME in (…)` declares; numbers lie below, at, between and above the thresholds. Add a group, or one that says `otherwise`.',
  },
  RT1202: {
    severity: 'error',
    title: 'Patients in two groups',
    explanation:
      'The groups of a protocol exclude each other: of two that take the same patient neither could be chosen without a guess. The message describes such a patient. Narrow one of the conditions.',
  },
  RT1203: {
    severity: 'warning',
    title: 'Group without patients',
    explanation:
      'No patient can be in the group: its condition contradicts itself, or it is the one that says `otherwise` and the others take all patients. Correct the condition, or remove the group.',
  },
  RT1204: {
    severity: 'error',
    title: 'Group without evidence',
    explanation:
      'Every group of a protocol cites what it rests on: `evidence "authors, journal, year"`, or `evidence from std.NAME` for a published rule. A protocol of the house is evidence too: name it and its date.',
  },
  RT1205: {
    severity: 'error',
    title: 'Fact missing that decides the group',
    explanation:
      'The plan follows a protocol, and its patient lacks a fact that decides which group applies. The message names the fact and the groups that it decides between. Facts stand in the patient: `pathology { p16 = positive }`; the categories T, N and M are also taken from `stage`. No fact is assumed.',
  },
  RT1206: {
    severity: 'warning',
    title: 'No published rule for this patient',
    explanation:
      'None of the published rules that may be chosen without a trial is for this patient, so nothing is inherited and the plan stands on its own; no rule is made up for patients that no trial of the evidence base had. Write a group of your own, in a `protocol`, with the evidence that you go by. Rules that are under investigation are only taken where the plan names them: `follows PROTOCOL.GROUP`.',
  },
  RT1207: {
    severity: 'information',
    title: 'Several published rules for this patient',
    explanation:
      'Published rules are of single trials and overlap. A standard goes before an option, and among equals the first of the table is taken. The message names the others; `follows PROTOCOL.GROUP` takes one of them.',
  },
  RT1208: {
    severity: 'error',
    title: 'Region of the protocol that the plan lacks',
    explanation:
      'The group prescribes a dose to a region, or has a goal that must hold for it, and the plan has no region of this name. Declare the region, or write the plan’s own prescription under the name the protocol uses.',
  },
  RT1209: {
    severity: 'warning',
    title: 'Groups not checked in full',
    explanation:
      'Whether the groups of a protocol take every patient once is found by trying the values of the facts. These conditions tell too many kinds of patients apart for that, so gaps and overlaps may have been missed.',
  },
  RT1210: {
    severity: 'error',
    title: 'Unknown target of a published rule',
    explanation:
      'A published rule gives one dose and no names of regions. Say which region it is for: `plan "…" follows PROTOCOL for PTV_70`, or write a prescription of the plan’s own.',
  },
} as const satisfies Record<string, CatalogueEntry>;
