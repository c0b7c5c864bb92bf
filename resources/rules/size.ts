/** The rule on what CloudFormation takes in one stack. */
import { MOST_OUTPUTS, MOST_RESOURCES, MOST_TEMPLATE_BYTES } from '../stack/limits.ts';
import type { Rule } from './rule.ts';

export const templateSize: Rule = {
  name: 'template-size',
  says: `The template stays within ${MOST_RESOURCES} resources, ${MOST_OUTPUTS} outputs and ${MOST_TEMPLATE_BYTES} bytes.`,
  source: 'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html',
  check: (template) => {
    const sizes = [
      { what: 'resources', size: Object.keys(template.Resources).length, most: MOST_RESOURCES },
      { what: 'outputs', size: Object.keys(template.Outputs).length, most: MOST_OUTPUTS },
      { what: 'bytes', size: Buffer.byteLength(JSON.stringify(template)), most: MOST_TEMPLATE_BYTES },
    ];
    return sizes.flatMap(({ what, size, most }) => {
      if (size <= most) return [];
      const fix = 'Move some services to a stack of their own.';
      return [{ resource: 'the template', value: `it has ${size} ${what}, ${most} are allowed`, fix }];
    });
  },
};
