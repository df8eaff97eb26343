import assert from 'node:assert/strict';
import { positionOf } from '../../../src/patient/grid.ts';
import { machines } from '../../../src/physics/machine.ts';
import { hasLeaves } from '../../../src/physics/rectangular-aperture.ts';
import { addOpenFluence, leafAperture } from '../../../src/physics/pencil-beam/leaf-aperture.ts';
import { bixelsOf, columnsOf } from '../../../src/physics/pencil-beam/bixels.ts';
import { pencilFields, pencilKernelOf } from '../../../src/physics/pencil-beam/pencil-fields.ts';
import { type PencilKernel, sharesAt } from '../../../src/physics/pencil-beam/pencil-kernel.ts';
import { offAxisFactor } from '../../../src/physics/off-axis.ts';
import { pencilOperator } from '../../../src/physics/pencil-beam/pencil-operator.ts';
import { squareField } from '../../../src/physics/calibration.ts';
import { pooledDose } from '../../support/pooled-dose.ts';
import { builtKernels } from '../../support/built-kernels.ts';
import { blurMemory } from '../../../src/physics/pencil-beam/blur-memory.ts';
import {
  addProduct,
  addTransposedProduct,
  columnRuns,
  influenceColumns,
} from '../../../src/physics/pencil-beam/column-runs.ts';
import { openShare } from '../../../src/physics/edge.ts';
import { seededRandom } from '../../support/random.ts';

const machine = machines.get('std.linac6MV')!;
if (!hasLeaves(machine)) throw new Error('the standard machine has leaves');
const fields = pencilFields(machine);
const medium = fields[fields.length - 1].tank;
const setup = squareField(machine, { fieldMm: 100, ssdMm: 900 });
const { jaws } = setup.apertures[0].aperture;
const pairs = machine.leaves.boundariesMm.value.length - 1;
const square = { jaws, leaves: { leftMm: Array(pairs).fill(-50), rightMm: Array(pairs).fill(50) } };
const grid = bixelsOf(square, machine.leaves, 5);

