import { CfnOutput, type Stack } from 'aws-cdk-lib';
import { KeyValueStore } from 'aws-cdk-lib/aws-cloudfront';
import type { Config } from '../config/schema.ts';

/**
 * Where the viewer function finds the secrets of signatures, by the ids that addresses carry; undefined where nothing is
 * signed. It is made empty: a secret in a template or in code could be read by whoever may read those.
 */
export function signingKeys(stack: Stack, { signing, stackName }: Config): KeyValueStore | undefined {
  if (!signing) return undefined;
  const store = new KeyValueStore(stack, 'SigningKeys', {
    keyValueStoreName: `${stackName}-signing-keys`,
    comment: 'Secrets of signatures by their ids; imgix is the token of imgix',
  });
  const api = `aws cloudfront-keyvaluestore`;
  const arn = `--kvs-arn ${store.keyValueStoreArn}`;
  new CfnOutput(stack, 'PutSigningKey', {
    description: 'Puts a key; two are right at a time, so the old one is deleted once nothing is signed with it',
    value: `${api} put-key ${arn} --key ID --value SECRET --if-match $(${api} describe-key-value-store ${arn} --query ETag --output text)`,
  });
  return store;
}
