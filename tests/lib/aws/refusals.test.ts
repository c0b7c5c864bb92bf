import { isRefusal, isRefusedForGood, mayBeOfOneEntry } from '../../../lib/aws/refusals.ts';

const named = (name: string, message: string) => Object.assign(new Error(message), { name });

describe('a refusal of AWS is for good', () => {
  it.each([
    ['ValidationException', 'Item size has exceeded the maximum allowed size'],
    ['ValidationError', 'Item size has exceeded the maximum allowed size'],
    [
      'ValidationException',
      'One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of 2048 bytes',
    ],
    ['SerializationException', 'Start of structure or map found where not expected'],
    ['InvalidParameterValue', 'Message Attribute source must have a value'],
    ['InvalidParameterValueException', 'Message Attribute source must have a value'],
    ['InvalidMessageContents', ''],
  ])('when it is about what is in the request: %s, %s', (code, message) => {
    expect(isRefusedForGood(code, message)).toBe(true);
    expect(isRefusal(named(code, message))).toBe(true);
  });

  it.each([
    ['ResourceNotFoundException', 'Requested resource not found'],
    ['ValidationException', 'The table does not have the specified index: day'],
    ['ValidationException', 'Cannot do operations on a non-existent table'],
    ['ValidationException', 'The provided key element does not match the schema'],
    ['ValidationException', 'One or more parameter values were invalid: Missing the key subject in the item'],
    [
      'ValidationException',
      'One or more parameter values were invalid: Type mismatch for Index Key day Expected: S Actual: N',
    ],
    ['ValidationException', 'KMS key arn:aws:kms:… is disabled'],
    ['ValidationException', 'Rate of requests exceeds the allowed throughput'],
    ['AccessDeniedException', 'User is not authorized to perform dynamodb:PutItem'],
    ['ThrottlingException', 'Rate exceeded'],
    ['ProvisionedThroughputExceededException', ''],
    ['TransactionConflict', ''],
    ['InternalError', ''],
    ['TimeoutError', ''],
  ])('but not when it may pass, also during a deployment: %s, %s', (code, message) => {
    expect(isRefusedForGood(code, message)).toBe(false);
    expect(mayBeOfOneEntry(named(code, message))).toBe(false);
  });

  it('is read of anything that was thrown', () => {
    const unreadable = Object.defineProperty(new Error('x'), 'message', {
      get: () => {
        throw new Error('never look');
      },
    });
    for (const thrown of [undefined, null, 'text', unreadable]) expect(isRefusal(thrown)).toBe(false);
    expect(mayBeOfOneEntry(named('AWS.SimpleQueueService.BatchRequestTooLong', ''))).toBe(true);
  });
});
