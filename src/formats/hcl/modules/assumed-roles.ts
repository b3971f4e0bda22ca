import type { Position } from '../../../resource/resource.ts';
import { SourceFile } from '../../source.ts';
import { isTerraformFile } from '../names.ts';
import { parseHcl } from '../syntax/parse.ts';
import type { Expression } from '../syntax/syntax.ts';

/** A role that a provider takes on before it does anything, and where its configuration says so. */
export interface AssumedRole {
  readonly role: string;
  readonly at: Position;
}

/** The roles that provider blocks of Terraform's files name in their `assume_role`. */
export function assumedRolesIn(files: ReadonlyMap<string, string>): readonly AssumedRole[] {
  return [...files].flatMap(([name, text]): readonly AssumedRole[] => {
    if (!isTerraformFile(name) || name.endsWith('.json') || !text.includes('assume_role')) return [];
    const file = new SourceFile(name, text);
    const providers = parseHcl(file).body.blocks.filter(({ type }) => type === 'provider');
    return providers.flatMap(({ body }) => body.blocks.filter(({ type }) => type === 'assume_role')).flatMap(({ body }) => body.attributes.filter((each) => each.name === 'role_arn').flatMap(({ value }) => {
      const role = roleIn(value);
      return role === undefined ? [] : [{ role, at: file.position(value.start, value.end) }];
    }));
  });
}

/** `arn:aws:iam::${...}:role/path/NAME`: the account may be worked out, the name is text. */
function roleIn(value: Expression): string | undefined {
  const last = value.kind === 'template' ? value.parts.at(-1) : undefined;
  const text = value.kind === 'literal' ? String(value.value) : last?.kind === 'text' ? last.text : '';
  return /:role\/(?:[^/]+\/)*([\w+=,.@-]+)$/.exec(text)?.[1];
}
