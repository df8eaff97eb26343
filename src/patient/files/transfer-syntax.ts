/** How the pixels of a file are encoded, and whether this version decodes them. */
export function transferSyntax(uid: string): {
  readonly name: string;
  readonly pixels: 'native' | 'deflated' | 'rle' | 'unsupported';
  readonly bigEndian: boolean;
} {
  return {
    bigEndian: uid === '1.2.840.10008.1.2.2',
    ...(known[uid] ?? { name: 'unknown to this version', pixels: 'unsupported' }),
  };
}

const known: Record<string, { name: string; pixels: 'native' | 'deflated' | 'rle' | 'unsupported' }> = {
  '1.2.840.10008.1.2': { name: 'implicit little endian', pixels: 'native' },
  '1.2.840.10008.1.2.1': { name: 'explicit little endian', pixels: 'native' },
  '1.2.840.10008.1.2.2': { name: 'explicit big endian', pixels: 'native' },
  '1.2.840.10008.1.2.1.99': { name: 'deflated explicit little endian', pixels: 'deflated' },
  '1.2.840.10008.1.2.5': { name: 'RLE lossless', pixels: 'rle' },
  '1.2.840.10008.1.2.4.50': { name: 'JPEG baseline', pixels: 'unsupported' },
  '1.2.840.10008.1.2.4.51': { name: 'JPEG extended', pixels: 'unsupported' },
  '1.2.840.10008.1.2.4.57': { name: 'JPEG lossless', pixels: 'unsupported' },
  '1.2.840.10008.1.2.4.70': { name: 'JPEG lossless, first-order prediction', pixels: 'unsupported' },
  '1.2.840.10008.1.2.4.80': { name: 'JPEG-LS lossless', pixels: 'unsupported' },
  '1.2.840.10008.1.2.4.81': { name: 'JPEG-LS near-lossless', pixels: 'unsupported' },
  '1.2.840.10008.1.2.4.90': { name: 'JPEG 2000 lossless', pixels: 'unsupported' },
  '1.2.840.10008.1.2.4.91': { name: 'JPEG 2000', pixels: 'unsupported' },
  '1.2.840.10008.1.2.4.201': { name: 'high-throughput JPEG 2000 lossless', pixels: 'unsupported' },
};
