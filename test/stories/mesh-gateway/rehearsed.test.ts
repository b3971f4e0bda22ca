import { expect, test } from 'vitest';
import { load } from '../../../src/cli/load.ts';
import { requestOf, type Asked } from '../../../src/cli/ask.ts';
import { arrivalOf, sentOf } from '../../../src/cli/rehearse-request.ts';
import { traceOf } from '../../../src/path/trace.ts';
import { disagreement, predictedBy } from '../../../src/serve/agree.ts';
import type { Seen } from '../../../src/serve/client.ts';
import { rootFolder } from '../../sources.ts';
import { rehearsed } from '../../up/estate.ts';

const issuer = 'https://login.example.com';

/** What the guide says curl gets, and requests beside them. */
const asked: readonly (readonly [Asked, string])[] = [
  [{ url: 'http://shop.example.com/a?b=1' }, '301 https://shop.example.com/a?b=1'],
  [{ url: 'https://shop.example.com/next/cart', http: '2' }, '200 shop/web-v2 /cart'],
  [{ url: 'https://shop.example.com/', http: '1.1' }, '200 shop/web-v1 /'],
  [{ url: 'https://shop.example.com/', http: '1.0' }, '426'],
  [{ url: 'https://shop.example.com/cart' }, '404'],
  [{ url: 'https://www.example.com/' }, '404'],
  [{ url: 'https://example.org/' }, 'reset'],
  [{ url: 'https://shop.example.com/', sni: 'none' }, 'reset'],
  [{ url: 'https://api.example.com/orders' }, '403 RBAC: access denied'],
  [{ url: 'https://api.example.com/orders', jwt: { iss: issuer, sub: 'ann' } }, '200 shop/orders /orders'],
  [{ url: 'https://api.example.com/orders', method: 'POST', jwt: { iss: issuer, sub: 'ann' } }, '403 RBAC: access denied'],
  [{ url: 'https://api.example.com/orders', method: 'POST', jwt: { iss: issuer, sub: 'ann', groups: ['clerks'] } }, '200 shop/orders /orders'],
  [{ url: 'https://api.example.com/orders', jwt: { iss: 'https://other.example.com' } }, '401 Jwt issuer is not configured'],
  [{ url: 'http://orders/orders', from: 'pod:shop/web-v1' }, '403 RBAC: access denied'],
];

test('what the guide promises is predicted, and comes over real sockets', async () => {
  const { path } = await load([`${rootFolder()}/examples/mesh-gateway/base`]);
  const requests = asked.map(([one]) => {
    const request = requestOf(one);
    if ('wrong' in request) throw new Error(request.wrong);
    return request;
  });
  const { rehearsal } = await rehearsed(path, requests);
  for (const [index, [, expected]] of asked.entries()) {
    const request = requests[index]!;
    const arrival = arrivalOf(path, request);
    const trace = traceOf(path, request);
    if (arrival === undefined || 'wrong' in arrival || 'wrong' in trace) throw new Error(`${request.url} cannot be asked`);
    const seen = await rehearsal.send(sentOf(arrival, request));
    expect(disagreement(predictedBy(trace), seen), request.url).toBeUndefined();
    expect(shown(seen), request.url).toBe(expected);
  }
});

/** A status with what comes along: where to, which program was asked for what, or the words of a proxy. */
function shown({ kind, status, headers = [], body }: Seen): string {
  if (status === undefined) return kind;
  const text = body?.toString('utf8') ?? '';
  const location = headers.find(([name]) => name.toLowerCase() === 'location')?.[1];
  const said = kind === 'delivered' ? ['workload', 'path'].map((key) => String((JSON.parse(text) as Record<string, unknown>)[key])).join(' ') : (location ?? text);
  return `${status} ${said}`.trim();
}
