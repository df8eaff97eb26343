/** A row of a user's own evidence file: a limit for the cord. */
export const houseCordRow = {
  id: 'house.cord',
  organs: ['SpinalCord'],
  endpoint: 'myelopathy',
  metric: 'max',
  operator: '<=',
  limit: 45,
  unit: 'Gy',
  course: { kind: 'conventional', text: '2 Gy per fraction', dosePerFractionGy: [1.8, 2.2] },
  reference: { kind: 'physical' },
  source: 'house',
  confidence: 'high',
  check: 'local',
};
