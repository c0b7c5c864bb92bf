/** What pages: one alarm per service, in alarm while any of its causes is. Causes notify nobody by themselves. */
import { physicalName } from '../../lib/lambda/names.ts';
import { runbookSection } from './alarm.ts';
import type { Properties, Resources } from './cloudformation.ts';
import { idOf } from './names.ts';
import type { Settings } from './settings.ts';

/** A rule has at most 10,240 characters and 100 alarms. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutCompositeAlarm.html */
export function compositeAlarm(owner: string, causes: Resources, settings: Settings): Resources {
  const ids = Object.keys(causes);
  const names = Object.values(causes).map(({ Properties: { AlarmName } }) => String(AlarmName));
  const { alarmTopicArn, prefix } = settings;
  const actions: Properties =
    alarmTopicArn === undefined ? {} : { AlarmActions: [alarmTopicArn], OKActions: [alarmTopicArn] };
  return {
    ...causes,
    [idOf.alarm(owner, '')]: {
      Type: 'AWS::CloudWatch::CompositeAlarm',
      // The rule names them as text, which orders nothing.
      DependsOn: ids,
      Properties: {
        AlarmName: physicalName(prefix, owner),
        AlarmDescription: `${owner} of stage ${settings.stage} is in trouble, by one of ${troubles(names, physicalName(prefix, owner))}. See ${runbookSection(settings, 'a-service-is-in-trouble')}`,
        AlarmRule: names.map((name) => `ALARM("${name}")`).join(' OR '),
        ...actions,
      },
    },
  };
}

function troubles(names: readonly string[], prefix: string): string {
  return names.map((name) => name.replace(`${prefix}-`, '')).join(', ');
}
