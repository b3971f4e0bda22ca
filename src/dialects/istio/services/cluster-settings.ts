import type { Key } from '../../../ir/program.ts';
import { readerOf } from '../../../resource/reader.ts';
import { settingOf, type MergedRule } from './destination-rules.ts';
import type { Mesh } from '../mesh/mesh.ts';
import { speaksHttp2, type Protocol } from '../proxy/protocol.ts';

/** What keeps a client at its endpoint: `loadBalancer.consistentHash` of the rule for a port and subset. */
export function hashKeyOf(rule: MergedRule, subset: string | undefined, port: number): Key | undefined {
  const hash = settingOf(rule, subset, port, 'loadBalancer')?.get('consistentHash');
  if (hash === undefined || !hash.there) return undefined;
  const header = hash.get('httpHeaderName').string()?.toLowerCase();
  const [cookie, query] = [hash.get('httpCookie', 'name').string(), hash.get('httpQueryParameterName').string()];
  if (header !== undefined) return { hash: header === 'x-forwarded-for' ? 'forwarded' : header === ':authority' || header === 'host' ? 'host' : `header(${header})` };
  if (cookie !== undefined) return { cookie };
  if (query !== undefined) return { hash: `query(${query})` };
  return hash.get('useSourceIp').boolean() === true ? { hash: 'src.address' } : undefined;
}

/**
 * Whether a proxy speaks HTTP/2 to a port: it is declared HTTP2 or GRPC, or a rule upgrades it, or the mesh does for
 * ports declared as HTTP (istio/istio, cluster_builder, shouldH2Upgrade).
 */
export function speaksHttp2To(mesh: Mesh, rule: MergedRule | undefined, subset: string | undefined, port: { readonly number: number; readonly protocol: Protocol; readonly declared: string }): boolean {
  if (speaksHttp2(port.declared)) return true;
  const policy = rule === undefined ? undefined : settingOf(rule, subset, port.number, 'connectionPool')?.get('http', 'h2UpgradePolicy').string();
  if (policy === 'UPGRADE') return true;
  if (policy === 'DO_NOT_UPGRADE' || port.protocol !== 'http' || mesh.resource === undefined) return false;
  return readerOf(mesh.resource).get('h2UpgradePolicy').string() === 'UPGRADE';
}

/** Whether a rule makes a proxy speak to endpoints as the client speaks to it: `connectionPool.http.useClientProtocol`. */
export function speaksAsClient(rule: MergedRule | undefined, subset: string | undefined, port: number): boolean {
  return rule !== undefined && settingOf(rule, subset, port, 'connectionPool')?.get('http', 'useClientProtocol').boolean() === true;
}
