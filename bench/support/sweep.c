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
static inline int row_of(float c, float scale, float start, float last) {
  float row = c * scale + start;
  row = row > 0 ? row : 0;
  return (int)(row < last ? row : last);
}

static void sweep_plane(const float *cone, const float *table, const float *nodes, const float *p, const float *s, const float *rho, float *d,
                        int row_stride, int rows, int blocks, const float *from, float *to, int flight_stride, int plane, float floor_p,
                        float floor_s) {
  const v4 path_p = splat(cone[0]), path_s = splat(cone[1]), quarter_p = path_p * 0.25f;
  const v4 least_p = splat(floor_p), least_s = splat(floor_s), zero = splat(0);
  const v4 half = splat(0.5f), one = splat(1), c6 = splat(1.0f / 6), c24 = splat(1.0f / 24), c120 = splat(1.0f / 120);
  const v4 lanes = {0, 1, 2, 3};
  const float u0 = cone[2], u1 = cone[3], u2 = cone[4], scale = cone[5], start = cone[6], last = cone[7];
  for (int row = 0; row < rows; row++) {
    const float *pr = p + row * row_stride, *sr = s + row * row_stride, *gr = rho + row * row_stride, *fr = from + row * flight_stride;
    float *dr = d + row * row_stride, *tr = to + row * flight_stride;
    int e = row_of(u0 * nodes[0] + u1 * nodes[1] + u2 * nodes[2], scale, start, last);
    float share_p = table[2 * e], share_s = table[2 * e + 1];
    for (int block = 0; block < blocks; block++) {
      nodes += 3;
      e = row_of(u0 * nodes[0] + u1 * nodes[1] + u2 * nodes[2], scale, start, last);
      const float next_p = table[2 * e], next_s = table[2 * e + 1];
      const float step_p = (next_p - share_p) * 0.125f, step_s = (next_s - share_s) * 0.125f;
      v4 energy_s = splat(share_s) + splat(step_s) * lanes;
      if (any(either(either(at(pr), at(pr + 4)), either(at(fr), at(fr + 4))))) {
        v4 energy_p = splat(share_p) + splat(step_p) * lanes;
        for (int v = 0; v < 8; v += 4) {
          const v4 g = at(gr + v), q0 = at(pr + v) * energy_p, q1 = at(sr + v) * energy_s;
          const v4 y0 = g * quarter_p, h0 = (((y0 * c120 + c24) * y0 + c6) * y0 + half) * y0 + one;
          const v4 left0 = one / (y0 * h0 + one), square0 = left0 * left0;
          const v4 mean0 = (h0 * left0) * ((left0 * half + half) * (square0 * half + half));
          const v4 r0 = at(fr + v), w0 = mean0 * (q0 - path_p * r0), out0 = g * w0 + r0;
          *(v4 *)(tr + v) = (v4)((i4)out0 & (i4)(out0 > least_p));
          const v4 y1 = g * path_s, h1 = ((y1 * c24 + c6) * y1 + half) * y1 + one, mean1 = h1 / (y1 * h1 + one);
          const v4 r1 = at(fr + plane + v), w1 = mean1 * (q1 - path_s * r1), out1 = g * w1 + r1;
          *(v4 *)(tr + plane + v) = (v4)((i4)out1 & (i4)(out1 > least_s));
          *(v4 *)(dr + v) = at(dr + v) + ((q0 - w0) + (q1 - w1));
          energy_p += splat(step_p * 4);
          energy_s += splat(step_s * 4);
        }
      } else {
        *(v4 *)tr = zero;
        *(v4 *)(tr + 4) = zero;
        if (any(either(either(at(sr), at(sr + 4)), either(at(fr + plane), at(fr + plane + 4))))) {
          for (int v = 0; v < 8; v += 4) {
            const v4 g = at(gr + v), q1 = at(sr + v) * energy_s;
            const v4 y1 = g * path_s, h1 = ((y1 * c24 + c6) * y1 + half) * y1 + one, mean1 = h1 / (y1 * h1 + one);
            const v4 r1 = at(fr + plane + v), w1 = mean1 * (q1 - path_s * r1), out1 = g * w1 + r1;
            *(v4 *)(tr + plane + v) = (v4)((i4)out1 & (i4)(out1 > least_s));
            *(v4 *)(dr + v) = at(dr + v) + (q1 - w1);
            energy_s += splat(step_s * 4);
          }
        } else {
          *(v4 *)(tr + plane) = zero;
          *(v4 *)(tr + plane + 4) = zero;
        }
      }
      share_p = next_p;
      share_s = next_s;
      pr += 8, sr += 8, gr += 8, dr += 8, fr += 8, tr += 8;
    }
    nodes += 3;
  }
}

static void plane_nodes(float *nodes, int rows, int blocks, double first, double across, double along, double node_step, double row_step) {
  for (int row = 0; row < rows; row++) {
    const double y = across + row * row_step, square = y * y + along * along;
    for (int node = 0; node <= blocks; node++) {
      const double x = first + node * node_step, inverse = 1 / sqrt(x * x + square);
      *nodes++ = (float)(x * inverse);
      *nodes++ = (float)(y * inverse);
      *nodes++ = (float)(along * inverse);
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
  float *nodes = malloc((size_t)(blocks + 1) * 12 * ny), *flight = malloc((size_t)together * 4 * plane * 4);
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
                      before + stride + 4 - across * stride - row, after + stride + 4, stride, plane, (float)geometry[4], (float)geometry[5]);
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
