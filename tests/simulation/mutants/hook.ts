/** Preloaded into a process: modules are loaded with one mutant's mistake in them. */
import { registerHooks } from 'node:module';
import { mutants } from './mutants.ts';

const mistake = process.env.MUTANT;
const mutant = mutants.find((one) => one.mistake === mistake);
if (mutant === undefined) throw new Error(`there is no mutant "${mistake}"`);

registerHooks({
  load: (url, context, nextLoad) => {
    const loaded = nextLoad(url, context);
    const changes = mutant.changes.filter(({ file }) => url.endsWith(`/${file}`));
    if (changes.length === 0) return loaded;
    let source = String(loaded.source);
    for (const { file, from, to } of changes) {
      const parts = source.split(from);
      // The code has moved on: the mutant has to follow.
      if (parts.length !== 2) throw new Error(`"${mistake}": ${file} has the text ${parts.length - 1} times:\n${from}`);
      source = parts.join(to);
    }
    return { ...loaded, source };
  },
});
