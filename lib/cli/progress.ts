/** A progress bar on a terminal, and nothing in a pipe. */

const WIDTH = 32;

export interface Progress {
  /** Shows `label` with `done` of `total`; without a total, just the label. */
  show(label: string, done?: number, total?: number): void;
  end(): void;
}

export function progressOn(stream: NodeJS.WriteStream): Progress {
  if (!stream.isTTY) return { show: () => undefined, end: () => undefined };
  return {
    show: (label, done = 0, total = 0) => {
      const filled = total === 0 ? 0 : Math.round((done / total) * WIDTH);
      const bar = total === 0 ? '' : ` ${'█'.repeat(filled)}${'░'.repeat(WIDTH - filled)} ${done}/${total}`;
      stream.write(`\r\x1b[2K  ${label}${bar}`);
    },
    end: () => void stream.write('\r\x1b[2K'),
  };
}
