import type { Target } from './target-groups.ts';

/** What a state that AWS describes means: whether the target is used at all, and whether it counts as healthy. Undefined: nobody checks. */
export function describedHealth({ described }: Target): { readonly used: boolean; readonly said: string; readonly state?: 'healthy' | 'unhealthy' } | undefined {
  if (described === undefined) return undefined;
  const said = described.reason === undefined ? described.state : `${described.state} (${described.reason})`;
  switch (described.state) {
    case 'healthy':
      return { used: true, said, state: 'healthy' };
    case 'unused':
    case 'draining':
      return { used: false, said };
    case 'unavailable':
      return { used: true, said };
    default:
      return { used: true, said, state: 'unhealthy' };
  }
}
