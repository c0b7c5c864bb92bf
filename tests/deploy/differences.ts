/**
 * Where MiniStack is not AWS. The rehearsal adapts itself, as a plugin of the copy that it deploys; the product does not.
 *
 * 1. It refuses alarms on metric math, which CloudFormation takes
 *    (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudwatch-alarm.html, `Metrics`): they are left out.
 * 2. It knows no composite alarms (AWS::CloudWatch::CompositeAlarm): they are left out.
 * 3. It looks for a handler's file as `.js` and `.mjs` only, where Lambda loads `.cjs` as well
 *    (https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html): bundles get `.js`, see `forMiniStack`.
 */

interface Framework {
  readonly service: {
    readonly provider: {
      readonly compiledCloudFormationTemplate: {
        readonly Resources: Record<string, { readonly Type: string; readonly Properties?: object }>;
      };
    };
  };
}

export default class MiniStackDifferences {
  readonly hooks: Readonly<Record<string, () => void>>;

  constructor({ service }: Framework) {
    this.hooks = {
      'before:aws:package:finalize:saveServiceState': () => {
        const { Resources } = service.provider.compiledCloudFormationTemplate;
        for (const [id, { Type, Properties = {} }] of Object.entries(Resources)) {
          const isMath = Type === 'AWS::CloudWatch::Alarm' && 'Metrics' in Properties;
          if (isMath || Type === 'AWS::CloudWatch::CompositeAlarm') delete Resources[id];
        }
      },
    };
  }
}

/** `serverless.yml` as MiniStack takes it; this file must lie beside it. */
export function forMiniStack(yaml: string): string {
  return (
    yaml
      // After the product's own plugin, whose rules are for the template as AWS gets it.
      .replace(/^ {2}- .*fanfare\.ts\n/m, '$&  - ./differences.ts\n')
      .replace('outputFileExtension: .cjs', 'outputFileExtension: .js')
  );
}
