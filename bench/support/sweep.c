/* The sweep of src/physics/kernels/wasm/sweep.ts, operation by operation, for a C compiler: `sweep STEPS FILE` reads the arrays that bench/sweep.ts
   wrote, runs the sweep and prints milliseconds of processor time for each repetition; the dose of the first goes to FILE.dose. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef float v4 __attribute__((vector_size(16), aligned(4)));
typedef int i4 __attribute__((vector_size(16)));

static inline v4 splat(float x) { return (v4){x, x, x, x}; }
static inline v4 at(const float *p) { return *(const v4 *)p; }
static inline int any(v4 a) {
  i4 b = (i4)a;
  return (b[0] | b[1] | b[2] | b[3]) != 0;
}
static inline v4 either(v4 a, v4 b) { return (v4)((i4)a | (i4)b); }
static inline v4 within(v4 row, v4 last) {
  row = (v4)((i4)row & (i4)(row > 0));
  const i4 beyond = (i4)(last < row);
  return (v4)(((i4)last & beyond) | ((i4)row & ~beyond));
}
static inline v4 mean_p(v4 g, v4 quarter) {
  const v4 half = splat(0.5f), one = splat(1), c6 = splat(1.0f / 6), c24 = splat(1.0f / 24), c120 = splat(1.0f / 120);
  const v4 y = g * quarter, h = (((y * c120 + c24) * y + c6) * y + half) * y + one;
  const v4 left = one / (y * h + one);
  return (h * left) * ((left * half + half) * (left * left * half + half));
}
static inline v4 mean_s(v4 g, v4 path) {
  const v4 half = splat(0.5f), one = splat(1), c6 = splat(1.0f / 6), c24 = splat(1.0f / 24);
  const v4 y = g * path, h = ((y * c24 + c6) * y + half) * y + one;
  return h / (y * h + one);
}
static inline v4 carry(const float *from, float *to, v4 g, v4 q, v4 mean, v4 path, v4 least) {
  const v4 r = at(from), w = mean * (q - path * r), out = g * w + r;
  *(v4 *)to = (v4)((i4)out & (i4)(out > least));
  return q - w;
}
static inline int differ(v4 a, v4 b, v4 known) { return any(either((v4)((i4)a ^ (i4)known), (v4)((i4)b ^ (i4)known))); }

static void sweep_plane(const float *cone, const float *table, const float *nodes, const float *p, const float *s, const float *rho, float *d,
                        int row_stride, int rows, int blocks, const float *from, float *to, int flight_stride, int plane, float floor_p,
                        float floor_s, int *entries) {
  const v4 path_p = splat(cone[0]), path_s = splat(cone[1]), quarter_p = path_p * 0.25f;
  const v4 least_p = splat(floor_p), least_s = splat(floor_s), zero = splat(0), lanes = {0, 1, 2, 3};
  const int padded = (blocks + 4) & ~3;
  v4 of_scatter = splat(-1), of_both = of_scatter, mean = zero, mean0 = zero, mean1 = zero;
  for (int row = 0; row < rows; row++) {
    const float *pr = p + row * row_stride, *sr = s + row * row_stride, *gr = rho + row * row_stride, *fr = from + row * flight_stride;
    float *dr = d + row * row_stride, *tr = to + row * flight_stride;
    for (int node = 0; node < padded; node += 4) {
      const v4 c = cone[2] * at(nodes + node) + cone[3] * at(nodes + padded + node) + cone[4] * at(nodes + 2 * padded + node);
      const i4 e = __builtin_convertvector(within(c * cone[5] + cone[6], splat(cone[7])), i4);
      *(i4 *)(entries + node) = e;
    }
    nodes += 3 * padded;
    float share_p = table[2 * entries[0]], share_s = table[2 * entries[0] + 1];
    for (int block = 0; block < blocks; block++) {
      const int e = entries[block + 1];
      const float next_p = table[2 * e], next_s = table[2 * e + 1];
      const float step_p = (next_p - share_p) * 0.125f, step_s = (next_s - share_s) * 0.125f;
      const v4 g0 = at(gr), g1 = at(gr + 4);
      v4 energy_s = splat(share_s) + splat(step_s) * lanes;
      if (any(either(either(at(pr), at(pr + 4)), either(at(fr), at(fr + 4))))) {
        v4 energy_p = splat(share_p) + splat(step_p) * lanes;
        const int other = differ(g0, g1, of_both);
        if (other) mean0 = mean_p(g0, quarter_p), mean1 = mean_s(g0, path_s);
        v4 absorbed = carry(fr, tr, g0, at(pr) * energy_p, mean0, path_p, least_p);
        v4 scattered = carry(fr + plane, tr + plane, g0, at(sr) * energy_s, mean1, path_s, least_s);
        *(v4 *)dr = at(dr) + (absorbed + scattered);
        if (other) mean0 = mean_p(g1, quarter_p), mean1 = mean_s(g1, path_s), of_both = g1;
        energy_p += splat(step_p * 4), energy_s += splat(step_s * 4);
        absorbed = carry(fr + 4, tr + 4, g1, at(pr + 4) * energy_p, mean0, path_p, least_p);
        scattered = carry(fr + plane + 4, tr + plane + 4, g1, at(sr + 4) * energy_s, mean1, path_s, least_s);
        *(v4 *)(dr + 4) = at(dr + 4) + (absorbed + scattered);
      } else {
        *(v4 *)tr = zero;
        *(v4 *)(tr + 4) = zero;
        if (any(either(either(at(sr), at(sr + 4)), either(at(fr + plane), at(fr + plane + 4))))) {
          const int other = differ(g0, g1, of_scatter);
          if (other) mean = mean_s(g0, path_s);
          *(v4 *)dr = at(dr) + carry(fr + plane, tr + plane, g0, at(sr) * energy_s, mean, path_s, least_s);
          if (other) mean = mean_s(g1, path_s), of_scatter = g1;
          energy_s += splat(step_s * 4);
          *(v4 *)(dr + 4) = at(dr + 4) + carry(fr + plane + 4, tr + plane + 4, g1, at(sr + 4) * energy_s, mean, path_s, least_s);
        } else {
          *(v4 *)(tr + plane) = zero;
          *(v4 *)(tr + plane + 4) = zero;
        }
      }
      share_p = next_p;
      share_s = next_s;
      pr += 8, sr += 8, gr += 8, dr += 8, fr += 8, tr += 8;
    }
  }
}

static void plane_nodes(float *nodes, int rows, int blocks, double first, double across, double along, double node_step, double row_step) {
  const int padded = (blocks + 4) & ~3;
  for (int row = 0; row < rows; row++, nodes += 3 * padded) {
    const double y = across + row * row_step, square = y * y + along * along;
    for (int node = 0; node < padded; node++) {
      const double x = first + node * node_step, inverse = 1 / sqrt(x * x + square);
      nodes[node] = (float)(x * inverse);
      nodes[padded + node] = (float)(y * inverse);
      nodes[2 * padded + node] = (float)(along * inverse);
    }
  }
}

int main(int count, char **arguments) {
  if (count != 3) return 2;
  FILE *file = fopen(arguments[2], "rb");
  /* nx, ny, nz, cones, table rows; spacing, first x, y, z; floors; then per cone 8 floats, shifts as 2 doubles; the table; P, S and density. */
  int n[5];
  double geometry[6];
  if (!file || fread(n, 4, 5, file) != 5 || fread(geometry, 8, 6, file) != 6) return 3;
  const int nx = n[0], ny = n[1], nz = n[2], cones = n[3], together = 8, blocks = nx / 8;
  const size_t volume = (size_t)nx * ny * nz;
  float *cone = malloc(cones * 8 * 4), *table = malloc(n[4] * 8);
  double *shift = malloc(cones * 2 * 8);
  float *p = malloc(volume * 4), *s = malloc(volume * 4), *rho = malloc(volume * 4), *d = malloc(volume * 4);
  if (fread(cone, 32, cones, file) != (size_t)cones || fread(shift, 16, cones, file) != (size_t)cones ||
      fread(table, 8, n[4], file) != (size_t)n[4] || fread(p, 4, volume, file) != volume || fread(s, 4, volume, file) != volume ||
      fread(rho, 4, volume, file) != volume)
    return 3;
  fclose(file);
  const int stride = nx + 8, plane = stride * (ny + 2);
  float *nodes = malloc((size_t)(blocks + 4) * 12 * ny), *flight = malloc((size_t)together * 4 * plane * 4);
  int *entries = malloc((blocks + 4) * sizeof *entries);
  for (int repetition = 0; repetition < atoi(arguments[1]); repetition++) {
    memset(d, 0, volume * 4);
    const clock_t begin = clock();
    for (int first = 0; first < cones; first += together) {
      memset(flight, 0, (size_t)together * 4 * plane * 4);
      for (int k = 0; k < nz; k++) {
        plane_nodes(nodes, ny, blocks, geometry[1], geometry[2], geometry[3] + k * geometry[0], 8 * geometry[0], geometry[0]);
        for (int c = first; c < first + together && c < cones; c++) {
          float *before = flight + (size_t)(c - first) * 4 * plane + (k % 2) * 2 * plane;
          float *after = flight + (size_t)(c - first) * 4 * plane + ((k + 1) % 2) * 2 * plane;
          const int row = k ? (int)(floor(k * shift[2 * c] + 0.5) - floor((k - 1) * shift[2 * c] + 0.5)) : 0;
          const int across = k ? (int)(floor(k * shift[2 * c + 1] + 0.5) - floor((k - 1) * shift[2 * c + 1] + 0.5)) : 0;
          const size_t offset = (size_t)k * nx * ny;
          sweep_plane(cone + 8 * c, table, nodes, p + offset, s + offset, rho + offset, d + offset, nx, ny, blocks,
                      before + stride + 4 - across * stride - row, after + stride + 4, stride, plane, (float)geometry[4], (float)geometry[5], entries);
        }
      }
    }
    printf("%.3f\n", 1e3 * (clock() - begin) / CLOCKS_PER_SEC);
    if (repetition == 0) {
      char name[4096];
      snprintf(name, sizeof name, "%s.dose", arguments[2]);
      FILE *out = fopen(name, "wb");
      if (!out || fwrite(d, 4, volume, out) != volume) return 3;
      fclose(out);
    }
  }
  return 0;
}
