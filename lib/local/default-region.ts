/** The region of this machine's own system where nobody names one: no more than a part of names. */
export const DEFAULT_REGION = 'eu-west-1';
