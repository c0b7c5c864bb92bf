/** The numbers the system runs within: each is a default of ours or a bound of AWS's, with its reason. */

const MINUTE = 60;
const DAY = 24 * 60 * MINUTE;

// Bounds that AWS sets or recommends.

/** A batch may be retried while its function is throttled, so a message stays invisible for several function timeouts. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
export const VISIBILITY_PER_FUNCTION_TIMEOUT = 6;

/** Fewer attempts, and a few throttled invocations move good messages to the dead-letter queue. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html */
export const LEAST_MAX_RECEIVE_COUNT = 5;

/** The largest batch that needs no batching window. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html */
export const LARGEST_BATCH_WITHOUT_WINDOW = 10;

/** `MaximumConcurrency` of an SQS event source. https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
export const LEAST_MAXIMUM_CONCURRENCY = 2;
export const MOST_MAXIMUM_CONCURRENCY = 1_000;

/** SQS keeps a message at most this long. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html */
const MOST_RETENTION_SECONDS = 14 * DAY;

/** Long polling at its longest: the fewest empty receives. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html */
export const RECEIVE_WAIT_SECONDS = 20;

/** Resources, outputs and bytes of one template. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
export const MOST_RESOURCES = 500;
export const MOST_OUTPUTS = 200;
export const MOST_TEMPLATE_BYTES = 1_000_000;

/** The retention periods that CloudWatch Logs knows. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html */
export const LOG_RETENTION_DAYS: readonly number[] = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

// Our own choices. A service may set the first group for itself in the topology.

/** What a service gets that sets nothing. */
export const SERVICE_DEFAULTS = {
  /** A batch of 10 takes well under a second; this leaves room for a slow port and its retries. */
  timeoutSeconds: 30,
  /** More memory is more CPU: with less, a cold start takes visibly longer. */
  memoryMegabytes: 512,
  batchSize: LARGEST_BATCH_WITHOUT_WINDOW,
  /** No waiting: an order is handled as soon as it is announced. */
  batchWindowSeconds: 0,
  /** Ten batches at once drain thousands of messages a second, and leave most of the account's 1,000 to others. */
  maximumConcurrency: 10,
  /**
   * With the delays below, the last of eleven attempts is 16 to 32 minutes after the first: an outage of a quarter of an hour costs no
   * message, whatever the jitter. One of an hour does: what arrived in its first half is in the dead-letter queue, to be redriven.
   */
  maxAttempts: 11,
  retryBaseSeconds: 2,
  retryCapSeconds: 15 * MINUTE,
  /** The oldest message may wait this long before somebody is told. */
  ageObjectiveSeconds: 15 * MINUTE,
} as const;

/**
 * Receipts beyond the last attempt. A function that dies in its last attempt could not say why the message failed; with these,
 * another one gets to say it before SQS moves the message without a reason.
 */
export const SPARE_RECEIPTS = 2;

/** The API answers a person: it is given less time than the HTTP API would wait. */
export const API_DEFAULTS = { timeoutSeconds: 10, memoryMegabytes: 512 } as const;

/** A scheduled function goes over many orders. Started twice at once it does the same work twice, and nothing else. */
export const SCHEDULE_DEFAULTS = { timeoutSeconds: 60, memoryMegabytes: 512 } as const;

/** Messages that no one handled for four days are an incident by then; the alarm on age told of it long before. */
export const QUEUE_RETENTION_SECONDS = 4 * DAY;

/** Longer than the queue's, since the clock of a message starts when it is first sent, not when it is moved. */
export const DLQ_RETENTION_SECONDS = MOST_RETENTION_SECONDS;

/** Slowest one percent of API answers, in milliseconds: two thirds of callers' patience, far below the timeout. */
export const API_P99_OBJECTIVE_MS = 2_000;
