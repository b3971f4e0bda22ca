import { describe, expect, test } from 'vitest';
import { filesUnder, importsOf, textOf, type Import } from './sources.ts';

/**
 * Who may import whom: the table of ARCHITECTURE.md. `types` layers may be named in `import type` only. A layer may
 * always import itself, except that one folder of `dialects`, `controllers` and `hops` does not see the next.
 */
interface Layer {
  readonly may: readonly string[];
  readonly types?: readonly string[];
  readonly packages?: readonly string[];
  /** Node's own modules. */
  readonly node?: true;
}

const layers: Readonly<Record<string, Layer>> = {
  ir: { may: [] },
  resource: { may: [] },
  facts: { may: [], types: ['ir', 'resource'] },
  engine: { may: ['ir'] },
  dialects: { may: ['ir', 'resource', 'facts'] },
  controllers: { may: ['dialects', 'resource', 'facts'] },
  hops: { may: ['ir', 'resource', 'facts', 'dialects'] },
  path: { may: ['hops', 'controllers', 'dialects', 'engine', 'ir', 'resource', 'facts'] },
  findings: { may: ['mend', 'path', 'engine', 'resource', 'facts', 'dialects', 'ir'], types: ['hops'] },
  mend: { may: ['findings', 'path', 'engine', 'resource', 'facts', 'dialects', 'ir'], types: ['hops'] },
  blueprint: { may: ['resource', 'facts'], types: ['hops'] },
  formats: { may: ['resource', 'facts', 'ir'], packages: ['js-yaml', 'yaml'], node: true },
  report: { may: ['findings'], types: ['path', 'mend', 'controllers', 'resource', 'ir', 'engine'], node: true },
  serve: { may: ['engine', 'path', 'ir'], packages: ['@peculiar/x509', 'reflect-metadata'], node: true },
  cli: {
    may: ['ir', 'resource', 'facts', 'engine', 'dialects', 'controllers', 'hops', 'path', 'findings', 'mend', 'blueprint', 'formats', 'report', 'serve'],
    packages: ['commander'],
    node: true,
  },
};

/** Istio's objects select Kubernetes' pods and name its Services: the one dialect that is built on another. */
const dialectEdges: ReadonlySet<string> = new Set(['istio -> kubernetes', 'aws -> kubernetes']);

/** Folders whose members are closed against each other; files beside the folders are the layer's own. */
const divided: ReadonlySet<string> = new Set(['dialects', 'controllers', 'hops']);

const sources = filesUnder('src').filter((file) => file.endsWith('.ts'));
const shipped = sources.filter((file) => !file.endsWith('.test.ts'));

function layerOf(file: string): string {
  return file.split('/')[1] ?? '';
}

/** The folder of a divided layer that a file belongs to; undefined for the layer's own files. */
function memberOf(file: string): string | undefined {
  const parts = file.split('/');
  return divided.has(parts[1] ?? '') && parts.length > 3 ? parts[2] : undefined;
}

function complaint(found: Import): string | undefined {
  const layer = layers[layerOf(found.from)];
  if (layer === undefined) return `${found.from} belongs to no layer`;
  const line = `${found.from} imports ${found.to}`;
  if (!found.local) {
    if (found.to.startsWith('node:')) return layer.node === true ? undefined : line;
    return layer.packages?.some((name) => found.to === name || found.to.startsWith(`${name}/`)) === true ? undefined : line;
  }
  const target = layerOf(found.to);
  if (target !== layerOf(found.from)) {
    if (layer.may.includes(target)) return undefined;
    return found.typeOnly && layer.types?.includes(target) === true ? undefined : line;
  }
  const [here, there] = [memberOf(found.from), memberOf(found.to)];
  // A layer's own files join its folders together (the registry, the runner).
  if (here === undefined || there === undefined || here === there) return undefined;
  return layerOf(found.from) === 'dialects' && dialectEdges.has(`${here} -> ${there}`) ? undefined : line;
}

describe('layers', () => {
  test('every folder of src is a layer of the table', () => {
    expect([...new Set(sources.map(layerOf))].filter((layer) => layers[layer] === undefined)).toEqual([]);
  });

  test('no file imports from a layer that its own may not see', () => {
    expect(shipped.flatMap(importsOf).flatMap((found) => complaint(found) ?? [])).toEqual([]);
  });

  test('local imports name the file with its extension', () => {
    const loose = sources.flatMap(importsOf).filter(({ local, to }) => local && !/\.(ts|json)$/.test(to));
    expect(loose.map(({ from, to }) => `${from} imports ${to}`)).toEqual([]);
  });

  test('no file of src is a barrel', () => {
    const barrels = shipped.filter((file) => /^export\s+(\*|\{[^}]*\})\s*from/m.test(textOf(file)));
    expect(barrels).toEqual([]);
  });
});

describe('what is deliberately absent', () => {
  const kinds = [...new Set(filesUnder('src/hops').map((file) => file.split('/')[2] ?? ''))].filter((name) => name.includes('-'));

  test('nothing outside hops, findings and cli names a kind of hop', () => {
    const deaf = shipped.filter((file) => ['ir', 'resource', 'engine', 'path', 'serve', 'mend', 'formats'].includes(layerOf(file)));
    const named = deaf.flatMap((file) => kinds.filter((kind) => new RegExp(`['"\`]${kind}['"\`]`).test(textOf(file))).map((kind) => `${file} names ${kind}`));
    expect(named).toEqual([]);
  });

  test('hops, engine, path and below know no clock, no randomness and no console', () => {
    const pure = shipped.filter((file) => ['ir', 'resource', 'facts', 'engine', 'dialects', 'controllers', 'hops', 'path', 'mend', 'formats'].includes(layerOf(file)));
    const impure = /\b(Date\.now|new Date\(\)|Math\.random|performance\.now|setTimeout|setInterval|process\.(env|argv|cwd|hrtime|pid|platform|std|exit)|console\.)/;
    expect(pure.flatMap((file) => impure.exec(code(file))?.[0].concat(' in ', file) ?? [])).toEqual([]);
  });

  test('a lower never throws', () => {
    expect(shipped.filter((file) => /^src\/hops\/.*\/lower[^/]*\.ts$/.test(file)).filter((file) => /\bthrow\b/.test(code(file)))).toEqual([]);
  });

  test('the product knows nothing of the conformance cases', () => {
    const own = [...sources, ...filesUnder('docs'), ...filesUnder('examples')];
    expect(own.filter((file) => textOf(file).includes('../shared') || /\bcases\.json\b/.test(textOf(file)))).toEqual([]);
  });
});

/** A file without its comments. */
function code(file: string): string {
  return textOf(file).replace(/\/\*[\s\S]*?\*\//g, '').replace(/\/\/.*$/gm, '');
}
