import type { BlockName } from '../language/vocabulary.ts';

/** What a word of the language means, and what holds where it is not written. */
const anywhere: Readonly<Record<string, string>> = {
  import: 'Makes the names of another plan file, or of a standard module (`std/tissues`), visible here.',
  plan: 'The plan and its title.',
  let: 'A named quantity.',
  protocol:
    'Which patients receive what: groups by the facts of the patient, each with its evidence, prescription and goals. Every patient is in one group.',
  follows:
    'The protocol whose group this patient is in. What the plan does not write of prescription and goals it inherits; what it writes itself counts. `P.GROUP` names the group, `for PTV` the target of a published rule.',
  fact: 'The values that a fact can have, for the check that no patient is left out.',
  group: 'Patients for whom the condition holds, and what they receive.',
  when: 'The condition over facts of the patient: `=`, `in (…)`, `<=`, `>=`, `<`, `>`, `and`, `or`, `not`.',
  otherwise: 'The patients of no other group.',
  evidence: 'What the group rests on: a citation, or `from std.NAME` of a published rule.',
  patient: 'The patient by a pseudonym: images, structures, body, density, and facts of the four levels.',
  phantom:
    'A synthetic patient. Its solids are painted in the order written, a later one over an earlier one, and are the structures.',
  tissue: 'The radiobiology of a tissue. With `extends` it takes what it does not say from a published one.',
  organ: 'A region to spare.',
  target: 'A region to treat.',
  subtarget: 'The part of a target that a rule picks out; it is cut to its parent.',
  schedule:
    'How often, and how much dose each region receives. A voxel has one prescription: that of the innermost region. `5 per week` where nothing is said. Parts with other numbers of fractions are phases.',
  beams:
    'A group of beams. With `for REGION` the group is scaled to the prescription of that region; `in PHASE` says when it is used, where the schedule has phases.',
  goals: 'What the dose is to reach. `must` has to hold; of the others `prefer 1` comes before `prefer 2`.',
  optimise:
    'Finds the beams from the prescription and the goals: apertures and monitor units of every beam. The beams then say where they come from, and no more.',
  compute: 'How the dose is computed.',
  baseline:
    "A variant of the plan to compare with: `this`, or another baseline, with a schedule, beams or an `optimise` block of its own, or `without optimise`. Its goals, and the biology that judges it, are the plan's.",
  with: "What the baseline has in the place of the plan's: a schedule, beams, an `optimise` block.",
  without: '`without optimise`: the beams of the baseline have openings and weights of their own.',
  allow:
    'Accepts the findings of one code, with a reason: `allow RT4126 because "the PTV overlaps the cord on purpose"`. In a block it covers what is found in the block and its head; at the top level, the file. What is allowed is listed with its reason by `dosewright check`, in results and in the report. Errors cannot be allowed, and an `allow` that covers nothing is a warning.',
  because: 'Why the finding is accepted, in a few words: the report lists it.',
  test: 'What has to hold of the plan and its baselines. `dosewright test` runs it, and so does the editor.',
  assert:
    'A comparison of metrics: of the plan as `GTV.TCP`, of a baseline as `Uniform.GTV.TCP`. Per cent differ by percentage points: `GTV.TCP - Uniform.GTV.TCP >= 5 pp`.',
  judged:
    'The test has to hold also where the truth is another: `judged with Hypoxic threshold off by 20 %`, `judged with fmiso shifted by 3 mm on each axis`. The doses stay; they were planned on what the text says. Several lines hold in every combination.',
  images: 'The images of the patient. The dose is planned on the CT.',
  structures: 'Where the structure set comes from.',
  body: 'What is patient; outside it is air. A phantom without this has a threshold of -300 HU.',
  bolus: 'Material laid on the skin; not part of the body.',
  override: 'A density that replaces what the image says in a structure or region.',
  clinical: 'Clinical facts.',
  pathology: 'Facts of pathology.',
  molecular: 'Molecular facts.',
  genetic: 'Genetic facts.',
  smooth: 'Radius of the smoothing (opening, then closing). None where nothing is said.',
  drop: 'Leaves out connected parts that are smaller. None where nothing is said.',
  phase:
    'A part of the course with its own number of fractions, doses and beams: `phase Boost 8 fractions after Base { … }`. Its doses are what it adds; biology takes each phase by its own dose per fraction.',
  after: 'The phase that comes before this one.',
  missed:
    'Days without the fraction that was due, counted from 1, the day of the first, with weekends; the fractions are given at the end: `missed = day 12, day 13`.',
  gradient: 'A ceiling on how steeply the prescription changes from one region to another, in Gy/mm.',
  paint:
    'Dose painting by numbers: each voxel has a dose on a line of what the image holds there (Bentzen 2005): `paint by fdg from 70 Gy at 4 SUV to 80 Gy at 12 SUV`. The dose is held at both ends.',
  isoeffective:
    'The smallest uniform dose that gives this region the mean log10 surviving fraction that the prescription of the other gives there, in the same fractions and days.',
  most: 'The most that any voxel of the region is prescribed: `at most 84 Gy`.',
  control:
    '`equal control`: an isoeffective dose is equal in surviving clonogens per volume, not in the surviving fraction.',
  isotoxic:
    'Escalates the plan from the dose written until an organ has its limit: `PTV 66 Gy, isotoxic until Cord D0.03cc <= 45 Gy, at most 80 Gy`. With an `optimise` block the beams are optimised for the dose found.',
  until: 'The limit of an organ that ends an isotoxic escalation.',
  maximise:
    '`maximise P_plus`: the optimiser finds the dose with the greatest probability of control without complications, beside the goals that must hold. Needs an `optimise` block and `normalise none`.',
  precedence: 'Which region decides the prescription where several overlap, the innermost first.',
  normalise: 'Scales the whole dose so that the metric has this value; `none` leaves it as the monitor units give it.',
  machine:
    'The treatment machine: one of the product (`std.linac6MV`), or a machine file of your own (`"machines/ours.json"`).',
  isocentre: 'Where the axes of the beams meet: the centroid of a region, or a point in the patient (DICOM LPS).',
  accept:
    '`accept truncated` computes beams that enter through the edge of the image. Every view then says NOT DOSIMETRIC.',
  provided:
    'The beams of an RT plan (DICOM), with their angles, apertures, isocentres and monitor units per fraction. `only "NAME", "NAME"` takes some of them; nothing is rescaled unless `normalise` says so.',
  only: 'The beams of the file to take, by name. All of them where nothing is said.',
  arrange: 'Beams at even steps of the gantry angle (IEC 61217).',
  arc: 'A beam that is given while the gantry turns: `arc Around { gantry = 181 deg to 179 deg clockwise }`. Its opening is fitted anew at each control point; monitor units are given evenly over the angle. What it does not say it takes from its group.',
  clockwise: 'The sense of growing gantry angles, as seen facing the gantry (IEC 61217).',
  counterclockwise: 'The sense of falling gantry angles, as seen facing the gantry (IEC 61217).',
  beam: 'One beam. What it does not say it takes from its group.',
  aperture: 'The opening, at the plane of the isocentre: a rectangle, jaws, leaves, or conformal to a region.',
  conformal: 'Leaves fitted to the projection of a region and a margin, jaws to its bounding box.',
  leaves:
    'Leaf ends as written, pair by pair from a numbered one on: left and right on the IEC x axis. Pair 1 has the lowest y; the others are closed.',
  gantry: 'Gantry angle, IEC 61217. 0 deg where nothing is said.',
  collimator: 'Collimator angle, IEC 61217. 0 deg where nothing is said.',
  weight:
    'Of a beam: monitor units relative to the other beams, before any normalisation. Of a goal, `prefer 2 weight 3`: how much it counts beside the wishes of its order. 1 where nothing is said.',
  mu: 'Monitor units per fraction. Fixes the dose, so it needs `normalise none`.',
  ssd: 'Source to skin along the central axis: the isocentre is moved so that the skin lies there. Without it the isocentre is at the distance of the axis (SAD set-up).',
  technique: 'How fluence is modulated: `imrt`, beams that stand still.',
  deliver:
    'How it is given: `step_and_shoot, at most 80 segments` in the whole plan, ten a beam where nothing is said; or `sliding_window, at most 100 control points` in each beam, whose leaves move while it is on.',
  bixel: 'Width of the parts of a fluence map along the travel of the leaves. 5 mm where nothing is said.',
  grid: 'Spacing of the dose grid. 2.5 mm where nothing is said.',
  algorithm: 'How dose is computed: `collapsed_cone`.',
  report: 'Which dose is given: `dose_to_medium`.',
  must: 'The plan fails where this does not hold.',
  prefer:
    'Wanted, in this order: what `prefer 1` has reached is defended against `prefer 2`. Wishes of one order share what can be had, by their `weight`: `prefer 2 weight 3`.',
  alpha: 'Linear coefficient of cell kill, per Gy.',
  beta: 'Quadratic coefficient of cell kill, per Gy².',
  'alpha/beta': 'The dose at which the linear and the quadratic part of cell kill are equal.',
  clonogens: 'Clonogenic cells per cm³.',
  repopulation: 'When repopulation starts and how fast it doubles the cells.',
  repair: 'How fast sublethal damage is repaired.',
  halftime: 'The time in which half of the sublethal damage is repaired.',
  oxygen:
    'The oxygen pressure of the region, or of all regions made of the tissue, voxel by voxel: `pO2 from IMAGE by CALIBRATION`. Fully oxygenated where nothing is said.',
  reoxygenates:
    'The time in which half of the hypoxic cells become oxygenated: `reoxygenates with halflife 10 d`. Without it the oxygen stays as the image has it for the whole course.',
  P_plus: 'The probability of tumour control without complications, of the whole plan, in %.',
  varies: 'Spread between patients (standard deviation).',
  uncertain: 'Standard error of the parameter; gives intervals.',
  within: '`A within 5 mm of B`: the part of A that is no farther from B.',
  expand: 'A region grown by a margin.',
  shrink: 'A region shrunk by a margin.',
  minus: 'What is in the first region and not in the second.',
  vanHerk:
    'Margin 2.5 Σ + 0.7 σ from the systematic and the random set-up error (van Herk 2000): 90 % of patients receive at least 95 % of the dose in the whole CTV.',
  prescription: 'The dose prescribed to the region.',
  voxel: 'Voxel size of the phantom. 2.5 mm where nothing is said.',
  size: 'Extent of the phantom.',
  centre: 'Centre of the phantom, in the patient (DICOM LPS). (0, 0, 0) where nothing is said.',
  start: 'When repopulation starts, after the first fraction.',
  doubling: 'The time in which repopulation doubles the cells.',
  rate: 'The dose per day that repopulation cancels.',
  SUVbw: 'Standardised uptake by body weight.',
  HU: 'CT number.',
  ratio: 'The image divided by a statistic of it in a region.',
  mean: 'Mean dose of the region.',
  max: 'The greatest value in the region.',
  min: 'The least value in the region.',
};

