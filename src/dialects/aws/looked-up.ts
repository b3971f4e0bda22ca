import type { Resource } from '../../resource/resource.ts';

/** Whether a data source found it: it is made elsewhere, with more around it than the inputs hold. */
export function isLookedUp({ name }: Resource): boolean {
  return found.test(name);
}

/** `data.main`, `networking:data.main`, `module.dns.data.main["a.example"]`. */
const found = /^(?:[^.[":]+:)?(?:module\.[^.[]+(?:\[[^\]]*\])?\.)*data\./;
