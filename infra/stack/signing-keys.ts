import { CfnOutput, type Stack } from 'aws-cdk-lib';
import { KeyValueStore } from 'aws-cdk-lib/aws-cloudfront';
import type { Config } from '../config/schema.ts';

/**
 * The store of the signing secrets, by the key ids in URLs; undefined if nothing is signed. It is created empty: a secret in a
 * template or in code could be read by everyone with access to those.
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
