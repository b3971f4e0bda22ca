import type { Estate } from '../../../resource/estate.ts';
import { readerOf } from '../../../resource/reader.ts';

/** A setting that a cluster's istiod takes from its environment, as its Deployment says; undefined: no istiod of the inputs says it. */
export function istiodSetting(estate: Estate, scope: string, name: string): string | undefined {
  const deployments = estate.ofType('Deployment').filter((each) => each.scope === scope && each.name.startsWith('istiod'));
  return deployments.flatMap((each) => readerOf(each).get('spec', 'template', 'spec', 'containers').each())
    .flatMap((container) => container.get('env').each())
    .find((variable) => variable.get('name').string() === name)?.get('value').string();
}
