import { blockOf, covers, isAddress } from '../../../ir/address.ts';
import type { Estate } from '../../../resource/estate.ts';
import type { Pod } from '../../kubernetes/pods.ts';
import { podWithAddress } from './mesh-endpoints.ts';
import { meshServicesAt, meshServicesNamed, type MeshService } from './registry.ts';
import { isSeen } from './seen-services.ts';
import type { SidecarScope } from './sidecar-scope.ts';

/** What a program dialled, as far as the inputs tell. */
export interface Dialled {
  /** As it was written: a name or an address. */
  readonly name: string;
  /** The service whose own address that is. */
  readonly service?: MeshService;
  /** The pod whose own address that is. */
  readonly pod?: Pod;
  /** Absent: no file says it. */
  readonly address?: string;
}

/** What a name or an address means to a client. */
export function dialledOf(estate: Estate, scope: SidecarScope, name: string): Dialled {
  if (isAddress(name)) {
    const pod = podWithAddress(estate, name);
    const service = meshServicesAt(estate, name).find((each) => isSeen(scope, each)) ?? meshServicesAt(estate, name)[0];
    return { name, address: name, ...(pod === undefined ? {} : { pod }), ...(pod !== undefined || service === undefined ? {} : { service }) };
  }
  const named = meshServicesNamed(estate, name);
  const service = named.find((each) => isSeen(scope, each)) ?? named[0];
  const address = service?.addresses.find((each) => !each.includes('/'));
  return { name, ...(service === undefined ? {} : { service }), ...(address === undefined ? {} : { address }) };
}

/** Whether what was dialled is in a block of addresses; by name, where it stands for a service that has the block. */
export function within(block: string, { address, service }: Dialled): boolean {
  if (address !== undefined) return covers(block, address) === true;
  return service?.addresses.includes(block) === true;
}

/** How long the prefix of a block is; of a single address, all of it. */
export function bits(block: string): number {
  return Number(block.split('/')[1] ?? (blockOf(block) === undefined ? 0 : 128));
}
