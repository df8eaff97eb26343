import { initWasm, Resvg } from '@resvg/resvg-wasm';

export interface PictureTools {
  /** The bytes of resvg's WebAssembly module. */
  readonly wasm: Uint8Array;
  /** Font files, DejaVu Sans first; a bold one gives bold text. */
  readonly fonts: readonly Uint8Array[];
}

let started: Promise<void> | undefined;

/** SVG text as PNG bytes, `scale` pixels to each of its own. The module is started once a process. */
export async function svgToPng(svg: string, tools: PictureTools, scale = 2): Promise<Uint8Array> {
  started ??= initWasm(tools.wasm);
  await started;
  const picture = new Resvg(svg, {
    font: { fontBuffers: [...tools.fonts], defaultFontFamily: 'DejaVu Sans', sansSerifFamily: 'DejaVu Sans' },
    fitTo: { mode: 'zoom', value: scale },
  });
  // Not freed where it fails: freeing a picture whose drawing trapped throws another error, which hides the first.
  const png = picture.render().asPng();
  picture.free();
  return png;
}
