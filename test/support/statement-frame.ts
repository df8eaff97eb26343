import type { BlockName } from '../../src/language/vocabulary.ts';

/** How each block is written around its statements. */
export const statementFrame: Record<BlockName, (statement: string) => string> = {
  file: (text) => text,
  patient: (text) => `patient P {\n  ${text}\n}`,
  images: (text) => `patient P {\n  images {\n    ${text}\n  }\n}`,
  facts: (text) => `patient P {\n  clinical {\n    ${text}\n  }\n}`,
  phantom: (text) => `phantom P {\n  ${text}\n}`,
  solid: (text) => `phantom P {\n  A = box 8 cm at (0, 0, 0) mm {\n    ${text}\n  }\n}`,
  tissue: (text) => `tissue T {\n  ${text}\n}`,
  repair: (text) => `tissue T {\n  repair {\n    ${text}\n  }\n}`,
  repopulation: (text) => `tissue T {\n  repopulation {\n    ${text}\n  }\n}`,
  region: (text) => `target A = B {\n  ${text}\n}`,
  schedule: (text) => `schedule 30 fractions {\n  ${text}\n}`,
  phase: (text) => `schedule {\n  phase A 30 fractions {\n    ${text}\n  }\n}`,
  beams: (text) => `beams photon {\n  ${text}\n}`,
  beam: (text) => `beams photon {\n  beam A {\n    ${text}\n  }\n}`,
  arc: (text) => `beams photon {\n  arc A {\n    ${text}\n  }\n}`,
  goals: (text) => `goals {\n  ${text}\n}`,
  protocol: (text) => `protocol P {\n  ${text}\n}`,
  group: (text) => `protocol P {\n  group A otherwise {\n    ${text}\n  }\n}`,
  test: (text) => `test "T" {\n  ${text}\n}`,
  optimise: (text) => `optimise {\n  ${text}\n}`,
  compute: (text) => `compute {\n  ${text}\n}`,
};
