import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { askYesOrNo } from '../../../lib/cli/asking.ts';
import { inEditor } from '../../../lib/cli/editor.ts';
import { root } from '../../rig/command.ts';

const terminal = () => Object.assign(new PassThrough(), { isTTY: true });

describe('a question', () => {
  it.each([
    ['y\n', true],
    ['Yes\n', true],
    ['n\n', false],
    ['\n', false],
    ['yesterday\n', false],
  ])('answered with %j is %s', async (answer, expected) => {
    const input = terminal();
    const asked = askYesOrNo('Delete them?', input);
    input.write(answer);
    expect(await asked).toBe(expected);
  });

  it('answered with Ctrl-D is no, instead of waiting for ever', async () => {
    const input = terminal();
    const asked = askYesOrNo('Delete them?', input);
    input.end();
    expect(await asked).toBe(false);
  });

  it('without a terminal is no', async () => {
    expect(await askYesOrNo('Delete them?', new PassThrough())).toBe(false);
  });
});

test('without a terminal, an editor is refused with what to do: npx sets EDITOR to vi, which would wait for ever', async () => {
  await expect(inEditor('{}')).rejects.toThrow('there is no terminal for an editor here: give a patch instead');
});

describe('output that nobody takes', () => {
  let directory: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'fanfare-output-'));
    const output = join(root, 'lib/cli/output.ts');
    const script = `import { endOnLostOutput, print } from ${JSON.stringify(output)};
endOnLostOutput();
for (let line = 0; line < 5_000; line += 1) print({}, {}, () => 'a line of the report '.repeat(10));
setTimeout(() => undefined, 10_000);`;
    await writeFile(join(directory, 'script.ts'), script);
  });
  afterAll(() => rm(directory, { recursive: true, force: true }));

  it.each([
    ['| head -1', 'whoever read the output has gone; what was done stays done', 141],
    ['> /dev/full', 'the output cannot be written (ENOSPC); what was done stays done', 1],
  ])('%s is a sentence and an exit code, never a stack', async (redirection, sentence, code) => {
    const child = spawn('/bin/sh', ['-c', `(${process.execPath} script.ts; echo "ended with $?" >&2) ${redirection}`], {
      cwd: directory,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += chunk;
    });
    await new Promise((resolve) => child.once('close', resolve));
    expect(said).toBe(`${sentence}\nended with ${code}\n`);
  });
});