/** Words that mean another thing in some block. */
const inBlock: Readonly<Partial<Record<BlockName, Readonly<Record<string, string>>>>> = {
  patient: {
    couch: 'The couch top, a region of its own with its density.',
    density: 'From HU to mass density. `std.curve_120kV` where nothing is said; on a real CT that is a warning.',
  },
  solid: {
    density: 'Mass density of the solid.',
    uptake: 'Synthetic uptake of the solid; `edge` is the full width of a linear ramp across its surface.',
    material: 'What fills the solid.',
  },
  facts: {
    rsi: 'Radiosensitivity index, 0 to 1, of ten genes. **Contested** as a marker for adjusting dose (Mistry, Clin Oncol 2023); it is made of ranks of expression, not of values. It is kept as a fact and drives no dose and no outcome.',
  },
  schedule: { start: 'Day of the week of the first fraction: `start = monday`. A Monday where nothing is said.' },
  beams: { couch: 'Couch angle, IEC 61217. 0 deg where nothing is said.' },
  arc: {
    couch: 'Couch angle, IEC 61217. 0 deg where nothing is said.',
    gantry:
      'Where the gantry begins and ends its turn, in which sense, and how far apart control points are: `gantry = 181 deg to 179 deg clockwise every 2 deg`. Every 4 deg where nothing is said.',
    every: 'The largest angle between two control points. 4 deg where nothing is said; they are set evenly.',
    to: 'Where the turn of the gantry ends. For a full turn it is 360 deg beyond its beginning.',
  },
  beam: { couch: 'Couch angle, IEC 61217. 0 deg where nothing is said.' },
};

