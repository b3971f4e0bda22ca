import type { SourceFile } from '../../source.ts';

/** A stretch of a file: offsets in UTF-16 units, the end exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** An expression of Terraform's language (HCL native syntax specification, "Expressions"), as it is written. */
export type Expression =
  | (Span & { readonly kind: 'literal'; readonly value: null | boolean | number | string })
  /** A quoted text or a heredoc with something in it that is worked out; a text without is a literal. */
  | (Span & { readonly kind: 'template'; readonly parts: readonly TemplatePart[] })
  /** The first name of a traversal: `var`, `each`, `aws_lb`. */
  | (Span & { readonly kind: 'name'; readonly name: string })
  | (Span & { readonly kind: 'attribute'; readonly of: Expression; readonly name: string })
  /** `of[key]`; `of.0` of older files is one, too. */
  | (Span & { readonly kind: 'index'; readonly of: Expression; readonly key: Expression })
  /** `of[*].a.b` or `of.*.a.b`: `each` is what is asked of each member, and the member in it is an `item`. */
  | (Span & { readonly kind: 'splat'; readonly of: Expression; readonly each: Expression; readonly full: boolean })
  | (Span & { readonly kind: 'item' })
  /** `spread`: the last argument is a list that stands for several (`...`). */
  | (Span & { readonly kind: 'call'; readonly name: string; readonly nameSpan: Span; readonly arguments: readonly Expression[]; readonly spread: boolean })
  | (Span & { readonly kind: 'unary'; readonly operator: '!' | '-'; readonly of: Expression })
  | (Span & { readonly kind: 'binary'; readonly operator: BinaryOperator; readonly left: Expression; readonly right: Expression })
  | (Span & { readonly kind: 'conditional'; readonly condition: Expression; readonly then: Expression; readonly otherwise: Expression })
  /** `key` before the arrow makes an object, else a tuple; `grouped`: the value ends in `...`. */
  | (Span & { readonly kind: 'for'; readonly keyName?: string; readonly valueName: string; readonly in: Expression; readonly key?: Expression; readonly value: Expression; readonly grouped: boolean; readonly condition?: Expression })
  | (Span & { readonly kind: 'tuple'; readonly items: readonly Expression[] })
  /** A bare name as a key is a literal. */
  | (Span & { readonly kind: 'object'; readonly items: readonly { readonly key: Expression; readonly value: Expression }[] })
  /** What does not parse; the file's mistakes say why. */
  | (Span & { readonly kind: 'broken' });

export type BinaryOperator = '||' | '&&' | '==' | '!=' | '<' | '>' | '<=' | '>=' | '+' | '-' | '*' | '/' | '%';

/** A piece of a template. Strip marks (`~`) and the indentation of `<<-` are carried out already. */
export type TemplatePart =
  /** `span` covers what is written, before escapes are read. */
  | (Span & { readonly kind: 'text'; readonly text: string })
  | (Span & { readonly kind: 'interpolation'; readonly value: Expression })
  | (Span & { readonly kind: 'if'; readonly condition: Expression; readonly then: readonly TemplatePart[]; readonly otherwise: readonly TemplatePart[] })
  | (Span & { readonly kind: 'for'; readonly keyName?: string; readonly valueName: string; readonly in: Expression; readonly body: readonly TemplatePart[] });

export interface Attribute extends Span {
  readonly name: string;
  readonly nameSpan: Span;
  readonly value: Expression;
}

export interface Block extends Span {
  readonly type: string;
  readonly typeSpan: Span;
  readonly labels: readonly (Span & { readonly text: string })[];
  readonly body: Body;
}

/** What stands between braces, or in a whole file. Both lists are in the order of the file. */
export interface Body extends Span {
  readonly attributes: readonly Attribute[];
  readonly blocks: readonly Block[];
}

/** Something that does not parse: `Missing newline after argument`, in the user's words of what to write. */
export interface Mistake extends Span {
  readonly message: string;
}

/** A file as it parses; what is broken is left out of the body as narrowly as can be, and the rest is there. */
export interface HclFile {
  readonly file: SourceFile;
  readonly body: Body;
  readonly mistakes: readonly Mistake[];
}
