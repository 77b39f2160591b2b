import { CfnOutput } from 'aws-cdk-lib';
import { type IKeyValueStore, KeyValueStore } from 'aws-cdk-lib/aws-cloudfront';
import type { Construct } from 'constructs';
import type { Config } from '../config/schema.ts';

/** The output with the ARN of the store. */
export const keysOutput = 'SigningKeysArn';

/**
 * The store of the signing secrets, by the key ids in URLs; undefined if nothing is signed. It is created empty: a secret in a
 * template or in code could be read by everyone with access to those. `existing` is the ARN of one that another stack has made.
 */
export function signingKeys(
  scope: Construct,
  { signing, stackName }: Config,
  existing?: string,
): IKeyValueStore | undefined {
  if (!signing) return undefined;
  if (existing) return KeyValueStore.fromKeyValueStoreArn(scope, 'SigningKeys', existing);
  const store = new KeyValueStore(scope, 'SigningKeys', {
    keyValueStoreName: `${stackName}-signing-keys`,
    comment: 'Secrets of signatures by their ids; imgix is the token of imgix',
  });
  const api = `aws cloudfront-keyvaluestore`;
  const arn = `--kvs-arn ${store.keyValueStoreArn}`;
  new CfnOutput(scope, 'PutSigningKey', {
    description: 'Puts a key; two are right at a time, so the old one is deleted once nothing is signed with it',
    value: `${api} put-key ${arn} --key ID --value SECRET --if-match $(${api} describe-key-value-store ${arn} --query ETag --output text)`,
  });
  new CfnOutput(scope, keysOutput, { description: 'The store of the keys', value: store.keyValueStoreArn });
  return store;
}
