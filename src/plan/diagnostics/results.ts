import type { CatalogueEntry } from '../diagnostic.ts';

/** RT6xxx: results. */
export const resultsDiagnostics = {
  RT6001: {
    severity: 'warning',
    title: 'Goal not met',
    explanation:
      'A `must` goal fails on the computed dose. The message gives the value achieved and how far it lies on the wrong side of the limit. Change beams, weights or prescription; if the limit itself is to change, that is a clinical decision.',
  },
  RT6002: {
    severity: 'information',
    title: 'Preferred goal not met',
    explanation:
      'A `prefer` goal fails on the computed dose. Preferences may be traded against each other, lower numbers first. The message gives the value achieved.',
  },
  RT6003: {
    severity: 'warning',
    title: 'Goal without a value',
    explanation:
      'The goal could not be judged: the region has no dose, or it is smaller than the volume that the goal speaks of. A goal without a value counts as not met. The message says what is missing.',
  },
  RT6004: {
    severity: 'warning',
    title: 'Region partly outside the dose grid',
    explanation:
      'Part of the region has no dose because it lies outside the dose grid. That part is counted beside the histogram, never as 0 Gy; every statistic is of the rest. Enlarge the image or the body so that the grid covers the region.',
  },
  RT6005: {
    severity: 'information',
    title: 'Region of few voxels',
    explanation:
      'A region of fewer than 50 voxels of the planning image is judged on very little: its statistics change noticeably with the placing of a contour. Use a finer image, or read the value with that in mind.',
  },
  RT6006: {
    severity: 'warning',
    title: 'Region thinner than the voxels',
    explanation:
      'All regions are computed from their distances at the voxel centres. A rim or shell of less than about a voxel slips between these, and its volume and dose statistics can be far off. Make the region thicker, or plan on a finer image.',
  },
  RT6007: {
    severity: 'warning',
    title: "Outcome outside of a model's domain",
    explanation:
      'A model of tumour control or complication is asked for more than it holds for: a dose per fraction beyond the linear-quadratic model, an uptake outside the calibration that turns it into oxygen pressure, a parameter that is out of range. The message names the domain; where the value stands, read it with that in mind.',
  },
  RT6008: {
    severity: 'information',
    title: 'Painted beyond the line',
    explanation:
      'Dose painting holds the dose at both ends of its line: voxels with less or more than the values written have the dose of the nearer end. The message says how much of the region that is.',
  },
  RT6009: {
    severity: 'warning',
    title: 'Isoeffective boost without a boost',
    explanation:
      'The isoeffective dose is within 2 % of the reference. Most often the threshold that makes the sub-target lets in voxels with plenty of oxygen: 1.4 times muscle is about 20 mmHg by Toma-Dasu 2012, where cells are as sensitive as in air. Raise the threshold, or prescribe a dose.',
  },
  RT6010: {
    severity: 'warning',
    title: 'Gradient ceiling that limits nothing',
    explanation:
      'Between two doses no beam falls off faster than about 0.6 times their difference over its penumbra (80 % to 20 %). A ceiling above that holds whatever is done. The penumbra is taken as that of the machine at 10 cm depth in water, as the engine computes it.',
  },
  RT6011: {
    severity: 'warning',
    title: 'Cap below the isoeffective dose',
    explanation:
      'The dose that would have the effect of the reference is above the cap written with "at most": the region gets the cap, and less effect than its reference. The message gives both doses.',
  },
  RT6012: {
    severity: 'information',
    title: 'Goal that steers no beam',
    explanation:
      'The plan is optimised, and the optimiser has no objective for this goal: its metric is an index of the whole plan, or the plan does not give what its model needs, as clonogens for a TCP. It judges the dose all the same. To steer by it, write a goal that asks for nearly the same, as D2% and D98% for homogeneity; or give what the message says is missing.',
  },
  RT6013: {
    severity: 'information',
    title: 'Isotoxic dose',
    explanation:
      'What an isotoxic prescription has come to: the dose at which the organ has its limit. The whole plan is scaled to it; results and goals in % of the prescription are by this dose.',
  },
  RT6014: {
    severity: 'warning',
    title: 'Isotoxic dose that its organ does not decide',
    explanation:
      'The dose stays at its cap, and the organ has less than its limit; or it stays at the dose written, at which the organ already has more. The message gives the value of the organ.',
  },
  RT6015: {
    severity: 'error',
    title: 'Test that does not hold',
    explanation:
      'An assertion of a test is false on the computed doses, or a metric of it has no value. The message gives both sides, and the truth in which they are furthest from what is asked, where the test is judged with several.',
  },
  RT6016: {
    severity: 'warning',
    title: 'Gradient ceiling that the dose does not keep',
    explanation:
      'The dose falls faster out of a region than the schedule lets it. It is measured on lines along the normals of the surface, over 3 mm each, from 6 mm within to where a line leaves the outer region, 39 mm at most and no nearer than 6 mm to the skin; 95 % of the lines have to keep the ceiling. Only optimised beams follow it. Beside goals that hold the dose down near the region it may be out of reach: let them go, or write a higher ceiling.',
  },
} as const satisfies Record<string, CatalogueEntry>;
