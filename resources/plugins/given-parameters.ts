/** What a person typed: parameters that nothing reads, and commands that change AWS but name no stage of it. */
import { didYouMean } from '../../lib/cli/nearest.ts';
import { PARAMETERS } from '../stack/settings.ts';

/** `serverless.yml` as it was written: parameters by stage. */
export interface Configuration {
  readonly params?: Readonly<Record<string, Readonly<Record<string, unknown>> | null>>;
}

/** Why a `--param name=value` is refused: nothing reads it. What `serverless.yml` declares under `params` is somebody's own. */
export function unknownParameter(given: readonly string[], { params = {} }: Configuration): string | undefined {
  const declared = Object.values(params).flatMap((stage) => Object.keys(stage ?? {}));
  const known = [...new Set([...PARAMETERS, ...declared])];
  const name = given.map((pair) => pair.split('=')[0] ?? '').find((candidate) => !known.includes(candidate));
  if (name === undefined) return undefined;
  return (
    `There is no parameter ${name}.${didYouMean(name, known)} There are ${known.join(', ')}; ` +
    'one of your own has to be declared under params in serverless.yml.'
  );
}

/** The commands that change what is deployed. */
const CHANGING = ['deploy', 'remove', 'rollback'];

/** Why a command is refused that would change AWS under the name of this machine's own stage. */
export function localStageRefusal(command: string, endpoint: string | undefined): string | undefined {
  if (!CHANGING.includes(command) || isLoopback(endpoint)) return undefined;
  return (
    `Stage local is this machine, so \`serverless ${command}\` does not take it. Name a stage of AWS: ` +
    `npx serverless ${command} --stage dev. (With AWS_ENDPOINT_URL on loopback, an emulator's stage may be called local.)`
  );
}

function isLoopback(endpoint: string | undefined): boolean {
  if (endpoint === undefined || !URL.canParse(endpoint)) return false;
  const { hostname } = new URL(endpoint);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
