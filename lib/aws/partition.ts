/** The partitions of AWS: each is a world of its own, with its own accounts, domain and ARNs. */

export interface Partition {
  /** The second part of an ARN. */
  readonly name: string;
  /** Endpoints of services end with it. */
  readonly domain: string;
  /** The console's domain, behind the region; undefined where it is not public. */
  readonly console?: string;
}

const COMMERCIAL: Partition = { name: 'aws', domain: 'amazonaws.com', console: 'console.aws.amazon.com' };

/** By the beginning of their regions' names; every other region is commercial. */
const PARTITIONS: readonly (readonly [string, Partition])[] = [
  ['cn-', { name: 'aws-cn', domain: 'amazonaws.com.cn', console: 'console.amazonaws.cn' }],
  ['us-gov-', { name: 'aws-us-gov', domain: 'amazonaws.com', console: 'console.amazonaws-us-gov.com' }],
  ['eusc-', { name: 'aws-eusc', domain: 'amazonaws.eu', console: 'console.amazonaws-eusc.eu' }],
  ['us-isof-', { name: 'aws-iso-f', domain: 'csp.hci.ic.gov' }],
  ['us-isob-', { name: 'aws-iso-b', domain: 'sc2s.sgov.gov' }],
  ['us-iso-', { name: 'aws-iso', domain: 'c2s.ic.gov' }],
  ['eu-isoe-', { name: 'aws-iso-e', domain: 'cloud.adc-e.uk' }],
];

export function partitionOf(region: string): Partition {
  return PARTITIONS.find(([beginning]) => region.startsWith(beginning))?.[1] ?? COMMERCIAL;
}
