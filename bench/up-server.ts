import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { rehearse } from '../src/serve/rehearse.ts';
import { alb, albReply, allowing, dial, entry, meshSession, networkOf, programOf, share, sidecar, workload } from '../test/up/programs.ts';

/** One process that serves: `rehearsal` = ALB, sidecar with mTLS and a policy, workload; `node` = Node's own HTTP server. */
async function main(what: string): Promise<void> {
  const at = what === 'node' ? await bare() : await rehearsed();
  process.on('message', () => process.send?.({ cpu: process.cpuUsage(), memory: process.memoryUsage().rss }));
  process.send?.(at);
}

async function rehearsed(): Promise<unknown> {
  const program = programOf({
    ...alb([share('web-0', dial('pod/xnat/web-0/8080', albReply))], meshSession('gateway')),
    'pod/xnat/web-0/8080': sidecar('web-0', allowing('GET', 'HEAD')),
    'app/xnat/web-0/8080': workload('web-0'),
  });
  const rehearsal = await rehearse({ program, network: networkOf([entry]) }, { random: Math.random, now: Date.now(), clock: 1, addressing: process.platform === 'linux' ? 'own' : 'shared', client: {} });
  if ('wrong' in rehearsal) throw new Error(rehearsal.wrong);
  return { ...rehearsal.entries()[0]!.at, certificate: rehearsal.certificate };
}

async function bare(): Promise<unknown> {
  const server = createServer((_, answer) => answer.end('hello\n'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { address: '127.0.0.1', port: (server.address() as AddressInfo).port };
}

await main(process.argv[2] ?? '');
