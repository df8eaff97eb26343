/**
 * What a planner waits for, on nine beams conformal to a target in a body of 50 × 50 × 32 cm, 3 mm, two threads, through the session that the editor
 * uses: the first preview after the images are read, all beams turned, one beam moved, one weight changed. Changes alternate, from a seed.
 *
 *   npm run bench -- interactive [rounds]
 */
import { tmpdir } from 'node:os';
import { createSession, type Session } from '../src/engine/session.ts';
import { analyse } from '../src/language/analyse.ts';
import { seededRandom } from '../test/support/random.ts';
import { machineLine, note, spread, type Times } from './support/measure.ts';

process.env['DOSEWRIGHT_CACHE_MB'] = '0';
const rounds = Number(process.argv[2] ?? 4);
const random = seededRandom(2);
const times: Times = new Map();
const state = { first: 0, gantry: 0, weight: 1 };

console.log(`${machineLine()}; nine beams, 3 mm`);
for (let round = 0; round < Math.min(rounds, 3); round++) {
  const cold = createSession({ threads: 2 });
  await run(cold, 'the first time, at once');
  await cold.dispose();
  // As in the editor, which warms its session up when a plan is opened.
  const warm = createSession({ threads: 2 });
  warm.warmUp();
  await new Promise((later) => setTimeout(later, 3000));
  await run(warm, 'the first time, in a session warmed up');
  await warm.dispose();
}
const session = createSession({ threads: 2 });
await run(session);
for (let round = 0; round < rounds; round++) {
  state.first += 1 + random();
  await run(session, 'all beams turned');
  state.gantry = 10 * random();
  await run(session, 'one beam moved');
  state.weight = 0.5 + random();
  await run(session, 'one weight changed');
}
await session.dispose();
for (const [name, measured] of times) console.log(`${name.padEnd(60)} ${spread(measured)} ms`);

/** Notes, under the name, how long after the images are read preview and final result come. */
async function run(on: Session, name?: string): Promise<void> {
  const file = 'nine-beams.rtplan';
  const { plan, diagnostics } = analyse({ file, text: planText() }, () => undefined);
  if (!plan) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  let read = performance.now();
  let preview: number | undefined;
  const outcome = await on.run(plan, {
    baseFolder: tmpdir(),
    onProgress: ({ stage }) => {
      // The first stage after reading them.
      if (stage === 'Building regions') read = performance.now();
    },
    onPreview: () => (preview = performance.now() - read),
  });
  if (outcome.kind !== 'result') throw new Error(JSON.stringify(outcome));
  if (name === undefined) return;
  if (preview !== undefined) note(times, `${name}: preview after the images`, preview);
  note(times, `${name}: final dose and goals after the images`, performance.now() - read);
}

function planText(): string {
  return `plan "Nine beams"

phantom Body {
  size = 50 cm x 50 cm x 32 cm
  voxel = 3 mm
  Skin = ellipsoid 40 cm x 26 cm x 60 cm at (0, 0, 0) cm { material = water }
  LungR = ellipsoid 11 cm x 15 cm x 24 cm at (-9, 0, 0) cm { HU = -740 }
  LungL = ellipsoid 11 cm x 15 cm x 24 cm at (9, 0, 0) cm { HU = -740 }
  Spine = cylinder diameter 4 cm length 32 cm along z at (0, 8, 0) cm { HU = 700 }
  Tumour = sphere diameter 8 cm at (0, 0, 0) cm
}

patient P9 {
  images { ct = phantom Body }
  structures = phantom Body
  body = structure "Skin"
}

organ Spine = structure "Spine"
organ Lung_R = structure "LungR"
target GTV = structure "Tumour"
target PTV = GTV + 10 mm

schedule 25 fractions, 5 per week {
  PTV 50 Gy
  normalise PTV D50% = 50 Gy
}

beams photon {
  machine = std.linac6MV
  isocentre = centroid of PTV
  aperture = conformal to PTV margin 5 mm
  arrange 8 beams every 40 deg from ${(40 + state.first).toFixed(4)} deg
  beam One { gantry = ${state.gantry.toFixed(4)} deg   weight = ${state.weight.toFixed(4)} }
}

goals {
  PTV D95% >= 80 % of prescription must
  Spine D2% <= 45 Gy prefer 1
}

compute { grid = 3 mm }
`;
}
