import { describe, expect, test } from 'vitest';
import { arrivalOf } from '../src/cli/rehearse-request.ts';
import { albPath, arrivedOf, asking, saidOf } from './alb.ts';
import { told } from './alb-predicted-edge.ts';
import { routed } from './alb-predicted.ts';
import { differing, rehearsed } from './up/estate.ts';

const shown = (text: string): string => (text.length > 100 ? `${text.slice(0, 100)}...` : text);

describe.each([...routed, ...told])('%s', (_, alb, rows) => {
  const path = albPath(alb);

  test.each(rows.map((row) => [shown(`${row[0]} ${JSON.stringify(row[2] ?? {})}`), row] as const))('%s', (__, [url, comes, asked, seen = {}]) => {
    const request = asking(url, asked);
    expect(saidOf(path, request)).toBe(comes);
    const arrived = arrivedOf(path, request);
    for (const [name, value] of Object.entries(seen)) expect([name, arrived[name]]).toEqual([name, value]);
  });

  test('sockets agree', async () => {
    // Where nobody can say what comes, anything may; and what was in date when it was written down is so no longer.
    const asked = rows.filter(([, comes, more]) => !comes.startsWith('?unresolved') && more?.at === undefined).map(([url, , more]) => asking(url, more)).filter((request) => arrivalOf(path, request) !== undefined);
    const here = await rehearsed(path, asked);
    for (const request of asked) expect(await differing(here, request), shown(JSON.stringify(request))).toBeUndefined();
  });
});
