import type { Gathered } from '../../kubernetes.ts';
import type { Openers } from '../../open.ts';
import { isTerraformFile } from '../names.ts';
import { readHcl, type HclRead, type HclText } from '../read.ts';
import type { Rereading } from './edited.ts';

/** Terraform's files as they were read, to be read again with other texts. */
export function rereadingOf(texts: readonly HclText[], openers: Openers, { files }: Pick<HclRead, 'files'>): Rereading {
  // Secrets are masked in them, before and after a change alike.
  const known = new Map(files.map(({ name, text }) => [name, text]));
  return {
    texts: known,
    read: (changed) => {
      const gathered: Gathered = { resources: [], problems: [], unread: [], secrets: new Map() };
      const open: Openers['open'] = (path) => {
        const found = openers.open(path);
        const text = 'text' in found ? (changed.get(found.name) ?? known.get(found.name)) : undefined;
        return text === undefined || !('text' in found) ? found : { ...found, text };
      };
      const own = texts.filter(({ name }) => isTerraformFile(name)).map((text) => ({ ...text, text: changed.get(text.name) ?? known.get(text.name) ?? text.text }));
      const { resources } = readHcl(own, { ...openers, open }, gathered);
      return [...resources, ...gathered.resources];
    },
  };
}
