import { unknown, type Value } from '../values/value.ts';
import type { Definitions, Parameter } from './function.ts';
import { unknownFrom } from './unknowns.ts';

const any: Parameter = { name: 'value', is: 'any', nulls: true, unknowns: true };

/** Functions whose answers are not to be had here: from the clock, by chance, with a secret, or of the machine that runs Terraform. */
export const withheld: Definitions = {
  base64gzip: { takes: [any], unknowns: 'any', run: (args) => because('base64gzip() is not worked out', args) },
  bcrypt: { takes: [any], rest: any, unknowns: 'any', run: (args) => because('bcrypt() is another one each time', args) },
  plantimestamp: { takes: [], run: () => unknown('plantimestamp() is known when it is planned') },
  rsadecrypt: { takes: [any, any], unknowns: 'any', run: (args) => because('rsadecrypt() is not worked out', args) },
  timestamp: { takes: [], run: () => unknown('timestamp() is known when it is applied') },
  type: { takes: [any], unknowns: 'any', run: (args) => because('type() is there in the console only', args) },
  uuid: { takes: [], run: () => unknown('uuid() is another one each time') },
};

function because(why: string, args: readonly Value[]): Value {
  return unknown(why, unknownFrom(args).from);
}
