/** Which region a command works in. Asked for by `serverless.yml`, so the framework and everything else agree on it. */
import { DEFAULT_REGION } from '../../lib/local/default-region.ts';

/** The stage of this machine. */
export const LOCAL_STAGE = 'local';

export interface RegionSources {
  /** `--region` */
  readonly option?: string | undefined;
  /** `--aws-profile` */
  readonly profile?: string | undefined;
  readonly stage: string;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

/**
 * `--region`, `AWS_REGION`, `AWS_DEFAULT_REGION`, the profile's region, in this order; what is empty is not set.
 * Throws when none of them says it: only the local stage has a default.
 */
export async function regionOf({ option, profile, stage, variables }: RegionSources): Promise<string> {
  const named = option || variables.AWS_REGION || variables.AWS_DEFAULT_REGION;
  if (named) return named;
  const configured = await regionOfProfile(profile || variables.AWS_PROFILE);
  if (configured !== undefined) return configured;
  if (stage === LOCAL_STAGE) return DEFAULT_REGION;
  throw new Error(
    `no region is set for stage ${stage}: add --region (such as --region ${DEFAULT_REGION}), or set AWS_REGION, ` +
      'AWS_DEFAULT_REGION, or a region in the profile that you use',
  );
}

/** The SDK reads the files of profiles, and rejects when they have no region. */
async function regionOfProfile(profile: string | undefined): Promise<string | undefined> {
  // Most commands are told a region, and read no profile.
  const { DynamoDBClient } = await import('@aws-sdk/client-dynamodb');
  const client = new DynamoDBClient(profile === undefined ? {} : { profile });
  try {
    return await client.config.region();
  } catch {
    return undefined;
  } finally {
    client.destroy();
  }
}

/** What `${file(…)}` in `serverless.yml` calls this with. */
interface Asking {
  readonly options: { readonly region?: string; readonly stage?: string | null; readonly 'aws-profile'?: string };
}

export async function region({ options }: Asking): Promise<string> {
  const { region: option, stage, 'aws-profile': profile } = options;
  // The SDK would take the empty text for the region's name.
  if (process.env.AWS_REGION === '') delete process.env.AWS_REGION;
  try {
    return await regionOf({ option, profile, stage: stage ?? LOCAL_STAGE, variables: process.env });
  } catch (error) {
    // The framework prints the stack of what is thrown here, and this is no bug to be found in one.
    if (error instanceof Error) error.stack = error.message;
    throw error;
  }
}
