import type { RunProgress } from '../engine/session.ts';

/** A bar on a terminal, rewritten in place; elsewhere one line a stage, so that logs stay short. */
export function progressBar(stream: NodeJS.WriteStream): { show: (progress: RunProgress) => void; clear: () => void } {
  let stage = '';
  const width = 30;
  return {
    show(progress) {
      if (stream.isTTY) {
        const filled = Math.round(progress.fraction * width);
        stream.write(
          `\r\x1b[K${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${String(Math.round(progress.fraction * 100)).padStart(3)} %  ${progress.stage}`,
        );
      } else if (progress.stage !== stage) stream.write(`${progress.stage} …\n`);
      stage = progress.stage;
    },
    clear() {
      if (stream.isTTY) stream.write('\r\x1b[K');
    },
  };
}
