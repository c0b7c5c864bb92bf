/** Message attributes that say how a message came to be. Consumers tell copies from redrives by them; SNS, quarantine and redrives keep them. */

/** Which delivery published the message, or which request: on every message that we publish. */
export const PUBLICATION = 'publication';

/** `dlq redrive` sent the message back. */
export const REDRIVEN = 'redriven';

/** The message only brings a service up to date: whoever knows the event announces nothing. */
export const REPLAYED = 'replayed';
