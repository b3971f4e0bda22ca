import type { Generator } from '../fuzz/random.ts';

/** What an expression is: `id KIND` is an attribute that only apply tells of that kind of resource. */
export type Shape = 'text' | 'number' | 'bool' | 'texts' | 'texts by key' | 'entries' | `id ${Kind}` | `ids ${Kind}` | `ids by key ${Kind}`;

export type Kind = 'vpc' | 'subnet' | 'group' | 'balancer' | 'targets' | 'listener' | 'table';

/** An expression, and what is known of its value. */
export interface Made {
  readonly code: string;
  /** Keys of a map that are certain to be there. */
  readonly keys?: readonly string[];
  /** Members of a list that are certain to be there. */
  readonly least?: number;
}

/** Something that has a name in a module. */
export interface Named extends Made {
  readonly shape: Shape;
}

/** A resource block; `keys` with `for_each`, `least` with `count`. */
export interface Declared extends Made {
  readonly kind: Kind;
  readonly by: 'single' | 'count' | 'for_each';
}

/** What expressions of a module can refer to. */
export interface Surroundings {
  readonly random: Generator;
  readonly named: readonly Named[];
  readonly declared: readonly Declared[];
}

/** Which attribute stands for a kind of resource. */
export const attributes: Readonly<Record<Kind, string>> = { vpc: 'id', subnet: 'id', group: 'id', balancer: 'arn', targets: 'arn', listener: 'arn', table: 'id' };

const words = ['edge', 'blue', 'green', 'a', 'b-1', 'zone/a', 'x y', 'ümlaut', '10.0.0.0/8', 'tcp', '80', 'TRUE', '7'];
const keys = ['a', 'b', 'c-1', 'd.e', 'f g', '10', '9'];

/** A random expression of a shape. */
export function randomValue(shape: Shape, around: Surroundings, depth = 0): Made {
  const { random } = around;
  const known = around.named.filter((each) => each.shape === shape);
  if (known.length > 0 && (depth > 2 || random.whole(3) > 0)) return random.pick(known);
  const [kind, of] = split(shape);
  const made = makers[kind]!(around, depth, of);
  return random.pick(made)();
}

/** A map written out, keys quoted where they have to be. */
export function written(keysOf: readonly string[], value: (key: string) => string): string {
  return `{ ${keysOf.map((key) => `${/^[a-z]\w*$/.test(key) ? key : JSON.stringify(key)} = ${value(key)}`).join(', ')} }`;
}

/** Some of the keys. */
export function randomKeys(random: Generator): readonly string[] {
  const found = keys.filter(() => random.once(3));
  return found.length > 0 ? found : ['a'];
}

function split(shape: Shape): readonly [string, Kind] {
  const found = /^(ids by key|ids|id) (.*)$/.exec(shape);
  return found === null ? [shape, 'vpc'] : [found[1]!, found[2] as Kind];
}

type Maker = (around: Surroundings, depth: number, kind: Kind) => readonly (() => Made)[];

