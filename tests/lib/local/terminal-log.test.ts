import fc from 'fast-check';
import { terminalLog } from '../../../lib/local/terminal-log.ts';

/** What is written to the terminal for a line of a function's log, or a notice. */
function written(line: string): string[] {
  const lines: string[] = [];
  const log = terminalLog((text) => void lines.push(text), 'fanfare');
  log.line('fanfare-local-payment', line);
  log.notice('payment', line);
  return lines;
}

describe('the log of npm start', () => {
  it('shows a sequence in an event’s subject as an escape, and does not obey it', () => {
    const entry = JSON.stringify({
      level: 'info',
      message: 'handled',
      subject: '\u001b[2Jorder-1',
      reason: 'fine\nforged',
    });
    const [line] = written(entry);
    expect(line).toMatch(/handled {2}\\x1b\[2Jorder-1 {2}fine\\x0aforged\n$/);
  });

  it('is a line for each entry, whatever is in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, isEntry) => {
        for (const line of written(isEntry ? JSON.stringify({ message: 'handled', subject: text }) : text)) {
          expect(line.endsWith('\n')).toBe(true);
          expect(line.slice(0, -1)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
        }
      }),
    );
  });
});
