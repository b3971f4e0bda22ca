import { matchConflict, mergeHttpRoutes, mergeMatches } from '../../src/dialects/istio/routes/delegates.ts';
import type { JsonObject } from '../../src/resource/resource.ts';
import type { Case, Data, Suite } from './suite.ts';

/** What routes of a VirtualService and of its delegate add up to. */
export const delegateMerge: Suite = {
  name: 'istio/delegate-merge',
  answer: (question) => operations[String(question['op'])]?.(question) ?? null,
  echo: ({ delegate }) => delegate ?? null,
};

const operations: Readonly<Record<string, (question: Case) => Data>> = {
  mergeHttpRoutes: ({ root, delegate }) => mergeHttpRoutes(root as JsonObject, delegate as readonly JsonObject[]).flatMap((merged) => ('route' in merged ? [merged.route] : [])),
  mergeMatches: ({ root, delegate }) => {
    const merged = mergeMatches(root as readonly JsonObject[], delegate as readonly JsonObject[]);
    return 'matches' in merged ? merged.matches : null;
  },
  matchConflict: ({ root, delegate }) => matchConflict(root as JsonObject, delegate as JsonObject) !== undefined,
};
