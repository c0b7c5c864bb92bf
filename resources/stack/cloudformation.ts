/** A CloudFormation template as data, with the few intrinsic functions we use: none that a small interpreter could not follow. */

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export type Properties = { readonly [name: string]: Json };

export interface Resource {
  readonly Type: string;
  readonly Properties: Properties;
  readonly DependsOn?: string | readonly string[];
  readonly DeletionPolicy?: 'RetainExceptOnCreate' | 'Retain' | 'Delete';
  readonly UpdateReplacePolicy?: 'Retain' | 'Delete';
}

/** Resources by logical id. */
export type Resources = Readonly<Record<string, Resource>>;

export interface Output {
  readonly Description: string;
  readonly Value: Json;
}

export type Outputs = Readonly<Record<string, Output>>;

export const ref = (logicalId: string) => ({ Ref: logicalId });

export const arnOf = (logicalId: string) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });

/** Text with `${LogicalId}`, `${LogicalId.Attribute}` or `${AWS::Region}` in it. */
export const sub = (text: string) => ({ 'Fn::Sub': text });