describe('The pencil-beam operator', function () {
  this.timeout(120_000);
  const doseOf = pooledDose(48);
  let kernel: PencilKernel;
  let rootMeanSquare: number;
  before(async () => {
    const doses = [];
    for (const field of fields) doses.push(await doseOf(field.tank, field.setup, machine));
    const steps = pencilKernelOf(machine, fields, doses);
    let next = steps.next();
    while (!next.done) next = steps.next();
    ({ kernel, rootMeanSquare } = next.value);
  });

  const operatorAt = (points: readonly (readonly number[])[], memory = blurMemory()) =>
    pencilOperator(setup, machine, kernel, { grid, medium, pointsMm: Float64Array.from(points.flat()) }, memory);

  it('gives the same bits by WebAssembly as by its twins', () => {
    const random = seededRandom(4);
    const points = Array.from({ length: 900 }, () => [140 * (random() - 0.5), 250 * random(), 140 * (random() - 0.5)]);
    const [twin, compiled] = [operatorAt(points), operatorAt(points, blurMemory(builtKernels()))];
    const fluence = Float64Array.from({ length: twin.bixels }, () => Math.max(0, random() - 0.2));
    const weights = Float64Array.from({ length: twin.points }, () => Math.max(0, random() - 0.3));
    const [doses, transposed] = [
      [twin, compiled].map((operator) => {
        const out = new Float64Array(operator.points).fill(0.1);
        operator.addDose(fluence, out);
        return out;
      }),
      [twin, compiled].map((operator) => {
        const out = new Float64Array(operator.bixels).fill(0.1);
        operator.addTransposed(weights, out);
        return out;
      }),
    ];
    assert.ok(Math.max(...doses[0]) > 0.101 && Math.max(...transposed[0]) > 0.101);
    assert.deepEqual(doses[1], doses[0]);
    assert.deepEqual(transposed[1], transposed[0]);
  });

  it('has a kernel that comes to within 1 % of the square fields that it is found from, rms of the greatest dose', () => {
    assert.ok(rootMeanSquare < 0.01, `${rootMeanSquare}`);
  });

  it('is linear, and its transpose is exact: ⟨r, D w⟩ = ⟨Dᵀ r, w⟩ to 1e-9', () => {
    const random = seededRandom(3);
    const points = Array.from({ length: 500 }, () => [120 * (random() - 0.5), 250 * random(), 120 * (random() - 0.5)]);
    const operator = operatorAt(points);
    for (let n = 0; n < 5; n++) {
      const fluence = Float64Array.from({ length: operator.bixels }, () => random());
      const weights = Float64Array.from({ length: operator.points }, () => random() - 0.5);
      const dose = new Float64Array(operator.points);
      operator.addDose(fluence, dose);
      const transposed = new Float64Array(operator.bixels);
      operator.addTransposed(weights, transposed);
      const [left, right] = [dot(weights, dose), dot(transposed, fluence)];
      assert.ok(Math.abs(left - right) <= 1e-9 * Math.abs(left), `${left} and ${right}`);
      const doubled = new Float64Array(operator.points);
      operator.addDose(
        fluence.map((mu) => 2 * mu),
        doubled,
      );
      assert.ok(doubled.every((gy, p) => Math.abs(gy - 2 * dose[p]) <= 1e-12 * gy));
    }
  });

  it('gives the dose of its matrix of column runs, and its transpose that of the transposed, to 1e-4 of the maximum', () => {
    const random = seededRandom(5);
    const points = Array.from({ length: 3000 }, () => [140 * (random() - 0.5), 250 * random(), 140 * (random() - 0.5)]);
    const operator = operatorAt(points, blurMemory(builtKernels()));
    const matrix = columnRuns(operator.points, [...influenceColumns(operator, 1e-5, Array(operator.bixels).keys())]);
    const fluence = Float64Array.from({ length: operator.bixels }, () => Math.max(0, random() - 0.3));
    const weights = Float64Array.from({ length: operator.points }, () => random() - 0.3);
    const [byOperator, byMatrix] = [new Float64Array(operator.points), new Float64Array(operator.points)];
    operator.addDose(fluence, byOperator);
    addProduct(matrix, fluence, byMatrix);
    const [ofOperator, ofMatrix] = [new Float64Array(operator.bixels), new Float64Array(operator.bixels)];
    operator.addTransposed(weights, ofOperator);
    addTransposedProduct(matrix, weights, ofMatrix);
    for (const [own, other] of [
      [byOperator, byMatrix],
      [ofOperator, ofMatrix],
    ]) {
      const most = own.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
      assert.ok(most > 0);
      assert.ok(own.every((value, n) => Math.abs(value - other[n]) <= 1e-4 * most));
    }
  });

  it('is near the dose of its Gaussians without nodes, bixel by bixel: 1 % of the maximum, rms, for a smooth map', () => {
    const random = seededRandom(6);
    const points = Array.from({ length: 400 }, () => [100 * (random() - 0.5), 100, 100 * (random() - 0.5)]);
    const operator = operatorAt(points);
    const middle = columnsOf(grid) / 2;
    const fluence = Float64Array.from({ length: operator.bixels }, (_, b) => {
      const [x, y] = [b % columnsOf(grid), Math.floor(b / columnsOf(grid))].map((n) => (n + 0.5 - middle) / middle);
      return 1 + 0.5 * Math.cos(3 * x + 1) * Math.sin(2 * y);
    });
    const found = new Float64Array(operator.points);
    operator.addDose(fluence, found);
    // At 100 mm depth these points lie at the isocentre's distance: no magnification, one depth but for the obliquity.
    const columns = columnsOf(grid);
    const shares = new Float32Array(4);
    const profileAt = offAxisFactor(machine);
    const exact = points.map(([x, y, z]) => {
      const [u, v] = [dot3(setup.axes.x, x, y - 100, z), dot3(setup.axes.y, x, y - 100, z)];
      sharesAt(kernel, 100 * Math.hypot(1, Math.hypot(x, z) / 1000), shares, 0);
      let sum = 0;
      for (const [b, mu] of fluence.entries())
        for (const [c, sigma] of kernel.sigmaMm.entries())
          sum +=
            mu *
            shares[c] *
            seen(u, grid.columnEdgesMm[b % columns], grid.columnEdgesMm[(b % columns) + 1], sigma) *
            seen(v, grid.rowEdgesMm[Math.floor(b / columns)], grid.rowEdgesMm[Math.floor(b / columns) + 1], sigma);
      return sum * profileAt(Math.hypot(u, v));
    });
    const most = Math.max(...exact);
    const rms = Math.sqrt(exact.reduce((sum, gy, p) => sum + ((found[p] - gy) / most) ** 2, 0) / exact.length);
    assert.ok(rms < 0.01, `${rms}`);
  });

  it('is within 2 % of the collapsed cone for an opening that it was not found from, beyond the build-up', async () => {
    const rows = grid.pairs.length;
    // A C of 4 cm arms.
    const left = Float64Array.from({ length: rows }, () => 2);
    const right = Float64Array.from({ length: rows }, (_, row) => (row < 6 || row >= rows - 6 ? 16 : 9));
    const opening = { left, right };
    const aperture = leafAperture(grid, opening, jaws, machine);
    const wanted = await doseOf(medium, { ...setup, apertures: [{ share: 1, aperture }] }, machine);
    const [nx, ny, nz] = medium.grid.size;
    const voxels: number[] = [];
    for (let k = 15; k < nz - 15; k += 1)
      for (let j = 4; j < ny - 4; j += 4) for (let i = 30; i < nx - 30; i += 1) voxels.push(i + nx * (j + ny * k));
    const points = voxels.map((voxel) =>
      positionOf(medium.grid, voxel % nx, Math.floor(voxel / nx) % ny, Math.floor(voxel / (nx * ny))),
    );
    const found = new Float64Array(points.length);
    const fluence = new Float64Array(grid.isOpen.length);
    addOpenFluence(grid, opening, 1, fluence);
    operatorAt(points).addDose(fluence, found);
    const most = voxels.reduce((max, voxel) => Math.max(max, wanted[voxel]), 0);
    const differences = voxels.map((voxel, p) => (found[p] - wanted[voxel]) / most);
    const rms = Math.sqrt(differences.reduce((sum, d) => sum + d * d, 0) / differences.length);
    assert.ok(rms < 0.02, `rms ${rms}`);
    const beyond = differences.filter((d) => Math.abs(d) > 0.06).length / differences.length;
    assert.ok(beyond < 0.02, `${beyond} beyond 6 %`);
  });

  it('has bixels in the rows of the leaves that open, and no others', () => {
    assert.equal(grid.pairs.length, 20);
    assert.equal(columnsOf(grid), 20);
    assert.ok(grid.isOpen.every((open) => open === 1));
  });
});

function dot3([a, b, c]: readonly number[], x: number, y: number, z: number): number {
  return a * x + b * y + c * z;
}

/** Share of a Gaussian about a position that lies between two edges. */
function seen(position: number, from: number, to: number, sigma: number): number {
  return openShare(position - from, 1e-3, sigma) - openShare(position - to, 1e-3, sigma);
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, i) => sum + value * b[i], 0);
}
