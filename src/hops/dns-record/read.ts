import type { View } from '../../dialects/aws/dns/lookup.ts';
import type { Place } from '../../dialects/aws/network/wire.ts';
import type { Estate } from '../../resource/estate.ts';
import type { Opened } from '../kind.ts';
import { answering } from './answers.ts';
import type { DnsRecordSpec } from './spec.ts';

/** Answers for `name/VIEW/HOST/PORT[/PLACE]`: a name as one resolver knows it, for a client at a place, if a zone or a record of the inputs has it. */
export function read(estate: Estate): Opened<DnsRecordSpec> {
  const asked = new Map<string, DnsRecordSpec | undefined>();
  const at = (address: string): DnsRecordSpec | undefined => {
    if (!asked.has(address)) asked.set(address, specAt(estate, address));
    return asked.get(address);
  };
  return { at, place: (address) => (address.startsWith('name/') ? placeIn(address.split('/')[4]) : undefined) };
}

function specAt(estate: Estate, address: string): DnsRecordSpec | undefined {
  const [, view = '', host = '', port, written] = address.split('/');
  const place = placeIn(written);
  const spec = answering(estate, viewIn(view), host, Number(port));
  return spec === undefined || place === undefined ? spec : { ...spec, place };
}

/** `public`, `inside`, `vpc=ID`. */
function viewIn(word: string): View {
  return word.startsWith('vpc=') ? { vpc: word.slice(4) } : word === 'public' ? 'public' : 'inside';
}

/** `KEY` or `KEY=ADDRESS`; with `+client` the sender's address stays as it is. */
function placeIn(written: string | undefined): Place | undefined {
  if (written === undefined || written === '') return undefined;
  const [key = '', address] = written.replace(/\+client$/, '').split('=');
  return { interface: key, ...(address === undefined ? {} : { address }), ...(written.endsWith('+client') ? { keepsSource: true } : {}) };
}
