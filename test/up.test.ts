import { describe, expect, test } from 'vitest';
import { alb, albReply, allowing, answer, dial, is, meshSession, permissive, programOf, set, share, sidecar, stop, when, workload, among } from './up/programs.ts';
import { asked, running, told } from './up/rehearsing.ts';

const toPod = (pod: string) => share(pod, dial(`pod/xnat/${pod}/8080`, albReply));

describe('a rehearsed way', () => {
  test('a plain target behind an ALB gets the request, marked by the ALB', async () => {
    const program = programOf({ ...alb([toPod('web-0')]), 'pod/xnat/web-0/8080': workload('web-0') });
    const here = await running(program);
    const { seen, disagreement } = await asked(here, { url: 'https://xnat.example.org/data?x=1', headers: [['X-Forwarded-For', '198.51.100.1'], ['Authorization', 'Bearer abc']] });
    expect(disagreement).toBeUndefined();
    expect(seen.status).toBe(200);
    const echo = told(seen);
    expect(echo.path).toBe('/data?x=1');
    expect(echo.headers).toMatchObject({ host: 'xnat.example.org', 'x-forwarded-proto': 'https', 'x-forwarded-for': '198.51.100.1,203.0.113.9', authorization: '(hidden, 10 bytes)' });
  });

  test('a STRICT sidecar resets an ALB, and the client gets 502', async () => {
    const program = programOf({ ...alb([toPod('web-0')]), 'pod/xnat/web-0/8080': sidecar('web-0'), 'app/xnat/web-0/8080': workload('web-0') });
    const here = await running(program);
    const { seen, disagreement } = await asked(here);
    expect(disagreement).toBeUndefined();
    expect(seen.status).toBe(502);
    expect(seen.body?.toString()).toBe('<html>502</html>');
    expect(seen.decisions.map(({ hop, verdict }) => [hop, verdict.kind])).toEqual([['group/alb/web', 'answered'], ['pod/xnat/web-0/8080', 'reset']]);
  });

  test('a mesh client proves who it is, and a policy sees its SPIFFE identity', async () => {
    const onlyFrom = (principal: string) => among(when({ not: is('session.peer', principal) }, answer(403, 'RBAC: access denied')));
    const program = programOf({
      ...alb([toPod('web-0')], meshSession('gateway')),
      'pod/xnat/web-0/8080': sidecar('web-0', onlyFrom('cluster.local/ns/xnat/sa/gateway'), set('header(x-peer)', { copy: 'session.peer' })),
      'app/xnat/web-0/8080': workload('web-0'),
    });
    const here = await running(program);
    const { seen, disagreement } = await asked(here);
    expect(disagreement).toBeUndefined();
    expect(told(seen).headers['x-peer']).toBe('cluster.local/ns/xnat/sa/gateway');
    const other = programOf({
      ...alb([toPod('web-0')], meshSession('stranger')),
      'pod/xnat/web-0/8080': sidecar('web-0', onlyFrom('cluster.local/ns/xnat/sa/gateway')),
      'app/xnat/web-0/8080': workload('web-0'),
    });
    const refused = await asked(await running(other));
    expect(refused.disagreement).toBeUndefined();
    expect(refused.seen.status).toBe(403);
  });

  test('a policy that does not allow POST answers 403 in the mesh\'s words', async () => {
    const program = programOf({ ...alb([toPod('web-0')]), 'pod/xnat/web-0/8080': permissive('web-0', allowing('GET', 'HEAD')), 'app/xnat/web-0/8080': workload('web-0') });
    const here = await running(program);
    expect((await asked(here)).disagreement).toBeUndefined();
    const { seen, disagreement } = await asked(here, { method: 'POST', body: Buffer.from('a=b') });
    expect(disagreement).toBeUndefined();
    expect(seen.status).toBe(403);
    expect(seen.body?.toString()).toBe('RBAC: access denied');
  });

  test('a closed port becomes 502, and silence becomes 504 on the compressed clock', async () => {
    const program = (verdict: ReturnType<typeof stop>) => programOf({ ...alb([toPod('web-0')]), 'pod/xnat/web-0/8080': [verdict] });
    const refused = await asked(await running(program(stop('refused', 'port-closed'))));
    expect(refused.disagreement).toBeUndefined();
    expect(refused.seen.status).toBe(502);
    const dropped = await asked(await running(program(stop('dropped', 'guard-dropped'))));
    expect(dropped.disagreement).toBeUndefined();
    expect(dropped.seen.status).toBe(504);
  });
});
