/** A CloudFormation template. */
export type Template = {
  Resources: { [id: string]: Resource };
  Outputs?: { [name: string]: unknown };
  [section: string]: unknown;
};

/** A resource of one. */
export type Resource = { Type: string; Properties?: { [name: string]: unknown }; [attribute: string]: unknown };

/**
 * A template without what changes at every build: hashes of assets, the text of viewer functions, the hash in the id of a function's
 * version, and CDK's own metadata.
 */
export const normalize = (template: Template): Template => {
  const { Conditions: _, ...rest } = template;
  const resources = Object.entries(template.Resources)
    .filter(([, { Type }]) => Type !== 'AWS::CDK::Metadata')
    .map(([id, resource]) => [id, withoutCode(resource)] as const);
  let text = JSON.stringify({ ...rest, Resources: Object.fromEntries(resources) });
  for (const [id, { Type }] of resources)
    if (Type === 'AWS::Lambda::Version') text = text.replaceAll(id, id.replace(/[0-9a-f]{32}$/, ''));
  return JSON.parse(text.replace(/\b[0-9a-f]{64}\b/g, 'HASH'));
};

const withoutCode = (resource: Resource): Resource =>
  resource.Type === 'AWS::CloudFront::Function'
    ? { ...resource, Properties: { ...resource.Properties, FunctionCode: 'CODE' } }
    : resource;
