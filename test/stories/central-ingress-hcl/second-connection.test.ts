import { describe, expect, test } from 'vitest';
import { checkedOf } from '../../../src/cli/check.ts';
import { placeOf, traced } from '../xnat/reading.ts';
import { estate, foundIn, statesIn } from './estates.ts';

describe('a further account is connected', () => {
  test('by the published steps: Terraform does not plan it', async () => {
    const [before, after] = [await estate('as-published'), await estate('as-published', 'second-connection/as-published')].map(statesIn);
    expect(after!.filter((line) => !before!.includes(line))).toEqual(['error plan-ends-with-error connection.tf:13', 'error plan-ends-with-error connection.tf:7']);
    const { problems } = await estate('as-published', 'second-connection/as-published');
    const told = problems.filter(({ at }) => at?.file.endsWith('/connection.tf')).map(({ message }) => message);
    expect(told).toEqual([expect.stringContaining('Reference to undeclared resource: A data resource "aws_ssm_parameter" "endpointservice-new" has not been declared'), expect.stringContaining('Duplicate module call: A module call named "target-group" was already defined')]);
  });

  test('wrongly: the names clash, the rule is shadowed, the group has the addresses of the first account', async () => {
    const loaded = await estate('mended', 'second-connection/wrong');
    const { findings } = checkedOf(loaded, Date.parse('2026-11-22'));
    expect(findings.filter(({ severity }) => severity !== 'note').map(({ severity, name, at }) => `${severity} ${name} ${placeOf(at)}`).sort()).toEqual([
      'error apply-ends-with-error target-group.tf:4',
      'error group-holds-another-endpoint target-group.tf:21',
      'error parameter-overwritten-silently main.tf:100',
      'warning listener-rule-never-reached target-group.tf:24',
    ]);
    expect(findings.find(({ name }) => name === 'group-holds-another-endpoint')!.mends.map(({ certainty, title }) => `${certainty}: ${title}`)).toEqual([expect.stringMatching(/^proved: register the addresses of .*endpoint-new/)]);
  });

  test('rightly: nothing is wrong, the first account is where it was, the second one is reached', async () => {
    const loaded = await estate('mended', 'second-connection/right');
    expect(foundIn(loaded)).toEqual([]);
    const to = (host: string, path: string): unknown => traced(loaded, { url: `https://${host}${path}`, from: '203.0.113.10' }).trace.outcomes.map(({ verdict }) => verdict);
    expect(to('central.example.com', '/internet')).toMatchObject([{ kind: 'delivered', workload: 'ingress-nginx/ingress-nginx-controller' }]);
    expect(to('shop.example.com', '/')).toMatchObject([{ kind: 'delivered' }]);
    expect(to('other.example.com', '/')).not.toMatchObject([{ kind: 'delivered' }]);
  });

  test('of which only the snippet is given: what it joins is asked for', async () => {
    const { inputs } = await estate('second-connection/right');
    expect(inputs.problems.map(({ message }) => message)).toEqual([expect.stringMatching(/connection\.tf is not read: it joins .*mended\/central-internet-acc-setup\/networking-setup\/terraform, of which no input holds a \.tf file/)]);
  });
});
