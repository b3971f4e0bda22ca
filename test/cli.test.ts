import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { build, sallyport } from './cli/command.ts';

const base = 'examples/xnat/base';
const strict = [base, 'examples/xnat/steps/2-strict'];
const authorization = [base, 'examples/xnat/steps/4-authorization'];
const home = 'https://xnat.example.com/';

beforeAll(build);

/** A file with this text, gone when the test is over. */
function file(text: string, name = 'input.yaml'): string {
  const folder = mkdtempSync(join(tmpdir(), 'sallyport-cli-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

describe('trace', () => {
  test('explains a 502 caused by STRICT mTLS', async () => {
    const { status, out, err } = sallyport(['trace', home, ...strict]);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    await expect(out).toMatchFileSnapshot('cli/trace-2-strict.txt');
  });

  test('explains a 403, and which rule came closest', async () => {
    const { status, out } = sallyport(['trace', '-X', 'POST', home, ...authorization]);
    expect(status).toBe(0);
    await expect(out).toMatchFileSnapshot('cli/trace-4-authorization.txt');
  });

  test('explains success too', async () => {
    const { status, out } = sallyport(['trace', home, base, 'examples/xnat/steps/5-post']);
    expect(status).toBe(0);
    await expect(out).toMatchFileSnapshot('cli/trace-5-post.txt');
  });

  test('is 1 only if the answer is not the one expected', () => {
    expect(sallyport(['trace', home, ...strict, '--expect', '502']).status).toBe(0);
    const { status, err } = sallyport(['trace', home, ...strict, '--expect', '200']);
    expect({ status, err }).toEqual({ status: 1, err: 'expected 200, the answer is 502\n' });
    expect(sallyport(['trace', home, base, '--expect', 'delivered']).status).toBe(0);
    expect(sallyport(['trace', home, base, '--expect', '200']).status).toBe(0);
  });

  test('prints the same as JSON', () => {
    const { status, out } = sallyport(['trace', home, ...strict, '--format', 'json']);
    expect(status).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      version: 1,
      request: { url: home, method: 'GET', from: 'internet' },
      verdict: { kind: 'answered', status: 502, cause: 'plaintext-refused' },
      blockers: [{ name: 'strict-mtls-refuses-load-balancer', origin: { file: 'examples/xnat/steps/2-strict/istio-mtls.yaml', line: 9 } }],
      mends: [{ certainty: 'proved', proof: { before: { status: 502 }, after: { kind: 'delivered' } } }],
      health: [{ state: 'unhealthy', failOpen: true }],
    });
  });

  test('takes a pasted curl line', () => {
    const { out } = sallyport(['trace', '--curl', `curl -X POST '${home}' -H 'Accept: */*'`, ...authorization]);
    expect(out).toMatch(/^POST https:\/\/xnat\.example\.com\/ from internet\n\n {2}403 Forbidden/);
  });

  test('answers a batch in its order, with each id', () => {
    const lines = file(`{"id": 1, "url": "${home}", "expect": "200"}\nnot json\n{"id": 3, "url": "${home}", "method": "POST", "expect": 403}\n`, 'batch.ndjson');
    const { status, out } = sallyport(['trace', '--batch', lines, ...authorization]);
    const answers = out.trim().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(answers).toMatchObject([{ id: 1, met: true }, { line: 2, error: expect.any(String) }, { id: 3, met: true, verdict: { status: 403 } }]);
    expect(status).toBe(2);
  });
});

describe('check', () => {
  test('is 1 if a finding is an error, and 0 if none is', () => {
    expect(sallyport(['check', ...strict]).status).toBe(1);
    expect(sallyport(['check', base]).status).toBe(0);
  });

  test('a mend behind which another stop gives the same answer says which one', () => {
    expect(sallyport(['check', 'examples/flightpath']).out).toContain('proof: GET https://shop.example.com/ from 203.0.113.10 gets further, and still gets 504: no rule of sg-pods (pods) lets this reach eni-node-a\n');
  });

  test('prints each finding with its line, its reason and its mend', async () => {
    await expect(sallyport(['check', ...authorization]).out).toMatchFileSnapshot('cli/check-4-authorization.txt');
  });

  test('says why nothing was read', () => {
    const chart = file('apiVersion: v1\nkind: Service\nmetadata: { name: {{ .Release.Name }} }\n');
    for (const argv of [['check', chart], ['trace', home, chart]]) {
      const { status, err } = sallyport(argv);
      expect(status).toBe(2);
      expect(err).toContain('no resource could be read from the inputs');
      expect(err).toContain(`${chart}: it holds {{ }} of a template`);
    }
  });

  test('reads what is piped in', () => {
    const { status, out } = sallyport(['check', '-'], 'apiVersion: v1\nkind: Service\nmetadata: { name: web, namespace: shop }\nspec: { ports: [{ port: "80" }] }\n');
    expect(status).toBe(1);
    expect(out).toContain('error[wrong-type]');
    expect(out).toContain('<stdin>:4:');
  });
});

describe('explain', () => {
  test('prints the page of a finding', () => {
    const { status, out } = sallyport(['explain', 'strict-mtls-refuses-load-balancer']);
    expect(status).toBe(0);
    expect(out).toMatch(/^# strict-mtls-refuses-load-balancer\n\nerror\n\n## What happens\n/);
    expect(out).toContain('istio/istio issue 43056');
  });

  test('knows the codes of other tools', () => {
    const { status, out } = sallyport(['explain', 'kia0105']);
    expect(status).toBe(0);
    expect(out).toMatch(/^# identity-on-plain-port\n\nerror, also known as KIA0105\n/);
  });

  test('asks whether another one was meant, and lists all', () => {
    const { status, out, err } = sallyport(['explain', 'port-exemption-weakens-mlts']);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain('did you mean port-exemption-weakens-mtls?');
    expect(err).toContain('\n  autoscaler-counts-sidecar\n');
  });
});

describe('story', () => {
  test('shows predicted and rehearsed agreeing for every request', () => {
    const { status, out, err } = sallyport(['story', 'examples/xnat', '--once']);
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toContain('error[strict-mtls-refuses-load-balancer]');
    expect(out).toMatch(/\nall \d+ requests: predicted and rehearsed agree\n$/);
  });

  test('a folder without a story is told', () => {
    expect(sallyport(['story', 'examples', '--once'])).toEqual({ status: 2, out: '', err: 'sallyport: examples/story.yaml cannot be read: ENOENT\n' });
  });

  test('a story that is not what the files do ends with 1', () => {
    const story = file(`base: base\nsteps:\n  - folder: steps\n    requests:\n      - { url: "${home}", expect: "200" }\n`, 'story.yaml');
    const folder = join(story, '..');
    const { status, err } = sallyport(['story', folder, '--once']);
    expect({ status, err }).toMatchObject({ status: 2, err: expect.stringContaining('no listener in the inputs answers for xnat.example.com') });
  });
});

describe('what cannot be used', () => {
  test.each([
    ['a request URL that is none', ['trace', 'xnat', base]],
    ['a source that is none', ['trace', home, base, '--from', 'somewhere']],
    ['a file that is not there', ['trace', home, 'no-such-folder']],
    ['a format that is none', ['check', base, '--format', 'xml']],
    ['a verb that is none', ['trance', home]],
    ['a curl line with an open quote', ['trace', '--curl', "curl 'https://x", base]],
  ])('%s: a message, status 2 and no stack trace', (_, argv) => {
    const { status, out, err } = sallyport(argv);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).not.toBe('');
    expect(err).not.toMatch(/\n\s+at .*\.js:\d+/);
  });

  test('a document that does not parse is reported, and the rest is judged', () => {
    const broken = file('apiVersion: v1\nkind: ConfigMap\nmetadata:\n\tname: web\n');
    const { status, out } = sallyport(['check', base, broken]);
    expect(status).toBe(1);
    expect(out).toContain('error[unreadable-document]');
    expect(out).toContain('autoscaler-counts-sidecar');
  });

  test('an alias bomb is refused at its line', () => {
    const bomb = file(`a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghij'.split('').map((name, index) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${'abcdefghi'[index]}`).join(',')}]\n`).join('')}`);
    const { status, out, err } = sallyport(['check', base, bomb]);
    expect(status).toBe(1);
    expect(`${out}${err}`).toMatch(/unreadable-document/);
  });

  test('names with terminal escapes come out harmless', () => {
    const hostile = file('apiVersion: v1\nkind: Service\nmetadata:\n  name: "web\\u001b[31m"\n  namespace: shop\nspec:\n  selectors: {}\n  ports: [{ port: 80 }]\n');
    const { out, err } = sallyport(['check', hostile]);
    expect(`${out}${err}`).not.toContain('\u001b');
    expect(out).toContain('unknown-field');
  });

  test('an unknown kind is kept and said to be unread', () => {
    const { status, out } = sallyport(['check', '-'], 'apiVersion: example.com/v1\nkind: Widget\nmetadata: { name: w }\n');
    expect(status).toBe(0);
    expect(out).toContain('Widget');
  });
});
