import { problemsOnWay } from '../../src/cli/problems.ts';
import { traceOf } from '../../src/path/trace.ts';
import { answerFrom } from './central/answered.ts';
import { patched, type PatchOperation } from './central/patched.ts';
import { loadedFrom } from './central/written.ts';
import type { Case, Data, Suite } from './suite.ts';

interface Asked {
  readonly client: string;
  readonly clientPort: number;
  readonly scheme: string;
  readonly host: string;
  readonly sni: string;
  readonly method: string;
  readonly path: string;
  readonly headers: { readonly [name: string]: string };
  readonly bodyBytes?: number;
  readonly httpVersion?: '1.0' | '1.1' | '2';
}

/** One request into a healthy estate of two accounts, after one thing in it was changed. */
export const centralIngress: Suite = { name: 'central-ingress', answer, expected };

async function answer({ base, patch, request }: Case): Promise<Data> {
  const loaded = await loadedFrom(patched(base ?? null, patch as unknown as readonly PatchOperation[]) as { readonly [key: string]: Data });
  const asked = request as unknown as Asked;
  const bytes = asked.bodyBytes === undefined ? [] : [['content-length', String(asked.bodyBytes)] as const];
  const traced = traceOf(loaded.path, {
    url: `${asked.scheme}://${asked.host}${asked.path}`,
    method: asked.method,
    headers: [...Object.entries(asked.headers), ...bytes],
    from: { kind: 'address', address: asked.client, port: asked.clientPort },
    sni: asked.sni,
    ...(asked.httpVersion === undefined ? {} : { version: asked.httpVersion }),
  });
  if ('wrong' in traced) throw new Error(traced.wrong);
  return answerFrom(loaded, traced, problemsOnWay(loaded, traced));
}

/** The README of the cases: outcome, status, and who blocks; a list of statuses is a set. Rules of NACLs are compared too. */
function expected({ expect }: Case): Data {
  const { outcome, status = null, blockedBy } = expect as { readonly [key: string]: Data };
  const { kind, id, ruleNumber, direction } = (blockedBy ?? {}) as { readonly [key: string]: Data };
  const statuses: readonly Data[] = Array.isArray(status) ? (status as readonly Data[]) : status === null ? [] : [status];
  const blocked = blockedBy === undefined ? null : { kind: kind ?? null, id: id ?? null, ...(ruleNumber === undefined ? {} : { ruleNumber, direction: direction ?? null }) };
  return { outcome: outcome ?? null, status: statuses.map(Number).sort((a, b) => a - b), blockedBy: blocked };
}
