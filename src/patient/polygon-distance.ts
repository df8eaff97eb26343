/** A closed polygon in an axial plane: x, y pairs, mm; the last point joins the first. */
export type Polygon = ArrayLike<number>;

/** A lattice of pixel centres in a plane. */
export interface PixelGrid {
  readonly nx: number;
  readonly ny: number;
  readonly x0Mm: number;
  readonly y0Mm: number;
  readonly dxMm: number;
  readonly dyMm: number;
}

/**
 * Signed distance, mm, of pixel centres to the figure that polygons enclose by the even–odd rule (so nested polygons are holes); held at ±`bandMm`.
 * Edges that occur twice, like the two ways through a keyhole, bound nothing and are left out.
 */
export function polygonDistance(polygons: readonly Polygon[], grid: PixelGrid, bandMm: number): Float32Array {
  const edges = boundingEdges(polygons);
  const distance2 = new Float64Array(grid.nx * grid.ny).fill(bandMm * bandMm);
  for (let e = 0; e < edges.length; e += 4) spreadEdge(edges, e, grid, bandMm, distance2);
  const inside = evenOdd(edges, grid);
  const distance = new Float32Array(distance2.length);
  const least = 1e-6 * grid.dxMm;
  for (let o = 0; o < distance.length; o++) {
    const d = Math.sqrt(distance2[o]);
    distance[o] = inside[o] ? -d : Math.max(d, least);
  }
  return distance;
}

/** x1, y1, x2, y2 of every edge that occurs an odd number of times. */
function boundingEdges(polygons: readonly Polygon[]): Float64Array {
  const found = new Map<string, [number, number, number, number]>();
  for (const polygon of polygons) {
    const n = polygon.length / 2;
    for (let p = 0; p < n; p++) {
      const q = (p + 1) % n;
      const [x1, y1, x2, y2] = [polygon[2 * p], polygon[2 * p + 1], polygon[2 * q], polygon[2 * q + 1]];
      if (x1 === x2 && y1 === y2) continue;
      const key = x1 < x2 || (x1 === x2 && y1 < y2) ? `${x1},${y1},${x2},${y2}` : `${x2},${y2},${x1},${y1}`;
      if (!found.delete(key)) found.set(key, [x1, y1, x2, y2]);
    }
  }
  return Float64Array.from([...found.values()].flat());
}

function spreadEdge(edges: Float64Array, e: number, grid: PixelGrid, bandMm: number, distance2: Float64Array): void {
  const [x1, y1, x2, y2] = [edges[e], edges[e + 1], edges[e + 2], edges[e + 3]];
  const { nx, ny, x0Mm, y0Mm, dxMm, dyMm } = grid;
  const iFrom = Math.max(0, Math.ceil((Math.min(x1, x2) - bandMm - x0Mm) / dxMm));
  const iTo = Math.min(nx - 1, Math.floor((Math.max(x1, x2) + bandMm - x0Mm) / dxMm));
  const jFrom = Math.max(0, Math.ceil((Math.min(y1, y2) - bandMm - y0Mm) / dyMm));
  const jTo = Math.min(ny - 1, Math.floor((Math.max(y1, y2) + bandMm - y0Mm) / dyMm));
  const [ex, ey] = [x2 - x1, y2 - y1];
  const length2 = ex * ex + ey * ey;
  for (let j = jFrom; j <= jTo; j++) {
    const wy = y0Mm + j * dyMm - y1;
    for (let i = iFrom; i <= iTo; i++) {
      const wx = x0Mm + i * dxMm - x1;
      const t = Math.min(1, Math.max(0, (wx * ex + wy * ey) / length2));
      const rx = wx - t * ex;
      const ry = wy - t * ey;
      const d2 = rx * rx + ry * ry;
      if (d2 < distance2[i + nx * j]) distance2[i + nx * j] = d2;
    }
  }
}

/** Even–odd rule at the pixel centres, by the crossings of each row. */
function evenOdd(edges: Float64Array, grid: PixelGrid): Uint8Array {
  const { nx, ny, x0Mm, y0Mm, dxMm, dyMm } = grid;
  const crossings: number[][] = Array.from({ length: ny }, () => []);
  for (let e = 0; e < edges.length; e += 4) {
    const [x1, y1, x2, y2] = [edges[e], edges[e + 1], edges[e + 2], edges[e + 3]];
    const low = Math.min(y1, y2);
    const high = Math.max(y1, y2);
    const jFrom = Math.max(0, Math.ceil((low - y0Mm) / dyMm) - 1);
    for (let j = jFrom; j < ny; j++) {
      const y = y0Mm + j * dyMm;
      if (y >= high) break;
      // Half-open, so that a corner on a row's line counts once.
      if (y >= low) crossings[j].push(x1 + ((y - y1) * (x2 - x1)) / (y2 - y1));
    }
  }
  const inside = new Uint8Array(nx * ny);
  for (let j = 0; j < ny; j++) {
    const xs = crossings[j].sort((a, b) => a - b);
    for (let c = 0; c + 1 < xs.length; c += 2) {
      const from = Math.max(0, Math.ceil((xs[c] - x0Mm) / dxMm));
      for (let i = from; i < nx && x0Mm + i * dxMm < xs[c + 1]; i++) inside[i + nx * j] = 1;
    }
  }
  return inside;
}
