import type { Annotations } from '../annotations.ts';

/** Annotations of two objects as one: what the first one writes hides what the second writes, whatever it is. */
export function layered(over: Annotations, under: Annotations): Annotations {
  const of = (name: string): Annotations => (over.text(name) === undefined ? under : over);
  return {
    written: { ...under.written, ...over.written },
    place: (name) => of(name).place(name),
    text: (name) => of(name).text(name),
    flag: (name) => of(name).flag(name),
    number: (name, bits) => of(name).number(name, bits),
    list: (name) => of(name).list(name),
    map: (name) => of(name).map(name),
    json: (name) => of(name).json(name),
    reporting: (refuse) => layered(over.reporting(refuse), under.reporting(refuse)),
  };
}
