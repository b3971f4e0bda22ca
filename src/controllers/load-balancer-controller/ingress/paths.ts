import type { Refusal } from '../place.ts';

/** One path of a rule, as an Ingress writes it. */
export interface RulePath {
  readonly path: string;
  /** Absent means ImplementationSpecific. */
  readonly pathType: string | undefined;
}

/** Exact paths first, then prefixes from long to short, then the others as written; within one entry of `rules` only. */
export function inPathOrder<T extends RulePath>(paths: readonly T[]): readonly T[] {
  const rank = ({ pathType }: RulePath): number => (pathType === 'Exact' ? 0 : pathType === 'Prefix' ? 1 : 2);
  return paths.toSorted((a, b) => rank(a) - rank(b) || (a.pathType === 'Prefix' ? bytes(b.path) - bytes(a.path) : 0));
}

/** What a path asks of the load balancer: patterns with `*` and `?`, or regular expressions. */
export interface PathPatterns {
  readonly patterns: readonly string[];
  readonly expressions: readonly string[];
}

/** The patterns that a path becomes; or why it becomes none. `regular`: what use-regex-path-match says. */
export function pathPatterns({ path, pathType = 'ImplementationSpecific' }: RulePath, regular: boolean): PathPatterns | Pick<Refusal, 'message' | 'says'> {
  const wild = /[*?]/.test(path);
  switch (pathType) {
    case 'ImplementationSpecific':
      // Kubernetes wants a leading slash, which is no part of the expression.
      return regular ? { patterns: [], expressions: [path.slice(1)] } : { patterns: [path], expressions: [] };
    case 'Exact':
      return wild ? { message: `the exact path ${path} holds a wildcard: only ImplementationSpecific paths may`, says: `exact path shouldn't contain wildcards: ${path}` } : { patterns: [path], expressions: [] };
    case 'Prefix': {
      if (path === '/') return { patterns: ['/*'], expressions: [] };
      if (wild) return { message: `the prefix path ${path} holds a wildcard: only ImplementationSpecific paths may`, says: `prefix path shouldn't contain wildcards: ${path}` };
      const trimmed = path.replace(/\/$/, '');
      return { patterns: [trimmed, `${trimmed}/*`], expressions: [] };
    }
    default:
      return { message: `the path ${path} has pathType ${pathType}; Exact, Prefix and ImplementationSpecific are what exists`, says: `unknown pathType for path ${path}` };
  }
}

function bytes(path: string): number {
  return new TextEncoder().encode(path).length;
}
