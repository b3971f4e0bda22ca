import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load, type Loaded } from '../../../src/cli/load.ts';
import type { Data } from '../suite.ts';

/** What listens on an address, as the cases shorten it: `443: tls-http` beside what holds for the whole address. */
type Backend = { readonly [key: string]: Data };
type Record_ = { readonly [key: string]: Data };

/** An estate of a case as a user would keep it: what AWS answers in one file, the web ACL as wafv2 prints it, programs in sallyport.yaml. */
export async function loadedFrom({ Backend: backend, WebACL: acl, Region: _region, Listeners: written, ...described }: Record_): Promise<Loaded> {
  const { listeners, certificates, lists } = shown((written ?? []) as readonly Record_[]);
  const folder = mkdtempSync(join(tmpdir(), 'central-ingress-'));
  try {
    writeFileSync(join(folder, 'estate.json'), JSON.stringify({ ...described, Listeners: listeners }));
    for (const [index, certificate] of certificates.entries()) writeFileSync(join(folder, `certificate-${index}.json`), JSON.stringify({ Certificate: certificate }));
    for (const [index, list] of lists.entries()) writeFileSync(join(folder, `listener-certificates-${index}.json`), JSON.stringify(list));
    if (acl !== undefined) {
      const { ResourceArn: resource, ...own } = acl as Record_;
      writeFileSync(join(folder, 'web-acl.json'), JSON.stringify({ of: resource ?? null, WebACL: webAcl(own) }));
    }
    writeFileSync(join(folder, 'sallyport.yaml'), JSON.stringify({ inputs: [{ path: '.' }], serves: servesOf((backend ?? {}) as { readonly [address: string]: Backend }) }));
    return await load([folder]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** AWS names a listener's certificates by ARN, and `acm describe-certificate` tells their names; the cases hold the names in the listener. */
function shown(written: readonly Record_[]): { readonly listeners: Data; readonly certificates: readonly Data[]; readonly lists: readonly Data[] } {
  const certificates: Data[] = [];
  const lists: Data[] = [];
  const listeners = written.map((listener): Data => {
    const own = listener['Certificates'];
    if (!Array.isArray(own)) return listener;
    const named = (own as readonly Record_[]).map(({ Domain: domain, SubjectAlternativeNames: names, Default: first }) => {
      const arn = `arn:aws:acm:eu-central-1:111111111111:certificate/${certificates.length + 1}`;
      certificates.push({ CertificateArn: arn, DomainName: domain ?? null, SubjectAlternativeNames: names ?? [], Status: 'ISSUED', Type: 'AMAZON_ISSUED' });
      return { CertificateArn: arn, ...(first === undefined ? {} : { IsDefault: first }) };
    });
    // Beside the default one, others are a list of its own (describe-listener-certificates).
    if (named.length > 1) lists.push({ of: listener['ListenerArn'] ?? null, Certificates: named });
    return { ...listener, Certificates: named.slice(0, 1) };
  });
  return { listeners, certificates, lists };
}

/** `aws wafv2 get-web-acl-for-resource` (API reference, WebACL). */
function webAcl({ DefaultAction: action, Rules: rules }: Record_): Data {
  const seen = (name: string): Data => ({ SampledRequestsEnabled: true, CloudWatchMetricsEnabled: true, MetricName: name });
  return {
    Name: 'central',
    Id: 'central',
    ARN: 'arn:aws:wafv2:eu-central-1:111111111111:regional/webacl/central/central',
    DefaultAction: action === 'BLOCK' ? { Block: {} } : { Allow: {} },
    VisibilityConfig: seen('central'),
    Rules: (rules as readonly Record_[]).map(({ Name: name, Priority: priority, OverrideAction: override, ManagedRuleGroup: group }) => ({
      Name: name ?? null,
      Priority: priority ?? null,
      OverrideAction: override === 'count' ? { Count: {} } : { None: {} },
      Statement: { ManagedRuleGroupStatement: { VendorName: 'AWS', Name: group ?? null } },
      VisibilityConfig: seen(String(name)),
    })),
  };
}

function servesOf(backends: { readonly [address: string]: Backend }): readonly Data[] {
  return Object.entries(backends).flatMap(([address, { keepalive_timeout_s: idle, expects_proxy_protocol: header, latency_s: latency, ...ports }]) =>
    Object.entries(ports).map(([port, speaks]) => ({
      address,
      port: Number(port),
      speaks: speaks === 'tls-http' ? 'https' : String(speaks),
      ...(typeof idle === 'number' ? { keepAlive: `${idle}s` } : {}),
      ...(typeof header === 'boolean' ? { proxyProtocol: header } : {}),
      ...(typeof latency === 'number' ? { latency: `${Math.round(latency * 1000)}ms` } : {}),
    })),
  );
}