export function keywordHelp(word: string, block: BlockName): string | undefined {
  const here = inBlock[block];
  if (here && Object.hasOwn(here, word)) return here[word];
  return Object.hasOwn(anywhere, word) ? anywhere[word] : undefined;
}

const biologicalHelp: Readonly<Record<string, string>> = {
  TCP: '**TCP**: tumour control probability, in %: Poisson statistics of the clonogens that survive by the linear-quadratic model, over the voxels of the region (Webb and Nahum 1993), averaged over what `varies` between patients. It needs alpha, alpha/beta and clonogens.',
  NTCP: '**NTCP(endpoint)**: probability of a complication, in %, by the published model of the evidence base that has this endpoint of this organ. A further word says which, where there are several: `NTCP(pneumonitis, seppenwoolde)`.',
  gEUD: '**gEUD(a: …)**: generalised equivalent uniform dose, Gy: the mean of the doses to the power a (Niemierko 1997). Negative for targets, where cold spots count; above 1 for organs, where hot spots count; 1 is the mean.',
  eqd2: "**eqd2(metric, alpha/beta)**: the dose metric of the voxels' doses as they would be in fractions of 2 Gy, at this alpha/beta. Its limit is an EQD2 at the same: `50 Gy EQD2[2]`.",
  QF: '**QF**: quality factor of dose painting, in %: the mean of the relative deviations from the prescribed dose (Vanderstraeten 2006). 0 % is perfect.',
  conformity:
    "**conformity**: Paddick's index, 0 to 1: the square of the region's volume at the prescribed dose over the region's volume times all volume at that dose (Paddick 2000). 1 is perfect.",
  homogeneity: '**homogeneity**: (D2% − D98%) / D50% (ICRU 83). 0 is perfect.',
};

/** `D95%`, `D0.03cc`, `V20Gy`, `V95%`, `TCP` in words. */
export function metricHelp(metric: string): string | undefined {
  if (Object.hasOwn(biologicalHelp, metric)) return biologicalHelp[metric];
  const match = /^([DV])(\d+(?:\.\d+)?)(%|cc|Gy)$/.exec(metric);
  if (!match) return undefined;
  const [, kind, value, unit] = match;
  const size = unit === 'cc' ? `${value} cm³` : `${value} ${unit}`;
  if (kind === 'D') return `**${metric}**: the least dose to the hottest ${size} of the region.`;
  return `**${metric}**: the part of the region that receives at least ${unit === '%' ? `${size} of its prescription` : size}.`;
}
