/** The template of the stack as it is deployed. */
import type { CloudFormationServiceException } from '@aws-sdk/client-cloudformation';
import type { CompiledTemplate, SdkConfiguration } from './framework.ts';

/** The framework's AWS provider, as far as the deployed stack takes it. */
export interface StackOfStage {
  readonly naming: { getStackName(): string };
  getAwsSdkV3Config(): Promise<SdkConfiguration>;
}

/** Empty when there is no stack yet. */
export async function deployedTemplate(aws: StackOfStage): Promise<Partial<CompiledTemplate>> {
  const { CloudFormationClient, CloudFormationServiceException, GetTemplateCommand } = await import(
    '@aws-sdk/client-cloudformation'
  );
  const client = new CloudFormationClient(await aws.getAwsSdkV3Config());
  try {
    const { TemplateBody = '{}' } = await client.send(
      new GetTemplateCommand({ StackName: aws.naming.getStackName(), TemplateStage: 'Original' }),
    );
    return JSON.parse(TemplateBody);
  } catch (error) {
    if (error instanceof CloudFormationServiceException && isMissingStack(error)) return {};
    throw error;
  } finally {
    client.destroy();
  }
}

/** CloudFormation has no error of its own for it. */
function isMissingStack({ name, message }: CloudFormationServiceException): boolean {
  return name === 'ValidationError' && message.includes('does not exist');
}