const makers: Readonly<Record<string, Maker>> = {
  text: (around, depth) => {
    const { random } = around;
    const some = (shape: Shape): string => randomValue(shape, around, depth + 1).code;
    const literal = (): Made => ({ code: JSON.stringify(random.pick(words)) });
    if (depth > 3) return [literal];
    const member = (): Made => {
      const map = randomValue('texts by key', around, depth + 1);
      const [key] = map.keys ?? [];
      return { code: key === undefined ? `lookup(${map.code}, "a", "none")` : random.once(2) ? `${wrapped(map.code)}["${key}"]` : `lookup(${map.code}, "${key}", "none")` };
    };
    const entry = (): Made => {
      const map = randomValue('entries', around, depth + 1);
      const [key] = map.keys ?? [];
      return { code: key === undefined ? `try(${map.code}["a"].name, "none")` : `${wrapped(map.code)}["${key}"].name` };
    };
    return [
      literal, literal, member, entry,
      () => ({ code: `upper(${some('text')})` }),
      () => ({ code: `"\${${some('text')}}-\${${some('number')}}"` }),
      () => ({ code: `"%{ if ${some('bool')} }\${${some('text')}}%{ else }no%{ endif }"` }),
      () => ({ code: `"%{ for x in ${some('texts')} ~}\${x},%{ endfor ~}"` }),
      () => ({ code: `join("-", ${some('texts')})` }),
      () => ({ code: `(${some('bool')} ? ${some('text')} : ${some('text')})` }),
      () => ({ code: `coalesce(null, "", ${some('text')}, "z")` }),
      () => ({ code: `try(${wrapped(some('entries'))}["nobody"].name, ${some('text')})` }),
      () => ({ code: `format("%s-%03d", ${some('text')}, ${some('number')})` }),
      () => ({ code: `element(concat(${some('texts')}, ["last"]), ${random.whole(4)})` }),
      () => ({ code: `replace(${some('text')}, "/[a-c]+/", "<$0>")` }),
      () => ({ code: `jsonencode(${some(random.pick(['texts', 'entries', 'texts by key']))})` }),
      () => ({ code: `one([${some('text')}])` }),
      () => ({ code: `tostring(${some('number')})` }),
    ];
  },
  number: (around, depth) => {
    const { random } = around;
    const some = (shape: Shape): string => randomValue(shape, around, depth + 1).code;
    const literal = (): Made => ({ code: String(random.pick([0, 1, 2, 80, 443, 8080])) });
    if (depth > 3) return [literal];
    return [
      literal, literal, literal,
      () => ({ code: `(${some('number')} + ${some('number')})` }),
      () => ({ code: `length(${some(random.pick(['texts', 'entries', 'texts by key']))})` }),
      () => ({ code: `max(${some('number')}, ${some('number')})` }),
      () => ({ code: `tonumber("${random.whole(90)}")` }),
      () => ({ code: `sum(concat([0], [for e in ${some('entries')} : e.port]))` }),
      () => ({ code: `(${some('bool')} ? ${some('number')} : 5)` }),
    ];
  },
  bool: (around, depth) => {
    const { random } = around;
    const some = (shape: Shape): string => randomValue(shape, around, depth + 1).code;
    const literal = (): Made => ({ code: String(random.once(2)) });
    if (depth > 3) return [literal];
    return [
      literal, literal,
      () => ({ code: `(${some('number')} > ${some('number')})` }),
      () => ({ code: `contains(${some('texts')}, ${some('text')})` }),
      () => ({ code: `!${wrapped(some('bool'))}` }),
      () => ({ code: `(${some('bool')} && ${some('bool')})` }),
      () => ({ code: `can(${wrapped(some('texts by key'))}["${random.pick(keys)}"])` }),
      () => ({ code: `(${some('text')} == ${some('text')})` }),
      () => ({ code: `anytrue([for e in ${some('entries')} : e.open])` }),
    ];
  },
  texts: (around, depth) => {
    const { random } = around;
    const some = (shape: Shape): string => randomValue(shape, around, depth + 1).code;
    const literal = (): Made => ({ code: `[${Array.from({ length: 1 + random.whole(3) }, () => some('text')).join(', ')}]`, least: 1 });
    if (depth > 3) return [() => ({ code: '["p", "q"]', least: 2 })];
    return [
      literal, literal,
      () => ({ code: `[for x in ${some('texts')} : upper(x)]` }),
      () => ({ code: `[for k, v in ${some('texts by key')} : "\${k}=\${v}" if k != "a"]` }),
      () => ({ code: `concat(${some('texts')}, ${literal().code})`, least: 1 }),
      () => ({ code: `${random.pick(['keys', 'values'])}(${some('texts by key')})` }),
      () => ({ code: `${random.pick(['sort', 'distinct', 'reverse', 'compact', 'toset'])}(${some('texts')})` }).code.startsWith('toset') ? { code: `tolist(toset(${some('texts')}))` } : { code: `distinct(${some('texts')})` },
      () => ({ code: `flatten([${some('texts')}, [[${some('text')}], []]])`, least: 1 }),
      () => ({ code: `values(${some('entries')})[*].name` }),
      () => ({ code: `flatten([for k, e in ${some('entries')} : [for h in e.hosts : "\${k}/\${h}"]])` }),
      () => ({ code: `keys({ for e in ${some('entries')} : e.name => e.port... })` }),
    ];
  },
  'texts by key': (around, depth) => {
    const { random } = around;
    const some = (shape: Shape): string => randomValue(shape, around, depth + 1).code;
    const literal = (): Made => {
      const all = randomKeys(random);
      return { code: written(all, () => some('text')), keys: all };
    };
    if (depth > 3) return [() => ({ code: '{ a = "p", b = "q" }', keys: ['a', 'b'] })];
    return [
      literal, literal,
      () => ({ code: `tomap(${literal().code})` }),
      () => {
        const [one, other] = [randomValue('texts by key', around, depth + 1), literal()];
        return { code: `merge(${one.code}, ${other.code})`, keys: [...new Set([...(one.keys ?? []), ...other.keys!])] };
      },
      () => {
        const of = randomValue('texts by key', around, depth + 1);
        return { code: `{ for k, v in ${of.code} : k => lower(v) }`, ...(of.keys === undefined ? {} : { keys: of.keys }) };
      },
      () => {
        const of = randomValue('entries', around, depth + 1);
        return { code: `{ for k, e in ${of.code} : k => "\${e.name}:\${e.port}" }`, ...(of.keys === undefined ? {} : { keys: of.keys }) };
      },
      () => ({ code: `zipmap(["a", "b"], [${some('text')}, ${some('text')}])`, keys: ['a', 'b'] }),
      () => ({ code: `{ for i, x in ${some('texts')} : "k\${i}" => x if x != "" }` }),
    ];
  },
  entries: (around, depth) => {
    const { random } = around;
    const some = (shape: Shape): string => randomValue(shape, around, depth + 1).code;
    const literal = (): Made => {
      const all = randomKeys(random);
      return { code: written(all, () => `{ name = ${some('text')}, port = ${some('number')}, open = ${some('bool')}, hosts = ${some('texts')} }`), keys: all };
    };
    if (depth > 2) return [() => ({ code: '{ a = { name = "n", port = 1, open = true, hosts = ["h"] } }', keys: ['a'] })];
    return [
      literal,
      () => {
        const of = randomValue('entries', around, depth + 1);
        return { code: `{ for k, e in ${of.code} : k => merge(e, { port = e.port + 1 }) }`, ...(of.keys === undefined ? {} : { keys: of.keys }) };
      },
      () => ({ code: `{ for k, e in ${some('entries')} : "\${k}!" => e if e.open }` }),
    ];
  },
  id: (around, depth, kind) => {
    const { random } = around;
    const some = (shape: Shape): string => randomValue(shape, around, depth + 1).code;
    const direct = around.declared.filter((each) => each.kind === kind).map((each) => (): Made => {
      const attribute = attributes[kind];
      if (each.by === 'single') return { code: `${each.code}.${attribute}` };
      return { code: each.by === 'count' ? `${each.code}[${random.whole(each.least!)}].${attribute}` : `${each.code}[${JSON.stringify(random.pick(each.keys!))}].${attribute}` };
    });
    const named = around.named.filter(({ shape }) => shape === `id ${kind}`).map((each) => (): Made => each);
    const simple = [...direct, ...named];
    if (depth > 2 && simple.length > 0) return simple;
    const id: Shape = `id ${kind}`;
    const first = (): Made => {
      const ids = randomValue(`ids ${kind}`, around, depth + 1);
      return { code: (ids.least ?? 0) > 0 ? random.pick([`${wrapped(ids.code)}[0]`, `element(${ids.code}, 0)`]) : `try(${wrapped(ids.code)}[0], null)` };
    };
    const member = (): Made => {
      const map = randomValue(`ids by key ${kind}`, around, depth + 1);
      const [key] = map.keys ?? [];
      return { code: key === undefined ? `try(values(${map.code})[0], null)` : random.pick([`${wrapped(map.code)}["${key}"]`, `lookup(${map.code}, "${key}", null)`, `try(${wrapped(map.code)}["${key}"], null)`]) };
    };
    return [
      ...simple, ...simple, first, member,
      () => ({ code: `(${some('bool')} ? ${some(id)} : ${some(id)})` }),
      () => ({ code: `try(${wrapped(some('texts by key'))}["nobody"], ${some(id)})` }),
      () => ({ code: `"\${${some(id)}}"` }),
      () => ({ code: `one([for x in [${some(id)}] : x])` }),
      () => ({ code: `coalesce(null, ${some(id)})` }),
      () => ({ code: `${written(['k'], () => some(id))}.k` }),
      () => ({ code: `(${some(id)} == "x" ? ${some(id)} : ${some(id)})` }),
    ];
  },
  ids: (around, depth, kind) => {
    const { random } = around;
    const some = (shape: Shape): string => randomValue(shape, around, depth + 1).code;
    const several = around.declared.filter((each) => each.kind === kind && each.by !== 'single').map((each) => (): Made => {
      const attribute = attributes[kind];
      const splat = each.by === 'count' ? `${each.code}[*].${attribute}` : `values(${each.code})[*].${attribute}`;
      return { code: random.pick([splat, `[for x in ${each.code} : x.${attribute}]`]), least: each.least ?? each.keys!.length };
    });
    const literal = (): Made => ({ code: `[${some(`id ${kind}`)}, ${some(`id ${kind}`)}]`, least: 2 });
    const plain = [...several, literal];
    if (depth > 2) return plain;
    const ids: Shape = `ids ${kind}`;
    return [
      ...plain, ...plain,
      () => ({ code: `concat(${some(ids)}, ${literal().code})`, least: 2 }),
      () => ({ code: `flatten([${some(ids)}, [[${some(`id ${kind}`)}]]])`, least: 1 }),
      () => ({ code: `values(${some(`ids by key ${kind}`)})` }),
      () => ({ code: `[for k, v in ${some(`ids by key ${kind}`)} : v if k != "b"]` }),
      () => ({ code: `${random.pick(['compact', 'distinct', 'tolist', 'toset', 'reverse'])}(${some(ids)})` }).code.startsWith('to') ? { code: `tolist(toset(${some(ids)}))` } : { code: `reverse(${some(ids)})` },
      () => ({ code: `(${some('bool')} ? ${some(ids)} : [])` }),
      () => ({ code: `slice(${literal().code}, 0, 1)`, least: 1 }),
    ];
  },
  'ids by key': (around, depth, kind) => {
    const { random } = around;
    const some = (shape: Shape): string => randomValue(shape, around, depth + 1).code;
    const keyed = around.declared.filter((each) => each.kind === kind && each.by === 'for_each').map((each) => (): Made => ({ code: `{ for k, x in ${each.code} : k => x.${attributes[kind]} }`, keys: each.keys! }));
    const literal = (): Made => {
      const all = randomKeys(random);
      return { code: written(all, () => some(`id ${kind}`)), keys: all };
    };
    const plain = [...keyed, literal];
    if (depth > 2) return plain;
    return [
      ...plain, ...plain,
      () => {
        const [one, other] = [randomValue(`ids by key ${kind}`, around, depth + 1), literal()];
        return { code: `merge(${one.code}, ${other.code})`, keys: [...new Set([...(one.keys ?? []), ...other.keys!])] };
      },
      () => ({ code: `zipmap(["a", "b"], [${some(`id ${kind}`)}, ${some(`id ${kind}`)}])`, keys: ['a', 'b'] }),
      () => ({ code: `tomap(${literal().code})` }),
    ];
  },
};

/** In brackets where a step may not follow directly. */
function wrapped(code: string): string {
  return /^[\w.[\]"]+$/.test(code) ? code : `(${code})`;
}
