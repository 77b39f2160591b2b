import { expect, test } from 'vitest';
import { schemaOf } from './terraform/generated-classes.ts';

// What `npm run terraform:schema` reads out of generated code, in a piece of it that has one of everything.

const attribute = (name: string, kind: string, storage: string) => `            ${name}: {
                value: cdktf.${storage}ToHclTerraform(this._${name}),
                isBlock: false,
                type: "${kind}",
                storageClassType: "${storage}",
            },`;

const block = (name: string, kind: string, value: string) => `            ${name}: {
                value: ${value}(this._${name}.internalValue),
                isBlock: true,
                type: "${kind}",
                storageClassType: "Thing${name}List",
            },`;

const code = `
function thingRuleToHclTerraform(struct) {
    const attrs = {
${attribute('days', 'simple', 'number')}
${attribute('names', 'set', 'stringList')}
    };
}
class ThingRuleOutputReference extends cdktf.ComplexObject {
    set days(value) {
    }
    set names(value) {
    }
    resetNames() {
    }
}
class Thing extends cdktf.TerraformResource {
    // arn - computed: true, optional: false, required: false
    get arn() {
        return this.getStringAttribute('arn');
    }
    set name(value) {
    }
    resetTags() {
    }
    resetRule() {
    }
    synthesizeHclAttributes() {
        const attrs = {
${attribute('name', 'simple', 'string')}
${attribute('tags', 'map', 'stringMap')}
${block('rule', 'list', 'thingRuleToHclTerraform')}
${block('rules', 'set', 'cdktf.listMapperHcl(thingRuleToHclTerraform, true)')}
        };
    }
}
Thing.tfResourceType = "aws_thing";
`;

const rule = {
  attributes: { days: { type: 'number', required: true }, names: { type: ['set', 'string'], optional: true } },
  block_types: {},
};

test('attributes, blocks, who gives their values, and how often they may stand there', () => {
  expect(schemaOf(code, 'aws_thing')).toEqual({
    attributes: {
      arn: { type: 'string', computed: true },
      name: { type: 'string', required: true },
      tags: { type: ['map', 'string'], optional: true, computed: true },
    },
    block_types: {
      rule: { nesting_mode: 'list', block: rule, max_items: 1 },
      rules: { nesting_mode: 'set', block: rule, min_items: 1 },
    },
  });
});

test('code of another type is refused', () => {
  expect(() => schemaOf(code, 'aws_other')).toThrow('No class of aws_other');
});
